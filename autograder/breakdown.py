"""Why a student's code broke, from what its process tells and how it ended. What it tells is data, never trusted."""

import re
import signal
from collections.abc import Iterable, Mapping

from autograder.checks import StudentError, Verdict
from autograder.places import relative
from autograder.transcript import Ran, text_of


def told_error(header: dict, name: str) -> StudentError | None:
    """The error that a child tells of, in its own words but under our verdict; None if it tells of none."""
    family, ename = text_of(header.get("family"), 20), text_of(header.get("ename"), 80)
    message, line = relative(text_of(header.get("evalue"), 2000)), text_of(header.get("line"), 200) or None
    if family == "timeout":
        return StudentError(Verdict.TIMEOUT, "cpu", name, line=line)
    if family in ("memory", "limit"):
        return StudentError(Verdict.LIMIT, family, name, line=line)
    if family == "exception":
        verdict = Verdict.MISSING if ename == "NotImplementedError" else Verdict.CRASH
        return StudentError(verdict, "exception", ename, message, line)
    return None


def why_missing(name: str, sources: Iterable[tuple[int, str]], ran: Mapping[int, Ran]) -> StudentError:
    """A function or class may be missing because the cell that defines it failed: then that is the news.

    sources: of the cells, with their indices. ran: what they showed, by index.
    """
    definition = re.compile(rf"^[ \t]*(?:(?:async[ \t]+)?def|class)[ \t]+{re.escape(name)}\b", re.MULTILINE)
    for index, source in sources:
        if definition.search(source):
            shown = ran.get(index, Ran())
            if shown.stopped:
                return shown.stopped
            for output in shown.outputs:
                if output["output_type"] == "error":
                    return StudentError(Verdict.CRASH, "cell", output["ename"], output["evalue"])
    return StudentError(Verdict.MISSING, "undefined", name)


def cause_of_death(status: int) -> StudentError:
    """What ended a process, from its wait status."""
    number = status & 0x7F  # see os.WTERMSIG
    if number in (signal.SIGXCPU, signal.SIGPROF, signal.SIGALRM):
        return StudentError(Verdict.TIMEOUT, "cpu")
    if number == signal.SIGKILL:
        return StudentError(Verdict.LIMIT, "killed")
    if number:
        known = number in signal.Signals.__members__.values()
        return StudentError(Verdict.CRASH, "signal", signal.Signals(number).name if known else str(number))
    return StudentError(Verdict.CRASH, "exit", message=str(status >> 8))
