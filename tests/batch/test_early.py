"""Banks that are filled by another process: the same as a worker's own, and no harm when they do not come."""

import argparse
import time
from dataclasses import replace

import numpy as np
import pytest

from autograder.batch import early, grade_class
from autograder.judge import slip_bank
from autograder.judge.slip_bank import SlipBank, bank_of
from solutions.lista8 import rubric
from tests.conftest import PROJECT

SEED = 5
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")  # pytest-xdist has threads


@pytest.fixture(autouse=True)
def nothing_is_filled():
    slip_bank._bank.cache_clear()
    yield
    slip_bank._bank.cache_clear()


@pytest.fixture
def nobody_fills(monkeypatch):
    def fail(bank, size):
        raise AssertionError(f"level {size} is filled here")

    monkeypatch.setattr(SlipBank, "_filled", fail)


def asked(**given):
    usual = {"assignment": "lista8", "seed": None, "student": None, "scheduler": None, "course_dir": PROJECT}
    return argparse.Namespace(**usual | given)


def test_banks_that_come_are_those_that_a_worker_would_fill():
    coming = early.Banks("lista8", SEED)
    coming.install()
    needed = rubric.KEY.bank_inputs(SEED)
    assert len(needed) == 5  # two readings of question 1, three ways to run an answer to question 2
    for symptoms in needed:
        bank = bank_of(symptoms)
        assert set(bank.levels) == set(range(1, symptoms.max_slips + 1))
        for size, level in bank.levels.items():
            own = SlipBank(bank._source).level(size)
            assert set(own) == set(level)
            for shape, (outputs, whose) in level.items():
                np.testing.assert_array_equal(outputs, own[shape][0])
                np.testing.assert_array_equal(whose, own[shape][1])


def test_an_answer_is_explained_from_them(run_here, answers, request):
    early.Banks("lista8", SEED).install()
    request.getfixturevalue("nobody_fills")
    unscaled = answers["q1_self_attention"].replace(" / np.sqrt(K.shape[1])", "")
    sources = answers["importacoes"], answers["funcoes_dadas"], unscaled, answers["q2_encoder_layer"]
    outcomes = {outcome.check: outcome for outcome in run_here(*sources, seed=SEED)}
    assert outcomes["q1_valores"].explanations


def test_an_assignment_without_a_rubric_needs_none():
    early.Banks("none", SEED).install()
    assert slip_bank._bank.cache_info().currsize == 0


def test_a_process_that_fails_is_told_of_and_not_missed(monkeypatch, capfd):
    monkeypatch.setattr(rubric, "KEY", replace(rubric.KEY, bank_inputs=lambda seed: 1 / 0))
    early.Banks("lista8", SEED).install()
    assert slip_bank._bank.cache_info().currsize == 0
    assert capfd.readouterr() == ("", early.FAILED.format(1) + "\n")


def test_what_nobody_waits_for_is_ended(monkeypatch):
    monkeypatch.setattr(rubric, "KEY", replace(rubric.KEY, bank_inputs=lambda seed: time.sleep(600)))
    started = time.monotonic()
    coming = early.Banks("lista8", SEED)
    coming.close()
    coming.close()
    coming.install()
    assert time.monotonic() - started < 100  # of 600, on a busy machine


@pytest.mark.parametrize("given", [{"student": ["ana"]}, {"scheduler": "tcp://127.0.0.1:1"}], ids=["few", "elsewhere"])
def test_a_run_that_they_would_not_pay_for_has_none(given):
    arguments = asked(**given)
    early.prepare(arguments)
    assert arguments.banks is None
    assert (arguments.fixed_seed, 0 <= arguments.seed < 2**63) == (False, True)


def test_a_seed_that_is_asked_for_is_kept(monkeypatch):
    monkeypatch.setattr(early.os, "sched_getaffinity", lambda process: {0})  # no core to spare
    arguments = asked(seed=0)
    early.prepare(arguments)
    assert (arguments.seed, arguments.fixed_seed, arguments.banks) == (0, True, None)


def test_a_class_that_is_up_to_date_waits_for_nothing():
    assert list(grade_class._results(lambda: 1 / 0, None, SEED, iter(()))) == []
