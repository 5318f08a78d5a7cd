"""nbgrader's own steps on one notebook, without a database: what the stock command line and the batch share.

The steps are nbgrader's preprocessors; only those that would open the gradebook, or that would stop a class at what a
student's tools did to a notebook, are replaced by ones that read the assignment's records.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path

import fastjsonschema
from fastjsonschema import JsonSchemaException
from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.nbgraderformat.common import BaseMetadataValidator
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from traitlets.config import Config

from autograder.course.files import names_beside
from autograder.course.gradebook import SubmissionScores, save
from autograder.course.records import records_of, scores_of, tags_of_others, texts_in, texts_of, unchanged
from autograder.course.session import Records, Session, record_for
from autograder.jail.errors import SandboxUnavailable
from autograder.patches import shared_engines
from autograder.repair.files.essay_files import ask_about_files
from autograder.repair.files.locate import notebooks_in
from autograder.repair.files.merging import repair_all
from autograder.repair.files.reading import Unreadable, read_submitted
from autograder.repair.files.same_assignment import another_assignment
from autograder.repair.log import describe


class RecordedKernelspec(OverwriteKernelspec):
    """OverwriteKernelspec that reads the record."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        kernelspec = json.loads(record_for(resources).kernelspec or "null")
        if kernelspec:
            nb.metadata["kernelspec"] = kernelspec
        return nb, resources


class SubmissionExporter(NotebookExporter):
    """nbgrader's exporter for autograde, which reads what students' tools write.

    nbgrader makes one for each run, before it touches a file: there the run's Session begins, and the fence is up or
    the run ends. What the run shares goes when nbgrader has converted its notebooks.
    """

    def __init__(self, config: Config | None = None, **kw: object):
        super().__init__(config=config, **kw)
        converter = self.parent
        self._coursedir, self._hook = converter.coursedir, converter.pre_convert_hook
        folder = Path(self._coursedir.root)
        self.session = Session.as_configured(folder, converter.autograde_preprocessors, converter.config)
        try:
            self.session.open_and_report()
        except SandboxUnavailable as error:
            converter.log.error("%s", error)
            raise SystemExit(2) from None
        converter.pre_convert_hook = self._begin
        self._convert, converter.convert_notebooks = converter.convert_notebooks, self._convert_and_close

    def _convert_and_close(self) -> None:
        """nbgrader's loop over the submissions of a run, in which it removes what was graded before."""
        converter = self.parent
        source = re.compile(converter._format_source("(?P<assignment>.*)", "(?P<student>.*)", escape=True))
        for folder in converter.assignments:
            told = source.match(folder).groupdict()
            graded = Path(converter._format_dest(told["assignment"], told["student"]))
            self.session.texts[told["assignment"], told["student"]] = texts_in(graded)
        with closing(self.session), shared_engines():
            self._convert()

    def _begin(self, assignment: str, student: str, notebooks: list[str]) -> None:
        """Put the right names in the place of renamed files into nbgrader's list of what a student handed in.

        nbgrader would skip them. `from_filename` finds the files again.
        """
        if self._hook:
            self._hook(assignment=assignment, student=student, notebooks=notebooks)
        if self._coursedir.notebook_id == "*":
            folder = Path(notebooks[0]).parent
            found = notebooks_in(folder, self._records(assignment))
            known = {path for paths in found.values() for path in paths}
            others = [path for path in notebooks if Path(path) not in known]
            notebooks[:] = sorted({*others, *(str(folder / f"{name}.ipynb") for name in found)})

    def from_filename(
        self, filename: str, resources: dict | None = None, **kw: object
    ) -> tuple[NotebookNode, ResourcesDict]:
        path = Path(filename)
        told = resources["nbgrader"]
        records = self._records(told["assignment"])
        files = {found.name: found.read_bytes() for found in notebooks_in(path.parent, records)[path.stem]}
        told["session"] = self.session
        told["file"], notebook, told["read"], told["others"] = read_submitted(files, path.name)
        release = self._release(told["assignment"])
        told["beside"] = [name for name in names_beside(path.parent) if not (release / name).exists()]
        resources["metadata"] = ResourcesDict(name=path.stem, path=str(path.parent))
        return self.from_notebook_node(notebook, resources, **kw)

    def _records(self, assignment: str) -> Records:
        """What the gradebook knows of the assignment, read once in a run."""
        if assignment not in self.session.records:
            with Gradebook(self._coursedir.db_url, self._coursedir.course_id) as gradebook:
                found = records_of(gradebook, assignment, self._release(assignment))
                self.session.others[assignment] = tags_of_others(gradebook, assignment)
            self.session.records[assignment] = found
        return self.session.records[assignment]

    def _release(self, assignment: str) -> Path:
        return Path(self._coursedir.format_path(self._coursedir.release_directory, ".", assignment))


