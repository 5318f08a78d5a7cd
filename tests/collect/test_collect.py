"""The TA's road: an archive from the system, `collect`, the gradebook, `grade`."""

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import nbformat
import pytest

from autograder.__main__ import main
from tests.collect.archives import make_folder, make_zip, notebook, small, zip_bytes
from tests.conftest import CONFIG, make_course, nbgrader, released

GOOD = notebook()
MOODLE = "{}_assignsubmission_file/{}"
CLASS = {  # what students really hand in
    MOODLE.format("Ana Conceição_101", "lista8.ipynb"): GOOD,
    MOODLE.format("Beto Souza_102", "Cópia de lista8 (1).ipynb"): b"\xef\xbb\xbf" + notebook(note=" do Beto"),
    MOODLE.format("Caio Lima_103", "entrega.zip"): zip_bytes(
        {"__MACOSX/._lista8.ipynb": b"x", "pasta/lista8.ipynb": notebook(note=" do Caio"), "pasta/dados.csv": b"1"}
    ),
    MOODLE.format("Dora Reis_104", "relatorio.pdf"): b"%PDF-1.4",
    MOODLE.format("Eva Dias_105", "lista8.ipynb"): b"",
    MOODLE.format("Fábio Sá_106", "lista8.zip"): zip_bytes({"lista8.ipynb": GOOD})[:200],
    MOODLE.format("Gil Paz_107", "lista8.ipynb"): notebook(note=" do Gil"),
    MOODLE.format("Gil Paz_107", "rascunho.ipynb"): small("x = 1"),
    MOODLE.format("Hugo Mau_108", "../../../../evil.ipynb"): b"{}",
    MOODLE.format("Iris Mau_109", "bomba.zip"): zip_bytes({"lista8.ipynb": bytes(70 << 20)}),
    MOODLE.format("Iris Mau_109", "timestamp.txt"): b"2020-01-01 00:00:00 UTC",
    "leia-me.txt": b"nobody's",
}
WORKSHEET = """\ufeffIdentificador,"Nome completo","Número de identificação","Endereço de email",Nota,"Última modificação (envio)"\r
Participante101,"Ana Conceição",2023001,ana@exemplo.br,,"quinta-feira, 12 mar. 2026, 23:50"\r
Participante102,"Beto Souza",2023002,beto@exemplo.br,,"sexta-feira, 13 mar. 2026, 23:59"\r
Participante199,"Zeca Nada",2023099,zeca@exemplo.br,,-\r
"""  # noqa: E501  a line is a line


@pytest.fixture
def run(monkeypatch, capsys):
    """The command line, in this process: `run(course, archive, *options, code=expected)`. Returns what it says."""

    def run(course, archive, *options, code=0):
        with monkeypatch.context() as patch:
            patch.chdir(course)  # which is where the command leaves the process
            patch.setattr(sys, "argv", ["autograder", "collect", "lista8", str(archive), *options])
            assert main() == code
        return " ".join(capsys.readouterr().err.split())

    return run


def grade(course):
    command = [sys.executable, "-m", "autograder", "grade", "lista8", "--course-dir", str(course)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=course, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]


def tree(folder):
    """Every file below, with its hash; the gradebook apart."""
    files = [path for path in folder.rglob("*") if path.is_file() and "gradebook" not in path.name]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def rows(course, query):
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        return sorted(database.execute(query))


def submitted(course, student, name="lista8.ipynb"):
    return (course / "submitted" / student / "lista8" / name).read_bytes()


@pytest.fixture
def course(tmp_path, template):
    return shutil.copytree(template, tmp_path / "course", symlinks=True)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return make_course(tmp_path_factory.mktemp("template"), CONFIG.format(minimum=3))


PEOPLE = "select id, first_name, last_name, email from student"


