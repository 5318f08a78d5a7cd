"""Questions 3 and 4: MultiHeadAttention and FeedForward, on objects whose weights the judge sets."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from itertools import islice

import numpy as np

from autograder.rubric import (
    Get,
    Invoke,
    Mismatch,
    New,
    Slip,
    Step,
    Student,
    StudentError,
    Symptoms,
    Task,
    Verdict,
    as_array,
    check,
    close,
    judged,
    require,
    task_of,
)
from solutions.common.model import Matrix
from solutions.lista8_transformer import following, misconceptions, model, reference
from solutions.lista8_transformer.cases import SIZES, Case, draw
from solutions.lista8_transformer.following import Own
from solutions.lista8_transformer.lent import ATTENTION
from solutions.lista8_transformer.objects import new_attention, set_network
from solutions.lista8_transformer.reference import WEIGHTS, Attention
from solutions.lista8_transformer.rubric_functions import finite, finitely_right, require_shapes
from solutions.lista8_transformer.unread import unread_told

D_MODEL, HEADS = 30, 5  # of the object whose own weights are looked at: 3,600 draws in all
DEVIATION = 0.15  # from mean 0 and deviation 1; nine standard errors of the mean of 3,600 draws


@check
def q3_construcao(student: Student, rng: np.random.Generator) -> None:
    """Os quatro pesos são (d_model, d_model), de uma normal padrão, e um d_model que não se divide por h é recusado."""
    made = New("mha", "MultiHeadAttention", (D_MODEL, HEADS))
    values = student.perform(made, *(Get(f"mha.{name}") for name in WEIGHTS), seed=int(rng.integers(2**32)))
    drawn = []
    for name, value in zip(WEIGHTS, values, strict=True):
        W = as_array(value, 2)
        require(W.shape == (D_MODEL, D_MODEL), f"{name} tem formato {W.shape}; o esperado é {(D_MODEL, D_MODEL)}.")
        drawn.append(W)
    different = all(not np.allclose(drawn[i], drawn[j]) for i in range(4) for j in range(i))
    require(different, "As quatro matrizes de pesos deveriam ser sorteios diferentes.")
    mean, deviation = float(np.mean(drawn)), float(np.std(drawn))
    told = f"Os pesos têm média {mean:.2f} e desvio {deviation:.2f}; os de uma normal padrão têm 0 e 1."
    require(abs(mean) <= DEVIATION and abs(deviation - 1) <= DEVIATION, told)
    require(
        _refuses(student, 10, 4), "MultiHeadAttention(10, 4) deveria levantar ValueError: 10 não é divisível por 4."
    )


def _refuses(student: Student, d_model: int, heads: int) -> bool:
    try:
        student.perform(New("mha", "MultiHeadAttention", (d_model, heads)))
    except StudentError as error:
        if error.verdict is not Verdict.CRASH:
            raise
        return error.name == "ValueError"
    return False


@check
def q3_divisao(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """split_heads dá a cada cabeça o seu bloco de colunas: (B, n, d_model) vira (B, h, n, depth)."""
    inputs = [(case, x) for case in draw(rng) for x in (case.x, case.memory)]
    return judged(student, [task_of(inputs, _splitting, _split, _split_wrongly, misconceptions.SPLITTING)])


def _splitting(given: tuple[Case, Matrix]) -> list[Step]:
    case, x = given
    return [*new_attention("mha", case, case.layers[0].mha), Invoke("mha.split_heads", (x,))]


def _split(given: tuple[Case, Matrix]) -> Matrix:
    case, x = given
    return reference.split_heads(x, case.sizes.heads)


def _split_wrongly(given: tuple[Case, Matrix], **switches: str) -> Matrix:
    case, x = given
    return model.split_heads(x, case.sizes.heads, **switches)


Inputs = tuple[Case, Attention, tuple[Matrix, ...]]  # sizes, weights, and arguments of forward
PLAIN = 6  # calls without a mask, which come first
UNMASKED = "Sem máscara a saída está certa; a diferença só aparece quando há máscara."


@check
def q3_cabecas(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """Cada cabeça só usa o seu bloco de colunas, os seus pesos somam 1, e juntar desfaz a repartição."""
    inputs = _inputs(rng)
    tasks = _forward_tasks(inputs)
    try:
        student.perform(*tasks[0].steps)
    except StudentError:  # perhaps for a mask, which is none of this check's business
        tasks = _forward_tasks(inputs[:PLAIN])
    with _told_unread(student, inputs[0]):
        return judged(student, tasks, _heads_apart)


@check
def q3_valores(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """A saída de forward é a da atenção com várias cabeças, com e sem máscara, também quando m não é n."""
    inputs = _inputs(rng)
    with _told_unread(student, inputs[0]):
        return judged(student, _forward_tasks(inputs), _right_with_masks)


def _told_unread(student: Student, asked: Inputs) -> AbstractContextManager[None]:
    case, weights, _ = asked
    made, *_ = new_attention("mha", case, weights)
    return unread_told(student, made, {name: getattr(weights, name) for name in WEIGHTS}, case.x, times=3)


def _right_with_masks(actual: Sequence[Matrix], symptoms: Symptoms) -> None:
    """As finitely_right; what is right without a mask is told."""
    try:
        finitely_right(actual, symptoms, max_slips=2)
    except Mismatch as failure:
        if not all(map(close, actual[:PLAIN], symptoms.expected)):
            raise
        raise failure.explained(replace(failure.explanation, observations=lambda: [UNMASKED])) from None


def _head_probes(case: Case) -> list[Inputs]:
    """With WO = I the heads' outputs lie side by side.

    As they are; with other weights for head 0; with values of 1; and with one and the same value for all tokens of a
    sentence, which comes back whatever the weights of attention are.
    """
    given, identity = case.layers[0].mha, np.eye(case.sizes.d_model)
    first = np.arange(case.sizes.d_model) < case.sizes.depth
    plain = Attention(given.WQ, given.WK, given.WV, identity)
    other = [np.where(first, factor * W, W) for factor, W in ((-1, given.WQ), (2, given.WK), (3, given.WV))]
    copying = Attention(given.WQ, given.WK, identity, identity)
    one, ones = np.broadcast_to(case.memory[:, :1], case.memory.shape), np.ones_like(case.memory)
    return [
        (case, plain, (case.x, case.memory, case.memory)),
        (case, Attention(*other, identity), (case.x, case.memory, case.memory)),
        (case, copying, (case.x, case.memory, ones)),
        (case, copying, (case.x, case.memory, one)),
    ]


def _cross(case: Case) -> Inputs:
    return case, case.layers[0].mha, (case.x, case.memory, case.memory + case.memory[::-1] ** 2)


def _masked(case: Case) -> Inputs:
    return case, case.layers[0].mha, (case.x, case.x, case.x, reference.causal_mask(case.sizes.n))


def _inputs(rng: np.random.Generator) -> list[Inputs]:
    """All that is asked of forward: PLAIN calls, then those with a mask."""
    case, other = draw(rng)
    return [*_head_probes(case), _cross(case), _cross(other), _masked(case), _masked(other)]


def _forward_tasks(inputs: Sequence[Inputs]) -> list[Task]:
    follow = following.follow(_follows, inputs)
    return task_of(inputs, _steps, _right, _model, misconceptions.MULTI_HEAD, follow).lending(*ATTENTION)


def _steps(asked: Inputs) -> list[Step]:
    case, weights, arguments = asked
    return [*new_attention("mha", case, weights), Invoke("mha.forward", arguments)]


def _right(asked: Inputs) -> Matrix:
    case, weights, (Q, K, V, *mask) = asked
    return reference.multi_head(Q, K, V, weights, case.sizes.heads, *mask)


def _model(asked: Inputs, **switches: str) -> Matrix:
    case, weights, (Q, K, V, *mask) = asked
    return finite(model.multi_head(Q, K, V, weights, case.sizes.heads, *mask, **switches))


def _follows(own: Own, asked: Inputs) -> Matrix:
    case, weights, (Q, K, V, *mask) = asked
    return following.multi_head(own, Q, K, V, weights, case.sizes.heads, *mask)


def _heads_apart(actual: Sequence[Matrix], symptoms: Symptoms) -> None:
    require_shapes(actual[:PLAIN], symptoms)
    plainly = partial(_first_plain, symptoms.predict)
    symptoms = Symptoms(actual[:PLAIN], plainly, symptoms.slips, symptoms.expected[:PLAIN])
    plain, other, ones, copy, *_ = actual
    changed = np.abs(plain - other).max(axis=(0, 1)) > 1e-4  # (d_model,)
    first = np.arange(len(changed)) < SIZES[0].depth
    require(bool(np.all(np.abs(ones - 1) <= 1e-4)), "Há uma cabeça cujos pesos de atenção não somam 1.", symptoms)
    require(not np.any(changed & ~first), "Mudar os pesos da cabeça 0 mudou as saídas de outras cabeças.", symptoms)
    require(bool(np.all(changed[first])), "Mudar os pesos da cabeça 0 não mudou toda a sua saída.", symptoms)
    told = "Se todos os tokens têm o mesmo valor e WV e WO são identidades, cada linha da saída deveria ser esse valor."
    require(bool(np.all(np.abs(copy - symptoms.expected[3]) <= 1e-4)), told, symptoms)


def _first_plain(predict: Callable[..., Iterable[Matrix]], *slips: Slip) -> Iterable[Matrix]:
    return islice(predict(*slips), PLAIN)


@check
def q4_valores(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """A saída de FeedForward é max(0, x W1) W2, com W1 (d_model, d_ff) e W2 (d_ff, d_model)."""
    cases = draw(rng)
    made, W = _new_network(cases[0]), cases[0].layers[0].ff
    with unread_told(student, made, {"W1": W.W1, "W2": W.W2}, cases[0].x, times=1):
        return judged(student, [task_of(cases, _network_steps, _transformed, _network, misconceptions.NETWORK)])


def _new_network(case: Case) -> New:
    return New("ff", "FeedForward", (case.sizes.d_model, case.sizes.d_ff))


def _network_steps(case: Case) -> list[Step]:
    return [_new_network(case), *set_network("ff", case.layers[0].ff), Invoke("ff.forward", (case.x,))]


def _transformed(case: Case) -> Matrix:
    return reference.feed_forward(case.x, case.layers[0].ff)


def _network(case: Case, **switches: str) -> Matrix:
    return model.feed_forward(case.x, case.layers[0].ff, **switches)
