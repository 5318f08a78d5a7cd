"""What a zygote does once, so that no child has to: imports, and a rehearsal."""

import contextlib
import gc
import importlib
import io
import socket
import sys
import time
from collections.abc import Sequence

import numpy as np
import scipy.special  # noqa: F401  children share these pages

from autograder.sandbox.guest.runner import Child
from autograder.sandbox.guest.shell.outputs import Stream
from autograder.sandbox.guest.shell.shell import Shell, make_shell
from autograder.sandbox.shared.channel import Channel
from autograder.sandbox.shared.messages import (
    Batch,
    Callback,
    CallbackResult,
    CellShown,
    RunCell,
    RunScript,
    ScriptFailed,
    ScriptResults,
)
from autograder.sandbox.shared.scripts import CallPath, FunctionStub
from autograder.sandbox.zygote.heap import share

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
    share()
    gc.enable()  # it was off since the process started: it would go through a growing heap again and again
    return shell


def _rehearse(shell: Shell) -> None:
    """Run cells and calls, right and wrong, as a child does."""
    judge, channel = map(Channel, socket.socketpair())
    child = Child(channel, shell)
    cells = tuple(RunCell(source, PATIENCE, PATIENCE) for source in REHEARSAL)
    scripts = tuple(
        RunScript("attend", (CallPath("attend", args),), stubs, 1, None, PATIENCE, PATIENCE)
        for args, stubs in ((MATRICES, {}), (MATRICES, {"softmax": FunctionStub(None)}), (MATRICES[:1], {}))
    )
    for message in (Batch(cells), Batch(scripts), CallbackResult(MATRICES[0])):  # the last one answers the stub
        judge.send(message)
    for _ in (cells, scripts):
        child.serve_once()
    for _ in range(len(cells) + len(scripts) + 1):
        judge.receive(CellShown, ScriptResults, ScriptFailed, Callback, deadline=time.monotonic() + PATIENCE)
    judge.close()
    channel.close()


def load(libraries: Sequence[str]) -> bool:
    """Import libraries that are not there yet, and use them once. Return whether there was anything to do."""
    new = [name for name in libraries if name not in sys.modules]
    for name in new:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
            USES.get(name, list)()
    if new:
        share()
    return bool(new)


def _plot() -> None:
    """Find the fonts and start the renderer, without a word to pyplot of which backend there is."""
    importlib.import_module("matplotlib.pyplot")
    figure = importlib.import_module("matplotlib.figure").Figure()
    figure.subplots().plot([1, 2], label="a")
    figure.legend()
    figure.savefig(io.BytesIO(), format="png")


USES = {"matplotlib": _plot}
