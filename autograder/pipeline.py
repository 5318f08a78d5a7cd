"""nbgrader's own steps on one notebook, without a database: what the stock command line and the batch share.

The steps are nbgrader's preprocessors; only those that would open the gradebook, or that would stop a class at what a
student's tools did to a notebook, are replaced by ones that read the assignment's records.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from jsonschema.validators import validator_for
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.nbgraderformat.common import BaseMetadataValidator
from nbgrader.preprocessors import CheckCellMetadata, NbGraderPreprocessor, OverwriteCells, OverwriteKernelspec

from autograder.records import NotebookRecord, SourceCell, record_for


class RecordedKernelspec(OverwriteKernelspec):
    """OverwriteKernelspec that reads the record."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        kernelspec = json.loads(record_for(resources).kernelspec or "null")
        if kernelspec:
            nb.metadata["kernelspec"] = kernelspec
        return nb, resources


class RestoredMetadata(NbGraderPreprocessor):
    """Gives every cell the nbgrader metadata that the record has for its id, and puts back cells that are gone.

    A student's tools copy cells, strip metadata and write what they like; nbgrader's own steps stop the submission, or
    the whole class, at what they do not expect. Of several cells with one id the last keeps it, as in nbgrader.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        record = record_for(resources)
        known = {source.name for source in record.source_cells}
        for cell in reversed(nb.cells):
            name = _claimed_id(cell)
            if name in known:
                known.remove(name)
                cell.metadata["nbgrader"] = _with_points_as_written(record.metadata(name), cell.metadata["nbgrader"])
            else:
                cell.metadata.pop("nbgrader", None)
        for source in reversed(record.source_cells):
            if source.name in known and (source.locked or record.graded(source)):
                self._put_back(nb, record, source)
        return nb, resources

    def _put_back(self, nb: NotebookNode, record: NotebookRecord, source: SourceCell) -> None:
        """Insert a lost cell before the next one that is there; but no answer cell, whose stub would undo an answer."""
        self.log.warning("Cell %s is missing and was put back", source.name)
        cell = record.new_cell(source)
        if nb.nbformat_minor < 5:
            del cell["id"]
        names = [known.name for known in record.source_cells]
        later = set(names[names.index(source.name) + 1 :])
        places = [index for index, other in enumerate(nb.cells) if _claimed_id(other) in later]
        nb.cells.insert(places[0] if places else len(nb.cells), cell)


def _with_points_as_written(meta: NotebookNode, old: Mapping) -> NotebookNode:
    """1 and 1.0 are the same points; nbgrader leaves them as they are."""
    if "points" in meta and isinstance(old.get("points"), int | float) and old["points"] == meta["points"]:
        meta["points"] = old["points"]
    return meta


def _claimed_id(cell: NotebookNode) -> str | None:
    meta = cell.metadata.get("nbgrader")
    name = meta.get("grade_id") if isinstance(meta, dict) else None
    return name if isinstance(name, str) else None


class RecordedCells(OverwriteCells):
    """OverwriteCells that reads the record."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        self.notebook_id, self.assignment_id = resources["nbgrader"]["notebook"], resources["nbgrader"]["assignment"]
        self.gradebook = record_for(resources)
        return NbGraderPreprocessor.preprocess(self, nb, resources)


class SchemaOnce(BaseMetadataValidator):
    """Asks the schema about each metadata once, and not for every cell of every student: they are all the same."""

    def validate_cell(self, cell: NotebookNode) -> None:
        meta = cell.metadata.get("nbgrader")
        current = meta is not None and meta.get("schema_version", 0) == self.schema_version
        if not (current and _is_valid(json.dumps(meta, sort_keys=True))):
            super().validate_cell(cell)  # which says what is wrong, in nbgrader's words


class Validator(MetadataValidator, SchemaOnce):
    """nbgrader's validator on top of SchemaOnce."""


@cache
def _validator() -> Validator:
    return Validator()


@cache
def _schema() -> Any:
    schema = _validator().schema
    return validator_for(schema)(schema)


@lru_cache(maxsize=1000)
def _is_valid(meta: str) -> bool:
    return _schema().is_valid(json.loads(meta))


class CheckedMetadata(CheckCellMetadata):
    """CheckCellMetadata with the quicker validator."""

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        try:
            _validator().validate_nb(nb)
        except Exception:
            return super().preprocess(nb, resources)  # fails again, and logs it
        return nb, resources


@dataclass(frozen=True)
class NotebookScores:
    """What the graded notebook says: scores (None: a person decides) and automatic comments, by cell."""

    scores: dict[str, float | None]
    comments: dict[str, str | None]


def scores_of(nb: NotebookNode) -> NotebookScores:
    """Read a graded notebook as nbgrader's SaveAutoGrades does. Raises ValueError for a score above the maximum."""
    scores, comments = {}, {}
    for cell in nb.cells:
        if utils.is_grade(cell):
            scores[cell.metadata.nbgrader["grade_id"]] = utils.determine_grade(cell)[0]
        if utils.is_solution(cell) or utils.is_task(cell):
            untouched = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
            name = cell.metadata.nbgrader["grade_id"]
            comments[name] = "No response." if untouched and not utils.is_task(cell) else None
    return NotebookScores(scores, comments)


Step = Callable[[NotebookNode, ResourcesDict], tuple[NotebookNode, ResourcesDict]]


def run_steps(nb: NotebookNode, resources: ResourcesDict, steps: list[Step]) -> NotebookNode:
    """Run preprocessors one after the other."""
    for step in steps:
        nb, resources = step(nb, resources)
    return nb
