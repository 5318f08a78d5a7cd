"""The last step of the stock command line: one notebook's grades in one transaction, where nbgrader makes twenty."""

from __future__ import annotations

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties, SaveAutoGrades

from autograder.gradebook import SubmissionScores, save
from autograder.pipeline import scores_of
from autograder.records import record_for


class SaveGradesAtOnce(SaveAutoGrades):
    """SaveAutoGrades and AssignLatePenalties through the batch's writer: the same rows."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        told = resources["nbgrader"]
        result = SubmissionScores(told["student"], None, {told["notebook"]: scores_of(nb)})
        records = {told["notebook"]: record_for(resources)}
        with Gradebook(told["db_url"]) as gradebook:
            save(gradebook, told["assignment"], records, [result], AssignLatePenalties(parent=self.parent))
        return nb, resources
