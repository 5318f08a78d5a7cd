"""The answer keys of one course folder, wherever the program was started, and an assignment's rubric, by name."""

import importlib
import importlib.util
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from autograder.rubric.checks import Check, checks_of

PACKAGE = "solutions"


def use_keys_of(course: Path) -> None:
    """From here on `import solutions` finds COURSE/solutions alone, whatever is on sys.path.

    Another course's keys that were imported before are forgotten. A course without the folder has no keys. Raises
    NotADirectoryError where there is no such course: a worker elsewhere would take it for one without keys.
    """
    if not course.is_dir():
        raise NotADirectoryError(f"there is no course folder {course} here")
    folder = (course / PACKAGE).resolve()
    if keys_in_use() == [folder]:
        return
    for name in [name for name in sys.modules if name == PACKAGE or name.startswith(f"{PACKAGE}.")]:
        del sys.modules[name]
    spec = ModuleSpec(PACKAGE, None, is_package=True)
    spec.submodule_search_locations = [str(folder)]
    sys.modules[PACKAGE] = importlib.util.module_from_spec(spec)


def keys_in_use() -> list[Path]:
    """The folders in which `import solutions` looks now; none before a course was named or a key imported."""
    return [Path(folder).resolve() for folder in getattr(sys.modules.get(PACKAGE), "__path__", [])]


def course_above(folder: Path, assignment: str) -> Path:
    """The nearest folder, from this one upwards, that has the assignment's key. Raises LookupError without one."""
    for course in (folder, *folder.parents):
        if (course / PACKAGE / assignment).is_dir():
            return course
    raise LookupError(f"no {PACKAGE}/{assignment} in {folder} or above it: run the notebook inside its course folder")


def rubric_of(assignment: str) -> dict[str, Check]:
    """The checks of an assignment, by grade cell id; empty when the assignment has no rubric."""
    module = rubric_module(assignment)
    return checks_of(module) if module else {}


def rubric_module(assignment: str) -> ModuleType | None:
    """An assignment's rubric, if it has one."""
    name = f"solutions.{assignment}.rubric"
    try:
        found = importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        found = False
    return importlib.import_module(name) if found else None
