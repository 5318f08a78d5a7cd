"""The nbgrader edge: what nbgrader_config.py plugs into the stock command line.

`FencedExecute` takes the place of nbgrader's Execute. Student cells run behind the fence; grade cells that the rubric
knows are judged and written by us and never run there; other grade cells (another course's plain asserts) run in the
child as stock nbgrader would run them. Importing this module stays cheap: every nbgrader command does it.
"""

from __future__ import annotations

import atexit
import importlib.util
import os
import secrets
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Dict, Integer
from traitlets.config import Config

if TYPE_CHECKING:
    from nbconvert.exporters.exporter import ResourcesDict
    from nbformat import NotebookNode

    from autograder.checks import Check
    from autograder.frames import Budget
    from autograder.sandbox.jail import Sandbox

STOCK_LIMITS = {"cell_cpu": 30.0, "total_wall": 600.0}  # nbgrader gives each cell 30 s; other courses count on it
CODE_STUB = '# ESCREVA SEU CÓDIGO AQUI\nraise NotImplementedError("questão ainda não respondida")'
TEXT_STUB = "*ESCREVA SUA RESPOSTA AQUI*"


def configure(c: Config, sandbox_minimum: int = 3) -> None:
    """Plug the kit into nbgrader's configuration `c`. sandbox_minimum: lowest level to grade at; 0 allows no fence."""
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    # above: a new gradebook runs the program `alembic` by its bare name
    c.FencedExecute.sandbox_minimum = sandbox_minimum
    c.Exporter.optimistic_validation = True  # nbconvert validates once a phase, and not after each preprocessor
    c.CourseDirectory.ignore.extend(["evidence.json"])  # of the batch; nbgrader would copy it into the feedback
    c.Autograde.exporter_class = "autograder.pipeline.SubmissionExporter"
    c.Autograde.sanitize_preprocessors = [
        "autograder.pipeline.RepairedNotebook",
        "nbgrader.preprocessors.ClearOutput",
        "autograder.pipeline.RecordedKernelspec",
        "autograder.pipeline.RecordedCells",
        "autograder.pipeline.CheckedMetadata",
    ]
    c.Autograde.autograde_preprocessors = [
        "autograder.plugin.FencedExecute",
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        "autograder.stock.SaveGradesAtOnce",
        "autograder.pipeline.CheckedMetadata",
    ]
    c.Autograde.pre_convert_hook = FenceFirst(sandbox_minimum)
    c.ClearSolutions.code_stub = {"python": CODE_STUB}
    c.ClearSolutions.text_stub = TEXT_STUB
    c.ClearMarkScheme.enforce_metadata = False  # the mark scheme stands in the essay's locked question
    c.GenerateFeedback.preprocessors = [
        "nbgrader.preprocessors.GetGrades",
        "nbgrader.preprocessors.ClearHiddenTests",
        "nbgrader.preprocessors.ClearMarkScheme",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.filters = {
        "clean_html": "autograder.feedback.clean_html",
        "markdown2html": "autograder.feedback.clean_markdown",
    }


class FenceFirst:
    """Autograde's pre_convert_hook: start the fence before anything is written, and stop the whole run without it."""

    def __init__(self, minimum: int):
        self.minimum = minimum

    def __call__(self, **kwargs: object) -> None:
        from autograder.gradebook import share_engine
        from autograder.pipeline import find_renamed
        from autograder.sandbox.errors import SandboxUnavailable

        share_engine()
        try:
            announce(self.minimum)
        except SandboxUnavailable as error:
            print(error, file=sys.stderr)
            raise SystemExit(2) from None
        find_renamed(kwargs["assignment"], kwargs["notebooks"])  # nbgrader would skip them


@cache
def announce(minimum: int) -> None:
    """Open the sandbox, and say once which level is active."""
    sandbox = shared_sandbox(minimum)
    for line in (*sandbox.missed, str(sandbox)):
        print(f"[autograder] {line}", file=sys.stderr)


@cache
def shared_sandbox(minimum: int) -> Sandbox:
    """The sandbox of this process, opened once."""
    from autograder.sandbox.levels import open_sandbox

    sandbox = open_sandbox(minimum, hidden=secret_folders())
    atexit.register(sandbox.close)
    return sandbox


def secret_folders() -> list[Path]:
    """What no student's code may see: the course and the answer keys."""
    spec = importlib.util.find_spec("solutions")
    keys = [Path(folder).resolve() for folder in spec.submodule_search_locations or []] if spec else []
    return [Path.cwd(), *keys]


@cache
def run_seed() -> int:
    """The secret seed of this run, when none is configured."""
    return secrets.randbits(63)


class FencedExecute(NbGraderPreprocessor):
    """Runs a submission behind the fence and writes the outputs of its grade cells."""

    sandbox_minimum = Integer(3, help="Lowest sandbox level to grade at; 0 allows grading without a fence").tag(
        config=True
    )
    seed = Integer(None, allow_none=True, help="Seed of the secret inputs; drawn for each run when not set").tag(
        config=True
    )
    limits = Dict(help="Seconds that a submission may take: fields of autograder.frames.Budget").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        from autograder.files import files_beside
        from autograder.frames import Budget
        from autograder.grading import rubric_of

        language = nb.metadata.get("kernelspec", {}).get("language", "python")
        if language != "python":
            raise ValueError(f"the fence runs Python only, and this notebook's kernel is {language}")
        told = resources["nbgrader"]
        rubric = rubric_of(told["assignment"])
        seed = told["seed"] if "seed" in told else run_seed() if self.seed is None else self.seed
        files = told["files"] if "files" in told else files_beside(Path(resources["metadata"]["path"]))
        budget = Budget(**{**({} if rubric else STOCK_LIMITS), **self.limits})
        told["outcomes"] = judge_notebook(nb, rubric, shared_sandbox(self.sandbox_minimum), seed, budget, files)
        return nb, resources


def judge_notebook(
    nb: NotebookNode,
    rubric: dict[str, Check],
    sandbox: Sandbox,
    seed: int,
    budget: Budget,
    files: Mapping[str, bytes],
) -> list[dict]:
    """Run the student's cells of `nb`, judge its grade cells, write all outputs into it.

    Return each outcome in brief: check, verdict, share of the points, names of slips.
    """
    from autograder import graded
    from autograder.collect import versions
    from autograder.frames import Cell
    from autograder.grading import grade
    from autograder.stories import as_stories
    from autograder.student import FencedStudent

    judged = {index: rubric[_grade_id(cell)] for index, cell in enumerate(nb.cells) if _is_judged(cell, rubric)}
    code = {index: cell for index, cell in enumerate(nb.cells) if _is_run(cell) and index not in judged}
    repairs = nb.metadata.get("autograder", {}).get("repairs", [])
    ordered = [check for check in rubric.values() if check in judged.values()]
    variants = versions.variants_of(nb.cells) if rubric else [versions.AS_IT_IS]
    tries = versions.Tries(nb.cells, {index: check.name for index, check in judged.items()})
    for variant in variants:
        sources = {index: variant.sources.get(index, cell.source) for index, cell in code.items()}
        cells = [Cell(index, source) for index, source in sources.items() if source.strip()]
        with sandbox.lock, FencedStudent(sandbox, cells, budget, files) as student:
            student.run()
            tries.add(variant, grade(student, ordered, seed), student.ran)
        if tries.perfect:
            break
    outcomes, ran = tries.best()
    for cell in nb.cells:
        cell.metadata.pop("autograder", None)  # ours alone to write
    graded.write_outputs(code, ran)
    told = as_stories({check.name: outcomes[check.name] for check in judged.values()})
    for index, check in judged.items():
        graded.write_score(nb.cells[index], told[check.name], sandbox.level)
    nb.metadata["autograder"] = {"seed": seed, "sandbox_level": sandbox.level}
    graded.tell(nb, [*repairs, *(tries.told() if rubric else [])])
    return [{"check": name, "share": outcome.share, **graded.brief(outcome)} for name, outcome in outcomes.items()]


def _grade_id(cell: NotebookNode) -> str:
    return cell.metadata.nbgrader["grade_id"]


def _is_judged(cell: NotebookNode, rubric: dict[str, Check]) -> bool:
    autograded = cell.cell_type == "code" and utils.is_grade(cell) and not utils.is_solution(cell)
    return autograded and _grade_id(cell) in rubric


def _is_run(cell: NotebookNode) -> bool:
    """Whether a kernel would run this cell. The tag skips student cells alone: a skipped test would be full marks."""
    skipped = "skip-execution" in cell.metadata.get("tags", []) and not utils.is_grade(cell)
    return cell.cell_type == "code" and not skipped