def test_a_mixed_class_is_collected_and_what_is_wrong_is_named_and_costs_nobody_else(run, course, tmp_path):
    told = run(course, make_zip(tmp_path / "turma.zip", CLASS), code=1)
    originals = list(CLASS.values())
    assert submitted(course, "ana-conceicao") == originals[0]
    assert submitted(course, "beto-souza") == originals[1]
    assert submitted(course, "caio-lima") == notebook(note=" do Caio")
    assert submitted(course, "caio-lima", "dados.csv") == b"1"
    assert submitted(course, "gil-paz") == notebook(note=" do Gil")
    assert sorted(path.name for path in (course / "submitted/gil-paz/lista8").iterdir()) == ["lista8.ipynb"]
    names = {path.name for path in (course / "submitted").iterdir()}
    assert names == {"ana-conceicao", "beto-souza", "caio-lima", "eva-dias", "gil-paz"}
    assert not list(tmp_path.parent.rglob("evil*"))
    for sentence in ("UNREADABLE", "NO NOTEBOOK", "WHOSE?", "leia-me.txt", "refused", "rascunho.ipynb"):
        assert sentence in told
    assert "4 new, 1 UNREADABLE, 4 NO NOTEBOOK, 1 WHOSE?" in told
    assert ("ana-conceicao", "Ana", "Conceição", None) in rows(course, PEOPLE)
    assert len(rows(course, PEOPLE)) == 9


def test_original_bytes_are_kept_and_hashed_also_of_what_cannot_be_graded(run, course, tmp_path):
    run(course, make_zip(tmp_path / "turma.zip", CLASS), code=1)
    manifest = json.loads((course / "collected/lista8/manifest.json").read_text())["students"]
    taken = [
        attempt["taken"] for name in ("beto-souza", "caio-lima") for attempt in manifest[name]["attempts"].values()
    ]
    assert taken == [{"lista8": "Cópia de lista8 (1).ipynb"}, {"lista8": "entrega.zip/pasta/lista8.ipynb"}]
    kept = {path.name: path.read_bytes() for path in (course / "collected/lista8").rglob("*.*") if path.is_file()}
    for path, data in CLASS.items():
        name = path.rpartition("/")[2]
        if name not in ("evil.ipynb", "leia-me.txt", "lista8.ipynb"):
            assert kept[name] == data
    hashes = [hash for one in manifest.values() for it in one["attempts"].values() for hash in it["files"].values()]
    expected = [hashlib.sha256(data).hexdigest() for path, data in CLASS.items() if "evil" not in path and "/" in path]
    assert sorted(hashes) == sorted(expected)


def test_running_it_twice_adds_nothing_and_a_dry_run_writes_nothing(run, course, tmp_path):
    archive = make_zip(tmp_path / "turma.zip", CLASS)
    before, people = tree(course), rows(course, PEOPLE)
    run(course, archive, "--dry-run", "--late-after", "2026-03-13 00:00", code=1)
    assert (tree(course), rows(course, PEOPLE)) == (before, people)
    assert rows(course, "select duedate from assignment") == [(None,)]
    run(course, archive, code=1)
    once, people = tree(course), rows(course, PEOPLE)
    again = run(course, archive, code=1)
    assert (tree(course), rows(course, PEOPLE)) == (once, people)
    assert "4 there already" in again


def test_a_worksheet_gives_ids_addresses_and_times_and_the_due_date_makes_nbgrader_s_late_logic_work(
    run, course, tmp_path
):
    (tmp_path / "planilha.csv").write_text(WORKSHEET, newline="")
    archive = make_zip(tmp_path / "turma.zip", dict(list(CLASS.items())[:2]))
    options = ["--roster", str(tmp_path / "planilha.csv"), "--late-after", "2026-03-12 23:59"]
    run(course, archive, *options, "--timezone", "America/Sao_Paulo")
    assert submitted(course, "2023001", "timestamp.txt") == b"2026-03-13 02:50:00 UTC\n"
    assert submitted(course, "2023002", "timestamp.txt") == b"2026-03-14 02:59:00 UTC\n"
    assert rows(course, PEOPLE)[1] == ("2023002", "Beto", "Souza", "beto@exemplo.br")
    assert rows(course, PEOPLE)[2][0] == "2023099"  # who handed nothing in is a student too
    assert rows(course, "select duedate from assignment") == [("2026-03-13 02:59:00.000000",)]


