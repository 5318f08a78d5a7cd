"""Questions 7 to 9, what the original article adds: residuals and norm, positions and causal mask, decoder."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from autograder.rubric import Invoke, Slip, Student, Symptoms, Task, check, judged, require, task_of
from solutions.common.model import Matrix
from solutions.lista8_transformer import misconceptions, model_layers, reference
from solutions.lista8_transformer.cases import LOUD, SQUARE, Case, draw
from solutions.lista8_transformer.layer_tasks import DECODER, POST_LN
from solutions.lista8_transformer.rubric_functions import require_shapes

NORM_SHAPES = ((7, 4), (2, 5, 6), (3, 2, 4, 5))
POSITION_SIZES = ((9, 6), (5, 14), (12, 8))  # n, d_model
ROUNDING, LEAST = 1e-6, 1e-9  # of an output's scale: of float32, and a change that is one in float64
MASK_SIZES = (4, 7, 1)  # the first that differs is shown


@check
def q7_norma(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """layer_norm subtrai de cada vetor a sua média e o divide pela raiz de (variância + 1e-5), no último eixo."""
    inputs = [3 + 10 * rng.standard_normal(shape) for shape in NORM_SHAPES]
    return judged(student, [_function_task("layer_norm", [(x,) for x in inputs], misconceptions.NORM)])


@check
def q7_valores(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """A saída de PostLNEncoderLayer é LN(a + FF(a)), com a = LN(x + MHA(x, x, x))."""
    cases = draw(rng, loud=LOUD)
    return judged(student, POST_LN.tasks(cases, misconceptions.POST_LN))


@check
def q8_posicoes(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """positional_encoding alterna senos e cossenos, com os comprimentos de onda do artigo."""
    return judged(student, [_function_task("positional_encoding", POSITION_SIZES, misconceptions.WAVES)])


@check
def q8_mascara(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """causal_mask é True onde o token da linha pode olhar: para si mesmo e para os anteriores."""
    sizes = [(n,) for n in MASK_SIZES]
    return judged(student, [_function_task("causal_mask", sizes, misconceptions.CAUSAL)])


def _function_task(name: str, arguments: Sequence[tuple], slips: Sequence[Slip]) -> Task:
    right: Callable[..., Matrix] = getattr(reference, name)
    return task_of(
        arguments, lambda given: [Invoke(name, given)], lambda given: 1.0 * right(*given), partial(_made, name), slips
    )


def _made(name: str, arguments: tuple, **switches: str) -> Matrix:
    make: Callable[..., Matrix] = getattr(model_layers, name)
    return make(*arguments, **switches)


@check
def q9_causalidade(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """A saída de um token do decoder depende dele, dos anteriores e de memory, e não dos seguintes."""
    return judged(student, DECODER.tasks(_seen(rng), misconceptions.CROSS), _is_causal, _probes(rng))


def _seen(rng: np.random.Generator) -> list[Case]:
    """A case, one token of it changed, all of memory changed, and another case: asked of a layer all at once.

    Changed is turned round, and not plus a constant, which a norm does not see. Of memory it is all, for a wrong layer
    may look at one token of it only. The case has three sentences: of two, a norm over the batch keeps only signs.
    """
    other, case = draw(rng, loud=LOUD)
    later, token = case.x.copy(), case.sizes.n // 2
    later[:, token] = case.x[:, token, ::-1]
    return [case, replace(case, x=later), replace(case, memory=case.memory[:, :, ::-1]), other]


def _is_causal(actual: Sequence[Matrix], symptoms: Symptoms) -> None:
    require_shapes(actual, symptoms)
    plain, later, told, _ = actual
    token, scale = plain.shape[1] // 2, np.abs(plain).max()
    by_token, by_memory = np.abs(plain - later).max(axis=(0, 2)), np.abs(plain - told).max(axis=-1)  # (n,), (B, n)
    untouched = by_token[:token] <= ROUNDING * scale
    require(bool(np.all(untouched)), f"Mudar o token {token} mudou a saída de tokens anteriores a ele.", symptoms)
    changed = bool(np.all(by_token[token:] > LEAST * scale))
    require(changed, f"Mudar o token {token} deveria mudar a saída dele e dos seguintes.", symptoms)
    reached = bool(np.all(by_memory > LEAST * scale))
    require(reached, "Mudar memory deveria mudar a saída de todos os tokens.", symptoms)


@check
def q9_valores(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """A saída de DecoderLayer é a das três subcamadas, cada uma com a sua residual e a sua normalização."""
    return judged(student, DECODER.tasks(_seen(rng), misconceptions.CROSS), probes=_probes(rng))


def _probes(rng: np.random.Generator) -> list[Task]:
    return DECODER.tasks(draw(rng, SQUARE, LOUD), misconceptions.DECODER_OF_ONE_LENGTH)
