"""Questions 5 and 6: EncoderLayer in its simplified form, and the Transformer."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from autograder.rubric import (
    Evidence,
    Get,
    Invoke,
    New,
    Provided,
    Set,
    Slip,
    Step,
    Student,
    check,
    first_accepted,
    require,
)
from solutions.lista8_transformer import following, misconceptions, model_layers, reference
from solutions.lista8_transformer.asking import Task, judged, merged, new_layer, set_attention, set_network
from solutions.lista8_transformer.cases import LAYERS, Case, draw
from solutions.lista8_transformer.following import Own
from solutions.lista8_transformer.lent import IDENTITY, layers, lendings
from solutions.lista8_transformer.reference import Matrix

LAYER_PATHS = tuple(f"layers.{k}" for k in range(LAYERS))


@check
def q5_permutacao(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """Permutar os tokens permuta a saída, todos os da frase dependem de todos, e as frases do lote não se misturam."""
    return judged(student, _encoder_tasks(_seen(rng)), _permutes)


@check
def q5_valores(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """A saída de EncoderLayer é FF(MHA(x, x, x)), sem residuais e sem normalização."""
    return judged(student, _encoder_tasks(_seen(rng)))


def _seen(rng: np.random.Generator) -> list[Case]:
    """A case, its tokens in another order, one token of it changed, and another case: asked of a layer all at once."""
    case, other = draw(rng)
    touched = case.x.copy()
    touched[0, 0] = case.x[0, 0, ::-1]
    return [case, replace(case, x=case.x[:, _order(case.sizes.n)]), replace(case, x=touched), other]


def _order(n: int) -> np.ndarray:
    return np.roll(np.arange(n), 2)


def _permutes(actual: Sequence[Matrix], why: Evidence) -> None:
    for found, right in zip(actual, why.right, strict=True):
        require(found.shape == right.shape, f"A saída tem formato {found.shape}; o esperado é {right.shape}.", why)
    plain, permuted, touched, _ = actual
    same = np.all(np.abs(plain[:, _order(plain.shape[1])] - permuted) <= 1e-4)
    require(bool(same), "Permutar os tokens da entrada não permuta os da saída do mesmo jeito.", why)
    changed = np.abs(plain - touched).max(axis=-1) > 1e-6  # (B, n)
    require(bool(np.all(changed[0])), "Mudar um token deveria mudar a saída de todos os tokens da sua frase.", why)
    require(not np.any(changed[1:]), "Mudar uma frase do lote mudou a saída de outra.", why)


def _encoder_tasks(cases: Sequence[Case]) -> list[Task]:
    steps: list[Step] = []
    for case in cases:
        steps += [*new_layer("layer", "EncoderLayer", case), Invoke("layer.forward", (case.x,))]
    right = [reference.encoder_layer(case.x, case.layers[0], case.sizes.heads) for case in cases]
    predict, follows = partial(_encoders, cases), partial(_followed, cases)
    given = right, predict, misconceptions.ENCODER
    return [Task(steps, *given, provide, follows, ("mha", "ff")) for provide in ({}, *lendings())]


def _followed(cases: Sequence[Case], owns: Sequence[Own]) -> list[Matrix]:
    return [following.encoder_layer(own, case.x) for own, case in zip(owns, cases, strict=True)]


def _encoders(cases: Sequence[Case], *slips: Slip) -> Iterable[Matrix]:
    for case in cases:
        yield model_layers.encoder_layer(case.x, case.layers[0], case.sizes.heads, **merged(slips))


@check
def q6_embedding(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """Cada token recebe a sua linha da tabela: sem camadas, ou com camadas que nada mudam, ela é a saída."""
    cases = draw(rng)
    without: list[Step] = []
    idle: list[Step] = []
    for case in cases:
        call = Invoke("model.forward", (case.tokens,))
        without += [*_new_transformer(case), Set("model.layers", []), call]
        idle += [*_new_transformer(case), *(Set(f"model.layers.{k}.index", IDENTITY) for k in range(LAYERS)), call]
    right, predict, lending = (
        [case.embedding[case.tokens] for case in cases],
        partial(_lookups, cases),
        layers(cases),
    )
    ways = ((without, {}), (without, lending), (idle, lending))
    return judged(student, [Task(steps, right, predict, misconceptions.LOOKUP, provide) for steps, provide in ways])


def _lookups(cases: Sequence[Case], *slips: Slip) -> Iterable[Matrix]:
    for case in cases:
        yield model_layers.transformer(case.tokens, case.embedding, (), case.sizes.heads, **merged(slips))


@check
def q6_camadas(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """layers é uma lista com num_layers camadas, e mudar os pesos de uma não muda os das outras."""
    case = draw(rng)[0]
    places = range(LAYERS)
    own = [Set(f"model.layers.{k}.ff.W1", case.layers[k].ff.W1) for k in places]
    own += [Get(f"model.layers.{k}.ff.W1") for k in places]
    lending = [Set(f"model.layers.{k}.index", np.array([k])) for k in places]
    lending += [Get(f"model.layers.{k}.index") for k in places]
    weights, indices = [layer.ff.W1 for layer in case.layers], [np.array([k]) for k in places]
    tasks = [
        Task((*_new_transformer(case), *own), weights, partial(_kept, weights), misconceptions.STACK[:1]),
        Task(
            (*_new_transformer(case), *lending),
            indices,
            partial(_kept, indices),
            misconceptions.STACK[:1],
            layers((case,)),
        ),
    ]
    _count(student, case)
    return judged(student, tasks)


def _kept(weights: Sequence[Matrix], *slips: Slip) -> Iterable[Matrix]:
    """What is read back from the layers when they are one object: what was set last."""
    return [weights[-1]] * len(weights) if slips else weights


def _count(student: Student, case: Case) -> None:
    """Raise Mismatch unless there are as many layers as were asked for, of the student's own or lent ones."""

    def attempt(provide: Provided) -> None:
        [found] = student.perform(*_new_transformer(case), Get("model.layers"), provide=provide)
        require(isinstance(found, (list, tuple)), "layers deveria ser uma lista.")
        require(len(found) == LAYERS, f"layers tem {len(found)} camadas; foram pedidas {LAYERS}.")

    first_accepted([partial(attempt, provide) for provide in ({}, layers((case,)))])


