"""The fast command line: the same results as stock nbgrader, whatever happens while it runs."""

import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from autograder.demo import fill
from autograder.jail.bubblewrap import find_bubblewrap
from tests.autograder.test_plugin import NO_FENCE
from tests.conftest import CONFIG, EXPECTED, POINTS, SAMPLES, autograded, hand_in, make_course, nbgrader, released

SEED = 123
STAMPS = {"certa-pesos": "2026-03-01 12:00:00 UTC", "errada-pre-ln": "2026-02-01 12:00:00 UTC"}
LATE = """
from nbgrader.plugins import LateSubmissionPlugin
class TenthPerDay(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return total_seconds_late / 86400 / 10
c.AssignLatePenalties.plugin_class = TenthPerDay
"""
NBGRADERS_OWN_SAVING = """
steps = c.Autograde.autograde_preprocessors
place = steps.index("autograder.course.preprocessors.BulkSaveAutoGrades")
steps[place : place + 1] = ["nbgrader.preprocessors.SaveAutoGrades", "nbgrader.preprocessors.AssignLatePenalties"]
"""
QUICK = "c.FencedExecute.limits = {'cell_cpu': 2, 'cell_wall': 5, 'call_cpu': 1, 'call_wall': 3, 'grace': 2}\n"
ROWS = {
    "students": "select id from student",
    "submissions": "select student_id, timestamp, extension from submitted_assignment",
    "notebooks": """select s.student_id, n.late_submission_penalty, n.flagged from submitted_notebook n
        join submitted_assignment s on s.id = n.assignment_id""",
    "grades": """select s.student_id, b.name, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade
        from grade g join base_cell b on b.id = g.cell_id join submitted_notebook n on n.id = g.notebook_id
        join submitted_assignment s on s.id = n.assignment_id""",
    "comments": """select s.student_id, b.name, k.auto_comment, k.manual_comment from comment k
        join base_cell b on b.id = k.cell_id join submitted_notebook n on n.id = k.notebook_id
        join submitted_assignment s on s.id = n.assignment_id""",
}
SLOW = {name for name in SAMPLES if name.startswith("hostil")}
HONEST = [name for name in SAMPLES if name not in SLOW]
FEW = HONEST[::9]
RANDOM = {  # samples that show random numbers, times or addresses of their own
    "certa-celulas-auxiliares",
    "certa-graficos",
    "certa-magicas",
    "certa-prints-e-avisos",
    "errada-pesos-aleatorios",
    "errada-so-imprime",
}


UNREADABLE = """
from autograder.course import course as module
read = module.Course.read
def fail(self, student, folder, assignment):
    if student == "{student}":
        raise PermissionError("no access")
    return read(self, student, folder, assignment)
module.Course.read = fail
"""


def grade(course, *options, check=True, **more):
    command = [sys.executable, "-m", "autograder", "grade", "lista8", "--course-dir", str(course), *options]
    done = subprocess.run(command, capture_output=True, text=True, cwd=course, check=False, timeout=500, **more)
    if check:
        assert done.returncode == 0, done.stderr[-3000:]
    return done


def rows(course):
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        return {name: sorted(database.execute(query), key=repr) for name, query in ROWS.items()}


def judged(course, student):
    """What a graded notebook says of the checks: all that a student's own random numbers cannot change."""
    return [(cell.id, cell.outputs) for cell in autograded(course, student).cells if "autograder" in cell.metadata]


def fresh(tmp_path, names, config=""):
    course = make_course(tmp_path, CONFIG.format(minimum=3) + config)
    for name in names:
        hand_in(course, name, fill(released(course), (SAMPLES[name] / "answer.py").read_text()))
    return course


@pytest.fixture(scope="module")
def pair(sandbox, tmp_path_factory):
    """The honest corpus graded twice with one seed: by the batch, and by the stock command line and its own writer."""
    stock = fresh(tmp_path_factory.mktemp("stock"), HONEST, LATE + NBGRADERS_OWN_SAVING)
    for name, stamp in STAMPS.items():
        (stock / "submitted" / name / "lista8/timestamp.txt").write_text(stamp)
    (stock / "submitted/certa-pesos/lista8/notas.txt").write_text("um arquivo a mais")
    done = nbgrader(stock, "db", "assignment", "add", "lista8", "--duedate", "2026-02-15 12:00:00 UTC")
    assert done.returncode == 0, done.stderr
    batch = tmp_path_factory.mktemp("batch") / "course"
    shutil.copytree(stock, batch, symlinks=True)
    done = nbgrader(stock, "autograde", "lista8", f"--FencedExecute.seed={SEED}")
    assert done.returncode == 0, done.stderr[-3000:]
    grade(batch, "--seed", str(SEED))
    return stock, batch


