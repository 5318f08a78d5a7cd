"""Question 1, self_attention: what is asked of an answer, and what a wrong one has in common with known slips."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

import numpy as np

from autograder.rubric import (
    Attempt,
    Call,
    Explanation,
    Failure,
    Figure,
    Slip,
    Student,
    Symptoms,
    accepted,
    as_matrix,
    close,
    compare_all,
    first_accepted,
    or_none,
    predictions,
    worth_asking,
)
from solutions.lista8 import misconceptions, probing
from solutions.lista8.cases import SIZES, Arguments, Case, draw_case, draw_seed
from solutions.lista8.facts import observe_attention
from solutions.lista8.probing import Probes, draw_probes

SQUARE, BATCH = (5, 5, 5), 2  # n, d_model, d_k and sentences of inputs on which a forgotten transpose has a result
HUGE = 1e4  # makes the exponential of an unshifted score overflow
TUPLE_NOTE = (
    "Sua função devolve vários valores; o primeiro foi usado como saída. Está certo, mas o enunciado pede só um."
)
LIST_NOTE = "Sua função devolve uma lista; foi aceita, mas um array do numpy (np.array) facilita o próximo passo."
OVERFLOW_NOTE = (
    "Está certo. Um cuidado para o futuro: com escores muito grandes a sua softmax dá nan; "
    "subtrair de cada linha o seu máximo, antes da exponencial, evita isso e não muda o resultado."
)
SQUARE_NOTE = (
    "Com as matrizes quadradas desta verificação a sua função não para com um erro, como nas outras; por isso os pesos "
    "puderam ser conferidos."
)
WEIGHTS_TITLE = "Pesos de atenção (uma linha por token que pergunta)"
OUTPUT_TITLE = "Saída com X e value iguais à matriz identidade: deveriam ser os pesos de atenção"
Compare = Callable[[np.ndarray, np.ndarray], None]


@dataclass(frozen=True)
class Secrets:
    """All inputs of question 1, which follow from the seed. Points depend on all but square."""

    seed: int
    cases: list[Case] = field(compare=False)
    probes: Probes = field(compare=False)
    square: Case = field(compare=False)

    def inputs(self, projected: bool) -> list[Arguments]:
        """Everything that a diagnosis looks at: an explanation must hold for all of it.

        The square case comes first: nearly every answer has a result there, so that nearly all share one bank.
        """
        return [case.reading(projected) for case in (self.square, *self.cases)] + self.probes.inputs

    def batch(self, projected: bool) -> Arguments:
        """Two sentences at once, which the handout does not promise. (2, n, d_model), ..."""
        X, *matrices = self.cases[0].reading(projected)
        stacked = (np.stack([matrix] * BATCH) for matrix in matrices) if projected else matrices
        return np.stack([X] * BATCH), *stacked


@lru_cache(maxsize=8)
def draw(seed: int) -> Secrets:
    """The inputs of a seed. Made once for all the submissions of a run: nobody may write into them."""
    probes = draw_probes(np.random.default_rng(seed))
    return Secrets(seed, [draw_case(seed, size) for size in SIZES], probes, draw_case(seed, SQUARE))


def check_outputs(student: Student, rng: np.random.Generator, compare: Compare, noted: bool = False) -> Iterable[str]:
    """Compare the student's output with the reference's under either reading; noted: return what is worth telling."""
    secrets = draw(draw_seed(rng))

    def attempt(projected: bool) -> list[str]:
        asked = [case.reading(projected) for case in secrets.cases] + secrets.probes.inputs  # probes: of the next check
        student.ahead(Call("self_attention", arguments) for arguments in asked)
        values = [student.call("self_attention", *case.reading(projected)) for case in secrets.cases]
        compare_all(compare, values, [case.attention for case in secrets.cases])
        return list(_notes(student, values, secrets.cases[0].reading(projected))) if noted else []

    def passes(projected: bool, slips: Sequence[Slip]) -> bool:
        predicted = _predict(projected)([case.reading(projected) for case in secrets.cases], *slips)
        return accepted(partial(compare_all, compare, predicted, [case.attention for case in secrets.cases]))

    return _in_either_reading(student, secrets, attempt, passes)


def check_weights(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """Check the attention matrix that the probes show; return a note for an answer that stops on all other inputs."""
    secrets = draw(draw_seed(rng))

    def attempt(projected: bool) -> tuple[str, ...]:
        probing.check(partial(_output, student), secrets.probes)
        stops = all(answer(student, secrets.cases[0].reading(reading)) is None for reading in (False, True))
        return (SQUARE_NOTE,) if stops else ()

    def passes(projected: bool, slips: Sequence[Slip]) -> bool:
        predicted = _predict(projected)(secrets.probes.inputs, *slips)
        return accepted(lambda: probing.property_of([as_matrix(A) for A in predicted]))

    # Both readings have the same answer; their symptoms differ.
    return _in_either_reading(student, secrets, attempt, passes)


def _in_either_reading(
    student: Student,
    secrets: Secrets,
    attempt: Callable[[bool], Iterable[str]],
    passes: Callable[[bool, Sequence[Slip]], bool],
) -> Iterable[str]:
    """The notes of an attempt (projected) that succeeds; passes: whether an answer with some slips would."""

    def explain(projected: bool, failure: Failure) -> Explanation:
        if not worth_asking(failure):
            return Explanation()
        return Explanation(
            partial(symptoms, student, secrets, projected),
            partial(passes, projected),
            partial(observe_attention, partial(_output, student), failure, secrets.cases[0], secrets.probes),
            partial(_figures, student, secrets.probes),
        )

    return first_accepted([Attempt(partial(attempt, one), partial(explain, one)) for one in (False, True)])


def _output(student: Student, *arguments: np.ndarray, seed: int | None = None) -> np.ndarray:
    return as_matrix(student.call("self_attention", *arguments, seed=seed), arguments[0].ndim)


def _notes(student: Student, values: list, example: Arguments) -> Iterator[str]:
    """What is worth telling about an accepted answer."""
    if any(isinstance(value, tuple) for value in values):
        yield TUPLE_NOTE
    elif any(isinstance(value, list) for value in values):
        yield LIST_NOTE
    X, query, key, value = example
    huge = answer(student, (X, query * HUGE, key * HUGE, value))
    if huge is not None and not np.all(np.isfinite(huge)):
        yield OVERFLOW_NOTE


def answer(student: Student, arguments: Arguments) -> np.ndarray | None:
    """The student's output, or None when there is none."""
    return or_none(_output, student, *arguments)


