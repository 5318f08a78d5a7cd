"""The six automatic checks of Lista 8. Each docstring is the sentence that the student reads.

Points depend only on what the handout promises: X (n, d_model), weights (d_model, d_k) or projected matrices (n, d_k),
Wo (d_k, d_model). The secret sizes n, d_model, d_k are all different, because six of forty wrong answers found in
public code are exactly right on 4 x 4 inputs. Symbols as in reference.py.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import numpy as np

from autograder.rubric import AnswerKey, Student, Symptoms, check, equals, has_shape, row_stats
from solutions.lista8 import misconceptions, question1, question2
from solutions.lista8.cases import draw_seed

ARTICLE = "https://jalammar.github.io/illustrated-transformer/#"
ATTENTION = ("“Matrix Calculation of Self-Attention”, no artigo", f"{ARTICLE}matrix-calculation-of-self-attention")
SOFTMAX = ("“Self-Attention in Detail”, no artigo", f"{ARTICLE}self-attention-in-detail")
RESIDUALS = ("“The Residuals”, no artigo", f"{ARTICLE}the-residuals")


@check(see=ATTENTION)
def q1_formato(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """A saída de self_attention tem uma linha por token e d_k colunas, para matrizes de vários tamanhos."""
    return question1.check_outputs(student, rng, lambda actual, expected: has_shape(actual, expected.shape))


@check(see=SOFTMAX)
def q1_soma_das_linhas(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """Os pesos de atenção não são negativos, somam 1 em cada linha e dependem de query e key."""
    return question1.check_weights(student, rng)


@check(see=ATTENTION)
def q1_valores(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """A saída de self_attention é softmax(Q Kᵀ / √d_k) V em matrizes sorteadas."""
    return question1.check_outputs(student, rng, equals, noted=True)


@check(see=RESIDUALS)
def q2_formato(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """A saída de encoder_layer tem o mesmo formato da entrada x."""
    return question2.check_outputs(student, rng, lambda actual, expected: has_shape(actual, expected.shape))


@check(see=RESIDUALS)
def q2_estatisticas(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """Cada linha da saída de encoder_layer tem média 0 e variância 1: a última operação é a normalização."""
    return question2.check_outputs(
        student, rng, lambda actual, expected: row_stats(actual, expected.shape, mean=0.0, variance=1.0), alive=True
    )


@check(see=RESIDUALS)
def q2_valores(student: Student, rng: np.random.Generator) -> Iterable[str]:
    """A saída de encoder_layer é LayerNorm(h + FeedForward(h)), com h = LayerNorm(x + Atenção(x) Wo)."""
    return question2.check_outputs(student, rng, equals)


def _bank_inputs(seed: int) -> list[Symptoms]:
    first, second = (draw_seed(check.stream(seed)) for check in (q1_valores, q2_valores))
    return [*question1.bank_inputs(first), *question2.bank_inputs(second)]


def _styles(name: str) -> Iterator[tuple[str, dict[str, Callable]]]:
    from solutions.lista8 import styles  # needs scipy, which takes its time and which no other part of the key needs

    return getattr(styles, name)()


KEY = AnswerKey(
    checks=(q1_formato, q1_soma_das_linhas, q1_valores, q2_formato, q2_estatisticas, q2_valores),
    slips=misconceptions.SLIPS,
    check_prefix=misconceptions.CHECK_PREFIX,
    submission=misconceptions.submission,
    variants=misconceptions.VARIANTS,
    styles=partial(_styles, "right"),
    wrong_styles=partial(_styles, "wrong"),
    bank_inputs=_bank_inputs,
)