def test_a_roster_given_later_tells_times_and_addresses_but_never_splits_a_student_in_two(run, course, tmp_path):
    archive = make_zip(tmp_path / "turma.zip", dict(list(CLASS.items())[:2]))
    assert "count as on time" in run(course, archive, "--late-after", "2026-03-12 00:00")
    (tmp_path / "planilha.csv").write_text(WORKSHEET, newline="")
    run(course, archive, "--roster", str(tmp_path / "planilha.csv"), "--timezone", "UTC")
    assert {path.name for path in (course / "submitted").iterdir()} == {"ana-conceicao", "beto-souza"}
    assert submitted(course, "ana-conceicao", "timestamp.txt") == b"2026-03-12 23:50:00 UTC\n"
    assert ("ana-conceicao", "Ana", "Conceição", "ana@exemplo.br") in rows(course, PEOPLE)


def test_a_student_s_own_timestamp_never_counts(run, course, tmp_path):
    files = {
        MOODLE.format("Ana Sá_101", "lista8.ipynb"): GOOD,
        MOODLE.format("Ana Sá_101", "timestamp.txt"): b"2020-01-01 00:00:00 UTC",
    }
    run(course, make_zip(tmp_path / "turma.zip", files))
    assert not (course / "submitted/ana-sa/lista8/timestamp.txt").exists()


@pytest.mark.parametrize(
    "files",
    [
        {MOODLE.format("Ana Sá_101", "/tmp/evil_x"): b"x", MOODLE.format("Ana Sá_101", "lista8.ipynb"): GOOD},
        {MOODLE.format("Ana Sá_101", "e.zip"): zip_bytes({"a/lista8.ipynb": GOOD, "a//tmp/evil_x": b"x"})},
        {MOODLE.format("Ana Sá_101", "e.zip"): zip_bytes({"a/lista8.ipynb": GOOD, "a\\..\\..\\evil_x": b"x"})},
        {MOODLE.format("Ana Sá_101", "e.zip"): zip_bytes({"lista8.ipynb": GOOD, "d": b"x", "d/evil_x": b"x"})},
        {MOODLE.format("Ana Sá_101", "e.zip"): zip_bytes({"lista8.ipynb": GOOD, "x" * 300 + "/evil_x": b"x"})},
        {MOODLE.format("Ana Sá_101", "e.zip"): zip_bytes({"l8/.git/evil_x": b"", "l8/lista8.ipynb": GOOD})},
    ],
)
def test_no_file_is_written_outside_and_an_odd_one_never_costs_the_notebook(run, course, tmp_path, files):
    run(course, make_zip(tmp_path / "turma.zip", files))
    assert submitted(course, "ana-sa") == GOOD
    written = [path for path in tmp_path.rglob("*evil_x*")]
    assert all((tmp_path / "course") in path.parents for path in written)
    assert not Path("/tmp/evil_x").exists()


def test_what_grading_is_going_to_mend_is_told_and_the_bytes_stay_as_they_came(run, course, tmp_path):
    damaged = released(course)
    for cell in damaged.cells:
        cell.metadata.pop("nbgrader", None)
    data = nbformat.writes(damaged).encode()
    files = {
        "Ana Reis_1_assignsubmission_file_/lista8.ipynb": data,
        "Bia Reis_2_assignsubmission_file_/lista8.ipynb": nbformat.writes(released(course)).encode(),
    }
    told = run(course, make_zip(tmp_path / "turma.zip", files))
    assert "to be mended: nbgrader metadata lost or changed" in " ".join(told.split())
    assert told.count("to be mended") == 1
    assert submitted(course, "ana-reis") == data


def test_a_later_download_replaces_what_is_older_and_keeps_it(run, course, tmp_path):
    path = MOODLE.format("Ana Sá_101", "lista8.ipynb")
    first = make_zip(tmp_path / "first.zip", {path: GOOD})
    later = make_zip(tmp_path / "later.zip", {path: notebook(note=" nova")}, (2026, 3, 21, 9, 0, 0))
    run(course, first)
    assert "replaced" in run(course, later)
    assert submitted(course, "ana-sa") == notebook(note=" nova")
    assert sorted(path.read_bytes() for path in (course / "collected").rglob("*.ipynb")) == sorted(
        [GOOD, notebook(note=" nova")]
    )
    assert "kept aside" in run(course, first)
    assert submitted(course, "ana-sa") == notebook(note=" nova")