def reads(student: Student, case: Case, projected: bool) -> bool:
    """Whether the student's output has the right shape under a reading."""
    output = answer(student, case.reading(projected))
    return output is not None and output.shape == case.attention.shape


def symptoms(student: Student, secrets: Secrets, projected: bool) -> Symptoms:
    """What the student's function gives for all inputs under a reading, and what known slips give.

    Inputs that have an answer come first. Empty when only the other reading has an answer of the right shape.
    """
    if reads(student, secrets.cases[0], not projected) and not reads(student, secrets.cases[0], projected):
        return Symptoms([], tuple, (), [])
    inputs = secrets.inputs(projected)
    if answer(student, inputs[0]) is None:  # stopped with an error: perhaps it was written for batches
        inputs.append(secrets.batch(projected))
    inputs.sort(key=lambda arguments: answer(student, arguments) is None)
    return _compared([answer(student, arguments) for arguments in inputs], inputs, projected)


def bank_inputs(seed: int) -> list[Symptoms]:
    """What nearly all wrong answers are going to be compared with first; the answers are missing."""
    return [_compared([], draw(seed).inputs(projected)[:1], projected) for projected in (False, True)]


def _compared(actual: list[np.ndarray | None], inputs: list[Arguments], projected: bool) -> Symptoms:
    """An answer's outputs, and what known slips give."""
    expected = [misconceptions.attention((), arguments, projected) for arguments in inputs]
    predict, many = partial(_predict(projected), inputs), partial(misconceptions.attentions, inputs[0], projected)
    return Symptoms(actual, predict, misconceptions.ATTENTION_SLIPS, expected, 3, many)


def _predict(projected: bool) -> Callable[..., Iterator[np.ndarray | None]]:
    """What slips give, of inputs and slips."""
    return partial(predictions, partial(misconceptions.switched_attention, projected))


def _figures(student: Student, probes: Probes) -> list[Figure]:
    """The attention matrix, or what stands in its place, beside the right one, where they differ."""
    right, actual = probes.right[0], answer(student, probes.inputs[0])
    if actual is None or actual.shape != right.shape or not np.all(np.isfinite(actual)) or close(actual, right):
        return []
    are_weights = probing.are_weights(partial(_output, student), probes, actual)
    return [Figure("heatmap", WEIGHTS_TITLE if are_weights else OUTPUT_TITLE, right, actual)]
