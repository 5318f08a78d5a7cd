"""The answer keys of one course folder, wherever the program was started, and the one of an assignment, by name."""

import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.rubric.checks import Check
from autograder.rubric.slips import Slip, Symptoms

PACKAGE = "solutions"
KIT = Path(__file__).parents[2]  # a checkout has keys of its own, for courses that have none; a wheel has not

Functions = Mapping[str, Callable[..., Any]]  # those of a submission, by name


@dataclass(frozen=True)
class AnswerKey:
    """All that is asked of an answer key: solutions/ASSIGNMENT/rubric.py calls it KEY. Only the checks are a must.

    checks: one for each automatic grade cell, in order. slips: all known ones; check_prefix: for the name of each, what
    the names of the checks begin with that must notice it. submission(slips, **variant): the functions of a student who
    makes these slips; those that may be lent are keyword arguments. variants: the ways to write it that `verify` tries.
    styles, wrong_styles: names and functions of right answers that must keep all points, and of wrong ones that must
    earn the same under every seed. bank_inputs(seed): symptoms, their answers missing, with which nearly every wrong
    answer is going to be compared: their banks are filled while a run starts.
    """

    checks: Sequence[Check]
    slips: Sequence[Slip] = ()
    check_prefix: Mapping[str, str] = field(default_factory=dict)
    submission: Callable[..., Functions] | None = None
    variants: Sequence[Mapping[str, Any]] = ({},)
    styles: Callable[[], Iterable[tuple[str, Functions]]] | None = None
    wrong_styles: Callable[[], Iterable[tuple[str, Functions]]] | None = None
    bank_inputs: Callable[[int], Sequence[Symptoms]] | None = None


def use_keys_of(course: Path, anew: bool = False) -> None:
    """From here on `import solutions` finds COURSE/solutions alone, whatever is on sys.path.

    A course without the folder has the keys of the kit's checkout. Those of another course are forgotten; anew: and so
    are keys that somebody has edited since they were imported. Raises NotADirectoryError where there is no such course:
    a worker elsewhere would take it for one without keys.
    """
    if not course.is_dir():
        raise NotADirectoryError(f"there is no course folder {course} here")
    folder = ((course if (course / PACKAGE).is_dir() else KIT) / PACKAGE).resolve()
    if keys_in_use() == [folder] and not (anew and _were_edited(folder)):
        return
    for name in [name for name in sys.modules if name == PACKAGE or name.startswith(f"{PACKAGE}.")]:
        del sys.modules[name]
    spec = ModuleSpec(PACKAGE, None, is_package=True)
    spec.submodule_search_locations = [str(folder)]
    sys.modules[PACKAGE] = importlib.util.module_from_spec(spec)
    vars(sys.modules[PACKAGE])["files"] = _files(folder)
    importlib.invalidate_caches()


def _were_edited(folder: Path) -> bool:
    """Whether keys that we had imported are others now."""
    imported = vars(sys.modules[PACKAGE]).get("files")
    return imported is not None and imported != _files(folder)


def _files(folder: Path) -> list[tuple[str, int, int]]:
    """The files of keys as they are now: names, times of change and sizes."""
    files = sorted(folder.glob("**/*.py"))
    return [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files]


def keys_in_use() -> list[Path]:
    """The folders in which `import solutions` looks now; none before a course was named or a key imported."""
    return [Path(folder).resolve() for folder in getattr(sys.modules.get(PACKAGE), "__path__", [])]


def course_above(folder: Path, assignment: str) -> Path:
    """The nearest folder, from this one upwards, that has the assignment's key, or else the kit's own.

    Raises LookupError without one.
    """
    for course in (folder, *folder.parents, KIT):
        if (course / PACKAGE / assignment).is_dir():
            return course
    raise LookupError(f"no {PACKAGE}/{assignment} in {folder} or above it: run the notebook inside its course folder")


def key_of(assignment: str, course: Path | None = None) -> AnswerKey | None:
    """An assignment's answer key, if it has one: KEY of its rubric.py. Raises LookupError where that has none.

    course: whose keys are used from here on; else those that are in use.
    """
    if course is not None:
        use_keys_of(course)
    rubric = module_of(assignment, "rubric")
    if rubric is None:
        return None
    key = getattr(rubric, "KEY", None)
    if not isinstance(key, AnswerKey):
        raise LookupError(f"{rubric.__file__} has no KEY: write KEY = AnswerKey(checks=(...,)) below its checks")
    return key


def rubric_of(assignment: str, course: Path | None = None) -> dict[str, Check]:
    """The checks of an assignment, by grade cell id; empty when the assignment has no rubric. course: see `key_of`."""
    key = key_of(assignment, course)
    return {check.name: check for check in key.checks} if key else {}


def module_of(assignment: str, name: str) -> ModuleType | None:
    """A module of an assignment's answer key, if there is one."""
    path = f"{PACKAGE}.{assignment}.{name}"
    try:
        found = importlib.util.find_spec(path) is not None
    except ModuleNotFoundError:
        found = False
    return importlib.import_module(path) if found else None
