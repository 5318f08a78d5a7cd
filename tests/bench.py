"""`make bench`: one run that grades the same submissions in every way there is, and says how the ways compare.

(a) plain nbgrader in open mode, (b) nbgrader with our plugin, (c) `grade`; feedback by (d) nbgrader, (e) `feedback`.
The cost of one submission is the time of many less the time of one, so that start-up does not count; whole commands
are given beside it. Quote ratios: machines are shared and noisy.
"""

import argparse
import os
import platform
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import nbformat

from autograder.demo import fill
from tests.conftest import CONFIG, SAMPLES, make_course, released

PLAIN = "c = get_config()\nc.ClearMarkScheme.enforce_metadata = False\n"
HONEST = [name for name in SAMPLES if name.startswith(("certa", "errada")) and name != "errada-recursao"]


def course(folder: Path, config: str, students: int) -> Path:
    """A course with so many submissions, taken in turn from the honest corpus."""
    made = make_course(folder, config)
    notebook = released(made)
    for number in range(students):
        answer = (SAMPLES[HONEST[number % len(HONEST)]] / "answer.py").read_text()
        place = made / f"submitted/s{number:04d}/lista8"
        place.mkdir(parents=True)
        nbformat.write(fill(notebook, answer), place / "lista8.ipynb")
    return made


def timed(folder: Path, *command: str) -> float:
    """Seconds of one command, which must succeed."""
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr[-3000:]}")
    return time.perf_counter() - started


def scores(folder: Path) -> list[tuple]:
    """Automatic scores by student and cell."""
    query = """select s.student_id, b.name, g.auto_score from grade g join base_cell b on b.id = g.cell_id
        join submitted_notebook n on n.id = g.notebook_id join submitted_assignment s on s.id = n.assignment_id"""
    with closing(sqlite3.connect(folder / "gradebook.db")) as database:
        return sorted(database.execute(query), key=repr)


def measure(name: str, folder: Path, students: int, command: list[str], one: list[str], again: list[str]) -> dict:
    """Whole command on a class, and the cost of one submission in it."""
    whole = timed(folder, *command)
    alone = timed(folder, *one, *again)
    cost = (whole - alone) / (students - 1)
    print(f"{name:34} {students:5} submissions {whole:8.1f} s in all {cost * 1000:8.1f} ms each", flush=True)
    return {"whole": whole, "each": cost}


def ratio(text: str, slow: dict, fast: dict) -> None:
    each, whole = slow["each"] / fast["each"], slow["whole"] / fast["whole"]
    print(f"{text:34} {each:6.1f} times per submission, {whole:5.1f} in all")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[24, 200, 1000], help="class sizes; the first for all ways"
    )
    sizes = parser.parse_args().sizes
    cores = os.cpu_count()
    print(f"{platform.machine()}, {cores} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}\n")
    first, single = sizes[0], ["--student", "s0000", "--force"]
    stock = ["nbgrader", "autograde", "lista8"]
    pages = ["nbgrader", "generate_feedback", "lista8"]
    grade, feedback = ["autograder", "grade", "lista8"], ["autograder", "feedback", "lista8"]
    with tempfile.TemporaryDirectory() as scratch:
        base = Path(scratch)
        plain = course(base / "plain", PLAIN, first)
        plugin = course(base / "plugin", CONFIG.format(minimum=3), first)
        batch = base / "batch"
        shutil.copytree(plugin, batch)
        a = measure("(a) nbgrader, open mode", plain, first, stock, stock, single)
        b = measure("(b) nbgrader with the plugin", plugin, first, stock, stock, single)
        c = measure("(c) grade", batch, first, grade, grade, single)
        assert scores(plain) == scores(plugin) == scores(batch), "the three ways disagree"
        d = measure("(d) nbgrader generate_feedback", plugin, first, pages, pages, single)
        e = measure("(e) feedback", batch, first, feedback, feedback, single)
        larger = {}
        for size in sizes[1:]:
            class_ = course(base / f"class{size}", CONFIG.format(minimum=3), size)
            larger[size] = measure("(c) grade", class_, size, grade, grade, single)
            measure("(e) feedback", class_, size, feedback, feedback, single)
        print()
        ratio("(b) against (a)", a, b)
        ratio("(c) against (a)", a, c)
        for size, result in larger.items():
            print(
                f"{f'(c) at {size} against (a) at {first}':34} {a['each'] / result['each']:6.1f} times per submission"
            )
        ratio("(e) against (d)", d, e)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\nlargest process: {peak:.0f} MiB; load {os.getloadavg()[0]:.1f} at the end; all scores agree")


if __name__ == "__main__":
    main()
