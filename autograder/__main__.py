"""The command line: parses and calls, nothing else."""

import argparse
import gc
import importlib
import os
import signal
import sys
from pathlib import Path

from autograder.patches import skip_address_grammar

COURSE = "the course folder (default: this one)"
COMMANDS = {  # where each has its `(arguments) -> exit code`
    "demo": "autograder.demo:main",
    "doctor": "autograder.doctor:run",
    "verify": "autograder.verify.command:run",
    "grade": "autograder.batch.command:run",
    "feedback": "autograder.pages.command:run",
    "release": "autograder.release.command:run",
    "collect": "autograder.collect.command:run",
    "extend": "autograder.collect.extend:run",
    "export": "autograder.export.command:run",
}


def main() -> int:
    """Run one command and return its exit code: 0 done, 1 some submissions not graded, 2 usage or environment."""
    parser = _parser()
    if len(sys.argv) == 1:
        parser.print_help()
        return 2
    arguments = parser.parse_args()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one process per core is all the parallelism there is
    skip_address_grammar()
    if arguments.command == "grade":
        from autograder.batch import early

        early.prepare(arguments)
    gc.disable()  # it would go through all that is being imported again and again: a quarter of the time
    module, _, function = COMMANDS[arguments.command].partition(":")
    command = getattr(importlib.import_module(module), function)
    gc.freeze()
    gc.enable()
    try:
        return command(arguments)
    except KeyboardInterrupt:
        print("stopped: what was finished is kept, and the same command goes on from there", file=sys.stderr)
        return 128 + signal.SIGINT


def _parser() -> argparse.ArgumentParser:
    """The commands in the order of the work."""
    parser = argparse.ArgumentParser(
        prog="python -m autograder",
        description="Grade nbgrader assignments behind a fence. Run it in the course folder, or name that.",
        epilog="Exit codes: 0 done, 1 done but for what is named, 2 nothing done: a wrong command or machine.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_release(commands)
    _add_collect(commands)
    _add_extend(commands)
    _add_grade(commands)
    _add_export(commands)
    _add_verify(commands)
    doctor = commands.add_parser("doctor", help="tell which fence this machine gives, and how to get a better one")
    doctor.add_argument("--course-dir", type=Path, metavar="DIR", help=COURSE)
    commands.add_parser("demo", help="grade a sample class from scratch in demo/")
    return parser


def _add_grade(commands: argparse._SubParsersAction) -> None:
    grade = commands.add_parser("grade", help="grade a whole class, in parallel, skipping what is graded already")
    grade.add_argument("--seed", type=int, help="seed of the secret inputs, to reproduce an earlier result")
    grade.add_argument("--scheduler", metavar="ADDRESS", help="grade on the workers of this Dask scheduler instead")
    feedback = commands.add_parser("feedback", help="write every student's feedback page, skipping what is unchanged")
    for command in (grade, feedback):
        command.add_argument("assignment")
        command.add_argument(
            "--jobs", type=int, default=os.cpu_count(), help="worker processes (default: one per core)"
        )
        command.add_argument("--student", nargs="+", metavar="ID", help="only these students")
        command.add_argument("--force", action="store_true", help="do again what is done already")
        command.add_argument("--course-dir", type=Path, metavar="DIR", help=COURSE)


def _add_verify(commands: argparse._SubParsersAction) -> None:
    verify = commands.add_parser("verify", help="test the tests: kill matrix of a rubric over slips and right answers")
    verify.add_argument("assignment")
    verify.add_argument(
        "--sample", type=int, default=5000, metavar="N", help="random pairs and triples (default: 5000)"
    )
    verify.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes (default: one per core)")
    verify.add_argument("--seed", type=int, default=1, help="of the secret inputs and of the sample (default: 1)")
    verify.add_argument(
        "--seeds", type=int, default=0, help="judge all answers under so many seeds; say whose points change"
    )
    verify.add_argument("--course-dir", type=Path, metavar="DIR", help=COURSE)


def _add_release(commands: argparse._SubParsersAction) -> None:
    release = commands.add_parser("release", help="check a handout, then let nbgrader write release/")
    release.add_argument("assignment")
    release.add_argument("--dry-run", action="store_true", help="check only; write neither release/ nor the gradebook")
    release.add_argument("--course-dir", type=Path, metavar="DIR", help=COURSE)


def _add_collect(commands: argparse._SubParsersAction) -> None:
    collect = commands.add_parser("collect", help="put an LMS's archive, or any folder, into submitted/")
    collect.add_argument("assignment")
    collect.add_argument("archive", type=Path, metavar="ARCHIVE_OR_FOLDER")
    collect.add_argument(
        "--roster",
        type=Path,
        nargs="+",
        metavar="CSV",
        help="who is in the class, a sheet for each section: Moodle's worksheet, Canvas's gradebook, any table",
    )
    collect.add_argument(
        "--assign",
        nargs="+",
        action="extend",
        metavar="FILE=ID",
        help="whose a file or folder is that says WHOSE? (ID,ID: a group's), or a CSV with columns file,id",
    )
    collect.add_argument("--late-after", metavar="TIME", help='set the due date, as in "2026-03-12 23:59"')
    collect.add_argument("--timezone", metavar="NAME", help="of times that name none (default: this machine's)")
    collect.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
    collect.add_argument("--force", action="store_true", help="replace also what is held back")
    collect.add_argument("--course-dir", type=Path, metavar="DIR", help=COURSE)


def _add_extend(commands: argparse._SubParsersAction) -> None:
    extend = commands.add_parser("extend", help="give some students more time")
    extend.add_argument("assignment")
    extend.add_argument("student", nargs="+", metavar="ID")
    extend.add_argument("--until", metavar="TIME", required=True, help='as in "2026-03-20 23:59"')
    extend.add_argument("--timezone", metavar="NAME", help="of a time that names none (default: this machine's)")
    extend.add_argument("--course-dir", type=Path, metavar="DIR", help=COURSE)


def _add_export(commands: argparse._SubParsersAction) -> None:
    export = commands.add_parser("export", help="fill in a grade sheet: Moodle's, Canvas's, or any CSV")
    export.add_argument("assignment")
    export.add_argument("--worksheet", type=Path, metavar="CSV", required=True, help="the sheet; it is not changed")
    export.add_argument("--output", type=Path, metavar="CSV", help="the filled sheet (default: *-graded.csv)")
    export.add_argument("--column", metavar="TITLE", help="Canvas: the column, if its title does not tell")
    export.add_argument("--id-column", metavar="TITLE", help="of any other sheet: the column of ids or e-mails")
    export.add_argument("--grade-column", metavar="TITLE", help="of any other sheet: the column to fill in")
    export.add_argument("--partial", action="store_true", help="write also grades that a person has yet to complete")
    export.add_argument("--without", nargs="+", metavar="ID", help="leave these students out")
    export.add_argument("--feedback-zip", type=Path, metavar="ZIP", help="pack the feedback pages for Moodle")
    export.add_argument("--course-dir", type=Path, metavar="DIR", help=COURSE)


if __name__ == "__main__":
    sys.exit(main())
