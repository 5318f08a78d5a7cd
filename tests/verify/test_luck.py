"""The same submission earns the same points, verdicts and names under every secret seed."""

import io
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from autograder.rubric import AnswerKey, Check, Mismatch
from autograder.rubric.load import rubric_of
from autograder.verify import luck, verify
from autograder.verify.command import show
from autograder.verify.samples import samples
from autograder.verify.slip_submissions import FunctionStudent
from solutions.lista8 import cases, reference, styles, ways
from tests.conftest import EXPECTED, PROJECT

RUBRIC = list(rubric_of("lista8").values())
WRONG = list(styles.wrong())
SEEDS = range(20, 24)  # `verify --seeds 32` takes all of WRONG, and more


def test_there_are_enough_wrong_answers_in_enough_styles():
    assert len(WRONG) >= 300
    assert {name.rpartition(", ")[2] for name, _ in WRONG} == {*styles.OWN_NORMS, *styles.DEVIATIONS, "float32"}


def test_a_wrong_answer_earns_the_same_and_is_told_the_same_under_every_seed():
    students = [(name, FunctionStudent(functions)) for name, functions in WRONG[::4]]
    tallies = luck.tally(students, RUBRIC, SEEDS)
    assert [one.name for one in tallies if len(one.points) > 1 or len(one.names) > 1] == []
    assert all(one.points.total() == len(SEEDS) for one in tallies)


def test_what_enters_a_norm_varies_so_much_that_no_usual_epsilon_matters():
    for seed in range(40):
        for size in (*cases.SIZES, (4, 6, 6)):
            case = ways.draw(seed, size)
            for M in (case.X, case.X + case.attention @ case.Wo):
                assert M.var(axis=1).min() > cases.VARIANCE
                assert M.var(axis=0).min() > cases.VARIANCE
            A = reference.attention_weights(*case.projected[:2])
            assert A.max(axis=1).mean() < 0.95


@pytest.fixture
def lucky(monkeypatch):
    """A rubric whose only check is a matter of luck."""

    def toss(student, rng):
        if rng.random() < 0.5:
            raise Mismatch("values", np.zeros((1, 1)), np.ones((1, 1)))

    monkeypatch.setattr(verify, "key_of", lambda assignment: AnswerKey([Check("q1_valores", "s", toss)]))
    monkeypatch.setattr(verify, "_answers", lambda assignment: [("any", FunctionStudent({}))])


def test_verify_finds_points_that_depend_on_the_seed_and_fails(lucky):
    report = verify.verify("lista8", 0, jobs=1, seed=1, seeds=8)
    assert [one.name for one in report.lucky] == ["any"]
    assert not report.passed
    shown = io.StringIO()
    show(report, Console(file=shown, width=200))
    assert "1 answers under 8 seeds: 1 change points" in shown.getvalue()
    assert "any: " in shown.getvalue().partition("POINTS THAT CHANGE WITH THE SEED")[2]


def test_without_seeds_nothing_is_said_of_luck(lucky):
    report = verify.verify("lista8", 0, jobs=1, seed=1)
    assert (report.seeds, report.tallies) == (0, [])


def test_names_that_change_are_told_apart_from_points_that_do():
    one = luck.Tally("x")
    one.points.update([(1.0,), (1.0,)])
    one.names.update([("a",), ("b",)])
    report = verify.Report([], seeds=2, tallies=[one])
    assert (report.lucky, report.renamed) == ([], [one])


def test_what_is_judged_are_slips_styles_and_honest_samples():
    names = [name for name, _ in verify._answers("lista8")]
    assert len(set(names)) == len(names)
    honest = {f"sample {name}" for name, told in EXPECTED.items() if told["kind"] in ("correct", "wrong")}
    assert {name for name in names if name.startswith("sample ")} == honest
    assert {name for name, _ in (*styles.right(), *WRONG)} <= set(names)


def test_a_sample_that_attacks_never_runs_here(tmp_path: Path, capsys):
    for kind, source in (("hostile", "1 / 0\nopen('was-here', 'w')"), ("wrong", "print('noise')\n1 / 0")):
        folder = tmp_path / "tests/lista8/submissions" / kind
        folder.mkdir(parents=True)
        (folder / "answer.py").write_text(f"# %%\n{source}\n# %%\nkind = '{kind}'\n")
        (folder / "expect.json").write_text(f'{{"kind": "{kind}"}}')
    (tmp_path / "release").symlink_to(PROJECT / "release")
    found = {name: names["kind"] for name, names in samples(tmp_path, "lista8")}
    assert found == {"wrong": "wrong"}
    assert capsys.readouterr().out == ""