def test_what_a_ta_mended_by_hand_is_kept_until_forced_and_even_then_put_aside(run, course, tmp_path):
    path = MOODLE.format("Ana Sá_101", "lista8.ipynb")
    run(course, make_zip(tmp_path / "first.zip", {path: GOOD}))
    mended = notebook(note=" mended")
    (course / "submitted/ana-sa/lista8/lista8.ipynb").write_bytes(mended)
    later = make_zip(tmp_path / "later.zip", {path: notebook(note=" nova")}, (2026, 3, 21, 9, 0, 0))
    assert "HELD BACK" in run(course, later, code=1)
    assert submitted(course, "ana-sa") == mended
    run(course, later, "--force")
    assert submitted(course, "ana-sa") == notebook(note=" nova")
    assert mended in [path.read_bytes() for path in (course / "collected").rglob("replaced-*/*.ipynb")]


def test_canvas_folders_and_attempts(run, course, tmp_path):
    canvas = {
        "silvaana_4711_990_lista8.ipynb": GOOD,
        "souzabeto_LATE_4712_991_lista8-1.ipynb": notebook(note=" b"),
        "limacaio_4713_992_lista8.ipynb": notebook(note=" c"),
    }
    told = run(course, make_zip(tmp_path / "submissions.zip", canvas), "--late-after", "2026-03-12 12:00 UTC")
    assert "marked late" in told
    assert submitted(course, "4712", "timestamp.txt") == b"2026-03-12 12:00:01 UTC\n"
    assert rows(course, "select id, first_name, lms_user_id from student")[0] == ("4711", None, "4711")
    attempts = {
        "ana+lista8+2026-03-01 12:00:00 UTC/lista8.ipynb": notebook(note=" 1"),
        "ana+lista8+2026-03-02 12:00:00 UTC/lista8.ipynb": notebook(note=" 2"),
    }
    run(course, make_folder(tmp_path / "inbound", attempts))
    assert submitted(course, "ana") == notebook(note=" 2")
    assert submitted(course, "ana", "timestamp.txt") == b"2026-03-02 12:00:00 UTC\n"
    run(course, make_folder(tmp_path / "pastas", {"Zoé Luz - lista8.ipynb": GOOD, "Yan/l.ipynb": notebook(note=" y")}))
    assert submitted(course, "zoe-luz") == GOOD
    assert submitted(course, "yan") == notebook(note=" y")


def test_groups_are_handed_to_every_member(run, course, tmp_path):
    (tmp_path / "grupos.csv").write_text("id;nome;grupo\nana;Ana Sá;Grupo 7\nbeto;Beto Lu;Grupo 7\n")
    archive = make_zip(tmp_path / "g.zip", {"Grupo 7_88_assignsubmission_file/lista8.ipynb": GOOD})
    run(course, archive, "--roster", str(tmp_path / "grupos.csv"))
    assert submitted(course, "ana") == submitted(course, "beto") == GOOD
    again = run(course, archive)
    assert "2 there already" in again


def test_what_is_nobody_s_is_kept_until_it_is_settled_and_that_is_remembered_for_the_archive(run, course, tmp_path):
    archive = make_zip(tmp_path / "turma.zip", {"lista8 (1).ipynb": GOOD})
    assert 'settle it: --assign "lista8 (1).ipynb=ID"' in run(course, archive, code=1)
    assert [path.read_bytes() for path in (course / "collected/lista8/+whose").rglob("*.ipynb")] == [GOOD]
    assert not (course / "submitted").exists()
    assert rows(course, PEOPLE) == []
    run(course, archive, "--assign", "lista8 (1).ipynb=ana")
    assert submitted(course, "ana") == GOOD
    assert "1 there already" in run(course, archive)
    other = make_zip(tmp_path / "outra.zip", {"lista8 (1).ipynb": GOOD})
    assert "WHOSE?" in run(course, other, code=1)
    changed = make_zip(tmp_path / "turma.zip", {"lista8 (1).ipynb": notebook(note=" outra")})
    assert "WHOSE?" in run(course, changed, code=1)
    assert submitted(course, "ana") == GOOD


