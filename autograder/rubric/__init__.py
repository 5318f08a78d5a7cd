"""The language of an answer key: what a check is, how it compares, and what it reports.

A check is a function `(student, rng) -> notes`. It draws secret inputs from `rng`, asks for the student's outputs
with `student.call(name, *args, seed=..., provide=...)`, compares them and returns (sentences worth telling at no
cost), or raises `Mismatch`. What the student's code does wrong by itself arrives as `StudentError` and may simply
pass through. `__all__` is the whole language: a key imports nothing else of ours.
"""

from autograder.rubric.checks import (
    Attempt,
    Check,
    Student,
    accepted,
    check,
    first_accepted,
    or_none,
    question_of,
)
from autograder.rubric.compare import (
    agree,
    as_array,
    as_matrix,
    close,
    compare_all,
    depends_on_inputs,
    equals,
    has_shape,
    real_array,
    require,
    row_stats,
    rows_sum_to_one,
    scale_of,
)
from autograder.rubric.lent_arguments import MAX_LENGTH, MAX_NUMBERS, checked_array, checked_size, computed
from autograder.rubric.load import AnswerKey
from autograder.rubric.observations import (
    RANDOM,
    UNUSED,
    UNUSED_MANY,
    observe_arguments,
    observe_exception,
    worth_asking,
)
from autograder.rubric.results import (
    Explanation,
    Failure,
    Figure,
    Mismatch,
    Outcome,
    Refusal,
    StudentError,
    Verdict,
)
from autograder.rubric.slips import Slip, Symptoms, predictions, switches_of
from autograder.rubric.stacked import Apply, Memo, Prepared, directly, finish, finish_all
from autograder.rubric.steps import Call, Get, Invoke, Lent, New, Provided, Seen, Set, Step, Watch
from autograder.rubric.tasks import AGAIN_NOTE, Follow, Task, all_right, judged, task_of

__all__ = [
    "AGAIN_NOTE",
    "MAX_LENGTH",
    "MAX_NUMBERS",
    "RANDOM",
    "UNUSED",
    "UNUSED_MANY",
    "AnswerKey",
    "Apply",
    "Attempt",
    "Call",
    "Check",
    "Explanation",
    "Failure",
    "Figure",
    "Follow",
    "Get",
    "Invoke",
    "Lent",
    "Memo",
    "Mismatch",
    "New",
    "Outcome",
    "Prepared",
    "Provided",
    "Refusal",
    "Seen",
    "Set",
    "Slip",
    "Step",
    "Student",
    "StudentError",
    "Symptoms",
    "Task",
    "Verdict",
    "Watch",
    "accepted",
    "agree",
    "all_right",
    "as_array",
    "as_matrix",
    "check",
    "checked_array",
    "checked_size",
    "close",
    "compare_all",
    "computed",
    "depends_on_inputs",
    "directly",
    "equals",
    "finish",
    "finish_all",
    "first_accepted",
    "has_shape",
    "judged",
    "observe_arguments",
    "observe_exception",
    "or_none",
    "predictions",
    "question_of",
    "real_array",
    "require",
    "row_stats",
    "rows_sum_to_one",
    "scale_of",
    "switches_of",
    "task_of",
    "worth_asking",
]
