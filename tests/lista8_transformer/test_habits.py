"""An earlier slip is not charged again, whatever the student's habits: how he calls, names and wraps his own parts.

Each habit is a right sample; with any of its parts wrong, or broken, only the question of that part pays.
"""

from itertools import islice

import pytest

from tests.lista8_transformer.conftest import SAMPLES, graded_here

HABITS = [name for name in SAMPLES if name.startswith("certa-habito-")]
PARTS = {  # what is changed in a part, once so that it is wrong and once so that it breaks
    "q1": ("return e / np.sum(e, axis=-1, keepdims=True)", "return x", "return e / np.sun(e)"),
    "q2": ("/ np.sqrt(depth)", "/ depth", "/ np.sqrt(Depth)"),
    "q3": ("out @ self.WO", "out @ self.WO.T", "out @ self.W0"),
    "q4": ("np.maximum(0, x @ self.W1)", "np.tanh(x @ self.W1)", "np.maximum(0, x @ self.w1)"),
    "q5": ("return self.ff", "return x + self.ff", "return self.FF"),
    "q7": ("variancia = x.var(axis=-1", "variancia = x.var(axis=-2", "variancia = x.variance(axis=-1"),
    "q8": ("np.tril(np.ones((n, n)))", "np.triu(np.ones((n, n)))", "np.tril(ones((n, n)))"),
}
MIXTURES = [*((question,) for question in PARTS), ("q1", "q3", "q7"), ("q2", "q4", "q5", "q8"), tuple(PARTS)]


def spoilt(name, questions, how):
    """A sample with parts changed; how: 1 wrong, 2 broken."""
    answer = (SAMPLES[name] / "answer.py").read_text()
    for question in questions:
        assert PARTS[question][0] in answer
        answer = answer.replace(PARTS[question][0], PARTS[question][how])
    return answer


def paying(answer):
    return {outcome.check[:2] for outcome in graded_here(answer) if outcome.share < 1}


@pytest.mark.parametrize("how", [1, 2], ids=["wrong", "broken"])
@pytest.mark.parametrize("habit", HABITS)
def test_an_earlier_slip_is_charged_once_whatever_the_habit(habit, how):
    turn = HABITS.index(habit) + how
    for questions in islice(MIXTURES, turn % 3, None, 3):  # a third of them for each habit: the others have the rest
        assert paying(spoilt(habit, questions, how)) == set(questions), questions


@pytest.mark.parametrize("how", [1, 2], ids=["wrong", "broken"])
@pytest.mark.parametrize("questions", MIXTURES, ids="-".join)
def test_without_habits_too(questions, how):
    assert paying(spoilt("certa-completa", questions, how)) == set(questions)
