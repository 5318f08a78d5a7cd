"""`make bench`: one run that grades the same submissions in every way there is, and says how the ways compare.

(a) plain nbgrader in open mode, (b) nbgrader with our plugin, (c) `grade`, (f) the same without the banks that early.py
fills ahead; feedback by (d) nbgrader, (e) `feedback`. The cost of one submission is the time of many less the time of
one, so that start-up does not count; whole commands are given beside it. Machines are shared, and are twice as fast at
one moment as at another: the ways that are compared take turns, several times, and the median of the ratios counts.
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
from dataclasses import dataclass, field
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
STOCK, PAGES = ("-m", "nbgrader", "autograde", "lista8"), ("-m", "nbgrader", "generate_feedback", "lista8")
GRADE, FEEDBACK = ("-m", "autograder", "grade", "lista8"), ("-m", "autograder", "feedback", "lista8")
UNPREPARED = """
import sys
from autograder import __main__
from autograder.batch import early
early.Banks = lambda assignment, seed: None
sys.exit(__main__.main())
"""
JOBS = ("--jobs", "2")


@dataclass
class Way:
    """One way to do the work on a class, and what it took each time: seconds for all and for one, MiB of the largest
    process."""

    name: str
    folder: Path
    students: int
    command: Sequence[str]
    wholes: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)
    peak: float = 0.0

    def take(self) -> None:
        """Do the work once, for the class and for one student."""
        whole, peak = timed(self.folder, *self.command, "--force")
        alone, _ = timed(self.folder, *self.command, "--force", "--student", "s0000")
        self.wholes.append(whole)
        self.alone.append(alone)
        self.peak = max(self.peak, peak)

    @property
    def each(self) -> list[float]:
        """Seconds for one submission more."""
        return [(whole - one) / (self.students - 1) for whole, one in zip(self.wholes, self.alone, strict=True)]

    def __str__(self) -> str:
        times = f"{median(self.wholes):8.1f} s in all {median(self.each) * 1000:8.1f} ms each {self.peak:6.0f} MiB"
        return f"{self.name:32} {self.students:5} submissions {times}"

    def against(self, slow: "Way") -> str:
        told = f"{self.name[:3]} at {self.students:4} against {slow.name[:3]} {_ratio(slow.each, self.each)} times"
        whole = f", {_ratio(slow.wholes, self.wholes)} in all" if self.students == slow.students else ""
        return f"{told} per submission{whole}"


def _ratio(slow: Sequence[float], fast: Sequence[float]) -> str:
    """The median of the ratios, and from where to where they go."""
    ratios = sorted(one / other for one, other in zip(slow, fast, strict=True))
    spread = f" ({ratios[0]:.1f}-{ratios[-1]:.1f})" if len(ratios) > 1 else ""
    return f"{median(ratios):.1f}{spread}"


def take_turns(ways: Sequence[Way], repeat: int) -> None:
    """Have every way do its work, one after the other, `repeat` times, and print what it took."""
    for _ in range(repeat):
        for way in ways:
            way.take()
    print(*ways, sep="\n", flush=True)


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
            [sys.executable, *command], cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=said
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} failed:\n{said.read()[-3000:]}")
    return seconds, usage.ru_maxrss / 1024


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
    """Grade one class in all ways. Return plain nbgrader's way, and the ratios."""
    plain = course(base / "plain", PLAIN, students)
    plugin = course(base / "plugin", CONFIG.format(minimum=4), students)
    batch = base / "batch"
    shutil.copytree(plugin, batch, symlinks=True)
    a = Way("(a) nbgrader, open mode", plain, students, STOCK)
    b = Way("(b) nbgrader with the plugin", plugin, students, STOCK)
    c = Way("(c) grade", batch, students, (*GRADE, *JOBS))
    d = Way("(d) nbgrader generate_feedback", plugin, students, PAGES)
    e = Way("(e) feedback", batch, students, (*FEEDBACK, *JOBS))
    take_turns([a, b, c, d, e], repeat)
    assert scores(plain) == scores(plugin) == scores(batch), "the three ways disagree"
    return a, [b.against(a), c.against(a), e.against(d)]


def larger_class(base: Path, students: int, repeat: int, plain: Way) -> list[str]:
    """Grade one class in the quick ways, and the small one by plain nbgrader again. Return the ratios."""
    folder = course(base / f"class{students}", CONFIG.format(minimum=4), students)
    again = Way(plain.name, plain.folder, plain.students, plain.command)
    c = Way("(c) grade", folder, students, (*GRADE, *JOBS))
    e = Way("(e) feedback", folder, students, (*FEEDBACK, *JOBS))
    late = Way("(f) grade, no banks ahead", folder, students, ("-c", UNPREPARED, *GRADE[2:], *JOBS))
    take_turns([again, c, e, late], repeat)
    stages(folder)
    return [c.against(again), c.against(late)]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    sizes = {"type": int, "nargs": "+", "default": [24, 200, 1000]}
    parser.add_argument("--sizes", **sizes, help="class sizes; the first for all ways")
    parser.add_argument("--repeat", type=int, default=3, help="how often the ways take turns")
    asked = parser.parse_args(arguments)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, ", end="")
    print(f"load {os.getloadavg()[0]:.1f}; every way {asked.repeat} times, medians\n", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        plain, ratios = all_ways(Path(scratch), asked.sizes[0], asked.repeat)
        for size in asked.sizes[1:]:
            ratios += larger_class(Path(scratch), size, asked.repeat, plain)
    ratios += [
        f"the fence at level {level} costs {ms:+.2f} ms a child over resource limits"
        for level, ms in overhead().items()
    ]
    print("", *ratios, f"\nload {os.getloadavg()[0]:.1f} at the end; all scores agree", sep="\n")


if __name__ == "__main__":
    main()
