"""What stock nbgrader makes of the courses that ours is compared with, recorded in stock/NAME.json.

A kernel costs two seconds and fares badly on a busy machine, and what it shows does not change. `make oracles` runs the
tests marked `oracle` with live kernels and writes the files anew; `git diff` tells what another nbgrader does
differently. ORACLES=live compares with live kernels and writes nothing. On another Python, or another processor,
tracebacks and pictures are not those that were recorded: there the kernels are live too.
"""

import hashlib
import json
import os
import platform
import re
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.judge.run.host_paths import relative

FOLDER = Path(__file__).with_name("stock")
SHOWING = ("nbgrader", "nbconvert", "nbclient", "ipykernel", "ipython", "matplotlib", "numpy")
TRUNCATED = "\n... Output truncated ..."  # nbgrader's LimitOutput
AT_LEAST = 900  # lines of the 1,000 that it keeps: with every piece that a print was cut into it keeps one less
LONG = 2_000  # characters, above which a text is kept as its beginning and a digest
PATIENCE = "c.Execute.startup_timeout = 600\nc.Execute.iopub_timeout = 60\n"  # seconds, for kernels on a busy machine


@dataclass(frozen=True)
class Graded:
    """An autograded course in the types of JSON: of each STUDENT/NOTEBOOK its cells, of each table its rows."""

    notebooks: dict[str, list[dict[str, Any]]]
    rows: dict[str, list[list]]


def graded(course: Path) -> Graded:
    """What a course shows after `nbgrader autograde`, without what differs between two runs of it."""
    paths = sorted(course.glob("autograded/*/*/*.ipynb"))
    return Graded({f"{path.parts[-3]}/{path.stem}": notebook_cells(path, course) for path in paths}, rows(course))


def by_stock(name: str, grade: Callable[[], Path]) -> Graded:
    """What stock nbgrader makes of a course: as recorded, or by `grade`, which returns the folder of the course."""
    file, asked = FOLDER / f"{name}.json", os.environ.get("ORACLES", "recorded")
    if asked == "recorded" and file.exists():
        told = json.loads(file.read_text())
        if told["made with"] == made_with():
            return Graded(told["notebooks"], told["rows"])
    live = graded(grade())
    if asked == "record":
        text = json.dumps({"made with": made_with(), **asdict(live)}, indent=1, ensure_ascii=False)
        file.write_text(_in_few_lines(text) + "\n")
    return live


def made_with() -> dict[str, str]:
    """All that decides how a kernel shows something."""
    here = {"python": ".".join(platform.python_version_tuple()[:2]), "machine": platform.machine()}
    return here | {package: version(package) for package in SHOWING}


def _in_few_lines(text: str) -> str:
    """Indented JSON, with each list or object that holds no other on one line."""
    return re.sub(r"([\[{])\n\s+([^\[\]{}]*?)\n\s+([\]}])", lambda found: _one_line(*found.groups()), text)


def _one_line(opened: str, inside: str, closed: str) -> str:
    return opened + re.sub(r",\n\s+", ", ", inside) + closed


# The gradebook.

IDS = {"id", "notebook_id", "cell_id", "assignment_id"}
GRADES = """select submitted_assignment.student_id, notebook.name, base_cell.name, {columns} from {table}
    join base_cell on base_cell.id = {table}.cell_id
    join submitted_notebook on submitted_notebook.id = {table}.notebook_id
    join notebook on notebook.id = submitted_notebook.notebook_id
    join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id"""


def rows(course: Path) -> dict[str, list[list]]:
    """Every row of the gradebook, without the random identifiers."""
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        return {table: sorted(map(list, database.execute(_query(database, table))), key=repr) for table in tables}


def _query(database: sqlite3.Connection, table: str) -> str:
    names = [row[1] for row in database.execute(f"pragma table_info({table})")]
    columns = ", ".join(f"{table}.{name}" for name in names if name not in IDS or table == "student") or "1"
    joined = table in ("grade", "comment")
    return GRADES.format(table=table, columns=columns) if joined else f"select {columns} from {table}"


# The notebooks. What follows is what may differ between two runs of stock nbgrader itself, and nothing else.

ANSI = re.compile(r"\x1b\[[0-9;]*m")
VOLATILE = [
    (re.compile(r"/tmp/ipykernel_\d+/"), "/tmp/ipykernel_PID/"),
    (re.compile(r"\b0x[0-9a-f]{6,}"), "ADDRESS"),
    (re.compile(r"[\d.]+(e[+-]?\d+)? ?(ns|ms|s|μs|µs)\b"), "TIME"),
    (re.compile(r"<dc:date>[^<]*"), "<dc:date>"),
]


def notebook_cells(path: Path, course: Path) -> list[dict[str, Any]]:
    """The cells of a notebook of a course, without what differs between two runs."""
    notebook = nbformat.read(path, as_version=4)
    return [_cell(cell, {str(course): "COURSE", repr(socket.gethostname()): "'HOST'"}) for cell in notebook.cells]


def _cell(cell: NotebookNode, places: dict[str, str]) -> dict[str, Any]:
    known = cell.metadata.get("nbgrader", {})
    about = {key: known.get(key) for key in ("grade_id", "grade", "solution", "points", "checksum")}
    told = {"source": cell.source, "about": about if known else {}}
    if cell.cell_type == "code":
        outputs = _streams_in_one(_each_text(cell.outputs, lambda text: _settled(text, places)))
        told |= {"count": cell.execution_count, "outputs": _each_text(outputs, _shortened)}
    return told


def _each_text(item: Any, change: Callable[[str], str]) -> Any:
    if isinstance(item, dict):
        return {key: _each_text(value, change) for key, value in item.items()}
    if isinstance(item, list):
        return [_each_text(value, change) for value in item]
    return change(item) if isinstance(item, str) else item


def _settled(text: str, places: dict[str, str]) -> str:
    """A text without what is volatile, and without the folders of libraries, which the fence shows nobody."""
    for place, name in places.items():
        text = text.replace(place, name)
    text = relative(ANSI.sub("", text).replace("~/", f"{Path.home()}/"))
    for pattern, name in VOLATILE:
        text = pattern.sub(name, text)
    return text


def _shortened(text: str) -> str:
    if text.endswith(TRUNCATED):
        text = "\n".join(text.splitlines()[:AT_LEAST]) + TRUNCATED
    if len(text) <= LONG:
        return text
    return f"{text[:80]}... ({len(text)} characters, sha256 {hashlib.sha256(text.encode()).hexdigest()})"


def _streams_in_one(outputs: list[dict]) -> list[dict]:
    """A kernel sends prints in pieces, whenever a timer of 0.2 s rings: those between two other outputs are one."""
    kept: list[dict] = []
    since: dict[str, dict] = {}  # the streams since the last other output, by name
    for output in outputs:
        if output["output_type"] != "stream":
            since = {}
        elif output["name"] in since:
            since[output["name"]]["text"] += output["text"]
            continue
        else:
            since[output["name"]] = output
        kept.append(output)
    return kept
