"""What the judge needs to tell a student whose code broke: family, exception, and the line of the notebook."""

import linecache
import os

from autograder.sandbox.shared.messages import EXCEPTION_LIMIT, LINE_LIMIT, MESSAGE_LIMIT, Family, ScriptFailed
from autograder.sandbox.shared.wire import WireError

FRAMES = 200  # of a traceback that are looked at


class OutOfTime(KeyboardInterrupt):
    """Raised inside student code when its time is up; a BaseException so that `except Exception` does not eat it."""


OutOfTime.__name__ = "KeyboardInterrupt"  # what a notebook shows when nbgrader stops a cell


def describe(error: BaseException, known: bool) -> ScriptFailed:
    """What the judge needs to tell the student: family, exception, and the line of the notebook that raised it."""
    if isinstance(error, OutOfTime):
        family = Family.TIMEOUT
    elif isinstance(error, MemoryError):
        family = Family.MEMORY
    elif isinstance(error, WireError):
        family = Family.LIMIT
    else:
        family = Family.EXCEPTION if known else Family.MISSING
    return ScriptFailed(family, type(error).__name__[:EXCEPTION_LIMIT], _message(error), _line(error))


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
        filename = tb.tb_frame.f_code.co_filename
        if filename.startswith("<ipython-input-") or os.sep + "ipykernel_" in filename:
            found = filename, tb.tb_lineno
        tb = tb.tb_next
    return linecache.getline(*found).strip()[:LINE_LIMIT] if found else None
