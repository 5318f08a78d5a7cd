"""One run of nbgrader's autograde on one course: what its steps share, and what no other run may find.

A server grades many courses, again and again, while their tests, keys and configurations are edited: nothing here is
kept longer than a run.
"""

from __future__ import annotations

import secrets
import sys
import weakref
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from traitlets.config import Config
from traitlets.utils.importstring import import_item

from autograder.jail.levels import open_sandbox
from autograder.rubric.load import keys_in_use, use_keys_of

if TYPE_CHECKING:
    from nbconvert.exporters.exporter import ResourcesDict

    from autograder.course.records import Texts
    from autograder.jail.jail import Sandbox
    from autograder.repair.released import ReleasedNotebook

Records = Mapping[str, "ReleasedNotebook"]  # of an assignment, by the name of the notebook


class Session:
    """A run on the course in a folder.

    minimum: the lowest sandbox level to grade at. seed: of the secret inputs; None: drawn for this run.
    """

    def __init__(self, course: Path, minimum: int, seed: int | None = None):
        self.course, self.minimum = course, minimum
        self.seed = secrets.randbits(63) if seed is None else seed
        self.records: dict[str, Records] = {}  # by assignment
        self.others: dict[str, dict[str, frozenset[str]]] = {}  # by assignment: the tags of all others, by theirs
        self.texts: dict[tuple[str, str], Texts] = {}  # what was graded before, by assignment and student
        self._close: Callable[[], object] = lambda: None
        use_keys_of(course, anew=True)

    @classmethod
    def as_configured(cls, course: Path, steps: Iterable[type | str], config: Config) -> Session:
        """A session with the settings of that step, of nbgrader's preprocessors for autograde, which has the fence."""
        classes = [import_item(step) if isinstance(step, str) else step for step in steps]
        fenced = [step(config=config) for step in classes if hasattr(step, "sandbox_minimum")]
        return cls(course, fenced[0].sandbox_minimum, fenced[0].seed) if fenced else cls(course, 0)

    def __deepcopy__(self, memo: dict) -> Session:
        """A run is one, however often nbconvert copies the resources that it comes with."""
        return self

    @cached_property
    def sandbox(self) -> Sandbox:
        """The sandbox of this run, opened when it is first asked for. Raises SandboxUnavailable."""
        sandbox = open_sandbox(self.minimum, hidden=secret_folders(self.course))
        self._close = weakref.finalize(self, sandbox.close)
        return sandbox

    def close(self) -> None:
        """Close the sandbox, if there is one. A session that is forgotten closes its own."""
        self._close()

    def open_and_report(self) -> None:
        """Open the sandbox and say which level it has. Raises SandboxUnavailable."""
        for line in (*self.sandbox.missed, str(self.sandbox)):
            print(f"[autograder] {line}", file=sys.stderr)


def record_for(resources: ResourcesDict) -> ReleasedNotebook:
    """What the run knows of the notebook that these resources are about."""
    told = resources["nbgrader"]
    return told["session"].records[told["assignment"]][told["notebook"]]


def secret_folders(course: Path) -> list[Path]:
    """What no student's code may see: the course and the answer keys in use."""
    return [course, *keys_in_use()]
