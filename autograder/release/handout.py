"""What an author made of one assignment, ready to be looked at; and the author's own rules for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import find_all_files

from autograder.rubric.load import module_of, rubric_of


@dataclass(frozen=True)
class Rules:
    """What one assignment asks of its handout: solutions/ASSIGNMENT/handout.py, in capitals. None: anything goes.

    points: of all notebooks together. libraries: that the notebook may import beside the standard library.
    phrases: what students must be told, and words of the notebook that tell it. files: released beside the notebooks.
    prints: by cell id, words that the cell must print when every answer is the author's.
    """

    points: float | None = None
    libraries: Sequence[str] | None = None
    phrases: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Sequence[str] = ()
    prints: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Handout:
    """One assignment: its notebooks as written and as released, by name. checks: names of the rubric's; None without
    a rubric. files: what lies beside the notebooks in the source."""

    assignment: str
    sources: Mapping[str, NotebookNode]
    releases: Mapping[str, NotebookNode]
    checks: frozenset[str] | None
    files: Sequence[str]
    rules: Rules

    def pairs(self) -> list[tuple[str, NotebookNode, NotebookNode]]:
        """Each notebook with its release, by name; one without a release is left out."""
        return [(name, source, self.releases[name]) for name, source in self.sources.items() if name in self.releases]


def read_handout(assignment: str, source: Path, release: Path, ignore: Sequence[str]) -> Handout:
    """Read source/ASSIGNMENT and what was made of it. Raises FileNotFoundError when there is no notebook."""
    sources = _notebooks(source)
    if not sources:
        raise FileNotFoundError(f"no notebook in {source}")
    beside = [Path(path).relative_to(source).as_posix() for path in find_all_files(str(source), [*ignore, "*.ipynb"])]
    checks = frozenset(rubric_of(assignment)) or None
    return Handout(assignment, sources, _notebooks(release), checks, sorted(beside), rules_of(assignment))


def rules_of(assignment: str) -> Rules:
    """The rules that the author wrote down, or none."""
    module = module_of(assignment, "handout")
    if module is None:
        return Rules()
    told = vars(module)
    return Rules(**{key: told[key.upper()] for key in Rules.__dataclass_fields__ if key.upper() in told})


def _notebooks(folder: Path) -> dict[str, NotebookNode]:
    return {path.stem: nbformat.read(path, as_version=nbformat.NO_CONVERT) for path in sorted(folder.glob("*.ipynb"))}
