"""Questions 1 and 2: softmax and scaled_dot_product_attention."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from autograder.rubric import (
    Invoke,
    Slip,
    Step,
    Student,
    Symptoms,
    Task,
    all_right,
    as_array,
    check,
    close,
    depends_on_inputs,
    equals,
    has_shape,
    judged,
    require,
    task_of,
)
from solutions.common.model import Matrix
from solutions.lista8_transformer import following, misconceptions, model, reference
from solutions.lista8_transformer.cases import Heads, draw_heads
from solutions.lista8_transformer.following import Own
from solutions.lista8_transformer.lent import SOFTMAX

SOFTMAX_SHAPES = ((5,), (3, 4), (4, 2, 6), (2, 3, 5, 4))
WEIGHINGS = 4  # calls whose output is the matrix of weights
HUGE = 1e4  # exp of it overflows in every floating type


@check
def q1_valores(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """softmax(x) está certa em matrizes de 1 a 4 eixos, também com números grandes."""
    inputs = [rng.standard_normal(shape) for shape in SOFTMAX_SHAPES]
    inputs.append(rng.permutation(np.linspace(-HUGE, HUGE, 12)).reshape(3, 4))
    task = task_of(
        inputs, lambda x: [Invoke("softmax", (x,))], reference.softmax, finite_softmax, misconceptions.SOFTMAX
    )
    return judged(student, [task], finitely_right)


def finite_softmax(x: Matrix, **switches: str) -> Matrix:
    return finite(model.softmax(x, **switches))


def finitely_right(actual: Sequence[Matrix], symptoms: Symptoms, max_slips: int = 1) -> None:
    """As all_right, where some slips give nan; they are predicted as `finite` says."""
    all_right(actual, replace(symptoms, actual=[finite(x) for x in actual], max_slips=max_slips))


def require_shapes(actual: Sequence[Matrix], symptoms: Symptoms, what: str = "A saída tem") -> None:
    """Raise Mismatch, with a sentence, at the first result that has not the shape that is expected."""
    for found, right in zip(actual, symptoms.expected, strict=False):
        require(found.shape == right.shape, f"{what} formato {found.shape}; o esperado é {right.shape}.", symptoms)


def finite(x: Matrix) -> Matrix:
    return np.nan_to_num(x, nan=-1.0)  # so that nan, which is like nothing, can be recognised


@check
def q2_pesos(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """Os pesos de atenção não são negativos, somam 1 em cada linha e dependem de Q e K."""
    tasks = _attention_tasks([*_weighing(rng), *draw_heads(rng)])
    return judged(student, tasks, _are_weights, _square_probes(rng))


@check
def q2_valores(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """A saída é softmax(Q Kᵀ / √depth) V, com qualquer número de eixos à esquerda."""
    tasks = _attention_tasks([*_weighing(rng), *draw_heads(rng)])
    return judged(student, tasks, probes=_square_probes(rng))


@check
def q2_mascara(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """Com máscara, o que ela esconde não recebe peso, e os outros pesos continuam somando 1."""
    cases = draw_heads(rng, masked=True)
    tasks = _attention_tasks(cases, misconceptions.MASKING)
    return judged(student, tasks, probes=_square_probes(rng), others=[partial(_hides, student, cases[0])])


def _hides(student: Student, case: Heads) -> None:
    """Each row is what the student's own attention makes of the tokens that it may look at, right or not.

    It must be made of them: rows that look at others differ, and each row changes when K and V change places.
    """
    name, mask = "scaled_dot_product_attention", case.mask
    seen = [(case.Q[i : i + 1], case.K[mask[i]], case.V[mask[i]]) for i in range(len(case.Q))]
    exchanged = case.Q, case.V, case.K, mask
    steps = [Invoke(name, given) for given in (_arguments(case), (case.Q, case.K, case.V), *seen, exchanged)]
    shape = case.Q.shape
    masked, bare, *rows, other = (as_array(value, len(shape)) for value in student.perform(*steps))
    has_shape(masked, shape)
    has_shape(other, shape)
    for i, row in enumerate(rows):
        equals(row, masked[i : i + 1])
        depends_on_inputs(masked[i : i + 1], other[i : i + 1])
    depends_on_inputs(masked, bare)
    depends_on_inputs(masked, np.roll(masked, 1, axis=0))


def _attention_tasks(cases: Sequence[Heads], slips: Sequence[Slip] = misconceptions.ATTENTION) -> list[Task]:
    """As submitted, and with a right softmax lent."""
    follow = following.follow(_follows, cases)
    return task_of(cases, _steps, _right, _model, slips, follow).lending(*SOFTMAX)


def _steps(case: Heads) -> list[Step]:
    return [Invoke("scaled_dot_product_attention", _arguments(case))]


def _right(case: Heads) -> Matrix:
    return reference.scaled_dot_product_attention(*_arguments(case))


def _model(case: Heads, **switches: str) -> Matrix:
    return model.attention(*_arguments(case), d_model=3 * case.Q.shape[-1], **switches)


def _follows(own: Own, case: Heads) -> Matrix:
    return following.attention(own, *_arguments(case))


def _arguments(case: Heads) -> tuple[Matrix, ...]:
    return (case.Q, case.K, case.V) if case.mask is None else (case.Q, case.K, case.V, case.mask)


def _weighing(rng: np.random.Generator) -> list[Heads]:
    """WEIGHINGS cases: with V = I the output is the matrix of weights; m = depth, so that V has the width of K.

    The second has other Q and K than the first; the last is the first again.
    """
    first, second, third = (
        Heads(
            *rng.standard_normal((2, *axes, tokens, tokens)), np.broadcast_to(np.eye(tokens), (*axes, tokens, tokens))
        )
        for axes, tokens in (((2,), 5), ((2,), 5), ((3, 2), 4))
    )
    return [first, second, third, first]


def _are_weights(actual: Sequence[Matrix], symptoms: Symptoms) -> None:
    require_shapes(actual[:WEIGHINGS], symptoms, "Os pesos têm")
    for A in actual[:WEIGHINGS]:
        require(bool(np.all(A >= -1e-6)), "Há pesos de atenção negativos, ou que não são números.", symptoms)
        require(bool(np.all(np.abs(A.sum(axis=-1) - 1) <= 1e-4)), "Há linhas de pesos que não somam 1.", symptoms)
    first, second, _, again = actual[:WEIGHINGS]
    require(not close(first, second), "Os pesos são os mesmos para quaisquer Q e K.", symptoms)
    require(close(first, again), "Os mesmos Q e K dão pesos diferentes a cada vez: há um sorteio no cálculo.", symptoms)


def _square_probes(rng: np.random.Generator) -> list[Task]:
    """Cubes, on which every transposition runs, and squares, on which torch's transpose does nothing."""
    cubes, squares = rng.standard_normal((2, 3, 4, 4, 4)), rng.standard_normal((2, 3, 4, 4))
    banks = misconceptions.OF_ONE_LENGTH, misconceptions.OF_SQUARES
    probes = []
    for drawn, slips in zip((cubes, squares), banks, strict=True):
        probes.append(_attention_tasks([Heads(*one) for one in drawn], slips)[1])
    return probes