class RepairedNotebook(NbGraderPreprocessor):
    """Puts the released cells and the student's answers back in their places: see autograder.repair.files.merging.

    A student's tools copy cells, strip metadata and write what they like; nbgrader's own steps stop the submission, or
    the whole class, at what they do not expect.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        told = resources["nbgrader"]
        record = record_for(resources)
        others = told["session"].others.get(told["assignment"], {})
        other = another_assignment(record, nb.cells, others)
        if other and not told.get("others"):
            raise Unreadable(f"{told.get('file') or 'this'} is {other}, not {told['assignment']}")
        nb, repairs = repair_all(record, told.get("file", ""), nb, told.get("others", {}))
        repairs = [*told.get("read", ()), *repairs, *ask_about_files(record, nb, told.get("beside", ()))]
        for one in repairs:
            self.log.warning("Repaired: %s", describe(one.as_data()))
        if repairs:
            nb.metadata["autograder"] = {"repairs": [one.as_data() for one in repairs]}
        return nb, resources


class RecordedCells(OverwriteCells):
    """OverwriteCells that reads the record."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        self.notebook_id, self.assignment_id = resources["nbgrader"]["notebook"], resources["nbgrader"]["assignment"]
        self.gradebook = record_for(resources)
        return NbGraderPreprocessor.preprocess(self, nb, resources)


class CompiledSchema(BaseMetadataValidator):
    """Asks a compiled schema: jsonschema reads it anew for every cell of every student."""

    def __init__(self) -> None:
        super().__init__()
        self._check = fastjsonschema.compile(self.schema)

    def validate_cell(self, cell: NotebookNode) -> None:
        meta = cell.metadata.get("nbgrader")
        try:
            if meta is not None and meta.get("schema_version", 0) == self.schema_version:
                self._check(meta)
                return
        except JsonSchemaException:
            pass
        super().validate_cell(cell)  # which says what is wrong, in nbgrader's words


class Validator(MetadataValidator, CompiledSchema):
    """nbgrader's validator on top of CompiledSchema."""


@cache
def _validator() -> Validator:
    return Validator()


class CheckedMetadata(CheckCellMetadata):
    """CheckCellMetadata with the quicker validator."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        try:
            _validator().validate_nb(nb)
        except Exception:
            return super().preprocess(nb, resources)  # fails again, and logs it
        return nb, resources


Step = Callable[[NotebookNode, ResourcesDict], tuple[NotebookNode, ResourcesDict]]


def run_steps(nb: NotebookNode, resources: ResourcesDict, steps: list[Step]) -> NotebookNode:
    """Run preprocessors one after the other."""
    for step in steps:
        nb, resources = step(nb, resources)
    return nb


class BulkSaveAutoGrades(SaveAutoGrades):
    """SaveAutoGrades and AssignLatePenalties through the batch's writer: the same rows."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        told = resources["nbgrader"]
        name, old = told["notebook"], told["session"].texts.get((told["assignment"], told["student"]), {})
        new = {name: texts_of(nb.cells, Path(resources["metadata"]["path"]))} if old else {}
        result = SubmissionScores(told["student"], None, {name: scores_of(nb)}, unchanged(old, new))
        records = {name: record_for(resources)}
        with Gradebook(told["db_url"]) as gradebook:
            save(gradebook, told["assignment"], records, [result], AssignLatePenalties(parent=self.parent))
        return nb, resources
