"""The tests of the tests: what `python -m autograder verify` finds, in a bounded form, and that it can fail."""

import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from autograder.rubric import Check, Mismatch, Slip
from autograder.verify import verify
from autograder.verify.slip_submissions import FunctionStudent, equal, judge, sample
from solutions.lista8 import misconceptions
from solutions.lista8.rubric import KEY
from tests.conftest import PROJECT

SAMPLE = 100  # pairs and triples; the full run takes 5,000
RUBRIC = KEY.checks


@pytest.fixture(scope="module")
def report():
    return verify.verify("lista8", SAMPLE, jobs=1, seed=3)


def test_no_right_answer_in_any_style_loses_a_point(report):
    assert report.styles >= 400
    assert report.losers == []


def test_no_answer_that_answers_nothing_gets_more_than_a_shape_right(report):
    assert {check for checks in report.unanswered.values() for check in checks} <= {"q1_formato", "q2_formato"}


def test_every_single_slip_loses_points_where_it_is_made_or_is_proved_equal(report):
    assert len(report.singles) == 2 * len(misconceptions.SLIPS)
    assert report.survivors == []
    equivalent = [(one.slips[0].name, one.variant) for one in report.singles if one.equivalent]
    assert sorted(equivalent) == [("pesos_a_esquerda", 1), ("pesos_transpostos", 1), ("value_sem_projetar", 1)]


def test_single_slips_and_pairs_are_named_exactly(report):
    wrong = [one for one in report.singles if one.lost]
    assert sum(one.named for one in wrong) >= 0.95 * len(wrong)
    pairs = [one for one in report.sampled if len(one.slips) == 2]
    assert len(pairs) == SAMPLE / 2
    assert sum(one.named for one in pairs) >= 0.85 * len(pairs)


def test_every_check_kills_a_slip(report):
    assert {check for one in report.singles for check in one.lost} == set(report.checks)


def test_a_rubric_that_looks_at_shapes_alone_has_survivors():
    shapes = [check for check in RUBRIC if check.name.endswith("formato")]
    slips = {slip.name: slip for slip in misconceptions.SLIPS}
    key = replace(KEY, checks=shapes)
    assert judge(key, (slips["sem_escala"],), 0, seed=1).survived == ("q1",)
    assert not judge(key, (slips["saida_transposta"],), 0, seed=1).survived


def test_a_slip_that_loses_points_elsewhere_is_found():
    slip = next(slip for slip in misconceptions.SLIPS if slip.name == "sem_escala")
    moved = replace(KEY, check_prefix={slip.name: "q2"})
    assert "q1_valores" in judge(moved, (slip,), 0, seed=1).unrelated_losses


def test_equality_is_proved_and_not_assumed():
    right = misconceptions.submission()
    wrong = dict(right, self_attention=lambda *args: right["self_attention"](*args) * (1 + 1e-5))
    assert equal(right, misconceptions.submission(), RUBRIC)
    assert not equal(right, wrong, RUBRIC)


def test_a_sample_is_of_pairs_and_triples_that_can_be_made_together():
    drawn = list(sample(misconceptions.SLIPS, 40, seed=1))
    assert [len(slips) for slips in drawn] == [2, 3] * 20
    for slips in drawn:
        names = [name for slip in slips for name in slip.switches]
        assert len(set(names)) == len(names)


def test_an_unfair_rubric_and_one_that_takes_anything_fail_their_test(monkeypatch):
    anything = replace(KEY, checks=[Check("q1_valores", "s", lambda student, rng: ())])
    monkeypatch.setattr(verify, "key_of", lambda assignment: anything)
    assert not verify.verify("lista8", 0, jobs=1, seed=1).passed


def run(*arguments):
    command = [sys.executable, "-m", "autograder", "verify", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, check=False)


def test_an_assignment_without_slips_is_tested_all_the_same_and_told_what_it_lacks(tmp_path, monkeypatch):
    package = tmp_path / "solutions/lista9"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "rubric.py").write_text(
        "from autograder.rubric import AnswerKey, as_matrix, check, equals\n\n@check\ndef soma(student, rng):\n"
        '    """A soma."""\n    x = rng.random((2, 3))\n    equals(as_matrix(student.call("soma", x, x)), x + x)\n\n'
        "KEY = AnswerKey(checks=(soma,))\n"
    )
    import solutions

    monkeypatch.setattr(solutions, "__path__", [*solutions.__path__, str(tmp_path / "solutions")])
    report = verify.verify("lista9", 10, jobs=1, seed=1)
    assert report.passed
    assert set(report.unanswered) == set(verify.NOTHING)
    assert len(report.missing) == len(verify.NEEDED) + len(verify.STYLES)


def test_the_command_says_what_is_wrong_with_an_assignment_that_has_no_rubric():
    done = run("no_such_list")
    assert done.returncode == 2
    assert "rubric.py" in done.stderr


def test_the_command_prints_the_kill_matrix_and_passes():
    done = run("lista8", "--sample", "6", "--jobs", "2")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    for words in ("Kill matrix", "165 of 165", "passed"):
        assert words in done.stdout


def test_a_failing_submission_is_diagnosed_in_milliseconds_once_the_banks_are_full():
    from autograder.judge.diagnose import Diagnoses
    from solutions.lista8 import question1

    secrets = question1.draw(1)
    unknown = {"self_attention": lambda X, query, key, value: X @ value * 0.7 + 1}
    symptoms = question1.symptoms(FunctionStudent(unknown), secrets, False)
    times = []
    with np.errstate(all="ignore"):  # as grade() has it: some slips give nan
        assert Diagnoses().of([Mismatch("values", symptoms=symptoms)]) == []
        for _ in range(20):
            started = time.process_time()
            Diagnoses().of([Mismatch("values", symptoms=symptoms)])
            times.append(time.process_time() - started)
    assert min(times) < 5e-3


@pytest.mark.parametrize(("count", "expected"), [(1, 0), (2, 1), (3, 4), (5, 20)])
def test_of_few_slips_all_pairs_and_triples_are_tried(count, expected):
    slips = [Slip(str(number), {str(number): True}, "s", "h") for number in range(count)]
    assert len(list(sample(slips, 5000, seed=1))) == expected


def test_slips_that_share_a_switch_make_no_pair():
    slips = [Slip(str(number), {"one": number}, "s", "h") for number in range(200)]
    assert list(sample(slips, 5000, seed=1)) == []