def test_a_group_settled_by_hand_stays_its_members_and_mixes_nobody_up(run, course, tmp_path):
    sheet = "Student,ID,SIS User ID,SIS Login ID,Section,Lista 8 (9)\n"
    sheet += '"Silva, Ana",101,1,ana,T,\n"Souza, Beto",102,2,beto,T,\n"Lima, Caio",103,3,caio,T,\n'
    (tmp_path / "canvas.csv").write_text(sheet)
    roster = ["--roster", str(tmp_path / "canvas.csv")]
    archive = make_zip(tmp_path / "g.zip", {"grupo1_101_9001_lista8.ipynb": GOOD})
    told = run(course, archive, *roster, code=1)
    assert "3 of the roster have no submission: 1 (Ana Silva), 2 (Beto Souza), 3 (Caio Lima)" in told
    told = run(course, archive, *roster, "--assign", "grupo1_101_9001_lista8.ipynb=ana,beto")
    assert "1 of the roster have no submission: 3 (Caio Lima)" in told
    people = rows(course, PEOPLE)
    later = make_zip(tmp_path / "h.zip", {"grupo1_101_9002_lista8.ipynb": notebook(note=" 2")}, (2026, 4, 1, 9, 0, 0))
    assert "2 replaced by a newer one" in run(course, later, *roster)
    assert submitted(course, "1") == submitted(course, "2") == notebook(note=" 2")
    assert rows(course, PEOPLE) == people
    assert rows(course, "select id, lms_user_id from student") == [("1", "101"), ("2", "102"), ("3", "103")]


@pytest.mark.parametrize(
    "options",
    [["--late-after", "amanhã"], ["--late-after", "2026-03-12"], ["--timezone", "Marte"], ["--roster", "/dev/null"]],
)
def test_a_wrong_command_is_refused_before_anything_is_written(run, course, tmp_path, options):
    archive = make_zip(tmp_path / "turma.zip", CLASS)
    before = tree(course)
    run(course, archive, *options, code=2)
    run(course, tmp_path / "absent.zip", code=2)
    assert tree(course) == before


def test_a_manifest_or_gradebook_that_cannot_be_read_is_refused(run, course, tmp_path):
    archive = make_zip(tmp_path / "turma.zip", CLASS)
    (course / "collected/lista8").mkdir(parents=True)
    (course / "collected/lista8/manifest.json").write_text("{")
    run(course, archive, code=2)
    shutil.rmtree(course / "collected")
    (course / "gradebook.db").unlink()
    (course / "gradebook.db").mkdir()
    run(course, archive, code=2)
    assert not (course / "submitted").exists()


def test_a_class_of_300_is_collected_quickly(run, course, tmp_path):
    files = {MOODLE.format(f"Aluna {number}_{number}", "lista8.ipynb"): GOOD + b" " * number for number in range(300)}
    archive = make_zip(tmp_path / "turma.zip", files)
    started = time.process_time()
    run(course, archive)
    assert time.process_time() - started < 30  # about 5 s
    assert len(list((course / "submitted").iterdir())) == 300


def test_what_was_collected_is_graded_by_both_roads_with_its_lateness(run, sandbox, course, tmp_path):
    (tmp_path / "planilha.csv").write_text(WORKSHEET, newline="")
    archive = make_zip(tmp_path / "turma.zip", {path: GOOD + b"\n" for path in list(CLASS)[:2]})
    options = ["--roster", str(tmp_path / "planilha.csv"), "--late-after", "2026-03-13 00:00", "--timezone", "UTC"]
    run(course, archive, *options)
    grade(course)
    found = """select s.student_id, a.duedate < s.timestamp, sum(g.auto_score) from submitted_assignment s
        join assignment a on a.id = s.assignment_id join submitted_notebook n on n.assignment_id = s.id
        join grade g on g.notebook_id = n.id group by s.student_id"""
    assert rows(course, found) == [("2023001", 0, 8.0), ("2023002", 1, 8.0)]
    done = nbgrader(course, "autograde", "lista8", "--force", "--student", "2023002")
    assert done.returncode == 0, done.stderr[-2000:]
    assert "seconds late" in done.stderr
    assert rows(course, found) == [("2023001", 0, 8.0), ("2023002", 1, 8.0)]
    newer = make_zip(tmp_path / "nova.zip", {next(iter(CLASS)): notebook(note=" nova")}, (2026, 4, 1, 9, 0, 0))
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        database.execute("update grade set manual_score = 1.5 where auto_score is null")
        database.commit()
    assert "graded by hand" in run(course, newer, code=1)
    assert submitted(course, "2023001") == GOOD + b"\n"
