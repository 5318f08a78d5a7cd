"""Why a student's code broke, from what its process tells and how it ended. What it tells is data, never trusted."""

import re
import signal
from collections.abc import Iterable, Mapping

from autograder.judge.run.cell_outputs import CellResult
from autograder.judge.run.host_paths import relative
from autograder.parse.python import bound
from autograder.parse.stubs import has_leftover_raise
from autograder.rubric import StudentError, Verdict
from autograder.sandbox.shared.messages import Family, ScriptFailed

NOT_RUN = CellResult(stopped=StudentError(Verdict.TIMEOUT, "not run"))  # of a cell that was never reached


def reported_error(told: ScriptFailed, name: str, sources: Iterable[tuple[int, str]]) -> StudentError:
    """The error that a child tells of, in its own words but under our verdict.

    sources: of the cells, with their indices.
    """
    line, message = told.line or None, relative(told.message)
    if told.family is Family.TIMEOUT:
        return StudentError(Verdict.TIMEOUT, "cpu", name, line=line)
    if told.family in (Family.MEMORY, Family.LIMIT):
        return StudentError(Verdict.LIMIT, told.family.value, name, line=line)
    if told.exception != "NotImplementedError":
        return StudentError(Verdict.CRASH, "exception", told.exception, message, line)
    left = any(has_leftover_raise(source) for _, source in sources if _defines(name, source))
    return StudentError(Verdict.MISSING, "leftover" if left else "exception", told.exception, message, line)


def why_missing(name: str, sources: Iterable[tuple[int, str]], ran: Mapping[int, CellResult]) -> StudentError:
    """A function or class may be missing because the cell that defines it failed: then that is the news.

    sources: of the cells, with their indices. ran: what they showed, by index.
    """
    for index, source in sources:
        if _defines(name, source):
            shown = ran.get(index, NOT_RUN)
            if shown.stopped:
                return shown.stopped
            for output in shown.outputs:
                if output["output_type"] == "error":
                    return StudentError(Verdict.CRASH, "cell", output["ename"], output["evalue"])
    return StudentError(Verdict.MISSING, "undefined", name)


def blame_import(
    error: StudentError, sources: Iterable[tuple[int, str]], ran: Mapping[int, CellResult]
) -> StudentError:
    """The error, or that of the import which was to bring the name that it misses: then that is the news.

    sources, ran: as above.
    """
    name = re.fullmatch(r"name '(\w+)' is not defined\b.*", error.message) if error.name == "NameError" else None
    for index, source in sources if name else ():
        for output in ran.get(index, NOT_RUN).outputs if name[1] in bound(source) else ():
            if output.get("ename") in ("ImportError", "ModuleNotFoundError"):
                return StudentError(error.verdict, error.kind, output["ename"], output["evalue"], error.line)
    return error


def _defines(name: str, source: str) -> bool:
    """Whether a line of a cell, Python or not, begins to define a function or class."""
    definition = re.compile(rf"^[ \t]*(?:(?:async[ \t]+)?def|class)[ \t]+{re.escape(name)}\b", re.MULTILINE)
    return definition.search(source) is not None


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
