"""Questions 5 and 6: EncoderLayer in its simplified form, and the Transformer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from autograder.rubric import (
    Get,
    Invoke,
    New,
    Provided,
    Set,
    Slip,
    Step,
    Student,
    Symptoms,
    Task,
    check,
    first_accepted,
    judged,
    predictions,
    require,
    task_of,
)
from solutions.common.model import Matrix
from solutions.lista8_transformer import following, misconceptions, model_layers, reference
from solutions.lista8_transformer.cases import LAYERS, Case, draw
from solutions.lista8_transformer.following import Own
from solutions.lista8_transformer.layer_tasks import ENCODER
from solutions.lista8_transformer.lent import IDENTITY, layers, lendings
from solutions.lista8_transformer.objects import set_attention, set_network
from solutions.lista8_transformer.rubric_functions import require_shapes

LAYER_PATHS = tuple(f"layers.{k}" for k in range(LAYERS))


@check
def q5_permutacao(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """Permutar os tokens permuta a saída, todos os da frase dependem de todos, e as frases do lote não se misturam."""
    return judged(student, ENCODER.tasks(_seen(rng), misconceptions.ENCODER), _permutes)


@check
def q5_valores(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """A saída de EncoderLayer é FF(MHA(x, x, x)), sem residuais e sem normalização."""
    return judged(student, ENCODER.tasks(_seen(rng), misconceptions.ENCODER))


def _seen(rng: np.random.Generator) -> list[Case]:
    """A case, its tokens in another order, one token of it changed, and another case: asked of a layer all at once."""
    case, other = draw(rng)
    touched = case.x.copy()
    touched[0, 0] = case.x[0, 0, ::-1]
    return [case, replace(case, x=case.x[:, _order(case.sizes.n)]), replace(case, x=touched), other]


def _order(n: int) -> np.ndarray:
    return np.roll(np.arange(n), 2)


def _permutes(actual: Sequence[Matrix], symptoms: Symptoms) -> None:
    require_shapes(actual, symptoms)
    plain, permuted, touched, _ = actual
    same = np.all(np.abs(plain[:, _order(plain.shape[1])] - permuted) <= 1e-4)
    require(bool(same), "Permutar os tokens da entrada não permuta os da saída do mesmo jeito.", symptoms)
    changed = np.abs(plain - touched).max(axis=-1) > 1e-6  # (B, n)
    require(bool(np.all(changed[0])), "Mudar um token deveria mudar a saída de todos os tokens da sua frase.", symptoms)
    require(not np.any(changed[1:]), "Mudar uma frase do lote mudou a saída de outra.", symptoms)


@check
def q6_embedding(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """Cada token recebe a sua linha da tabela: sem camadas, ou com camadas que nada mudam, ela é a saída."""
    cases = draw(rng)
    empty, idle = (
        task_of(cases, steps, _embedded, _looked_up, misconceptions.LOOKUP) for steps in (_without_layers, _idle)
    )
    lent = layers(cases)
    return judged(student, [*empty.lending(lent), replace(idle, provide=lent)])


def _without_layers(case: Case) -> list[Step]:
    return [*_new_transformer(case), Set("model.layers", []), _forward(case)]


def _idle(case: Case) -> list[Step]:
    unchanging = (Set(f"model.layers.{k}.index", IDENTITY) for k in range(LAYERS))
    return [*_new_transformer(case), *unchanging, _forward(case)]


def _forward(case: Case) -> Invoke:
    return Invoke("model.forward", (case.tokens,))


def _embedded(case: Case) -> Matrix:
    return case.embedding[case.tokens]  # (B, n, d_model)


def _looked_up(case: Case, **switches: str) -> Matrix:
    return model_layers.transformer(case.tokens, case.embedding, (), case.sizes.heads, **switches)


@check
def q6_camadas(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """layers é uma lista com num_layers camadas, e mudar os pesos de uma não muda os das outras."""
    case = draw(rng)[0]
    weights, indices = [layer.ff.W1 for layer in case.layers], [np.array([k]) for k in range(LAYERS)]
    submitted = _set_and_read(case, "ff.W1", weights)
    lent = replace(_set_and_read(case, "index", indices), provide=layers((case,)))
    _count(student, case)
    return judged(student, [submitted, lent])


def _set_and_read(case: Case, attribute: str, values: Sequence[Matrix]) -> Task:
    """An attribute of each layer is set to a value of its own, and then all are read."""
    paths = [f"model.layers.{k}.{attribute}" for k in range(LAYERS)]
    steps = (*_new_transformer(case), *map(Set, paths, values), *map(Get, paths))
    return Task(steps, values, partial(_kept, values), misconceptions.STACK[:1])


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
    predict, follow = partial(predictions, _stack, cases), following.follow(_stacked, cases, LAYER_PATHS)
    tasks = []
    for provide in ({}, layers(cases), *lendings()):
        steps = list(_transformer_steps(cases, lending="EncoderLayer" in provide))
        tasks.append(Task(steps, right, predict, misconceptions.BANKS["transformer"], follow, provide))
    return judged(student, tasks)


def _stacked(own: Own, case: Case) -> Matrix:
    return following.transformer(own, _embedded(case), LAYERS)


def _stack(case: Case, **switches: str) -> Matrix:
    return model_layers.transformer(case.tokens, case.embedding, case.layers, case.sizes.heads, **switches)


def _new_transformer(case: Case) -> tuple[Step, ...]:
    sizes = case.sizes
    made = New("model", "Transformer", (LAYERS, sizes.d_model, sizes.heads, sizes.d_ff, sizes.vocab))
    return made, Set("model.embedding", case.embedding)


def _transformer_steps(cases: Sequence[Case], lending: bool) -> Iterator[Step]:
    for number, case in enumerate(cases):
        yield from _new_transformer(case)
        for k, weights in enumerate(case.layers):
            path = f"model.layers.{k}"
            if lending:
                yield Set(f"{path}.index", number * LAYERS + k)
            else:
                yield from set_attention(f"{path}.mha", weights.mha)
                yield from set_network(f"{path}.ff", weights.ff)
        yield _forward(case)
