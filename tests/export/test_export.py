"""The teacher's road: the sheet as downloaded in, the same sheet with grades out, and not a byte else changed."""

import csv
import difflib
import io
import random
import shutil
import sqlite3
import subprocess
import sys
import warnings
import zipfile
from contextlib import closing

import pytest
from nbgrader.api import Gradebook

from autograder.__main__ import main
from autograder.course.manifest import AttemptRecord, SubmissionRecord, dump
from autograder.lms.sheet import read_sheet
from tests.collect.archives import make_zip, notebook
from tests.conftest import CONFIG, make_course

BOM = "\ufeff"
PT = (
    'Identificador,"Nome completo","Identificação de usuário","Número de identificação",Status,Nota,"Nota máxima",'
    '"Nota pode ser alterada","Última modificação (envio)","Última modificação (nota)","Comentários de feedback"\r\n'
    'Participante101,"Ana ""Nina"" Conceição",ana,2023001,"Enviado para avaliação - ",,"10,00",Sim,'
    '"quinta-feira, 12 mar. 2026, 23:59",-,\r\n'
    'Participante103,"Caio Lima",caio,2023003,"Enviado para avaliação - ","3,00","10,00",Sim,-,-,"linha 1\nlinha 2"\r\n'
    'Participante102,"Beto, o Souza",beto,2023002,"Enviado para avaliação - ",,"10,00",Sim,-,-,"<p>Olá, mundo</p>"\r\n'
    'Participante104,Dora Reis,dora,,Nenhum envio,,"10,00",Sim,-,-,\r\n'
)
EN = (
    "Identifier,Full name,Username,ID number,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade)\n"
    'Participant 101,"Ana ""Nina"" Conceição",ana,2023001,ana@x.br,Submitted,,100.00,Yes,-,-\n'
    'Participant 102,"Beto, o Souza",beto,2023002,beto@x.br,Submitted,,100.00,No,-,-\n'
    "Participant 103,Caio Lima,caio,2023003,caio@x.br,Submitted,30.0,100.00,Yes,-,-"
)
CANVAS = (
    "Student,ID,SIS Login ID,Section,Lista 7 (11),Lista 8 - Transformers (12),Notes,Current Score\n"
    ",,,,,Manual Posting,,\n"
    "    Points Possible,,,,10.00,20.00,,(read only)\n"
    '"Conceição, Ana",4711,2023001,T1,9.00,,x,90.00\n'
    '"Souza, Beto",4712,2023002,T1,,7.00,,\n'
    '"Lima, Caio",4713,2023003,"T1, T2",8.50,EX,,\n'
    '"Student, Test",4799,tt,T1,,,,\n'
)
POINTS = {"2023001": 8.255, "2023002": 7.5, "2023003": 3.0}
NAMES = {"2023001": 'Ana "Nina" Conceição', "2023002": "Beto, o Souza", "2023003": "Caio Lima"}

HANDED_IN = [
    ('Ana "Nina" Conceição', 101, "certa-pesos"),
    ("Caio Lima", 103, "errada-escala-sqrt-d-model"),
]
FOLDERS = [("Ana Nina Conceição", 101), ("Caio Lima", 103)]


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return make_course(tmp_path_factory.mktemp("template"), CONFIG.format(minimum=3))


@pytest.fixture
def course(template, tmp_path):
    """A course with three graded students, the essay included."""
    folder = shutil.copytree(template, tmp_path / "course", symlinks=True)
    with warnings.catch_warnings(), Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        warnings.simplefilter("ignore")  # nbgrader's own way with SQLAlchemy
        for student, points in POINTS.items():
            first, _, last = NAMES[student].rpartition(" ")
            gradebook.update_or_create_student(student, first_name=first, last_name=last)
            gradebook.add_submission("lista8", student)
            for grade in gradebook.find_submission_notebook("lista8", "lista8", student).grades:
                grade.needs_manual_grade = False
                grade.auto_score = points if grade.name == "q1_valores" else 0.0
            gradebook.db.commit()
    return folder


