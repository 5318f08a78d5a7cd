"""An assignment's rubric, found by name."""

import importlib
import importlib.util
from types import ModuleType

from autograder.rubric.checks import Check, checks_of


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
