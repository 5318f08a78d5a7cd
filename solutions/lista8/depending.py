"""What a wrong layer must do for a property of its output to count: repeat itself, and depend on what it is given."""

from dataclasses import replace

import numpy as np

from autograder.rubric import RANDOM, Mismatch, Student, close
from solutions.lista8.cases import Case
from solutions.lista8.ways import Way, answer, call_of, readings_of

ALONE = "A saída não muda quando muda x."
UNWEIGHTED = "A saída não muda quando mudam as matrizes Wq, Wk, Wv e Wo e os pesos da rede feed-forward."


def require_dependence(student: Student, case: Case, way: Way, output: np.ndarray) -> None:
    """Raise Mismatch if the output is noise, or does not depend on x and on some of the weights.

    With a network that is lent nothing is left to draw, so that another seed changes nothing. Who draws the network
    himself is told from noise by this: with the same draws, tokens in another order give the same rows in that order.
    """
    lent = way if "feed_forward" in way.lend else Way((*way.lend, "feed_forward"))
    reseeded = replace(case, network_seed=case.network_seed ^ 1)
    readings = readings_of(student, case.seed, lent)
    student.ahead(call_of(one, lent, readings=readings) for one in (case, _turned(reseeded), _reweighted(case)))
    first = answer(student, case, lent)
    if first is None or not _turns(student, reseeded, lent, first):  # the quick proof, for nearly all
        if first is None or not close(answer(student, reseeded, lent), first):
            first, lent = output, way
            if not _turns(student, case, way, output):
                raise Mismatch("property", RANDOM)
        _require_change(answer(student, replace(case, X=case.X[::-1] * -1.5), lent), first, ALONE)
    if lent == way or close(first, output):  # else it has changed with the network
        _require_change(answer(student, _reweighted(case), lent), first, UNWEIGHTED)


def _turned(case: Case) -> Case:
    """The case with its tokens in another order."""
    return replace(case, X=case.X[::-1])


def _turns(student: Student, case: Case, way: Way, output: np.ndarray) -> bool:
    """Whether tokens in another order give other rows: those of the output, in that order."""
    turned = answer(student, _turned(case), way)
    return close(turned, output[::-1]) and not close(turned, output)


def _require_change(output: np.ndarray | None, first: np.ndarray, sentence: str) -> None:
    if close(output, first):
        raise Mismatch("property", sentence)


def _reweighted(case: Case) -> Case:
    """The case with its weights turned around, which no layer that uses any of them is blind to."""
    names = ("Wq", "Wk", "Wv", "Wo", "W1", "W2")
    return replace(case, **{name: getattr(case, name)[::-1] * -1.5 for name in names})