@pytest.fixture
def export(course, tmp_path, monkeypatch, capsys):
    """Fill in a sheet: `export(text, *options)` -> (exit code, sheet that came out, what was said)."""

    def export(text, *options, encoding="utf-8"):
        sheet = tmp_path / "planilha.csv"
        sheet.write_bytes(text.encode(encoding))
        filled = tmp_path / "planilha-graded.csv"
        filled.unlink(missing_ok=True)
        with monkeypatch.context() as patch:
            patch.chdir(course)
            patch.setattr(sys, "argv", ["autograder", "export", "lista8", "--worksheet", str(sheet), *options])
            code = main()
        assert sheet.read_bytes() == text.encode(encoding)
        return code, filled.read_bytes().decode(encoding) if filled.exists() else None, capsys.readouterr().err

    return export


def database(course, statement):
    with closing(sqlite3.connect(course / "gradebook.db")) as connection:
        connection.execute(statement)
        connection.commit()


def changed(before, after):
    """What was put in the place of what, in order."""
    steps = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [(before[a:b], after[c:d]) for kind, a, b, c, d in steps if kind != "equal"]


def test_the_portuguese_worksheet_comes_back_with_nothing_but_grades_changed(export):
    code, filled, told = export(BOM + PT)
    assert code == 0
    assert changed(BOM + PT, filled) == [("", '"8,26"'), ("", '"7,50"')]  # Caio's 3,00 was there
    assert "2 grades written, 1 there already" in told
    lines = {row["Identificador"]: row for row in csv.DictReader(io.StringIO(filled.removeprefix(BOM)))}
    assert [lines[f"Participante{number}"]["Nota"] for number in (101, 102, 103, 104)] == ["8,26", "7,50", "3,00", ""]


def test_the_english_worksheet_without_final_line_end_and_with_another_maximum(export):
    code, filled, told = export(EN)
    assert code == 1
    assert changed(EN, filled) == [("", "82.55")]  # a grade that Moodle has locked stays
    assert "LEFT OUT 2023002: locked in Moodle" in told
    assert "10 points of the gradebook are 100 of the sheet: scaled" in told


def test_the_canvas_gradebook_of_several_assignments(export):
    code, filled, told = export(CANVAS)
    assert changed(CANVAS, filled) == [("", "16.51"), ("7", "15")]
    assert (code, "LEFT OUT 2023003: excused" in told) == (1, True)
    code, filled, _ = export(CANVAS, "--column", "Lista 7")
    assert ("T1,9.00,,x" in CANVAS, "T1,8.26,,x" in filled) == (True, True)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_and_encodings_stay_what_they_were(export, delimiter):
    text = "Identificador;Nome completo;Número de identificação;Nota\r\nParticipante1;Ana Conceição;2023001;\r\n"
    text += "Participante2;Beto;2023002;\r\nParticipante3;Caio Lima;2023003;\r\n"
    text = text.replace(";", delimiter)
    code, filled, _ = export(text, encoding="latin-1")
    assert code == 0
    assert [new for _, new in changed(text, filled)] == ["8,26", "7,50", "3,00"]


def test_a_grade_that_a_person_has_yet_to_complete_is_left_out_unless_asked_for(export, course):
    essay = "select g.id from grade g join base_cell b on b.id = g.cell_id where b.name = 'q3_decoder' limit 1"
    database(course, f"update grade set needs_manual_grade = 1, auto_score = null where id = ({essay})")
    code, filled, told = export(PT)
    assert code == 1
    assert len(changed(PT, filled)) < 3
    assert "1 cells wait for a person" in told
    assert export(PT, "--partial")[0] == 0


def test_a_late_penalty_is_taken_off_and_never_leaves_less_than_nothing(export, course):
    database(course, "update submitted_notebook set late_submission_penalty = 4")
    _, filled, _ = export(PT)
    assert [new for _, new in changed(PT, filled)] == ['"4,26"', "0", '"3,50"']


