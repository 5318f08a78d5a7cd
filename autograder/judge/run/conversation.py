"""The judge's talk with the children of one submission, one after the other; whatever they do wrong ends them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from autograder.jail.jail import Sandbox
from autograder.judge.run.clock import Clock
from autograder.judge.run.failures import cause_of_death
from autograder.rubric import StudentError, Verdict
from autograder.sandbox.shared.channel import Channel
from autograder.sandbox.shared.records import R, Record
from autograder.sandbox.shared.wire import Closed, WireError
from autograder.sandbox.shared.zygote_messages import ChildEnded

CHILDREN = 8  # a submission that kills more processes than this is not given another


class Conversation:
    """Messages to and from the living child, if there is one. What fails on the channel is a StudentError."""

    def __init__(self, sandbox: Sandbox, clock: Clock):
        self._sandbox, self.clock = sandbox, clock
        self._channel: Channel | None = None
        self._children = 0
        self._verdict = Verdict.TIMEOUT  # of the last one that ended

    @property
    def alive(self) -> bool:
        """Whether there is a child."""
        return self._channel is not None

    def begin(self, libraries: Iterable[str]) -> None:
        """Start another child. Raises StudentError when time is up, or when too many have ended."""
        if self.clock.over:
            raise StudentError(Verdict.TIMEOUT, "total")
        if self._children >= CHILDREN:
            raise StudentError(self._verdict, "deaths")
        self._children += 1
        self._channel = self._sandbox.spawn(libraries)

    def send(self, message: Record, deadline: float) -> None:
        """Send a message by a deadline."""
        with self._ending():
            self._channel.send(message, deadline)

    def receive(self, *kinds: type[R], deadline: float) -> R:
        """The next message, which is one of these kinds, by a deadline."""
        with self._ending():
            return self._channel.receive(*kinds, deadline=deadline)

    def end(self) -> ChildEnded:
        """End the child."""
        channel, self._channel = self._channel, None
        return self._sandbox.end(channel)

    @contextmanager
    def _ending(self) -> Iterator[None]:
        """Whatever fails on the channel ends the child that died, stalled or babbled: StudentError."""
        try:
            yield
            return
        except TimeoutError:
            self.end()
            error = StudentError(Verdict.TIMEOUT, "wall")
        except Closed:
            error = cause_of_death(self.end().status)
        except WireError as told:
            self.end()
            error = StudentError(Verdict.FORBIDDEN, "frame", message=str(told))
        self._verdict = error.verdict
        raise error
