"""Which level this machine gives. A level counts only when canaries have tried it; it is never lowered silently."""

from collections.abc import Iterable
from pathlib import Path

from autograder.jail.advice import advice, this_host
from autograder.jail.canaries import prove
from autograder.jail.errors import SandboxError, SandboxUnavailable
from autograder.jail.jail import Sandbox
from autograder.jail.layers import LEVELS

DEFAULT_MINIMUM = 3
REFUSAL = """\
refusing to grade: the sandbox needs level {minimum} or better ({name}), and this machine does not give it.
{missed}
{advice}"""
LAST_RESORT = "To grade WITHOUT a fence, at your own risk, set sandbox_minimum = 0 in nbgrader_config.py."


def open_sandbox(minimum: int = DEFAULT_MINIMUM, hidden: Iterable[Path] = ()) -> Sandbox:
    """Return a sandbox of the best level that this machine gives, proved by canaries.

    minimum: the lowest level to accept; below it SandboxUnavailable is raised, with what is missing and the fix.
    hidden: folders that must stay invisible even where they lie inside a folder that the jail shows.
    """
    folders = tuple(Path(path).resolve() for path in hidden)
    missed: list[str] = []
    for level in LEVELS:
        if level < minimum:
            break
        try:
            return open_level(level, folders, tuple(missed))
        except (SandboxError, OSError) as error:
            missed.append(f"level {level} ({LEVELS[level].about}): {error}")
    told = "\n".join(f"Not reached: {line}" for line in missed)
    host = this_host()
    fixes = "\n".join([*advice(host), *([LAST_RESORT] if host.system == "Linux" else [])])
    raise SandboxUnavailable(REFUSAL.format(minimum=minimum, name=LEVELS[minimum].about, missed=told, advice=fixes))


def open_level(level: int, hidden: tuple[Path, ...] = (), missed: tuple[str, ...] = ()) -> Sandbox:
    """A sandbox of just this level; proved by canaries, unless it is none. Raises SandboxError or OSError."""
    sandbox = Sandbox(level, hidden, missed=missed)
    return prove(sandbox) if LEVELS[level].fenced else sandbox
