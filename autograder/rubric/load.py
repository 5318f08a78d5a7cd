"""The answer keys of one course folder, wherever the program was started, and an assignment's rubric, by name."""

import importlib
import importlib.util
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from autograder.rubric.checks import Check, checks_of

PACKAGE = "solutions"
KIT = Path(__file__).parents[2]  # a checkout has keys of its own, for courses that have none; a wheel has not


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
