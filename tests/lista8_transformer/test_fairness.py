"""What is lent and asked, in which order and how often: rules that hold for every check of the rubric."""

import numpy as np
import pytest

from autograder.judge.grade import grade
from autograder.notebook import LocalStudent
from autograder.rubric import Invoke, New
from tests.lista8_transformer.conftest import RUBRIC, SAMPLES

ANSWER = (SAMPLES["certa-completa"] / "answer.py").read_text()
STOPS = ("errada-erro-de-sintaxe",)  # cells that do not run in one go
WRONG = [name for name in SAMPLES if name.startswith(("errada-", "vazia-")) and name not in STOPS]
SCRIPTS = 18  # that a right answer runs: one for each check but those that share theirs
INVOCATIONS = 52  # calls of functions and methods in these


class Spy:
    """A student who keeps what each script asks for and is lent. moments: how often each check may be asked."""

    def __init__(self, source, moments=1):
        self.scripts = []
        namespaces = [{"np": np} for _ in range(moments)]
        for namespace in namespaces:
            exec(source, namespace)
        self._students = [_Told(namespace, self.scripts) for namespace in namespaces]

    def moments(self, check):
        return self._students


class _Told(LocalStudent):
    def __init__(self, namespace, scripts):
        super().__init__(namespace)
        self._scripts = scripts

    def perform(self, *steps, seed=None, provide=None):
        self._scripts.append((steps, set(provide or {})))
        return super().perform(*steps, seed=seed, provide=provide)


def asked(steps):
    """The student's functions and classes that a script asks for by itself."""
    made = {step.variable: step.class_name for step in steps if isinstance(step, New)}
    called = {step.path.partition(".")[0] for step in steps if isinstance(step, Invoke)}
    return {made.get(name, name) for name in called} | set(made.values())


@pytest.mark.parametrize("name", WRONG)
def test_nothing_is_asked_after_something_was_lent_that_could_answer_it(name):
    spy, lent = Spy((SAMPLES[name] / "answer.py").read_text(), moments=2), set()
    grade(spy, RUBRIC.values(), 2)
    for steps, provided in spy.scripts:
        lent |= provided
        assert not asked(steps) & lent


def test_someone_is_lent_everything_that_is_ever_lent():
    """Or the rule above would hold for nothing."""
    lent = set()
    for name in ("errada-tudo-errado-ate-a-quatro", "vazia-sem-resposta"):
        spy = Spy((SAMPLES[name] / "answer.py").read_text())
        grade(spy, RUBRIC.values(), 2)
        lent |= set().union(*(provided for _, provided in spy.scripts))
    assert lent == {
        "softmax",
        "scaled_dot_product_attention",
        "MultiHeadAttention",
        "FeedForward",
        "EncoderLayer",
        "layer_norm",
        "causal_mask",
    }


def test_a_right_answer_is_asked_no_more_than_it_was():
    spy = Spy(ANSWER)
    assert all(outcome.share == 1 for outcome in grade(spy, RUBRIC.values(), 5))
    assert not any(provided for _, provided in spy.scripts)
    assert len(spy.scripts) <= SCRIPTS
    assert sum(isinstance(step, Invoke) for steps, _ in spy.scripts for step in steps) <= INVOCATIONS
