"""Questions 7 to 9, what the original article adds: residuals and norm, positions and causal mask, decoder."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from autograder.rubric import Evidence, Invoke, Slip, Step, Student, check, require
from solutions.lista8_transformer import following, misconceptions, model_layers, reference
from solutions.lista8_transformer.asking import Task, judged, merged, new_layer
from solutions.lista8_transformer.cases import LOUD, SQUARE, Case, draw
from solutions.lista8_transformer.following import Own
from solutions.lista8_transformer.lent import lendings
from solutions.lista8_transformer.reference import Matrix

NORM_SHAPES = ((7, 4), (2, 5, 6), (3, 2, 4, 5))
POSITION_SIZES = ((9, 6), (5, 14), (12, 8))  # n, d_model
ROUNDING, LEAST = 1e-6, 1e-9  # of an output's scale: of float32, and a change that is one in float64
MASK_SIZES = (4, 7, 1)  # the first that differs is shown


@check
def q7_norma(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """layer_norm subtrai de cada vetor a sua média e o divide pela raiz de (variância + 1e-5), no último eixo."""
    inputs = [3 + 10 * rng.standard_normal(shape) for shape in NORM_SHAPES]
    steps = [Invoke("layer_norm", (x,)) for x in inputs]
    right = [reference.layer_norm(x) for x in inputs]
    return judged(student, [Task(steps, right, partial(_norms, inputs), misconceptions.NORM)])


def _norms(inputs: Sequence[Matrix], *slips: Slip) -> Iterable[Matrix]:
    for x in inputs:
        yield model_layers.layer_norm(x, **merged(slips))


@check
def q7_valores(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """A saída de PostLNEncoderLayer é LN(a + FF(a)), com a = LN(x + MHA(x, x, x))."""
    cases = draw(rng, loud=LOUD)
    steps: list[Step] = []
    for case in cases:
        steps += [*new_layer("layer", "PostLNEncoderLayer", case), Invoke("layer.forward", (case.x,))]
    right = [reference.post_ln_encoder_layer(case.x, case.layers[0], case.sizes.heads) for case in cases]
    predict, follows, slips = partial(_post_ln_layers, cases), partial(_normed, cases), misconceptions.POST_LN
    lent = {}, *lendings("layer_norm")
    return judged(student, [Task(steps, right, predict, slips, provide, follows, ("mha", "ff")) for provide in lent])


def _normed(cases: Sequence[Case], owns: Sequence[Own]) -> list[Matrix]:
    return [following.post_ln_encoder_layer(own, case.x) for own, case in zip(owns, cases, strict=True)]


def _post_ln_layers(cases: Sequence[Case], *slips: Slip) -> Iterable[Matrix]:
    for case in cases:
        yield model_layers.post_ln_encoder_layer(case.x, case.layers[0], case.sizes.heads, **merged(slips))


@check
def q8_posicoes(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """positional_encoding alterna senos e cossenos, com os comprimentos de onda do artigo."""
    return judged(student, [_function_task("positional_encoding", POSITION_SIZES, misconceptions.WAVES)])


@check
def q8_mascara(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """causal_mask é True onde o token da linha pode olhar: para si mesmo e para os anteriores."""
    sizes = [(n,) for n in MASK_SIZES]
    return judged(student, [_function_task("causal_mask", sizes, misconceptions.CAUSAL)])


def _function_task(name: str, sizes: Sequence[tuple[int, ...]], slips: Sequence[Slip]) -> Task:
    right = [getattr(reference, name)(*size).astype(float) for size in sizes]
    return Task([Invoke(name, size) for size in sizes], right, partial(_made, name, tuple(sizes)), slips)


def _made(name: str, sizes: Sequence[tuple[int, ...]], *slips: Slip) -> Iterable[Matrix]:
    make: Callable[..., Matrix] = getattr(model_layers, name)
    for size in sizes:
        yield make(*size, **merged(slips))


@check
def q9_causalidade(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """A saída de um token do decoder depende dele, dos anteriores e de memory, e não dos seguintes."""
    return judged(student, _decoder_tasks(_seen(rng)), _is_causal, _probes(rng))


def _seen(rng: np.random.Generator) -> list[Case]:
    """A case, one token of it changed, all of memory changed, and another case: asked of a layer all at once.

    Changed is turned round, and not plus a constant, which a norm does not see. Of memory it is all, for a wrong layer
    may look at one token of it only. The case has three sentences: of two, a norm over the batch keeps only signs.
    """
    other, case = draw(rng, loud=LOUD)
    later, token = case.x.copy(), case.sizes.n // 2
    later[:, token] = case.x[:, token, ::-1]
    return [case, replace(case, x=later), replace(case, memory=case.memory[:, :, ::-1]), other]


def _is_causal(actual: Sequence[Matrix], why: Evidence) -> None:
    for found, right in zip(actual, why.right, strict=True):
        require(found.shape == right.shape, f"A saída tem formato {found.shape}; o esperado é {right.shape}.", why)
    plain, later, told, _ = actual
    token, scale = plain.shape[1] // 2, np.abs(plain).max()
    by_token, by_memory = np.abs(plain - later).max(axis=(0, 2)), np.abs(plain - told).max(axis=-1)  # (n,), (B, n)
    untouched = by_token[:token] <= ROUNDING * scale
    require(bool(np.all(untouched)), f"Mudar o token {token} mudou a saída de tokens anteriores a ele.", why)
    changed = bool(np.all(by_token[token:] > LEAST * scale))
    require(changed, f"Mudar o token {token} deveria mudar a saída dele e dos seguintes.", why)
    reached = bool(np.all(by_memory > LEAST * scale))
    require(reached, "Mudar memory deveria mudar a saída de todos os tokens.", why)


@check
def q9_valores(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """A saída de DecoderLayer é a das três subcamadas, cada uma com a sua residual e a sua normalização."""
    return judged(student, _decoder_tasks(_seen(rng)), probes=_probes(rng))


def _probes(rng: np.random.Generator) -> list[Task]:
    return _decoder_tasks(draw(rng, SQUARE, LOUD), misconceptions.DECODER_OF_ONE_LENGTH)


def _decoder_tasks(cases: Sequence[Case], slips: Sequence[Slip] = misconceptions.CROSS) -> list[Task]:
    steps: list[Step] = []
    for case in cases:
        steps += [*new_layer("layer", "DecoderLayer", case), Invoke("layer.forward", (case.x, case.memory))]
    right = [reference.decoder_layer(case.x, case.memory, case.layers[0], case.sizes.heads) for case in cases]
    predict, follows, lent = partial(_decoders, cases), partial(_decoded, cases), lendings("layer_norm", "causal_mask")
    parts = "mha", "cross", "ff"
    return [Task(steps, right, predict, slips, provide, follows, parts) for provide in ({}, *lent)]


def _decoded(cases: Sequence[Case], owns: Sequence[Own]) -> list[Matrix]:
    return [following.decoder_layer(own, case.x, case.memory) for own, case in zip(owns, cases, strict=True)]


def _decoders(cases: Sequence[Case], *slips: Slip) -> Iterable[Matrix]:
    for case in cases:
        yield model_layers.decoder_layer(case.x, case.memory, case.layers[0], case.sizes.heads, **merged(slips))
