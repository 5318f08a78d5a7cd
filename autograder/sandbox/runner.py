"""The child: runs one student's cells and answers the judge's calls. Everything here is hostile once a cell has run.

It holds one channel and no secret. It can forge any answer; a forged answer is at best a wrong one, because the judge
compares arrays itself and knows the inputs' reference outputs, which never come here.
"""

import base64
import builtins
import contextlib
import getpass
import linecache
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from autograder.sandbox.outputs import Stream
from autograder.sandbox.script import perform
from autograder.sandbox.shell import Shell
from autograder.sandbox.stand_ins import in_place
from autograder.sandbox.wire import Channel, WireError

MESSAGE_LIMIT = 2000  # characters of an exception's message
FRAMES = 200  # of a traceback that are looked at
PAUSE = 1.0  # seconds between two interruptions, for the first one's traceback to be drawn


class OutOfTime(KeyboardInterrupt):
    """Raised inside student code when its time is up; a BaseException so that `except Exception` does not eat it."""


OutOfTime.__name__ = "KeyboardInterrupt"  # what a notebook shows when nbgrader stops a cell


def serve(channel: Channel, shell: Shell) -> None:
    """Answer the judge until it closes the channel. Of a batch, each request is answered, up to a call that fails."""
    _settle_in(shell)
    while True:
        serve_once(channel, shell)


def serve_once(channel: Channel, shell: Shell) -> None:
    """Answer one frame."""
    header, value = channel.receive()
    batch = zip(header["of"], value, strict=True) if header["op"] == "batch" else [(header, value)]
    for request, arguments in batch:
        if not _answer(channel, shell, request, arguments):
            break


def _answer(channel: Channel, shell: Shell, request: dict, arguments: Any) -> bool:
    """Do what is asked, tell what became of it, and return whether to go on with a batch."""
    if request["op"] == "call":
        return _answer_call(channel, shell, request, arguments)
    if request["op"] == "cell":
        channel.send(_run_cell(shell, request))
    elif request["op"] == "file":
        _append(request["path"], base64.b64decode(request["data"]))
        channel.send({"op": "written"})
    return True


def _settle_in(shell: Shell) -> None:
    sys.stdout = sys.__stdout__ = Stream("stdout", shell.outputs)
    sys.stderr = sys.__stderr__ = Stream("stderr", shell.outputs)
    builtins.input, getpass.getpass = shell.raw_input, shell.getpass
    sys.breakpointhook = lambda *args, **kwargs: None  # as in a kernel that no debugger is attached to
    packages = [name.endswith(("site-packages", "dist-packages")) for name in sys.path]
    sys.path.insert(packages.index(True) if True in packages else 0, "")  # where IPython puts the work folder
    # A fork inherits the zygote's generators: students must not share their "random" numbers.
    np.random.seed(int.from_bytes(os.urandom(4), "big"))  # without a number it takes four times as long
    random.seed()
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _append(path: str, data: bytes) -> None:
    """Add to a file of the work folder; the judge sends no path that leads out of it, and nothing hostile ran yet."""
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "ab") as file:
        file.write(data)


@contextlib.contextmanager
def _time_limit(cpu: float, wall: float) -> Iterator[None]:
    """Raise OutOfTime after `cpu` seconds of processor time or `wall` seconds, and again every second or so."""
    last = -PAUSE

    def ring(signum: int, frame: Any) -> None:
        nonlocal last
        if time.monotonic() - last >= PAUSE:
            last = time.monotonic()
            raise OutOfTime

    signal.signal(signal.SIGPROF, ring)
    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_PROF, cpu, 0.5)
    signal.setitimer(signal.ITIMER_REAL, wall, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _run_cell(shell: Shell, request: dict) -> dict:
    """Run one cell as a notebook would; an error ends the cell, never the notebook."""
    shell.outputs.start()
    timed_out = False
    try:
        with _time_limit(request["cpu"], request["wall"]):
            result = shell.run_notebook_cell(request["source"])
        timed_out = isinstance(result.error_in_exec, OutOfTime)
    except OutOfTime:
        timed_out = True
    except BaseException as error:  # IPython itself failed on this cell
        shell._showtraceback(type(error), error, [])
    outputs = shell.outputs
    outputs.finish(request.get("index", 0))
    return {
        "op": "outputs",
        "outputs": outputs.items,
        "updates": [[*place, output] for place, output in outputs.updates.items()],
        "count": shell.execution_count - 1,
        "cut": outputs.cut,
        "timed_out": timed_out,
    }


def _answer_call(channel: Channel, shell: Shell, request: dict, arguments: tuple) -> bool:
    """Run a script of the judge's and send its results, or what went wrong. Return whether it went well."""
    shell.outputs.start()
    try:
        lent = in_place(shell.user_ns, request["provide"], partial(_ask, channel))
        with _time_limit(request["cpu"], request["wall"]), lent:
            if request["seed"] is not None:
                np.random.seed(request["seed"])
            value = perform(shell.user_ns, request["steps"], arguments)
            reply = {"op": "result"}
    except BaseException as error:
        reply, value = describe(error, known=request["name"] in shell.user_ns), None
    channel.send(reply, value)
    return reply["op"] == "result"


def _ask(channel: Channel, question: dict, values: tuple) -> Any:
    """Have the judge compute something lent. Raises ValueError for what it refuses."""
    channel.send({"op": "callback", **question}, values)
    reply, value = channel.receive()
    if reply["op"] == "refuse":
        raise ValueError(reply["message"])
    return value


def describe(error: BaseException, known: bool) -> dict:
    """What the judge needs to tell the student: family, exception, and the line of the notebook that raised it."""
    if isinstance(error, OutOfTime):
        family = "timeout"
    elif isinstance(error, MemoryError):
        family = "memory"
    elif isinstance(error, WireError):
        family = "limit"
    else:
        family = "exception" if known else "missing"
    return {
        "op": "error",
        "family": family,
        "ename": type(error).__name__[:80],
        "evalue": _message(error),
        "line": _line(error),
    }


def _message(error: BaseException) -> str:
    try:
        return str(error)[:MESSAGE_LIMIT]
    except Exception:
        return ""


def _line(error: BaseException) -> str | None:
    """The last line of notebook code in the traceback, as written by the student."""
    found, tb = None, error.__traceback__
    for _ in range(FRAMES):
        if tb is None:
            break
        if _is_cell(tb.tb_frame.f_code.co_filename):
            found = tb.tb_frame.f_code.co_filename, tb.tb_lineno
        tb = tb.tb_next
    return linecache.getline(*found).strip()[:200] if found else None


def _is_cell(filename: str) -> bool:
    return filename.startswith("<ipython-input-") or os.sep + "ipykernel_" in filename
