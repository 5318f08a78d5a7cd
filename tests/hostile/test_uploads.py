"""One student's upload costs nobody else anything, and what became of it is told by name."""

import json
import os
from functools import partial

import pytest
from nbgrader.api import Gradebook

from tests.collect.archives import zip_bytes
from tests.hostile.uploads import HONEST, MARK, NOTEBOOK, Classroom

GRADED = "graded"
DEEP = '{"a":' * 900 + "1" + "}" * 900


@pytest.fixture(scope="module")
def classroom(sandbox, tmp_path_factory):
    return Classroom(tmp_path_factory.mktemp("uploads"))


def damaged(answer=None, cell=None, **metadata):
    """The honest notebook with another essay, one more cell or other metadata."""
    notebook = json.loads(HONEST)
    for one in notebook["cells"] if answer is not None else ():
        if one["metadata"].get("nbgrader", {}).get("grade_id") == "q3_decoder":
            one["source"] = answer
    if cell is not None:
        more = {"cell_type": "code", "id": "more", "metadata": {}, "outputs": [], "execution_count": None}
        notebook["cells"].insert(3, more | cell)
    notebook["metadata"] |= metadata
    return json.dumps(notebook).replace('"DEEP"', DEEP).replace("HALF", "\\ud800")


def put(files, folder):
    """Write files, by names that need not be UTF-8."""
    for name, data in files.items():
        path = os.path.join(os.fsencode(folder), os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data if isinstance(data, bytes) else data.encode())


def link(name, target, folder):
    os.symlink(target, folder / name)


def pipe(name, folder):
    os.mkfifo(folder / name)


def hole(name, folder):
    with open(folder / name, "wb") as file:
        file.truncate(2_500 << 20)


def sets(*doers):
    return lambda folder: [do(folder) for do in doers]


def beside(files):
    return partial(put, {NOTEBOOK: HONEST} | files)


PLAIN = {"display_name": "x", "language": "python", "name": "python3"}
LEXER = {"name": "python", "pygments_lexer": "ipython3"}
BY_OTHER_MEANS = {  # what is put into submitted/, and what must be told
    "folder for a timestamp": (beside({"timestamp.txt/x": b"1"}), GRADED),
    "pipe for a timestamp": (sets(beside({}), partial(pipe, "timestamp.txt")), GRADED),
    "no cells": (partial(put, {NOTEBOOK: b'{"cells": {}, "worksheets": [{"cells": 7}], "nbformat": 4}'}), "no list of"),
    "deep": (partial(put, {NOTEBOOK: damaged(cell={"metadata": {"x": "DEEP", "nbgrader": {"x": "DEEP"}}})}), GRADED),
    "half a character": (partial(put, {NOTEBOOK: damaged("HALF", {"source": "x = 'HALF'"}).encode("utf-16")}), GRADED),
    "old code page": (beside({b"dados\xe9.csv": b"1,2"}), GRADED),
    "ESC and newline": (beside({"a\x1b[31m\n=cmd.txt": b"x"}), GRADED),
    "brackets": (partial(put, {NOTEBOOK: damaged("\\\\[" * 20_000)}), GRADED),
    "tags": (partial(put, {NOTEBOOK: damaged("<i></b>" * 60_000)}), GRADED),
    "lexer": (partial(put, {NOTEBOOK: damaged(None, {"source": "a." * 60_000}, language_info=LEXER)}), GRADED),
    "colours": (partial(put, {NOTEBOOK: damaged(None, {"source": r"print('\x1b[31mx' * 320_000)"})}), GRADED),
    "link to a device": (sets(beside({}), partial(link, "dados.csv", "/dev/zero")), GRADED),
    "pipe": (sets(beside({}), partial(pipe, "dados.csv")), GRADED),
    "hole": (sets(beside({}), partial(hole, "dados.csv")), "do not fit"),
    "hole for a notebook": (partial(hole, NOTEBOOK), "larger than 64 MiB"),
    "link for a notebook": (partial(link, NOTEBOOK, "../../../source/lista8/lista8.ipynb"), "expected lista8"),
    "folder for a notebook": (partial(put, {f"{NOTEBOOK}/x": b"1"}), "expected lista8"),
    "page": (beside({"lista8.html": MARK}), GRADED),
    "folder for a page": (beside({"lista8.html/lista8.html": MARK}), GRADED),
    "evidence": (beside({"evidence.json/x": b"1"}), GRADED),
    "many files": (beside({f"{number}.txt": b"" for number in range(2_100)}), "more than 2000 files"),
    "many folders": (beside({"/".join("d" * 100) + "/x": b""}), "too many folders"),
    "many cells": (partial(put, {NOTEBOOK: json.dumps({"cells": [{}] * 30_000})}), "more than 5000 cells"),
    "many parts": (partial(put, {NOTEBOOK: '{"cells": [], "x": [' + "[]," * 1_000_000 + "0]}"}), "too many parts"),
}


