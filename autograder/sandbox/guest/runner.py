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
from typing import Any, get_args

import numpy as np

from autograder.sandbox.guest.failure import OutOfTime, describe
from autograder.sandbox.guest.old_names import bring_back
from autograder.sandbox.guest.rest import Rest, is_magic
from autograder.sandbox.guest.script import perform
from autograder.sandbox.guest.shell.outputs import Stream
from autograder.sandbox.guest.shell.shell import Shell
from autograder.sandbox.guest.snapshots import Moments
from autograder.sandbox.guest.stubs import provided, value_of
from autograder.sandbox.shared.channel import Channel
from autograder.sandbox.shared.messages import (
    OUTPUTS_LIMIT,
    PASSED_OVER_LIMIT,
    Batch,
    BringBackNames,
    Callback,
    CallbackRefused,
    CallbackResult,
    CellShown,
    Compared,
    CompareMoment,
    KeepMoment,
    Request,
    RunCell,
    RunRest,
    RunScript,
    ScriptResults,
    WriteFile,
    Written,
)

PAUSE = 1.0  # seconds between two interruptions, for the first one's traceback to be drawn
REQUESTS = (Batch, *get_args(Request))
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
        """Answer one request. Of a batch each is answered, up to a script that fails or a cell that ends it."""
        message = self._channel.receive(*REQUESTS)
        started = time.monotonic()
        for request in message.requests if isinstance(message, Batch) else (message,):
            if not self._answer(request, started):
                break

    def _answer(self, request: Request, started: float) -> bool:
        """Do what is asked, tell what became of it, and return whether to go on with a batch."""
        match request:
            case RunScript():
                return self._run_script(request)
            case RunCell():
                return self._run_cell(request, started)
            case RunRest():
                self._run_rest(request)
            case BringBackNames():
                bring_back()
            case KeepMoment():
                self._moments.keep(request.place)
            case CompareMoment():
                self._channel.send(Compared(self._same(request)))
            case WriteFile():
                _append(request.path, base64.b64decode(request.data))
                self._channel.send(Written())
        return True

    def _run_cell(self, request: RunCell, started: float) -> bool:
        """Run one cell as a notebook would; an error ends the cell, never the notebook, and perhaps the batch."""
        source = request.source
        error = self._show(request, lambda: self._shell.run_notebook_cell(source))
        self._stopped = Rest(self._shell, source, error) if error or is_magic(source) else None
        more = bool(request.pause and self._stopped and self._stopped.has_more())
        ended = more or (request.pause and time.monotonic() - started > LONG)
        self._tell(request, error, more=more, ended=ended)
        return not ended

    def _run_rest(self, request: RunRest) -> None:
        """Run what the last cell's error kept from running."""
        error = self._show(request, self._stopped.run)
        self._tell(request, error, passed_over=tuple(self._stopped.passed_over[:PASSED_OVER_LIMIT]))

    def _show(self, request: RunCell | RunRest, run: Callable[[], Any]) -> BaseException | None:
        """Run something of a cell and keep what it shows; return its error."""
        self._shell.outputs.start()
        try:
            with _time_limit(request.cpu, request.wall):
                result = run()
            return result and (result.error_before_exec or result.error_in_exec)
        except OutOfTime as error:
            return error
        except BaseException as error:  # IPython itself failed on this cell
            self._shell._showtraceback(type(error), error, [])
            return error

    def _tell(self, request: RunCell | RunRest, error: BaseException | None, **more: Any) -> None:
        """Send what a cell showed, and what else is to be known of it."""
        outputs = self._shell.outputs
        outputs.finish(request.index)
        updates = tuple([*place, output] for place, output in outputs.updates.items())[:OUTPUTS_LIMIT]
        shown = tuple(outputs.items[:OUTPUTS_LIMIT])
        timed_out = isinstance(error, OutOfTime)
        self._channel.send(CellShown(self._shell.execution_count - 1, shown, updates, outputs.cut, timed_out, **more))

    def _same(self, request: CompareMoment) -> bool:
        """Whether functions would find the same at a moment and at the end. What cannot be told is not the same."""
        try:
            with _time_limit(request.cpu, request.wall):
                return self._moments.same_at_the_end(request.place, request.names)
        except BaseException:  # objects of a student's may do anything when they are looked at
            return False

    def _run_script(self, request: RunScript) -> bool:
        """Run a script of the judge's and send its results, or what went wrong. Return whether it went well."""
        shell = self._shell
        shell.outputs.start()
        try:
            self._moments.go_to(request.place)
            stubs = provided(shell.user_ns, request.stubs, partial(_ask, self._channel))
            with _time_limit(request.cpu, request.wall), stubs:
                if request.seed is not None:
                    np.random.seed(request.seed)
                answer = ScriptResults(perform(shell.user_ns, request.steps))
        except BaseException as error:
            answer = describe(error, known=request.name in shell.user_ns)
        self._channel.send(answer)
        return isinstance(answer, ScriptResults)


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


def _ask(channel: Channel, callback: Callback) -> Any:
    """Have the judge compute something. Raises ValueError for what it refuses."""
    channel.send(callback)
    return value_of(channel.receive(CallbackResult, CallbackRefused))