@pytest.mark.parametrize("name", HONEST)
def test_a_notebook_is_the_same_to_the_letter_as_stocks(pair, name):
    stock, batch = pair
    path = Path("autograded") / name / "lista8/lista8.ipynb"
    assert (batch / path).stat().st_mode == (stock / path).stat().st_mode
    if name in RANDOM:
        assert [cell for cell, _ in judged(batch, name)] == [cell for cell, _ in judged(stock, name)]
    else:
        assert (batch / path).read_bytes() == (stock / path).read_bytes()


@pytest.mark.parametrize("table", ROWS)
def test_the_gradebooks_rows_are_the_same_as_stocks(pair, table):
    stock, batch = pair
    assert rows(batch)[table] == rows(stock)[table]


def test_the_stock_command_line_saves_at_once_what_nbgrader_saves_in_twenty_steps(pair, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(pair[0], course, symlinks=True)
    before = rows(course)
    (course / "nbgrader_config.py").write_text(CONFIG.format(minimum=3) + LATE)
    late, other = STAMPS
    assert nbgrader(course, "db", "student", "remove", late, "--force").returncode == 0  # new rows; and old ones
    for student in (late, other):
        done = nbgrader(course, "autograde", "lista8", "--force", "--student", student, f"--FencedExecute.seed={SEED}")
        assert done.returncode == 0, done.stderr[-3000:]
    assert rows(course) == before


def test_the_late_policy_was_applied(pair):
    penalties = {student: penalty for student, penalty, _ in rows(pair[1])["notebooks"]}
    assert penalties["certa-pesos"] == pytest.approx(1.4)
    assert penalties["errada-pre-ln"] is None


def test_other_files_are_copied_and_the_evidence_never_reaches_a_student(pair):
    _, batch = pair
    assert (batch / "autograded/certa-pesos/lista8/notas.txt").read_text() == "um arquivo a mais"
    assert nbgrader(batch, "generate_feedback", "lista8", "--student", "certa-pesos").returncode == 0
    handed_back = [path.name for path in (batch / "feedback/certa-pesos/lista8").iterdir()]
    assert sorted(handed_back) == ["lista8.html", "notas.txt", "timestamp.txt"]


def test_the_evidence_is_enough_to_get_the_same_grade_again(pair, sandbox):
    _, batch = pair
    evidence = json.loads((batch / "autograded/errada-pre-ln/lista8/evidence.json").read_text())
    assert evidence["seed"] == SEED
    assert set(evidence["packages"]) >= {"numpy", "scipy"}
    notebook = evidence["notebooks"]["lista8"]
    assert notebook["sandbox_level"] == sandbox.level
    outcome = {told["check"]: told for told in notebook["outcomes"]}["q2_valores"]
    assert (outcome["verdict"], outcome["share"], outcome["slips"]) == ("partial", 0.7, ["pre_ln"])
    before = autograded(batch, "errada-pre-ln")
    grade(batch, "--student", "errada-pre-ln", "--seed", str(evidence["seed"]), "--force")
    assert autograded(batch, "errada-pre-ln") == before


def test_what_is_up_to_date_is_skipped_and_what_changed_is_not(sandbox, tmp_path):
    course = fresh(tmp_path, FEW[:3])
    assert grade(course).stdout.count("graded\t") == len(FEW[:3])
    assert grade(course).stdout.count("unchanged\t") == len(FEW[:3])
    path = course / "submitted" / FEW[0] / "lista8/lista8.ipynb"
    path.write_text(path.read_text() + "\n")
    lines = grade(course).stdout.splitlines()
    assert [line for line in lines if line.startswith("graded")] == [f"graded\t{FEW[0]}\tpass=6"]
    assert grade(course, "--force").stdout.count("graded\t") == len(FEW[:3])
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.FencedExecute.limits = {'cell_cpu': 9}\n")
    assert grade(course).stdout.count("graded\t") == len(FEW[:3])
    assert grade(course, "--seed", "1").stdout.count("graded\t") == len(FEW[:3])
    assert grade(course, "--seed", "1").stdout.count("unchanged\t") == len(FEW[:3])


def test_manual_scores_and_comments_survive(sandbox, tmp_path):
    course = fresh(tmp_path, FEW[:1])
    grade(course)
    with closing(sqlite3.connect(course / "gradebook.db")) as database:
        database.execute("update grade set manual_score = 1.25, extra_credit = 0.5, needs_manual_grade = 0")
        database.execute("update comment set manual_comment = 'Bom.'")
        database.commit()
    grade(course, "--force")
    assert {row[3:5] for row in rows(course)["grades"]} == {(1.25, 0.5)}
    grades = {row[1]: row[5] for row in rows(course)["grades"]}
    assert grades.pop("q3_decoder") == 0  # the text is the one that was graded
    assert set(grades.values()) == {1}  # as stock: somebody should look again
    assert {row[3] for row in rows(course)["comments"]} == {"Bom."}


def test_a_bad_notebook_stops_nobody_and_is_named(sandbox, tmp_path):
    course = fresh(tmp_path, FEW[:6])
    damages = [b"", b"{", b"\xff\xfe", b"[]", b'{"cells": 3, "nbformat": 4, "nbformat_minor": 5}']
    damaged = dict(zip(FEW, damages, strict=False))
    for name, damage in damaged.items():
        (course / "submitted" / name / "lista8/lista8.ipynb").write_bytes(damage)
    done = grade(course, check=False)
    assert done.returncode == 1
    assert f"graded\t{FEW[5]}" in done.stdout
    assert {row[0] for row in rows(course)["grades"]} == {FEW[5]}
    for name, damage in damaged.items():
        assert f"NOT GRADED {name}" in done.stderr
        assert (course / "submitted" / name / "lista8/lista8.ipynb").read_bytes() == damage


def test_a_timestamp_that_is_none_stops_nobody(sandbox, tmp_path):
    course = fresh(tmp_path, FEW[:5])
    for name, stamp in zip(FEW, [b"ontem", b"\xff\xfe", b"", b"2026-13-45"], strict=False):
        (course / "submitted" / name / "lista8/timestamp.txt").write_bytes(stamp)
    assert grade(course).stdout.count("graded\t") == 5


def test_a_submission_that_cannot_be_read_is_named_and_stops_nobody(sandbox, tmp_path):
    course = fresh(tmp_path, FEW[:2], UNREADABLE.format(student=FEW[0]))
    done = grade(course, check=False)
    assert done.returncode == 1
    assert f"NOT GRADED {FEW[0]}" in done.stderr
    assert f"graded\t{FEW[1]}" in done.stdout


def test_an_assignments_only_notebook_is_found_under_any_name_and_the_evidence_says_so(sandbox, tmp_path):
    course = fresh(tmp_path, FEW[:1])
    folder = course / "submitted" / FEW[0] / "lista8"
    (folder / "lista8.ipynb").rename(folder / "outro.ipynb")
    done = grade(course)
    evidence = json.loads((course / "autograded" / FEW[0] / "lista8/evidence.json").read_text())
    assert evidence["notebooks"]["lista8"]["repairs"] == [{"kind": "renamed", "cells": [], "detail": "outro.ipynb"}]
    assert f"REPAIRED {FEW[0]}" in done.stderr


def test_a_run_killed_at_any_moment_is_finished_by_the_next(sandbox, tmp_path):
    course = fresh(tmp_path / "killed", HONEST[:24])
    shutil.copytree(course, tmp_path / "calm", symlinks=True)
    grade(tmp_path / "calm", "--seed", str(SEED))
    rng = random.Random(8)
    command = [sys.executable, "-m", "autograder", "grade", "lista8", "--seed", str(SEED)]
    for _ in range(4):
        process = subprocess.Popen(command, cwd=course, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(1 + 3 * rng.random())
        workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        process.send_signal(signal.SIGKILL)
        process.wait()
        deadline = time.monotonic() + 60
        while any(Path(f"/proc/{worker}").exists() for worker in workers):
            assert time.monotonic() < deadline, "a worker without a parent waits for ever"
            time.sleep(0.05)
    grade(course, "--seed", str(SEED))
    assert rows(course) == rows(tmp_path / "calm")
    for name in HONEST[:24]:
        assert judged(course, name) == judged(tmp_path / "calm", name)
    leftovers = [path for path in course.glob("autograded/*/.*")]
    assert leftovers == []


def test_a_gradebook_in_use_is_waited_for(sandbox, tmp_path):
    course = fresh(tmp_path, FEW[:2])
    with closing(sqlite3.connect(course / "gradebook.db", isolation_level=None)) as database:
        database.execute("begin immediate")
        process = subprocess.Popen(
            [sys.executable, "-m", "autograder", "grade", "lista8"],
            cwd=course,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        time.sleep(9)
        assert process.poll() is None
        database.execute("commit")
    output, _ = process.communicate(timeout=100)
    assert process.returncode == 0, output
    assert {row[0] for row in rows(course)["grades"]} == set(FEW[:2])


def test_nowhere_to_write_is_a_clear_error_and_the_database_is_untouched(sandbox, tmp_path):
    course = fresh(tmp_path, FEW[:1])
    (course / "autograded").write_text("not a folder")
    before = rows(course)
    done = grade(course, check=False)
    assert done.returncode == 2
    assert "autograded" in done.stderr
    assert "Traceback" not in done.stderr
    assert rows(course) == before


def test_an_unknown_assignment_or_nothing_handed_in_is_a_usage_error(sandbox, tmp_path):
    course = make_course(tmp_path, CONFIG.format(minimum=3))
    done = grade(course, check=False)
    assert (done.returncode, "nobody handed in lista8" in done.stderr) == (2, True)


def test_without_a_sandbox_the_batch_refuses_too(tmp_path):
    course = fresh(tmp_path, FEW[:3], NO_FENCE)
    done = grade(course, check=False)
    assert done.returncode == 2
    assert "refusing to grade" in done.stderr
    assert rows(course)["grades"] == []


DAMAGED = {"vazio": b"", "meio": b'{"cells": [', "bytes": b"\xff\xfe\x00", "lista": b"[]", "texto": b'"oi"'}
HOSTILE = (
    "hostil-50-gigabytes",
    "hostil-exit-na-atencao",
    "hostil-laco-infinito-no-rascunho",
    "hostil-nota-impressa",
    "hostil-exit-no-rascunho",
)


def test_of_200_submissions_20_hostile_or_damaged_ones_hurt_nobody_else(sandbox, tmp_path):
    honest = {f"aluno{number:03}": HONEST[number % len(HONEST)] for number in range(180)}
    hostile = {f"hostil{number:02}": HOSTILE[number % len(HOSTILE)] for number in range(15)}
    course = fresh(tmp_path, [], QUICK)
    for student, sample in (honest | hostile).items():
        hand_in(course, student, fill(released(course), (SAMPLES[sample] / "answer.py").read_text()))
    for student, data in DAMAGED.items():
        (course / "submitted" / student / "lista8").mkdir(parents=True)
        (course / "submitted" / student / "lista8/lista8.ipynb").write_bytes(data)
    done = grade(course, check=False)
    assert (done.returncode, done.stdout.count("graded\t")) == (1, 195)
    assert {line.split()[2].rstrip(":") for line in done.stderr.splitlines() if "NOT GRADED" in line} == set(DAMAGED)
    found = {(row[0], row[1]): row[2] for row in rows(course)["grades"]}
    for student, sample in honest.items():
        wrong = EXPECTED[sample]["cells"]
        expected = {check: wrong[check]["points"] if check in wrong else POINTS[check] for check in POINTS}
        assert {check: found[student, check] for check in POINTS} == pytest.approx(expected), sample


def test_a_full_disk_is_a_clear_error_and_the_next_run_finishes(sandbox, tmp_path):
    """autograded/ on a file system of one mebibyte, in a mount namespace of its own."""
    course = fresh(tmp_path, HONEST[:24])
    (course / "autograded").mkdir()
    before = rows(course)
    small = [find_bubblewrap(), "--dev-bind", "/", "/", "--size", str(1 << 20), "--tmpfs", str(course / "autograded")]
    command = [sys.executable, "-m", "autograder", "grade", "lista8"]
    done = subprocess.run(
        [*small, "--cap-add", "ALL", *command], cwd=course, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "No space left on device" in done.stderr) == (2, True), done.stderr
    assert "Traceback" not in done.stderr
    assert rows(course) == before
    grade(course)
    assert {row[0] for row in rows(course)["grades"]} == set(HONEST[:24])


def test_the_gradebook_may_be_anywhere_that_nbgrader_can_reach(sandbox, tmp_path):
    elsewhere = tmp_path / "elsewhere" / "notas da turma.db"
    elsewhere.parent.mkdir()
    config = f"c.CourseDirectory.db_url = 'sqlite+pysqlite:///{elsewhere}'\nc.CourseDirectory.course_id = 'turma'\n"
    course = fresh(tmp_path / "course", FEW[:2], config)
    grade(course)
    assert not (course / "gradebook.db").exists()
    elsewhere.rename(course / "gradebook.db")
    assert {row[0] for row in rows(course)["grades"]} == set(FEW[:2])
