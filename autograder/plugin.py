"""The nbgrader edge: what nbgrader_config.py plugs into the stock command line.

`FencedExecute` takes the place of nbgrader's Execute. Student cells run behind the fence; grade cells that the rubric
knows are judged and written by us and never run there; other grade cells (another course's plain asserts) run in the
child as stock nbgrader would run them. Importing this module stays cheap: every nbgrader command does it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution
from traitlets import Dict, Integer
from traitlets.config import Config

if TYPE_CHECKING:
    from nbconvert.exporters.exporter import ResourcesDict
    from nbformat import NotebookNode

    from autograder.rubric import Check

OPEN_MODE = "autograder.notebook"  # what hidden tests import
STOCK_LIMITS = {"cell_cpu": 30.0, "total_wall": 600.0}  # nbgrader gives each cell 30 s; other courses count on it
CODE_STUB = '# ESCREVA SEU CÓDIGO AQUI\nraise NotImplementedError("questão ainda não respondida")'
TEXT_STUB = "*ESCREVA SUA RESPOSTA AQUI*"


def configure(c: Config, sandbox_minimum: int = 3) -> None:
    """Plug the kit into nbgrader's configuration `c`. sandbox_minimum: lowest level to grade at; 0 allows no fence."""
    programs = str(Path(sys.executable).parent)  # first, for a new gradebook runs `alembic` by its bare name
    others = [folder for folder in os.environ.get("PATH", os.defpath).split(os.pathsep) if folder != programs]
    os.environ["PATH"] = os.pathsep.join([programs, *others])
    c.FencedExecute.sandbox_minimum = sandbox_minimum
    c.Exporter.optimistic_validation = True  # nbconvert validates once a phase, and not after each preprocessor
    c.CourseDirectory.ignore.extend(["evidence.json"])  # of the batch; nbgrader would copy it into the feedback
    c.Autograde.exporter_class = "autograder.course.preprocessors.SubmissionExporter"
    c.Autograde.sanitize_preprocessors = [
        "autograder.course.preprocessors.RepairedNotebook",
        "nbgrader.preprocessors.ClearOutput",
        "autograder.course.preprocessors.RecordedKernelspec",
        "autograder.course.preprocessors.RecordedCells",
        "autograder.course.preprocessors.CheckedMetadata",
    ]
    c.Autograde.autograde_preprocessors = [
        "autograder.plugin.FencedExecute",
        "nbgrader.preprocessors.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        "nbgrader.preprocessors.LimitOutput",
        "autograder.course.preprocessors.BulkSaveAutoGrades",
        "autograder.course.preprocessors.CheckedMetadata",
    ]
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
        "clean_html": "autograder.pages.sanitize.clean_html",
        "markdown2html": "autograder.pages.sanitize.clean_markdown",
    }


class FencedExecute(NbGraderPreprocessor):
    """Runs a submission behind the fence and writes the outputs of its grade cells."""

    sandbox_minimum = Integer(3, help="Lowest sandbox level to grade at; 0 allows grading without a fence").tag(
        config=True
    )
    seed = Integer(None, allow_none=True, help="Seed of the secret inputs; drawn for each run when not set").tag(
        config=True
    )
    limits = Dict(help="Seconds that a submission may take: fields of autograder.judge.run.requests.Budget").tag(
        config=True
    )

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        from autograder.course.files import files_beside
        from autograder.course.grade_notebook import judge_notebook
        from autograder.judge.run.requests import Budget
        from autograder.rubric.load import rubric_of

        language = nb.metadata.get("kernelspec", {}).get("language", "python")
        if language != "python":
            raise ValueError(f"the fence runs Python only, and this notebook's kernel is {language}")
        told = resources["nbgrader"]
        session = told["session"]
        rubric = rubric_of(told["assignment"], session.course)
        _nothing_is_lost(nb, rubric)
        files = told["files"] if "files" in told else files_beside(Path(resources["metadata"]["path"]))
        budget = Budget(**{**({} if rubric else STOCK_LIMITS), **self.limits})
        told["outcomes"] = judge_notebook(nb, rubric, session.sandbox, session.seed, budget, files)
        return nb, resources


def _nothing_is_lost(nb: NotebookNode, rubric: Mapping[str, Check]) -> None:
    """Raise LookupError where a hidden test asks for a check that no answer key here has: its cell would score 0."""
    tests = [cell for cell in nb.cells if is_grade(cell) and not is_solution(cell)]
    asking = [cell.metadata.nbgrader.grade_id for cell in tests if OPEN_MODE in cell.source]
    if lost := ", ".join(sorted({*asking} - {*rubric})):
        raise LookupError(f"no check for {lost}: the assignment's answer key belongs into solutions/ of the course")
