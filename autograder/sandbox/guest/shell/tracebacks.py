"""Tracebacks as IPython draws them, without what makes one cost more than the rest of a notebook.

IPython asks `inspect` several times which module a cell is; a cell is none, and each time all modules of the process
are gone through, which copies their pages. It also mixes the same colours anew for every traceback.
"""

import inspect
from functools import cache
from pathlib import Path
from types import TracebackType

import stack_data
from pygments.formatters.terminal256 import Terminal256Formatter

from autograder.sandbox.guest.shell.outputs import TEXT_LIMIT

SANDBOX_FOLDER = str(Path(__file__).parents[2])

FRAMES = 120  # of a traceback; nbgrader's LimitOutput keeps the first 50 and the last 49 parts of a longer one
NO_MODULE = ""  # a name that no module has


def no_module(filename: str) -> None:
    """Let `inspect` know that the code in a file, such as a cell, belongs to no module."""
    inspect.modulesbyfile[filename] = NO_MODULE


def keep_colours() -> None:
    """Have the colours of a style worked out once. To be called once in a process."""
    work_out, known = Terminal256Formatter._setup_styles, {}

    def look_up(formatter: Terminal256Formatter) -> None:
        if formatter.style not in known:
            work_out(formatter)
            known[formatter.style] = formatter.style_string
        formatter.style_string = dict(known[formatter.style])

    Terminal256Formatter._setup_styles = look_up
    stack_data.style_with_executing_node = cache(stack_data.style_with_executing_node)


def shorten(tb: TracebackType | None) -> None:
    """Leave out the middle of a deep recursion, which takes IPython seconds to draw, and our own last frames."""
    chain = []
    while tb is not None:
        chain.append(tb)
        tb = tb.tb_next
    while len(chain) > 1 and chain[-1].tb_frame.f_code.co_filename.startswith(SANDBOX_FOLDER):
        chain.pop()
        chain[-1].tb_next = None
    if len(chain) > FRAMES:
        chain[FRAMES // 2].tb_next = chain[-FRAMES // 2]


def cut(parts: list[str]) -> list[str]:
    """The first parts of a traceback that is too long, and its last one, which is the error."""
    kept, room = [], TEXT_LIMIT
    for part in parts[:-1]:
        room -= len(part)
        kept += [part] if room > 0 else []
    return [*kept, *(part[:TEXT_LIMIT] for part in parts[-1:])]