def test_more_than_the_maximum_is_left_out_because_moodle_would_pass_over_it(export, course):
    database(course, "update grade set extra_credit = 5")
    code, filled, told = export(PT)
    assert (code, filled) == (1, PT)
    assert "more than the sheet's maximum" in told


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("2023002", "2099999", "2023002"),  # the sheet has somebody else
        ("2023003", "2023002", "2023002 (Beto, o Souza): in lines 3, 4"),
        ("Participante102", "", "2023002"),
    ],
)
def test_a_sheet_that_does_not_match_the_gradebook_is_refused_and_nothing_is_written(export, old, new, why):
    sheet = PT.replace("Beto, o Souza", "Outra Pessoa") if old == "2023002" else PT
    code, filled, told = export(sheet.replace(old, new))
    assert (code, filled) == (2, None)
    assert why in told
    if old == "2023002":
        assert export(sheet.replace(old, new), "--without", "2023002")[0] == 0


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n", "PK\x03\x04\0", "", 'a,b\n"x"y,1\n', CANVAS.replace("Lista 8 -", "Prova")]
)
def test_what_is_no_sheet_of_either_system_is_refused(export, text):
    code, filled, told = export(text)
    assert (code, filled) == (2, None)
    assert "nothing was written" in told
    assert "Traceback" not in told


def test_the_output_is_never_the_downloaded_sheet(export, tmp_path):
    assert export(PT, "--output", str(tmp_path / "planilha.csv"))[0] == 2


def collected(course, keys):
    folder = course / "collected/lista8"
    folder.mkdir(parents=True)
    attempt = AttemptRecord("turma.zip", {})
    records = {
        student: SubmissionRecord((key,), NAMES.get(student, ""), "", "", "", {"1": attempt})
        for student, key in keys.items()
    }
    (folder / "manifest.json").write_text(dump("lista8", records))


def test_participants_are_found_by_the_number_that_collect_saw(export, course):
    collected(course, {"2023001": "moodle:101", "2023002": "moodle:102", "2023003": "moodle:103", "dora": "moodle:104"})
    bare = "Identificador,Nota\r\n" + "".join(f"Participante{number},\r\n" for number in (102, 101, 103))
    code, filled, told = export(bare)
    assert [new for _, new in changed(bare, filled)] == ['"7,50"', '"8,26"', '"3,00"']
    assert (code, "LEFT OUT dora: handed in nothing that can be graded" in told) == (1, True)


def test_another_assignment_s_sheet_in_which_the_numbers_are_others_never_mixes_students_up(export, course):
    collected(course, {"2023001": "moodle:103", "2023002": "moodle:101", "2023003": "moodle:102"})
    _, filled, _ = export(PT)
    assert changed(PT, filled) == [("", '"8,26"'), ("", '"7,50"')]


def test_what_was_handed_in_again_or_not_graded_at_all_is_left_out(export, course):
    for student in ("2023001", "novo"):
        (course / "submitted" / student / "lista8").mkdir(parents=True)
        (course / "submitted" / student / "lista8/lista8.ipynb").write_text("{}")
    (course / "autograded/2023001/lista8").mkdir(parents=True)
    (course / "autograded/2023001/lista8/evidence.json").write_text('{"submission": "of what was there before"}')
    code, filled, told = export(PT)
    assert code == 1
    assert changed(PT, filled) == [("", '"7,50"')]
    assert "LEFT OUT 2023001: handed in again since it was graded" in told
    assert "LEFT OUT novo: handed in, and not graded" in told


