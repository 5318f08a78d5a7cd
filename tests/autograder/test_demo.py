"""The demo, and the corpus format that it shares with the tests."""

import json
import shutil
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder import demo
from autograder.batch.store import Graded
from tests.conftest import PROJECT, autograded, nbgrader, released

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")  # pytest-xdist has threads

ANSWER = """# %%
import math
# %% q1_self_attention
def self_attention(X, query, key, value):
    return X

# %% [markdown] q3_decoder
# Um parágrafo.
#
# - item
# %%
print("fim")
"""


def test_an_answer_file_fills_the_release_and_puts_own_cells_where_they_belong():
    notebook = demo.fill(released(), ANSWER)
    nbformat.validate(notebook)
    sources = {cell.id: cell.source for cell in notebook.cells}
    assert sources["q1_self_attention"] == "def self_attention(X, query, key, value):\n    return X"
    assert sources["q3_decoder"] == "Um parágrafo.\n\n- item"
    order = [cell.source for cell in notebook.cells]
    assert order.index("import math") + 1 == order.index(sources["q1_self_attention"])
    assert order[-1] == 'print("fim")'
    assert len(notebook.cells) == len(released().cells) + 2


def test_the_demo_grades_its_class_and_shows_a_table(sandbox, tmp_path, capsys):
    shutil.copytree(PROJECT / "source/lista8", tmp_path / "source/lista8")
    (tmp_path / "solutions").symlink_to(PROJECT / "solutions")
    for name in ("certa-pesos", "errada-sem-escala", "hostil-exit-na-atencao"):
        shutil.copytree(PROJECT / "tests/lista8/submissions" / name, tmp_path / "tests/lista8/submissions" / name)
    assert demo.run(tmp_path) == 0
    shown = capsys.readouterr().out
    assert "3 of 3 graded" in shown
    page = tmp_path / "demo/feedback/errada-sem-escala/lista8/lista8.html"
    assert str(page) in shown.splitlines()[-3]
    assert "Faltou dividir" in page.read_text()
    assert f"cd {tmp_path / 'demo'} && " in shown.splitlines()[-1]
    row = next(line for line in shown.splitlines() if line.startswith("errada-sem-escala"))
    assert row.split()[1:8] == ["0.50", "1.00", "1.50", "0.50", "1.00", "2.50", "7.00"]
    assert row.endswith("partial, sem_escala")
    told = [cell.metadata.get("autograder") for cell in autograded(tmp_path / "demo", "errada-sem-escala").cells]
    done = nbgrader(tmp_path / "demo", "autograde", "lista8", "--student=errada-sem-escala", "--force")
    assert done.returncode == 0, done.stderr
    again = [cell.metadata.get("autograder") for cell in autograded(tmp_path / "demo", "errada-sem-escala").cells]
    assert again == told


def test_many_grade_cells_are_summed_by_question_and_who_is_not_graded_is_named(capsys):
    cells = [
        new_code_cell(
            outputs=[new_output("execute_result", {"text/plain": "0.5"})],
            metadata={
                "nbgrader": {"grade_id": f"q{question}_{part}", "points": 1, "grade": True, "solution": False},
                "autograder": {"verdict": "pass", "slips": []},
            },
        )
        for question in range(1, 7)
        for part in ("a", "b")
    ]
    table = demo.Table("lab", 3)
    table.add("ana", Graded("ana", {"lab": nbformat.writes(new_notebook(cells=cells))}))
    table.add("bia", Graded("bia", error="Traceback\nOSError: disk full"))
    _, legend, _, _, ana, bia = capsys.readouterr().out.splitlines()
    assert legend == "   ".join(f"({number}) q{number}" for number in range(1, 7))
    assert ana.split() == ["ana", *["1.00"] * 6, "6.00"]
    assert bia == "NOT GRADED bia: OSError: disk full"
    assert [row.student for row in table.rows] == ["ana"]


def test_without_a_sandbox_the_demo_leaves_the_hostile_out_and_says_so_first_and_last(tmp_path, capsys, monkeypatch):
    def refuse():
        raise demo.SandboxUnavailable("no bwrap")

    monkeypatch.setattr(demo, "open_sandbox", refuse)
    shutil.copytree(PROJECT / "source/lista8", tmp_path / "source/lista8")
    (tmp_path / "solutions").symlink_to(PROJECT / "solutions")
    for name in ("certa-pesos", "hostil-exit-na-atencao"):
        shutil.copytree(PROJECT / "tests/lista8/submissions" / name, tmp_path / "tests/lista8/submissions" / name)
    assert demo.run(tmp_path) == 0
    lines = capsys.readouterr().out.strip().splitlines()
    assert demo.UNFENCED in lines[:3]
    assert demo.UNFENCED in lines[-6:]
    assert "1 of 1 graded" in "\n".join(lines)
    assert "sandbox_minimum=0" in (tmp_path / "demo/nbgrader_config.py").read_text()


def test_the_demo_marks_at_least_24_samples_of_every_kind():
    marked = [json.loads(path.read_text()) for path in PROJECT.glob("tests/lista8/submissions/*/expect.json")]
    kinds = [entry["kind"] for entry in marked if entry.get("demo")]
    assert len(kinds) >= 24
    assert set(kinds) == {"correct", "wrong", "hostile", "unanswered"}


def test_the_command_line_explains_itself_quickly_and_without_heavy_imports():
    code = """
import sys
sys.argv = ["autograder", "--help"]
import autograder.__main__
try:
    autograder.__main__.main()
except SystemExit:
    print("numpy" in sys.modules, "nbgrader" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT)
    assert "demo" in done.stdout
    assert done.stdout.strip().endswith("False False")
