"""Archives of every system, with what must come of each: cases/*.json, and the rosters that they name.

A case: files (by path; what is in them, or what is in that zip), roster (names in rosters.json), assign, students
(attempts by id), outcomes, code, says, and taken (the file whose bytes are graded, by student).
"""

import json
import shutil
import sys
from collections import Counter
from pathlib import Path

import pytest

from autograder.__main__ import main
from tests.collect.archives import make_folder, make_zip, notebook, zip_bytes
from tests.conftest import CONFIG, make_course

FOLDER = Path(__file__).parent / "cases"
ROSTERS = {name: "\n".join(lines) for name, lines in json.loads((FOLDER / "rosters.json").read_text()).items()}
CASES = {
    f"{path.stem}: {name}": case
    for path in sorted(FOLDER.glob("*.json"))
    if path.stem != "rosters"
    for name, case in json.loads(path.read_text()).items()
}
GOOD = notebook()


def contents(files):
    """Bytes by path: every notebook another one, every zip a zip, and the texts that a case tells."""
    told = files if isinstance(files, dict) else dict.fromkeys(files)
    return {path: content(path, inside, number) for number, (path, inside) in enumerate(told.items())}


def content(path, inside, number):
    if isinstance(inside, str):
        return inside.encode()
    if path.endswith(".zip"):
        return zip_bytes(contents(inside) if inside else {"lista8.ipynb": GOOD + b" " * number})
    return GOOD + b" " * number if path.endswith(".ipynb") else b"x"


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return make_course(tmp_path_factory.mktemp("template"), CONFIG.format(minimum=3))


@pytest.mark.parametrize("name", CASES)
def test_an_archive_becomes_the_students_and_questions_that_it_must(name, template, tmp_path, monkeypatch, capsys):
    case = CASES[name]
    course = shutil.copytree(template, tmp_path / "course", symlinks=True)
    files = contents(case["files"])
    archive = make_folder(tmp_path / "in", files) if case.get("folder") else make_zip(tmp_path / "in.zip", files)
    for roster in case.get("roster", ()):
        (tmp_path / f"{roster}.csv").write_text(ROSTERS[roster])
    rosters = [str(tmp_path / f"{roster}.csv") for roster in case.get("roster", ())]
    assign = list(case.get("assign", ()))
    if assign and "\n" in assign[0]:
        (tmp_path / "whose.csv").write_text(assign[0])
        assign = [str(tmp_path / "whose.csv")]
    monkeypatch.chdir(course)
    options = [*(["--roster", *rosters] if rosters else []), *(["--assign", *assign] if assign else [])]
    monkeypatch.setattr(sys, "argv", ["autograder", "collect", "lista8", str(archive), *options])
    code = main()
    told = " ".join(capsys.readouterr().err.split())
    assert (code, outcomes(told), attempts(course)) == (case["code"], case["outcomes"], case["students"]), told
    for sentence in case.get("says", ()):
        assert sentence in told
    for student, path in case.get("taken", {}).items():
        assert (course / "submitted" / student / "lista8/lista8.ipynb").read_bytes() == files[path]
    unsettled = case["outcomes"].get("WHOSE?", 0) and "settle it" in told
    assert bool(unsettled) == (course / "collected/lista8/+whose").exists()
    main()
    again = " ".join(capsys.readouterr().err.split())
    assert attempts(course) == case["students"], "a second run changes nobody"
    assert outcomes(again).get("WHOSE?", 0) == case["outcomes"].get("WHOSE?", 0)


def outcomes(told):
    summary = told.partition(" found: ")[2]
    names = ("new", "WHOSE?", "NO NOTEBOOK", "UNREADABLE", "HELD BACK", "replaced by a newer one")
    found = Counter()
    for part in summary.split(", "):
        for name in names:
            number = part.partition(" ")[0]
            if number.isdigit() and part.partition(" ")[2].startswith(name):
                found[name] += int(number)
    return dict(found)


def attempts(course):
    manifest = course / "collected/lista8/manifest.json"
    students = json.loads(manifest.read_text())["students"] if manifest.exists() else {}
    return {student: len(record["attempts"]) for student, record in students.items()}
