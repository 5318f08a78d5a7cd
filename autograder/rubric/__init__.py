"""The language of an answer key: what a check is, how it compares, and what it reports.

A check is a function `(student, rng) -> notes`. It draws secret inputs from `rng`, asks for the student's outputs
with `student.call(name, *args, seed=..., provide=...)`, compares them and returns (sentences worth telling at no
cost), or raises `Mismatch`. What the student's code does wrong by itself arrives as `StudentError` and may simply
pass through.
"""

from autograder.rubric.checks import Check, Student, accepted, check, checks_of, first_accepted, question_of
from autograder.rubric.compare import (
    agree,
    as_array,
    as_matrix,
    close,
    depends_on_inputs,
    equals,
    has_shape,
    real_array,
    require,
    row_stats,
    rows_sum_to_one,
    same_array,
    scale_of,
)
from autograder.rubric.results import Failure, Figure, Mismatch, Outcome, Refusal, StudentError, Verdict
from autograder.rubric.slips import Evidence, Slip
from autograder.rubric.steps import Call, Get, Invoke, Lent, New, Provided, Seen, Set, Step, Watch

__all__ = [
    "Call",
    "Check",
    "Evidence",
    "Failure",
    "Figure",
    "Get",
    "Invoke",
    "Lent",
    "Mismatch",
    "New",
    "Outcome",
    "Provided",
    "Refusal",
    "Seen",
    "Set",
    "Slip",
    "Step",
    "Student",
    "StudentError",
    "Verdict",
    "Watch",
    "accepted",
    "agree",
    "as_array",
    "as_matrix",
    "check",
    "checks_of",
    "close",
    "depends_on_inputs",
    "equals",
    "first_accepted",
    "has_shape",
    "question_of",
    "real_array",
    "require",
    "row_stats",
    "rows_sum_to_one",
    "same_array",
    "scale_of",
]
