"""`make bench`: one run that grades the same submissions in every way there is, and says how the ways compare.

(a) plain nbgrader in open mode, (b) nbgrader with our plugin, (c) `grade`; feedback by (d) nbgrader, (e) `feedback`.
Every command is run several times and its median counts. The cost of one submission is the time of many less the time
of one, so that start-up does not count; whole commands are given beside it. Quote ratios: machines are shared.
"""

import argparse
import json
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from zlib import crc32

import nbformat

from autograder.demo import fill
from tests.bench_fence import overhead
from tests.conftest import CONFIG, SAMPLES, make_course, released

PLAIN = "c = get_config()\nc.ClearMarkScheme.enforce_metadata = False\n"
UNLIKE = {"errada-recursao", "certa-nome-da-funcao"}  # one takes its time; one needs repair, which (a) has not
HONEST = [name for name in SAMPLES if name.startswith(("certa", "errada")) and name not in UNLIKE]
HONEST.sort(key=lambda name: crc32(name.encode()))  # right and wrong mixed, in classes of every size
STOCK, PAGES = ("nbgrader", "autograde", "lista8"), ("nbgrader", "generate_feedback", "lista8")
GRADE, FEEDBACK = ("autograder", "grade", "lista8"), ("autograder", "feedback", "lista8")
JOBS = ("--jobs", "2")


@dataclass(frozen=True)
class Way:
    """What one way to do the work took: seconds for all and for each submission, MiB of the largest process."""

    name: str
    students: int
    whole: float
    each: float
    peak: float

    def __str__(self) -> str:
        times = f"{self.whole:8.1f} s in all {self.each * 1000:8.1f} ms each {self.peak:6.0f} MiB"
        return f"{self.name:32} {self.students:5} submissions {times}"

    def against(self, slow: "Way") -> str:
        each, whole = slow.each / self.each, slow.whole / self.whole
        return f"{self.name[:3]} at {self.students:4} against {slow.name[:3]} {each:7.1f} times per submission" + (
            f", {whole:5.1f} in all" if self.students == slow.students else ""
        )


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


def timed(folder: Path, *command: str) -> tuple[float, float]:
    """Seconds of one command, which must succeed, and MiB of the largest process in it."""
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    with tempfile.TemporaryFile("w+") as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=said
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} failed:\n{said.read()[-3000:]}")
    return seconds, usage.ru_maxrss / 1024


def measure(name: str, folder: Path, students: int, repeat: int, *command: str) -> Way:
    """Run a command on the class and on one student, and print what it took."""
    whole = [timed(folder, *command, "--force") for _ in range(repeat)]
    alone = [timed(folder, *command, "--force", "--student", "s0000") for _ in range(repeat)]
    seconds, one = median(time for time, _ in whole), median(time for time, _ in alone)
    way = Way(name, students, seconds, (seconds - one) / (students - 1), max(peak for _, peak in whole))
    print(way, flush=True)
    return way


def scores(folder: Path) -> list[tuple]:
    """Automatic scores by student and cell."""
    query = """select s.student_id, b.name, g.auto_score from grade g join base_cell b on b.id = g.cell_id
        join submitted_notebook n on n.id = g.notebook_id join submitted_assignment s on s.id = n.assignment_id"""
    with closing(sqlite3.connect(folder / "gradebook.db")) as database:
        return sorted(database.execute(query), key=repr)


def stages(folder: Path) -> None:
    """Where the time of one submission goes, from the evidence beside its notebook."""
    found: dict[str, dict[str, list[float]]] = {"right answers": {}, "wrong answers": {}}
    for path in folder.glob("autograded/*/*/evidence.json"):
        (notebook,) = json.loads(path.read_text())["notebooks"].values()
        right = all(outcome["verdict"] == "pass" for outcome in notebook["outcomes"])
        for stage, seconds in notebook["seconds"].items():
            found["right answers" if right else "wrong answers"].setdefault(stage, []).append(seconds * 1000)
    for kind, times in found.items():
        told = ", ".join(f"{stage} {median(values):.1f}" for stage, values in times.items())
        print(f"medians in a worker, ms, {kind}: {told}")


def all_ways(base: Path, students: int, repeat: int) -> tuple[Way, list[str]]:
    """Grade one class in all ways. Return plain nbgrader's cost, and the ratios."""
    plain = course(base / "plain", PLAIN, students)
    plugin = course(base / "plugin", CONFIG.format(minimum=4), students)
    batch = base / "batch"
    shutil.copytree(plugin, batch)
    a = measure("(a) nbgrader, open mode", plain, students, repeat, *STOCK)
    b = measure("(b) nbgrader with the plugin", plugin, students, repeat, *STOCK)
    c = measure("(c) grade", batch, students, repeat, *GRADE, *JOBS)
    assert scores(plain) == scores(plugin) == scores(batch), "the three ways disagree"
    d = measure("(d) nbgrader generate_feedback", plugin, students, repeat, *PAGES)
    e = measure("(e) feedback", batch, students, repeat, *FEEDBACK, *JOBS)
    return a, [b.against(a), c.against(a), e.against(d)]


def larger_class(base: Path, students: int, repeat: int, plain: Way) -> str:
    """Grade one class in the quick ways. Return the ratio."""
    folder = course(base / f"class{students}", CONFIG.format(minimum=4), students)
    c = measure("(c) grade", folder, students, repeat, *GRADE, *JOBS)
    measure("(e) feedback", folder, students, repeat, *FEEDBACK, *JOBS)
    stages(folder)
    return c.against(plain)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    sizes = {"type": int, "nargs": "+", "default": [24, 200, 1000]}
    parser.add_argument("--sizes", **sizes, help="class sizes; the first for all ways")
    parser.add_argument("--repeat", type=int, default=3, help="how often each command is run")
    asked = parser.parse_args(arguments)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, ", end="")
    print(f"load {os.getloadavg()[0]:.1f}; every command {asked.repeat} times, medians\n", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        plain, ratios = all_ways(Path(scratch), asked.sizes[0], asked.repeat)
        ratios += [larger_class(Path(scratch), size, asked.repeat, plain) for size in asked.sizes[1:]]
    ratios += [
        f"the fence at level {level} costs {ms:+.2f} ms a child over resource limits"
        for level, ms in overhead().items()
    ]
    print("", *ratios, f"\nload {os.getloadavg()[0]:.1f} at the end; all scores agree", sep="\n")


if __name__ == "__main__":
    main()
