"""Debris of the cases, mixed by a seed around answers of the corpus: right ones keep all, wrong ones gain nothing.

STREET_EXAMPLES is the number of notebooks of either sort; a number of a failed test makes its notebook again.
"""

import copy
import os
import random
from collections.abc import Callable, Iterator

import pytest
from nbformat import NotebookNode

from autograder.course.grade_notebook import judge_notebook
from autograder.demo import fill
from autograder.judge.run.requests import Budget
from autograder.rubric import Check
from autograder.rubric.load import rubric_of
from tests.conftest import POINTS, SAMPLES
from tests.street.case import Block, cases, change, released

EXAMPLES = int(os.environ.get("STREET_EXAMPLES", "30"))
RELEASE = released("lista8")
ANSWERS = ("q1_self_attention", "q2_encoder_layer")
AFTER = ("after q2_valores", "before q3_enunciado", "after q3_decoder", "last")
ANYWHERE = (
    "first",
    "after importacoes",
    "before q1_self_attention",
    "after q1_valores",
    "before q2_encoder_layer",
    *AFTER,
)
# An answer with random weights may earn more by luck.
FIXED = [name for name in SAMPLES if name.startswith(("errada", "vazia")) and name != "errada-pesos-aleatorios"]
# A function of another name is found before a notebook comes to the judge, so that one is left out here.
RIGHT = [name for name in SAMPLES if name.startswith("certa") and name != "certa-nome-da-funcao"]
QUICK = Budget(cell_cpu=0.4, cell_wall=0.8)  # seconds: a cell that never ends costs no more


def later() -> list[str]:
    """Cells that use the names of an answer for something else; they stand below it."""
    plain = [case for case in cases("names") if case.assignment == "lista8" and "in_place" not in case.said]
    own = [case for case in plain if all(block.where in AFTER for block in case.blocks)]
    return [block.source for case in own for block in case.blocks if block.type is None]


def stopping() -> dict[str, list[str]]:
    """What stands above, or below, an answer in its cell and stops it, by side."""
    blocks = [block for case in cases("stops") if case.assignment == "lista8" for block in case.blocks]
    inside = [block for block in blocks if block.where.startswith("in ")]
    return {side: [block.source for block in inside if block.where.endswith(side)] for side in ("above", "below")}


def slow() -> list[str]:
    """Cells that take their time, or never end."""
    return ["import time\ntime.sleep(0.05)", "while True:\n    pass", "import time\ntime.sleep(3600)"]


def debris(rng: random.Random) -> Iterator[Block]:
    """One to four pieces, at most one on each side within an answer's cell."""
    stops = stopping()
    inside = [(answer, side) for answer in ANSWERS for side in stops]
    rng.shuffle(inside)
    for _ in range(rng.randint(1, 4)):
        kind = rng.choice(("later", "later", "inside", "inside", "cell", "slow"))
        if kind == "later":
            yield Block(None, rng.choice(AFTER), rng.choice(later()))
        elif kind == "inside" and inside:
            answer, side = inside.pop()
            yield Block(None, f"in {answer}, {side}", rng.choice(stops[side]))
        else:
            yield Block(
                None, rng.choice(ANYWHERE), rng.choice(slow() if kind == "slow" else [*stops["above"], *stops["below"]])
            )


@pytest.fixture(scope="module")
def rubric() -> dict[str, Check]:
    return rubric_of("lista8")


@pytest.fixture
def earn(sandbox, rubric) -> Callable[[NotebookNode, int], dict[str, float]]:
    """The shares that a notebook earns, by grade cell."""

    def earn(notebook: NotebookNode, seed: int) -> dict[str, float]:
        outcomes = judge_notebook(copy.deepcopy(notebook), rubric, sandbox, seed, QUICK, {})
        return {outcome["check"]: outcome["share"] for outcome in outcomes}

    return earn


def told(blocks: list[Block]) -> str:
    return "\n".join(f"# %% {block.where}\n{block.source}" for block in blocks)


def spoilt(sample: str, blocks: list[Block]) -> NotebookNode:
    notebook = answered(sample)
    for block in blocks:
        change(notebook, block, RELEASE)
    return notebook


def answered(sample: str) -> NotebookNode:
    return fill(copy.deepcopy(RELEASE), (SAMPLES[sample] / "answer.py").read_text())


@pytest.mark.parametrize("number", range(EXAMPLES))
def test_a_right_answer_among_debris_keeps_all(earn, number):
    rng = random.Random(number)
    sample, blocks = rng.choice(RIGHT), list(debris(rng))
    assert earn(spoilt(sample, blocks), number) == dict.fromkeys(POINTS, 1.0), f"# like: {sample}\n{told(blocks)}"


@pytest.mark.parametrize("number", range(EXAMPLES // 2))
def test_a_wrong_answer_gains_nothing_by_debris(earn, number):
    rng = random.Random(number)
    sample, blocks = rng.choice(FIXED), list(debris(rng))
    alone, among = earn(answered(sample), number), earn(spoilt(sample, blocks), number)
    more = {name: share for name, share in among.items() if share > alone[name] + 1e-9}
    assert more == {}, f"# like: {sample}\n{told(blocks)}"
