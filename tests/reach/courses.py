"""Ordinary nbgrader courses with plain asserts, and what stock `nbgrader autograde` and ours made of them."""

import json
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.judge.run.host_paths import relative
from tests.conftest import nbgrader

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


def grade_both_ways(folder: Path, course: Course, our_config: str) -> tuple[Path, Path]:
    """Release and hand in once; autograde a copy with stock nbgrader and one with our configuration."""
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
    config.write_text(text + course.stock_config)
    (folder / "ours/nbgrader_config.py").write_text(text + our_config + course.our_config)
    for way in ("stock", "ours"):
        done = nbgrader(folder / way, "autograde", "ps1")
        assert done.returncode == 0, done.stderr[-3000:]
    return folder / "stock", folder / "ours"


IDS = {"id", "notebook_id", "cell_id", "assignment_id"}
GRADES = """select submitted_assignment.student_id, notebook.name, base_cell.name, {columns} from {table}
    join base_cell on base_cell.id = {table}.cell_id
    join submitted_notebook on submitted_notebook.id = {table}.notebook_id
    join notebook on notebook.id = submitted_notebook.notebook_id
    join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id"""


def rows(course: Path) -> dict[str, list[tuple]]:
    """Every row of the gradebook, without the random identifiers."""
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        return {table: sorted(database.execute(_query(database, table)), key=repr) for table in tables}


def _query(database: sqlite3.Connection, table: str) -> str:
    names = [row[1] for row in database.execute(f"pragma table_info({table})")]
    columns = ", ".join(f"{table}.{name}" for name in names if name not in IDS or table == "student") or "1"
    joined = table in ("grade", "comment")
    return GRADES.format(table=table, columns=columns) if joined else f"select {columns} from {table}"


def auto_scores(course: Path, student: str) -> dict[str, float | None]:
    """The automatic score of every grade cell, as `notebook/cell`."""
    names = {row[0] for row in rows(course)["student"]}
    assert student in names
    return {f"{row[1]}/{row[2]}": row[3] for row in rows(course)["grade"] if row[0] == student}


# Comparison. What follows is what may differ between two runs of stock nbgrader itself, and nothing else.

ANSI = re.compile(r"\x1b\[[0-9;]*m")
VOLATILE = [
    (re.compile(r"/tmp/ipykernel_\d+/"), "/tmp/ipykernel_PID/"),
    (re.compile(r"\b0x[0-9a-f]{6,}"), "ADDRESS"),
    (re.compile(r"[\d.]+(e[+-]?\d+)? ?(ns|ms|s|μs|µs)\b"), "TIME"),
    (re.compile(r"<dc:date>[^<]*"), "<dc:date>"),
]


def settled(text: str) -> str:
    """A text without what is volatile, and without the folders of libraries, which the fence shows nobody."""
    text = relative(ANSI.sub("", text).replace("~/", f"{Path.home()}/"))
    for pattern, name in VOLATILE:
        text = pattern.sub(name, text)
    return text


def shown(outputs: list[NotebookNode]) -> list[dict]:
    """Outputs without what is volatile. A kernel sends prints in pieces, whenever a timer of 0.2 s rings."""
    kept: list[dict] = []
    for output in json.loads(settled_json(outputs)):
        streams = [item for item in kept if item["output_type"] == "stream"]
        same = [item for item in streams if item["name"] == output.get("name") and not _divided(kept, item)]
        if same:
            same[0]["text"] += output["text"]
        else:
            kept.append(output)
    return kept


def _divided(kept: list[dict], stream: dict) -> bool:
    after = kept[[id(item) for item in kept].index(id(stream)) :]
    return any(item["output_type"] != "stream" for item in after)


def settled_json(outputs: list[NotebookNode]) -> str:
    def walk(item: Any) -> Any:
        if isinstance(item, dict):
            return {key: walk(value) for key, value in item.items()}
        return [walk(value) for value in item] if isinstance(item, list) else _settle(item)

    return json.dumps(walk(outputs))


def _settle(item: Any) -> Any:
    return settled(item) if isinstance(item, str) else item


def _identity(cell: NotebookNode) -> list:
    known = cell.metadata.get("nbgrader", {})
    return [known.get(key) for key in ("grade_id", "grade", "solution", "points", "checksum")]


def differences(stock: Path, ours: Path) -> list[tuple[str, str, Any, Any]]:
    """(notebook, cell source, stock's outputs, ours) of all cells of all students that do not show the same."""
    found = []
    for path in sorted(stock.glob("autograded/*/*/*.ipynb")):
        theirs = nbformat.read(path, as_version=4)
        mine = nbformat.read(ours / path.relative_to(stock), as_version=4)
        sources = [[cell.source for cell in nb.cells] for nb in (theirs, mine)]
        assert sources[0] == sources[1], path
        for a, b in zip(theirs.cells, mine.cells, strict=True):
            assert _identity(a) == _identity(b)
            if a.cell_type != "code":
                continue
            told = [(cell.execution_count, shown(cell.outputs)) for cell in (a, b)]
            if told[0] != told[1]:
                found.append((path.stem, a.source, *told))
    return found