@pytest.mark.parametrize("case", BY_OTHER_MEANS)
def test_what_lies_in_a_students_folder_is_his_own_affair(classroom, case):
    put_there, told = BY_OTHER_MEANS[case]
    assert told in classroom.hand_in(put_there)[0]


@pytest.mark.parametrize("student", [b"ma\xe9", b"ma\nria", b"ma\x1b[31m", b"=cmd|x!A0"])
def test_a_folder_with_a_name_that_no_table_can_show_is_told_of(classroom, student):
    assert "cannot be a student's id" in classroom.hand_in(beside({}), os.fsdecode(student))[0]


SENT = {  # what is handed in through the system, and what must be told
    "folder for a timestamp": ({NOTEBOOK: HONEST, "timestamp.txt/x": b"1"}, GRADED),
    "no cells": ({NOTEBOOK: b'{"cells": {}, "worksheets": [{"cells": 7}], "nbformat": 4}'}, "no list of cells"),
    "deep": ({NOTEBOOK: damaged(cell={"metadata": {"x": "DEEP"}}).encode()}, GRADED),
    "many folders": ({NOTEBOOK: HONEST, "/".join("d" * 1_500) + "/x": b""}, "in too many folders"),
    "many folders in a zip": ({"a.zip": zip_bytes({"/".join("d" * 1_500) + f"/{NOTEBOOK}": HONEST})}, "NO NOTEBOOK"),
    "half a character": ({NOTEBOOK: damaged("HALF", {"source": "x = 'HALF'"}).encode("utf-16")}, GRADED),
    "a file and a folder of one name": ({NOTEBOOK: HONEST, f"{NOTEBOOK}/x": b"1", "x": b"1", "x/y": b"2"}, GRADED),
    "many files first": ({f"a{number}": b"" for number in range(2_100)} | {NOTEBOOK: HONEST}, GRADED),
    "many files first in a zip": (
        {"a.zip": zip_bytes({f"a{number}": b"" for number in range(2_100)} | {NOTEBOOK: HONEST})},
        GRADED,
    ),
}


@pytest.mark.parametrize("case", SENT)
def test_what_a_student_sends_stops_nobody_elses_collection(classroom, case):
    files, told = SENT[case]
    assert told in classroom.send(files)[0]


def test_a_name_that_a_spreadsheet_would_compute_is_none_in_the_gradebook(classroom):
    assert GRADED in classroom.send({NOTEBOOK: HONEST}, "=cmd|' C calc'!A0 \x1b[31m+Lobo")[0]
    with Gradebook(f"sqlite:///{classroom.folder / 'gradebook.db'}") as gradebook:
        names = [name for one in gradebook.students for name in (one.first_name, one.last_name) if name]
    assert all(name.isprintable() and name[0] not in "=+-@" for name in names)
    assert any(name.startswith("cmd|") for name in names)
