"""The wheel holds the machinery and no answer key; what is installed finds the key in the course folder."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from autograder.demo import fill
from tests.conftest import CONFIG, PROJECT, SAMPLES, autograded, hand_in, make_course, released

ABOUT = tomllib.loads((PROJECT / "pyproject.toml").read_text())
BUILD = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
MANDATED = {"jupyter", "nbconvert", "nbgrader", "numpy", "pytest", "scipy"}
TOOLS = {"hypothesis", "mypy", "pytest", "pytest-xdist", "ruff", "setuptools"}
HERE = "import autograder, sys; print(autograder.__file__); sys.exit('solutions' in sys.modules)"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built from a copy of the project, by the backend itself: nothing is downloaded."""
    project, built = tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("wheel")
    for name in ("autograder", "solutions", "source", "release"):
        shutil.copytree(PROJECT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "nbgrader_config.py"):
        shutil.copy(PROJECT / name, project)
    subprocess.run([sys.executable, "-c", BUILD, str(built)], cwd=project, check=True, capture_output=True, timeout=120)
    [path] = built.glob("*.whl")
    return path


def test_the_wheel_holds_all_of_the_machinery_and_no_answer_key(wheel):
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    files = (path for path in (PROJECT / "autograder").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    assert held == {str(path.relative_to(PROJECT)) for path in files}


def test_what_is_installed_grades_a_course_by_the_key_in_its_folder(wheel, tmp_path, sandbox):
    """From another working directory, and with another `solutions` on the path."""
    course = make_course(tmp_path / "course", CONFIG.format(minimum=3))
    (course / "solutions").unlink()
    shutil.copytree(PROJECT / "solutions", course / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "solutions/lista8").mkdir(parents=True)
    (elsewhere / "solutions/lista8/rubric.py").write_text("raise SystemExit('the wrong key')")
    hand_in(course, "ana", fill(released(), (SAMPLES["errada-sem-escala"] / "answer.py").read_text()))

    def run(*arguments):
        path = f"{tmp_path / 'installed'}:{elsewhere}"
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=elsewhere,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": path, "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    assert str(tmp_path / "installed") in run("-c", HERE)
    run("-m", "autograder", "grade", "lista8", "--course-dir", str(course))
    first = slips(course)
    shutil.rmtree(course / "autograded")
    run("-m", "nbgrader", "autograde", "lista8", f"--course-dir={course}")
    assert first == slips(course) == {"q1_valores": ["sem_escala"]}


def slips(course):
    judged = [cell.metadata for cell in autograded(course, "ana").cells if "autograder" in cell.metadata]
    return {about.nbgrader.grade_id: about.autograder.slips for about in judged if about.autograder.slips}


def test_tools_are_extras_and_the_lock_pins_everything():
    about = ABOUT["project"]
    needed, *extras = (names(part) for part in (about["dependencies"], *about["optional-dependencies"].values()))
    assert not needed & TOOLS
    assert set().union(*extras) >= TOOLS
    pinned = set(re.findall(r"^([a-z0-9-]+)==", (PROJECT / "requirements.txt").read_text(), re.MULTILINE))
    assert pinned >= MANDATED
    assert needed.union(*extras) - {"lista8"} <= pinned


def names(requirements):
    return {canonicalize_name(Requirement(text).name) for text in requirements}


def test_the_changelog_begins_with_the_version_that_the_project_has():
    versions = re.findall(r"^## (\S+)", (PROJECT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert versions[0] == ABOUT["project"]["version"]
    assert versions == sorted(versions, key=lambda text: [int(part) for part in text.split(".")], reverse=True)


def test_a_course_that_lost_its_key_is_told_and_nobody_gets_a_zero(tmp_path, sandbox):
    course = make_course(tmp_path, CONFIG.format(minimum=3))
    (course / "solutions").unlink()
    (course / "solutions").mkdir()
    hand_in(course, "ana", released())
    command = [sys.executable, "-m", "autograder", "grade", "lista8", "--course-dir", str(course)]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 1
    assert "NOT GRADED ana: LookupError: no check for q1_formato, q1_soma_das_linhas" in done.stderr
    assert not (course / "autograded").exists()


def test_make_tells_what_there_is_and_installs_from_wherever_the_machine_is_told_to():
    text = (PROJECT / "Makefile").read_text()
    [targets] = re.findall(r"^\.PHONY: (.*)", text, re.MULTILINE)
    shown = subprocess.run(["make"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^  make (\w+)  +\S", shown, re.MULTILINE) == targets.split()
    for name in ("Makefile", ".ci/run", "pyproject.toml", "requirements.txt", ".pre-commit-config.yaml"):
        assert "://" not in (PROJECT / name).read_text(), name