def test_the_feedback_zip_has_moodle_s_layout_and_only_what_is_final(export, course, tmp_path):
    for student in ("2023001", "2023002"):
        (course / "feedback" / student / "lista8").mkdir(parents=True)
        (course / "feedback" / student / "lista8/lista8.html").write_text(f"<p>{student}</p>")
        (course / "feedback" / student / "lista8/dados.csv").write_text("1")
        (course / "feedback" / student / "lista8/nota.html").write_text("<p>10</p>")  # a student's own
    out = tmp_path / "retorno.zip"
    code, _, told = export(PT.replace("Beto, o Souza", "Beto_o/Souza"), "--feedback-zip", str(out))
    assert code == 0
    with zipfile.ZipFile(out) as archive:
        pages = {name: archive.read(name).decode() for name in archive.namelist()}
    assert pages == {
        "Ana Nina Conceição_101_assignfeedback_file/lista8.html": "<p>2023001</p>",
        "Beto o Souza_102_assignfeedback_file/lista8.html": "<p>2023002</p>",
    }
    assert all(path.split("/")[0].split("_")[1].isdigit() for path in pages)  # where Moodle looks
    assert "NO FEEDBACK PAGE (run feedback): 2023003" in told
    code, filled, _ = export(CANVAS, "--feedback-zip", str(out))
    assert (code, filled) == (2, None)


def test_a_moodle_scale_is_left_alone(export):
    sheet = PT.replace('"3,00"', "Excelente")
    code, filled, told = export(sheet)
    assert (code, "Excelente" in filled) == (1, True)
    assert "LEFT OUT 2023003: the sheet has 'Excelente' there" in told


def test_any_table_that_csv_writes_is_read_alike_and_filled_in_one_cell_only():
    rng = random.Random(8)
    for _ in range(300):
        width = rng.randint(2, 5)
        table = [["".join(rng.choices('ab,;"\n\r ç', k=rng.randint(0, 4))) for _ in range(width)] for _ in range(4)]
        table[0] = [f"coluna {number}" for number in range(width)]
        text = io.StringIO(newline="")
        csv.writer(text, quoting=rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])).writerows(table)
        sheet = read_sheet(text.getvalue().encode())
        kept = [row for row in table[1:] if any(row)]
        assert [[cell.value for cell in row] for row in sheet.rows] == kept
        if kept:
            row, column = rng.randrange(len(kept)), rng.randrange(width)
            kept[row][column] = "8,5"
            again = read_sheet(sheet.filled({(row, column): "8,5"}))
            assert [[cell.value for cell in row] for row in again.rows] == kept


def test_a_sheet_of_any_shape_comes_back_as_it_was_when_nothing_changes():
    for text in (BOM + PT, EN, CANVAS, 'a;"b ""c"""\r1;\r\n\r\n2;"x\r\ny"', "a,b\n1\n1,2,3\n\n"):
        sheet = read_sheet(text.encode())
        assert sheet.filled({}) == text.encode()
        rows = csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=sheet.delimiter)
        assert list(sheet.header) == next(rows)


def test_the_whole_road_from_the_archive_to_the_sheet(sandbox, template, tmp_path, monkeypatch, capsys):
    """collect, grade, an essay graded by a person, feedback, export."""
    course = shutil.copytree(template, tmp_path / "course", symlinks=True)
    files = {f"{name}_{number}_assignsubmission_file/x.ipynb": notebook(answer) for name, number, answer in HANDED_IN}
    archive = make_zip(tmp_path / "turma.zip", files)
    sheet = tmp_path / "planilha.csv"
    sheet.write_bytes((BOM + PT).encode())
    export = ["export", "lista8", "--worksheet", str(sheet), "--feedback-zip", str(tmp_path / "retorno.zip")]

    def command(*arguments):
        line = [sys.executable, "-m", "autograder", *arguments, "--course-dir", str(course)]
        return subprocess.run(line, capture_output=True, text=True, check=False, cwd=course, timeout=300).returncode

    assert command("collect", "lista8", str(archive), "--roster", str(sheet)) == 0
    assert command("grade", "lista8") == 0
    assert command(*export) == 1
    assert (tmp_path / "planilha-graded.csv").read_bytes() == sheet.read_bytes()
    database(course, "update grade set manual_score = 1.5, needs_manual_grade = 0 where auto_score is null")
    assert command("feedback", "lista8") == 0
    assert command(*export) == 0
    filled = (tmp_path / "planilha-graded.csv").read_bytes().decode()
    assert [row["Nota"] for row in csv.DictReader(io.StringIO(filled))] == ["9,50", "8,75", "", ""]
    with zipfile.ZipFile(tmp_path / "retorno.zip") as packed:
        assert packed.namelist() == [f"{name}_{number}_assignfeedback_file/lista8.html" for name, number in FOLDERS]


