"""What `verify` found, for a person at a terminal."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.rubric.load import use_keys_of
from autograder.verify.slip_submissions import SlipResult
from autograder.verify.verify import Report, verify

SHOWN = 20  # names that are listed of each kind


def show(report: Report, console: Console) -> None:
    """Print the kill matrix, the survivors, the proved equivalents, the names, and what the author could add."""
    console.print(_unanswered(report))
    if report.styles:
        console.print(f"right answers: {report.styles} styles, {len(report.losers)} lost points")
    if report.singles:
        console.print(_kill_matrix(report))
        for title, judged in (("single slips", report.singles), ("pairs", _of(report, 2)), ("triples", _of(report, 3))):
            console.print(f"{title}: {_summary(judged)}", highlight=False)
    _list(console, "RIGHT, AND LOST POINTS", report.losers)
    _list(console, "SURVIVORS", [_name(one) for one in report.survivors])
    equivalent = [one for one in (*report.singles, *report.sampled) if one.equivalent]
    _list(console, "equivalent, proved on fresh inputs", [_name(one) for one in equivalent])
    unnamed = [one for one in (*report.singles, *report.sampled) if not one.named]
    _list(console, "not named exactly", [_name(one) for one in unnamed if not one.shorter])
    if report.seeds:
        console.print(f"{len(report.tallies)} answers under {report.seeds} seeds: {len(report.lucky)} change points")
        _list(console, "POINTS THAT CHANGE WITH THE SEED", [_tally(one.name, one.points) for one in report.lucky])
        _list(console, "names that change with the seed", [one.name for one in report.renamed])
    _list(console, "missing, for better tests", report.missing)


def _of(report: Report, size: int) -> list[SlipResult]:
    return [one for one in report.sampled if len(one.slips) == size]


def _unanswered(report: Report) -> Table:
    table = Table("an answer that", *report.checks, title="What answers nothing (● passes the check)")
    for name, passed in report.unanswered.items():
        table.add_row(name, *("●" if check in passed else "" for check in report.checks))
    return table


def _kill_matrix(report: Report) -> Table:
    """Single slips against checks; a slip that differs by variant shows in the row of each."""
    table = Table("slip", *report.checks, "named", title="Kill matrix (✗ loses points at the check)")
    rows: dict[tuple[str, ...], SlipResult] = {}
    for one in report.singles:
        rows.setdefault((one.slips[0].name, *one.lost), one)
    for (name, *_), one in rows.items():
        named = "equal" if one.equivalent else "yes" if one.named else "shorter" if one.shorter else "NO"
        table.add_row(name, *("✗" if check in one.lost else "" for check in report.checks), named)
    return table


def _summary(judged: Sequence[SlipResult]) -> str:
    """Shares of those that can lose points."""
    wrong = [one for one in judged if one.lost or one.survived]
    if not wrong:
        return "none"

    def share(holds: Callable[[SlipResult], object]) -> str:
        count = sum(map(bool, map(holds, wrong)))
        return f"{count} of {len(wrong)} ({count / len(wrong):.1%})"

    noticed = share(lambda one: not one.survived and not one.unrelated_losses)
    named, shorter = share(lambda one: one.named), share(lambda one: one.shorter)
    alike = len(judged) - len(wrong)
    return f"{noticed} lose points in the right place; {named} named exactly, {shorter} by fewer slips; {alike} equal"


def _name(one: SlipResult) -> str:
    slips = " + ".join(slip.name for slip in one.slips)
    return f"{slips} (variant {one.variant}; lost: {', '.join(one.lost) or 'nothing'})"


def _tally(name: str, points: Counter[tuple[float, ...]]) -> str:
    shares = (f"{times} x {', '.join(f'{share:.3g}' for share in found)}" for found, times in points.most_common())
    return f"{name}: {'; '.join(shares)}"


def _list(console: Console, title: str, names: Sequence[str]) -> None:
    if names:
        console.print(f"{title}: {len(names)}")
    for name in names[:SHOWN]:
        console.print(f"  {name}", markup=False, highlight=False)
    if len(names) > SHOWN:
        console.print(f"  ... and {len(names) - SHOWN} more")


def run(arguments: argparse.Namespace) -> int:
    """Print what was found and return the exit code: 1 if the rubric fails its own test, 2 if there is none."""
    started = time.perf_counter()
    try:
        use_keys_of(arguments.course_dir or Path.cwd())
        asked = (arguments.sample, arguments.jobs, arguments.seed, arguments.seeds)
        report = verify(arguments.assignment, *asked)
    except (LookupError, NotADirectoryError) as error:
        print(error, file=sys.stderr)
        return 2
    show(report, Console())
    print(f"{'passed' if report.passed else 'FAILED'} in {time.perf_counter() - started:.0f} s")
    return int(not report.passed)