@check
def q6_valores(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """A saída de Transformer é a dos vetores dos tokens depois de todas as camadas, em ordem."""
    cases = draw(rng)
    _count(student, cases[0])
    right = [reference.transformer(case.tokens, case.embedding, case.layers, case.sizes.heads) for case in cases]
    predict, follows = partial(_transformers, cases), partial(_stacked, cases)
    slips, tasks = misconceptions.BANKS["transformer"], []
    for provide in ({}, layers(cases), *lendings()):
        steps = _transformer_steps(cases, lending="EncoderLayer" in provide)
        tasks.append(Task(steps, right, predict, slips, provide, follows, LAYER_PATHS))
    return judged(student, tasks)


def _stacked(cases: Sequence[Case], owns: Sequence[Own]) -> list[Matrix]:
    vectors = [case.embedding[case.tokens] for case in cases]  # (B, n, d_model)
    return [following.transformer(own, x, LAYERS) for own, x in zip(owns, vectors, strict=True)]


def _new_transformer(case: Case) -> tuple[Step, ...]:
    sizes = case.sizes
    made = New("model", "Transformer", (LAYERS, sizes.d_model, sizes.heads, sizes.d_ff, sizes.vocab))
    return made, Set("model.embedding", case.embedding)


def _transformer_steps(cases: Sequence[Case], lending: bool) -> list[Step]:
    steps: list[Step] = []
    for number, case in enumerate(cases):
        steps += _new_transformer(case)
        for k, weights in enumerate(case.layers):
            path = f"model.layers.{k}"
            if lending:
                steps.append(Set(f"{path}.index", number * LAYERS + k))
            else:
                steps += [*set_attention(f"{path}.mha", weights.mha), *set_network(f"{path}.ff", weights.ff)]
        steps.append(Invoke("model.forward", (case.tokens,)))
    return steps


def _transformers(cases: Sequence[Case], *slips: Slip) -> Iterable[Matrix]:
    for case in cases:
        yield model_layers.transformer(case.tokens, case.embedding, case.layers, case.sizes.heads, **merged(slips))
