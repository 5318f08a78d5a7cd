"""What a zygote does once, so that no child has to: imports, a rehearsal, and memory that is cheap to fork."""

import contextlib
import ctypes
import gc
import importlib
import io
import socket
import sys
import time

import numpy as np
import scipy.special  # noqa: F401  children share these pages

from autograder.sandbox.guest.runner import Child
from autograder.sandbox.guest.shell.outputs import Stream
from autograder.sandbox.guest.shell.shell import Shell, make_shell
from autograder.sandbox.shared.wire import Channel

HUGE_PAGE, MADV_COLLAPSE = 1 << 21, 25  # asm-generic/mman-common.h; since Linux 6.1
ALIGNMENT, SMALL = 16, 512  # bytes, of CPython's allocator for small objects: Objects/obmalloc.c
EMPTY = sys.getsizeof(b"")
RUN, MOST = 20, 2000  # so many blocks in a row are no gap; so many are enough to look for one
LARGE = 128 << 10  # of which the C library's allocator takes no block from the heap: mallopt(3)
LIBC = ctypes.CDLL(None)
LIBC.malloc.argtypes, LIBC.sbrk.argtypes = (ctypes.c_size_t,), (ctypes.c_ssize_t,)
LIBC.malloc.restype = LIBC.sbrk.restype = ctypes.c_void_p
_FILLING: list[object] = []
REHEARSAL = (  # what notebooks do, errors and printed matrices too
    "import numpy as np\nfrom scipy.special import softmax\nnp.random.seed(0)",
    "def attend(X, query, key, value):\n    Q, K, V = (X @ matrix for matrix in (query, key, value))\n"
    "    return softmax(Q @ K.T / np.sqrt(K.shape[-1]), axis=-1) @ V",
    "A = attend(np.eye(3), *np.random.randn(3, 3, 2))\nprint(A.shape, A.round(3))",
    "A.mean(axis=0), {'std': A.std()}",
    "assert np.allclose(A, 0), 'no'",
)
MATRICES = (np.eye(4), *np.ones((3, 4, 2)))  # X, query, key, value
ROUNDS, PATIENCE = 4, 10.0  # how often, and seconds for an answer


def warm_shell() -> Shell:
    """The one shell of a zygote, with no trace of the rehearsal."""
    shell = make_shell()
    with contextlib.redirect_stdout(Stream("stdout", shell.outputs)):
        for _ in range(ROUNDS):
            _rehearse(shell)
    shell.reset(new_session=True)
    _share()
    gc.enable()  # it was off since the process started: it would go through a growing heap again and again
    return shell


def _rehearse(shell: Shell) -> None:
    """Run cells and calls, right and wrong, as a child does."""
    judge, channel = map(Channel, socket.socketpair())
    child = Child(channel, shell)
    limits = {"cpu": 10.0, "wall": 10.0}
    cells = [{"op": "cell", "source": source, **limits} for source in REHEARSAL]
    call = {"op": "call", "name": "attend", "steps": [["invoke", "attend"]], "seed": 1, "provide": {}, "place": None}
    call |= limits
    for requests, values in ((cells, [None] * len(cells)), ([call, call], [(MATRICES,), (MATRICES[:1],)])):
        judge.send({"op": "batch", "of": requests}, values)
        child.serve_once()
        for _ in requests:
            judge.receive(time.monotonic() + PATIENCE)
    judge.close()
    channel.close()


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
    _fill_gaps()
    _use_huge_pages()
    gc.freeze()  # keeps the collector from touching, and so copying, the pages that children share


def _fill_gaps() -> None:
    """Use up the gaps that imports left all over the heap, so that a child's objects lie side by side in few new pages.

    A gap that a child fills is a page that it must copy. New memory is told by blocks that follow one another.
    """
    for size in range(ALIGNMENT, SMALL + 1, ALIGNMENT):
        last, run = 0, 0
        for _ in range(MOST):
            _FILLING.append(_block(size))
            last, run = id(_FILLING[-1]), run + 1 if id(_FILLING[-1]) == last + size else 0
            if run == RUN:
                break
    top, size = LIBC.sbrk(0), LARGE
    while size >= ALIGNMENT:
        while (LIBC.malloc(size) or top) < top:
            pass  # never freed
        size = size * 3 // 4


def _block(size: int) -> object:
    """An object that takes up so many bytes."""
    if size < EMPTY:
        return complex(size) if size > ALIGNMENT else object()
    return bytes(size - EMPTY)


def _use_huge_pages() -> None:
    """Have the kernel keep our objects in pages of 2 MiB, of which a fork copies fewer; where it cannot, no harm."""
    for number in {id(item) // HUGE_PAGE for item in gc.get_objects()}:
        LIBC.madvise(ctypes.c_void_p(number * HUGE_PAGE), ctypes.c_size_t(HUGE_PAGE), MADV_COLLAPSE)
