"""The specification by example: every sample submission, behind the fence."""

import pytest

from autograder.demo import corpus
from solutions.lista8_transformer import misconceptions
from tests.conftest import PROJECT
from tests.lista8_transformer.conftest import EXPECTED, POINTS, SAMPLES, STRICT, told

COUNTS = {"correct": 12, "wrong": 25, "hostile": 6, "unanswered": 2}  # the least that the corpus must hold


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_gets_exactly_its_expected_points_verdicts_and_slips(judge, name):
    budget = STRICT if EXPECTED[name]["kind"] == "hostile" else None
    outcomes = judge((SAMPLES[name] / "answer.py").read_text(), budget=budget)
    expected = {cell: {"verdict": "pass", "points": points} for cell, points in POINTS.items()}
    assert {cell: told(outcome) for cell, outcome in outcomes.items()} == expected | EXPECTED[name]["cells"]


def test_the_corpus_holds_enough_of_each_kind_and_no_correct_variant_loses_a_point():
    kinds = [expected["kind"] for expected in EXPECTED.values()]
    assert all(kinds.count(kind) >= least for kind, least in COUNTS.items())
    assert all(not expected["cells"] for expected in EXPECTED.values() if expected["kind"] == "correct")
    assert [path.name for path in corpus(PROJECT / "tests/lista8_transformer/submissions")] == sorted(SAMPLES)


def test_every_check_fails_for_some_wrong_sample_and_nine_in_ten_of_those_are_named():
    wrong = [expected["cells"] for expected in EXPECTED.values() if expected["kind"] == "wrong"]
    assert {cell for cells in wrong for cell in cells} == set(POINTS)
    slips = {slip.name for bank in misconceptions.BANKS.values() for slip in bank}
    named = {slip for cells in wrong for told in cells.values() for slip in told.get("slips", [])}
    assert named <= slips
    explained = [any("slips" in told for told in cells.values()) for cells in wrong if compares_values(cells)]
    assert sum(explained) >= 0.9 * len(explained)


def compares_values(cells):
    """Whether a wrong value was seen, if only by a probe: not a mere crash, nor a property of q3_construcao."""
    judged = {name: told for name, told in cells.items() if name != "q3_construcao"}
    return any(told["verdict"] in ("fail", "partial") or "slips" in told for told in judged.values())
