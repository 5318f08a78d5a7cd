"""Shared fixtures: the real sandbox, and courses graded by the real nbgrader command line."""

import atexit
import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.demo import corpus
from autograder.jail.errors import SandboxError, SandboxUnavailable
from autograder.jail.jail import Sandbox
from autograder.jail.levels import open_level, open_sandbox
from autograder.judge.grade import grade
from autograder.judge.run.requests import Budget, Cell
from autograder.judge.run.student import FencedStudent
from autograder.notebook import LocalStudent
from autograder.rubric import Outcome
from solutions.lista8 import rubric

PROJECT = Path(__file__).parents[1]
SAMPLES = {path.name: path for path in corpus(PROJECT / "tests/lista8/submissions")}
EXPECTED = {name: json.loads((path / "expect.json").read_text()) for name, path in SAMPLES.items()}
POINTS = {
    "q1_formato": 0.5,
    "q1_soma_das_linhas": 1.0,
    "q1_valores": 2.5,
    "q2_formato": 0.5,
    "q2_estatisticas": 1.0,
    "q2_valores": 2.5,
}
# As `python -m nbgrader`, without a grammar of addresses that jsonschema would build in 1.4 s and nothing here uses.
NBGRADER = "import sys; sys.modules['rfc3987_syntax'] = None; from nbgrader.apps.nbgraderapp import main; main()"
# The files that take longest, longest first (pytest --durations=0): one that came last would leave a core idle.
LONG = ("batch", "corpus", "street", "plugin", "reach", "open_mode", "demo", "formgrader", "merging", "cluster")
LONG += ("repair_properties",)
CONFIG = "from autograder import plugin\nc = get_config()\nplugin.configure(c, sandbox_minimum={minimum})\n"


def pytest_xdist_auto_num_workers() -> int:
    """One process more than cores: many tests wait for a limit, and leave a core to the others."""
    return len(os.sched_getaffinity(0)) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long files; see LONG."""
    places = {f"test_{name}": place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONG)))


def nbgrader(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the stock nbgrader command line in a course folder."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    return subprocess.run(
        [sys.executable, "-c", NBGRADER, *arguments],
        cwd=course,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=800,
    )


def make_course(folder: Path, config: str, assignment: str = "lista8") -> Path:
    """A course folder with an assignment's source, release and gradebook."""
    plugged_in = config.startswith(CONFIG.splitlines()[0]) and "CourseDirectory" not in config
    usual = CONFIG.format(minimum=3)  # what is released does not depend on the rest of the configuration
    made = _released_course(usual if plugged_in else config, assignment)
    shutil.copytree(made, folder, symlinks=True, dirs_exist_ok=True)
    (folder / "nbgrader_config.py").write_text(config)
    return folder


@cache
def _released_course(config: str, assignment: str) -> Path:
    """A course to copy: nbgrader takes some seconds to make one."""
    folder = Path(tempfile.mkdtemp(prefix="course-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shutil.copytree(PROJECT / "source" / assignment, folder / "source" / assignment)
    (folder / "solutions").symlink_to(PROJECT / "solutions")
    (folder / "nbgrader_config.py").write_text(config)
    done = nbgrader(folder, "generate_assignment", assignment)
    assert done.returncode == 0, done.stderr
    return folder


def hand_in(course: Path, student: str, notebook: NotebookNode, assignment: str = "lista8") -> None:
    folder = course / "submitted" / student / assignment
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{assignment}.ipynb")


def released(course: Path = PROJECT, assignment: str = "lista8") -> NotebookNode:
    return nbformat.read(course / "release" / assignment / f"{assignment}.ipynb", as_version=4)


def autograded(course: Path, student: str, assignment: str = "lista8") -> NotebookNode:
    return nbformat.read(course / "autograded" / student / assignment / f"{assignment}.ipynb", as_version=4)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """The best fence of this machine. Tests that need one are skipped, with the reason, where there is none."""
    try:
        box = open_sandbox(hidden=[PROJECT])
    except SandboxUnavailable as error:
        if "canaries" in str(error):
            raise  # the machine gives the level and our jail leaks: that is no reason to skip
        pytest.skip(f"no sandbox here: {error}")
    yield box
    box.close()


@pytest.fixture(scope="session", params=[4, 3], ids=["level 4", "level 3"])
def each_sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """The fence at each of its levels, skipped where this machine cannot give that one."""
    try:
        box = open_level(request.param, (PROJECT,))
    except (SandboxError, OSError) as error:
        if "canaries" in str(error):
            raise
        pytest.skip(f"no sandbox level {request.param} here: {error}")
    yield box
    box.close()


@pytest.fixture
def run(sandbox: Sandbox) -> Callable[..., list[Outcome]]:
    """Grade the given cells with Lista 8's rubric behind the fence: `run(*sources, budget=..., seed=...)`."""

    def run(*sources: str, budget: Budget | None = None, seed: int = 1) -> list[Outcome]:
        cells = [Cell(index, source) for index, source in enumerate(sources)]
        with FencedStudent(sandbox, cells, budget) as student:
            student.run()
            return grade(student, rubric.KEY.checks, seed)

    return run


@pytest.fixture(scope="session")
def answers() -> dict[str, str]:
    """The cells of the model solution, by grade id."""
    notebook = nbformat.read(PROJECT / "source/lista8/lista8.ipynb", as_version=4)
    return {cell.metadata.nbgrader.grade_id: cell.source for cell in notebook.cells if "nbgrader" in cell.metadata}


def defined(*sources: str) -> dict[str, Any]:
    """What cells define in this very process; a cell that stops with an error leaves the rest standing."""
    namespace: dict[str, Any] = {}
    for source in sources:
        with contextlib.suppress(Exception, SystemExit), contextlib.redirect_stdout(io.StringIO()):
            exec(source, namespace)
    return namespace


@pytest.fixture
def run_here() -> Callable[..., list[Outcome]]:
    """As `run`, but in this very process: for honest cells, where the fence has nothing to do with it."""

    def run_here(*sources: str, seed: int = 1) -> list[Outcome]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return grade(LocalStudent(defined(*sources)), rubric.KEY.checks, seed)

    return run_here


def shares(outcomes: Sequence[Outcome]) -> dict[str, float]:
    return {outcome.check: outcome.share for outcome in outcomes}