def test_a_column_of_another_assignment_whose_name_begins_alike_is_not_filled(export):
    other = CANVAS.replace("Lista 8 - Transformers (12)", "Lista 8 - Desafio (12)")
    code, filled, told = export(other)
    assert (code, filled) == (2, None)
    assert "Perhaps another assignment's: 'Lista 8 - Desafio (12)'; name it with --column" in told
    code, _, _ = export(other, "--column", "Lista 8 - Desafio")
    assert code == 1  # one is excused


def test_a_grade_that_was_another_one_is_named(export):
    _, _, told = export(CANVAS)
    (line,) = [line for line in told.splitlines() if line.startswith("REPLACED")]
    assert line == "REPLACED 2023002: 7.00 is 15.00 now"


def test_who_is_left_out_must_be_there_and_who_is_excluded_is_left_out(export, course):
    code, filled, told = export(CANVAS, "--without", "2023O01")
    assert (code, filled) == (2, None)
    assert "--without 2023O01: no such student; did you mean 2023001" in told
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + "\nc.CourseDirectory.student_id_exclude = '2023002'\n")
    _, filled, told = export(CANVAS)
    assert changed(CANVAS, filled) == [("", "16.51")]
    assert "2023002" not in told


SHEET = "Matrícula;Turma;Nota L8\r\n2023002;A;\r\n2023001;B;3,5\r\n2023003;B;\r\n;;\r\n"


def test_any_sheet_with_ids_is_filled_in_byte_for_byte(export):
    code, filled, told = export(SHEET, "--id-column", "matricula", "--grade-column", "Nota L8")
    assert code == 0, told
    assert filled == SHEET.replace("A;", "A;7,50").replace("3,5", "8,26").replace("003;B;", "003;B;3,00")
    assert "REPLACED 2023001: 3,5 is 8,26 now" in told


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "of another sheet name --id-column and --grade-column"),
        (("--id-column", "Matrícula"), "go together"),
        (("--id-column", "RA", "--grade-column", "Nota L8"), "no column 'RA' of its own; it has: Matrícula, Turma"),
    ],
)
def test_a_sheet_of_no_system_is_told_what_it_needs(export, options, words):
    code, filled, told = export(SHEET, *options)
    assert (code, filled) == (2, None)
    assert words in told


def test_what_somebody_hands_in_later_stops_nobody_elses_grade(export, course):
    """A submission that was graded once, and that can no longer be read."""
    for student in ("2023001", "2023002"):
        (course / f"submitted/{student}/lista8").mkdir(parents=True)
        (course / f"autograded/{student}/lista8").mkdir(parents=True)
        (course / f"autograded/{student}/lista8/evidence.json").write_text('{"submission": "old"}')
    (course / "submitted/2023001/lista8").rmdir()
    (course / "submitted/2023001/lista8").symlink_to("/etc")
    code, filled, told = export(CANVAS)
    assert code == 1, told
    assert "LEFT OUT 2023001: handed in again since it was graded: run grade" in told
    assert filled is not None


def test_who_got_an_extension_and_handed_in_nothing_has_no_grade(export, course):
    with warnings.catch_warnings(), Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        warnings.simplefilter("ignore")  # nbgrader's own way with SQLAlchemy
        gradebook.update_or_create_submission("lista8", "2023001")  # again: the rows stay
        for grade in gradebook.find_submission_notebook("lista8", "lista8", "2023001").grades:
            grade.auto_score, grade.manual_score, grade.needs_manual_grade = None, None, True
        gradebook.db.commit()
    _, _, told = export(CANVAS, "--partial")
    assert "LEFT OUT 2023001: handed in nothing" in told
