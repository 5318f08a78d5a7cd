"""Who may import whom (DESIGN: the fence and the answer key stay apart), and what a zygote holds."""

import ast
import subprocess
import sys

from tests.conftest import PROJECT

VOCABULARY = {"autograder.rubric"}  # of an answer key


def imported(path):
    """Absolute names of all modules that a file imports, at any depth of the file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module


def test_the_answer_key_knows_numbers_and_the_vocabulary_only():
    for path in (PROJECT / "solutions").rglob("*.py"):
        for module in imported(path):
            own = module == f"solutions.{path.parent.name}" or module.startswith(f"solutions.{path.parent.name}.")
            top = module.split(".")[0]
            allowed = own or module in VOCABULARY or top in ("numpy", "scipy")
            assert allowed or top in sys.stdlib_module_names, f"{path} imports {module}"


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
    channel.send({"op": "cell", "source": source, "cpu": 5.0, "wall": 20.0})
    (output,) = channel.receive()[0]["outputs"]
    sandbox.end(channel)
    assert "autograder.sandbox.guest.runner" in output["text"]
    for name in output["text"].split():
        assert name in ("autograder", "autograder.sandbox") or name.startswith("autograder.sandbox.")
