"""Ordinary nbgrader courses with plain asserts, and what stock `nbgrader autograde` and ours made of them."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.conftest import nbgrader
from tests.golden.oracles import PATIENCE, Graded, by_stock, graded, rows

STOCK_CONFIG = "c = get_config()\n"
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


@dataclass(frozen=True)
class Course:
    """source: cells by notebook; students: {notebook: {grade id: answer}}; scratch: cells that a student adds."""

    source: dict[str, list[NotebookNode]]
    students: dict[str, dict[str, dict[str, str]]]
    files: dict[str, str | bytes] = field(default_factory=dict)
    submitted: dict[str, dict[str, str]] = field(default_factory=dict)  # files that students hand in themselves
    scratch: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    stock_config: str = ""
    our_config: str = ""


def _meta(grade_id: str, **more: Any) -> dict:
    base = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return {"nbgrader": {**base, "grade_id": grade_id, **more}}


def solution(grade_id: str, source: str) -> NotebookNode:
    text = f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"
    return new_code_cell(text, metadata=_meta(grade_id, solution=True))


def grade_cell(grade_id: str, points: float, source: str) -> NotebookNode:
    return new_code_cell(source, metadata=_meta(grade_id, grade=True, locked=True, points=points))


def manual(grade_id: str, points: float, source: str) -> NotebookNode:
    text = f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"
    return new_code_cell(text, metadata=_meta(grade_id, grade=True, solution=True, points=points))


def essay(grade_id: str, points: float) -> NotebookNode:
    return new_markdown_cell("Resposta", metadata=_meta(grade_id, grade=True, solution=True, points=points))


def task(grade_id: str, points: float) -> NotebookNode:
    return new_markdown_cell("Faça.", metadata=_meta(grade_id, locked=True, task=True, points=points))


def write_source(folder: Path, course: Course) -> None:
    """The source folder of assignment ps1."""
    source = folder / "source/ps1"
    for name, cells in course.source.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(new_notebook(cells=cells, metadata=KERNEL), source / f"{name}.ipynb")
    _write_files(source, course.files)


def _write_files(folder: Path, files: dict[str, Any]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def hand_in(folder: Path, course: Course) -> None:
    """Fill in the release for every student."""
    for student, answers in course.students.items():
        target = folder / "submitted" / student / "ps1"
        shutil.copytree(folder / "release/ps1", target)
        _write_files(target, course.submitted.get(student, {}))
        for path in target.glob("*.ipynb"):
            notebook = nbformat.read(path, as_version=4)
            for cell in notebook.cells:
                grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
                cell.source = answers.get(path.stem, {}).get(grade_id, cell.source)
            added = course.scratch.get(student, {}).get(path.stem, [])
            notebook.cells[:0] = [new_code_cell(source) for source in added]
            nbformat.write(notebook, path)


def grade_both_ways(folder: Path, course: Course, our_config: str, oracle: str | None = None) -> tuple[Graded, Path]:
    """Release and hand in once. What stock nbgrader makes of it, and the course as graded with our configuration.

    oracle: the name under which the former is recorded; None: it is made anew, by live kernels.
    """
    config = folder / "stock/nbgrader_config.py"
    if not config.exists():
        config.parent.mkdir(parents=True)
        config.write_text(STOCK_CONFIG)
    write_source(config.parent, course)
    released = nbgrader(config.parent, "generate_assignment", "ps1")
    assert released.returncode == 0, released.stderr
    hand_in(config.parent, course)
    shutil.copytree(config.parent, folder / "ours")
    text = config.read_text()
    config.write_text(text + PATIENCE + course.stock_config)
    (folder / "ours/nbgrader_config.py").write_text(text + our_config + course.our_config)

    def grade_by_stock() -> Path:
        return _autograde(folder / "stock")

    stock = by_stock(oracle, grade_by_stock) if oracle else graded(grade_by_stock())
    return stock, _autograde(folder / "ours")


def _autograde(course: Path) -> Path:
    done = nbgrader(course, "autograde", "ps1")
    assert done.returncode == 0, done.stderr[-3000:]
    return course


def auto_scores(course: Path, student: str) -> dict[str, float | None]:
    """The automatic score of every grade cell, as `notebook/cell`."""
    names = {row[0] for row in rows(course)["student"]}
    assert student in names
    return {f"{row[1]}/{row[2]}": row[3] for row in rows(course)["grade"] if row[0] == student}


def differences(stock: Graded, ours: Graded) -> list[tuple[str, str, Any, Any]]:
    """(notebook, cell source, stock's outputs, ours) of all cells of all students that do not show the same."""
    assert stock.notebooks.keys() == ours.notebooks.keys()
    found = []
    for path, theirs in stock.notebooks.items():
        mine = ours.notebooks[path]
        assert [(cell["source"], cell["about"]) for cell in theirs] == [
            (cell["source"], cell["about"]) for cell in mine
        ]
        pairs = zip(theirs, mine, strict=True)
        found += [(path, a["source"], _shown(a), _shown(b)) for a, b in pairs if _shown(a) != _shown(b)]
    return found


def _shown(cell: dict[str, Any]) -> tuple:
    return cell.get("count"), cell.get("outputs")
