"""What a zygote does once, so that no child has to: imports, a rehearsal, and memory that is cheap to fork."""

import contextlib
import ctypes
import gc
import importlib
import io
import sys

import scipy.special  # noqa: F401  children share these pages

from autograder.sandbox.outputs import Stream
from autograder.sandbox.shell import Shell, make_shell

HUGE_PAGE, MADV_COLLAPSE = 1 << 21, 25  # asm-generic/mman-common.h; since Linux 6.1
REHEARSAL = (  # what notebooks do, errors and printed matrices too
    "import numpy as np\nfrom scipy.special import softmax\nnp.random.seed(0)",
    "def attend(X, query, key, value):\n    Q, K, V = (X @ matrix for matrix in (query, key, value))\n"
    "    return softmax(Q @ K.T / np.sqrt(K.shape[-1]), axis=-1) @ V",
    "A = attend(np.eye(3), *np.random.randn(3, 3, 2))\nprint(A.shape, A.round(3))",
    "A.mean(axis=0), {'std': A.std()}",
    "assert np.allclose(A, 0), 'no'",
)


def warm_shell() -> Shell:
    """The one shell of a zygote, with no trace of the rehearsal."""
    shell = make_shell()
    with contextlib.redirect_stdout(Stream("stdout", shell.outputs)):
        for source in REHEARSAL:
            shell.run_notebook_cell(source)
            shell.outputs.start()
    shell.reset(new_session=True)
    _share()
    return shell


def load(libraries: list[str]) -> bool:
    """Import libraries that are not there yet, and use them once. Return whether there was anything to do."""
    new = [name for name in libraries if name not in sys.modules]
    for name in new:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
            USES.get(name, list)()
    if new:
        _share()
    return bool(new)


def _plot() -> None:
    """Find the fonts and start the renderer, without a word to pyplot of which backend there is."""
    importlib.import_module("matplotlib.pyplot")
    figure = importlib.import_module("matplotlib.figure").Figure()
    figure.subplots().plot([1, 2], label="a")
    figure.legend()
    figure.savefig(io.BytesIO(), format="png")


USES = {"matplotlib": _plot}


def _share() -> None:
    """Make what there is cheap to fork."""
    gc.collect()
    _use_huge_pages()
    gc.freeze()  # keeps the collector from touching, and so copying, the pages that children share


def _use_huge_pages() -> None:
    """Have the kernel keep our objects in pages of 2 MiB, of which a fork copies fewer; where it cannot, no harm."""
    libc = ctypes.CDLL(None)
    for number in {id(item) // HUGE_PAGE for item in gc.get_objects()}:
        libc.madvise(ctypes.c_void_p(number * HUGE_PAGE), ctypes.c_size_t(HUGE_PAGE), MADV_COLLAPSE)
