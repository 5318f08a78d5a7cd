"""The choice of a level on machines that refuse one layer or the other, and what an instructor is told there."""

import os
import subprocess
import sys

import pytest

from autograder.jail import advice
from autograder.jail.advice import Host
from tests.conftest import CONFIG, POINTS, PROJECT
from tests.hostile.hosts import run_on

OPEN = "from autograder.jail.levels import open_sandbox; box = open_sandbox({}); print(box, box.missed); box.close()"
DOCTOR = "import sys; sys.argv = ['autograder', 'doctor', '--course-dir', {!r}]; "
DOCTOR += "from autograder.__main__ import main; sys.exit(main())"
GRADE = """
from tests.conftest import SAMPLES, released
from autograder.demo import fill
from autograder.judge.grade import grade; from autograder.rubric.load import rubric_of
from autograder.jail.levels import open_sandbox
from autograder.judge.run.requests import Cell
from autograder.judge.run.student import FencedStudent
notebook = fill(released(), (SAMPLES["certa-pesos"] / "answer.py").read_text())
mine = [cell.source for cell in notebook.cells if cell.cell_type == "code" and not cell.metadata.nbgrader.get("grade")]
box = open_sandbox()
with FencedStudent(box, [Cell(index, source) for index, source in enumerate(mine)]) as student:
    student.run()
    print(box.level, [outcome.share for outcome in grade(student, rubric_of("lista8").values(), 1)])
box.close()
"""


def test_without_namespaces_level_three_is_chosen_and_the_reason_told():
    done = run_on("no namespaces", OPEN.format(3))
    assert "sandbox level 3" in done.stdout, done.stderr
    assert "level 4" in done.stdout
    assert "bwrap" in done.stdout


def test_without_namespaces_a_right_answer_gets_full_marks():
    done = run_on("no namespaces", GRADE)
    assert done.stdout.split("\n")[0] == f"3 {[1.0] * len(POINTS)}", done.stderr


def test_without_namespaces_a_minimum_of_four_is_refused():
    done = run_on("no namespaces", OPEN.format(4))
    assert done.returncode != 0
    assert "needs level 4" in done.stderr


def test_without_landlock_either_grading_is_refused_and_both_layers_are_named():
    done = run_on("no namespaces, no Landlock", OPEN.format(3))
    assert done.returncode != 0
    assert "Not reached: level 4" in done.stderr
    assert "Not reached: level 3" in done.stderr
    assert "no Landlock" in done.stderr
    assert "bwrap" in done.stderr


def test_without_any_layer_only_an_explicit_zero_grades_and_says_so():
    assert "NO FENCE" in run_on("no namespaces, no Landlock", OPEN.format(0)).stdout


@pytest.mark.parametrize(
    ("host", "code", "told"),
    [
        (
            "no namespaces",
            0,
            ["NOT REACHED", "level 3        reached", "graded at level 3", "refused  signal the judge"],
        ),
        ("no namespaces, no Landlock", 2, ["MISSING: not in this kernel", "NOTHING CAN BE GRADED HERE"]),
    ],
)
def test_the_doctor_tells_layers_canaries_verdict_and_the_way_out(tmp_path, host, code, told):
    (tmp_path / "nbgrader_config.py").write_text(CONFIG.format(minimum=3))
    done = run_on(host, DOCTOR.format(str(tmp_path)))
    assert done.returncode == code, done.stderr
    for part in [*told, "bubblewrap", "python ", "sudo" if advice.this_host() == Host() else "level"]:
        assert part in done.stdout, done.stdout


def test_the_doctor_on_this_machine_agrees_with_what_grading_would_do(sandbox):
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "doctor"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert f"graded at level {sandbox.level}" in done.stdout


@pytest.mark.parametrize(
    ("host", "parts"),
    [
        (Host(restricted=True), ["apparmor_parser -r", "bwrap-userns-restrict", "sudo apt install bubblewrap"]),
        (Host(container=True), ["level 3 works in a container as it is", "--security-opt"]),
        (Host(pod=True, container=True), ["JupyterHub", "level 3 works in a pod as it is"]),
        (Host(release="5.15.153.1-microsoft-standard-WSL2"), ["wsl --update", "sudo apt install bubblewrap"]),
        (Host("Darwin"), ["docker run", "multipass"]),
        (Host("Windows"), ["wsl --install"]),
        (Host(), ["bubblewrap", "lsm=landlock"]),
    ],
    ids=["Ubuntu 24.04", "Docker", "JupyterHub", "WSL2", "macOS", "Windows", "plain Linux"],
)
def test_every_kind_of_host_has_its_own_fix(host, parts):
    told = "\n".join(advice.advice(host))
    for part in parts:
        assert part in told


def test_a_pod_and_ubuntus_restriction_are_recognised(monkeypatch):
    assert advice.this_host({"KUBERNETES_SERVICE_HOST": "10.0.0.1"}).pod
    assert not advice.this_host({}).pod
    monkeypatch.setattr(advice, "_first_line", lambda path: "1")
    assert advice.this_host({}).restricted
    assert os.uname().release == advice.this_host({}).release
