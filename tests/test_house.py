"""The house: what import-linter's contracts (pyproject.toml, `make lint`) do not say of it, and what a zygote holds."""

import ast
import subprocess
import sys

from autograder.sandbox.shared.messages import CellShown, RunCell
from tests.conftest import PROJECT

ROOMS = sorted(folder for folder in (PROJECT / "autograder").rglob("*/") if any(folder.glob("*.py")))
HOMEWORKS = {"lista8", "lista8_transformer", "common"}
SUBJECTS = {"autograder", "street", "hostile", "fuzz", "golden", "reach", "docs"} | HOMEWORKS
LINES, FILES = 250, 10  # at most, of a file and in a folder


def imported(path):
    """Absolute names of all modules that a file imports, at any depth of the file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module


def test_no_file_is_long_and_no_folder_is_crowded():
    long = [path for path in (PROJECT / "autograder").rglob("*.py") if len(path.read_text().splitlines()) > LINES]
    crowded = [room for room in ROOMS if len({*room.glob("*.py")} - {room / "__init__.py"}) > FILES]
    assert not long + crowded


def test_the_tests_mirror_the_rooms():
    rooms = {room.relative_to(PROJECT / "autograder").parts[0] for room in ROOMS}
    assert {path.parent.name for path in (PROJECT / "tests").glob("*/test_*.py")} - SUBJECTS == rooms


def test_the_language_of_keys_is_numbers_only():
    for path in (PROJECT / "autograder/rubric").rglob("*.py"):
        tops = {module.split(".")[0] for module in imported(path)}
        assert tops <= sys.stdlib_module_names | {"numpy", "autograder"}, path


def test_an_answer_key_imports_numbers_beside_what_the_contracts_let_it():
    for path in (PROJECT / "solutions").rglob("*.py"):
        tops = {module.split(".")[0] for module in imported(path)}
        assert tops <= sys.stdlib_module_names | {"numpy", "scipy", "autograder", "solutions"}, path


def test_the_machinery_names_no_homework_and_never_imports_the_answer_key():
    for path in (PROJECT / "autograder").rglob("*.py"):
        modules = list(imported(path))
        assert not any(module.split(".")[0] == "solutions" for module in modules), path
        assert "lista8" not in path.read_text().lower(), path


def test_importing_the_package_imports_nothing():
    code = "import sys; before = set(sys.modules); import autograder; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT)
    assert done.stdout.split() == ["autograder"]


def test_open_mode_costs_a_kernel_no_import_of_nbgrader_or_nbformat():
    code = "import sys, autograder.notebook; sys.exit(bool({'nbgrader', 'nbformat', 'jsonschema'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_fresh_zygote_holds_nothing_of_ours_but_the_sandbox(sandbox):
    channel = sandbox.spawn()
    source = "import sys; print(*[name for name in sys.modules if name.split('.')[0] in ('autograder', 'solutions')])"
    channel.send(RunCell(source, cpu=5.0, wall=20.0))
    (output,) = channel.receive(CellShown).outputs
    sandbox.end(channel)
    assert "autograder.sandbox.guest.runner" in output["text"]
    for name in output["text"].split():
        assert name in ("autograder", "autograder.sandbox") or name.startswith("autograder.sandbox.")
