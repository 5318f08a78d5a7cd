"""The child: runs one student's cells and answers the judge's calls. Everything here is hostile once a cell has run.

It holds one channel and no secret. It can forge any answer; a forged answer is at best a wrong one, because the judge
compares arrays itself and knows the inputs' reference outputs, which never come here.
"""

import base64
import builtins
import contextlib
import getpass
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from autograder.sandbox.guest.failure import OutOfTime, describe
from autograder.sandbox.guest.old_names import bring_back
from autograder.sandbox.guest.rest import Rest, is_magic
from autograder.sandbox.guest.script import perform
from autograder.sandbox.guest.shell.outputs import Stream
from autograder.sandbox.guest.shell.shell import Shell
from autograder.sandbox.guest.snapshots import Moments
from autograder.sandbox.guest.stand_ins import in_place
from autograder.sandbox.shared.wire import Channel

PAUSE = 1.0  # seconds between two interruptions, for the first one's traceback to be drawn
LONG = 1.0  # seconds after which a batch of cells ends, for the judge to look at the time


class Child:
    """One submission: its cells, and how things stood at each place that the judge wants to go back to."""

    def __init__(self, channel: Channel, shell: Shell):
        self._channel, self._shell = channel, shell
        self._moments = Moments(shell.user_ns)
        self._stopped: Rest | None = None  # what is left of the last cell, if it stopped

    def serve(self) -> None:
        """Answer the judge until it closes the channel."""
        _settle_in(self._shell)
        while True:
            self.serve_once()

    def serve_once(self) -> None:
        """Answer one frame. Of a batch each request is answered, up to a call that fails or a cell that ends it."""
        header, value = self._channel.receive()
        batch = zip(header["of"], value, strict=True) if header["op"] == "batch" else [(header, value)]
        started = time.monotonic()
        for request, arguments in batch:
            if not self._answer(request, arguments, started):
                break

    def _answer(self, request: dict, arguments: Any, started: float) -> bool:
        """Do what is asked, tell what became of it, and return whether to go on with a batch."""
        if request["op"] == "call":
            return self._call(request, arguments)
        if request["op"] == "cell":
            return self._run_cell(request, started)
        if request["op"] == "rest":
            self._run_rest(request)
        elif request["op"] == "old names":
            bring_back()
        elif request["op"] == "keep":
            self._moments.keep(request["place"])
        elif request["op"] == "compare":
            self._channel.send({"op": "compared", "same": self._same(request)})
        elif request["op"] == "file":
            _append(request["path"], base64.b64decode(request["data"]))
            self._channel.send({"op": "written"})
        return True

    def _run_cell(self, request: dict, started: float) -> bool:
        """Run one cell as a notebook would; an error ends the cell, never the notebook, and perhaps the batch."""
        source = request["source"]
        error = self._show(request, lambda: self._shell.run_notebook_cell(source))
        self._stopped = Rest(self._shell, source, error) if error or is_magic(source) else None
        more = bool(request.get("pause") and self._stopped and self._stopped.has_more())
        ended = more or (request.get("pause") and time.monotonic() - started > LONG)
        self._tell(request, {"more": more, "ended": ended, "timed_out": isinstance(error, OutOfTime)})
        return not ended

    def _run_rest(self, request: dict) -> None:
        """Run what the last cell's error kept from running."""
        error = self._show(request, self._stopped.run)
        self._tell(request, {"passed_over": self._stopped.passed_over, "timed_out": isinstance(error, OutOfTime)})

    def _show(self, request: dict, run: Callable[[], Any]) -> BaseException | None:
        """Run something of a cell and keep what it shows; return its error."""
        self._shell.outputs.start()
        try:
            with _time_limit(request["cpu"], request["wall"]):
                result = run()
            return result and (result.error_before_exec or result.error_in_exec)
        except OutOfTime as error:
            return error
        except BaseException as error:  # IPython itself failed on this cell
            self._shell._showtraceback(type(error), error, [])
            return error

    def _tell(self, request: dict, result: dict) -> None:
        """Send what a cell showed, and what else is to be known of it."""
        outputs = self._shell.outputs
        outputs.finish(request.get("index", 0))
        updates = [[*place, output] for place, output in outputs.updates.items()]
        shown = {"outputs": outputs.items, "updates": updates, "cut": outputs.cut}
        self._channel.send({"op": "outputs", "count": self._shell.execution_count - 1, **shown, **result})

    def _same(self, request: dict) -> bool:
        """Whether functions would find the same at a moment and at the end. What cannot be told is not the same."""
        try:
            with _time_limit(request["cpu"], request["wall"]):
                return self._moments.same_at_the_end(request["place"], request["names"])
        except BaseException:  # objects of a student's may do anything when they are looked at
            return False

    def _call(self, request: dict, arguments: tuple) -> bool:
        """Run a script of the judge's and send its results, or what went wrong. Return whether it went well."""
        shell = self._shell
        shell.outputs.start()
        try:
            self._moments.go_to(request["place"])
            lent = in_place(shell.user_ns, request["provide"], partial(_ask, self._channel))
            with _time_limit(request["cpu"], request["wall"]), lent:
                if request["seed"] is not None:
                    np.random.seed(request["seed"])
                value = perform(shell.user_ns, request["steps"], arguments)
                reply = {"op": "result"}
        except BaseException as error:
            reply, value = describe(error, known=request["name"] in shell.user_ns), None
        self._channel.send(reply, value)
        return reply["op"] == "result"


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


def _ask(channel: Channel, question: dict, values: tuple) -> Any:
    """Have the judge compute something lent. Raises ValueError for what it refuses."""
    channel.send({"op": "callback", **question}, values)
    reply, value = channel.receive()
    if reply["op"] == "refuse":
        raise ValueError(reply["message"])
    return value
