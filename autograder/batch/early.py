"""What a run is going to need, computed by a process of its own while this one still imports: a core is idle then.

Without it a class of 24 takes 11 % longer on 2 cores, one of 107 wrong answers 17 %, one of 200 20 % (`make bench`).
"""

from __future__ import annotations

import argparse
import gc
import os
import pickle
import secrets
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.rubric.load import keys_in_use, use_keys_of

if TYPE_CHECKING:
    from autograder.rubric import Symptoms

PREFILL_FROM = 9  # students who are asked for by name: for fewer the banks are not worth a process
FAILED = "[autograder] the banks of slips were not filled ahead (exit {}); each worker fills its own, and takes longer"


def prepare(arguments: argparse.Namespace) -> None:
    """Draw the seed of a run of `grade`, unless it is given, and start on its banks where there is a core for it.

    Sets seed, fixed_seed (whether it was asked for) and banks (Banks, or None).
    """
    arguments.fixed_seed = arguments.seed is not None
    arguments.seed = arguments.seed if arguments.fixed_seed else secrets.randbits(63)
    here = arguments.scheduler is None and len(os.sched_getaffinity(0)) > 1
    wanted = here and (arguments.student is None or len(arguments.student) >= PREFILL_FROM)
    course = arguments.course_dir or Path.cwd()
    if wanted and course.is_dir():
        use_keys_of(course)
    arguments.banks = Banks(arguments.assignment, arguments.seed) if wanted else None


class Banks:
    """The banks that a run is likely to need, filled by a process that is forked at once.

    It is our own process and sees no submission, so that what it sends can be unpickled. If it fails, that is said,
    and each worker fills its own.
    """

    def __init__(self, assignment: str, seed: int):
        self._assignment, self._seed, self._keys = assignment, seed, keys_in_use()
        self._pipe, inner = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            os.close(self._pipe)
            _fill_and_exit(assignment, seed, inner)
        os.close(inner)

    def install(self) -> None:
        """Wait for the banks, and put them where workers find them that are forked after this. Once is enough."""
        from autograder.judge.slip_bank import bank_of

        if not self._process:
            return
        with open(self._pipe, "rb") as pipe:
            data = pipe.read()
        _, status = os.waitpid(self._process, 0)
        self._process = 0
        if status:
            print(FAILED.format(os.waitstatus_to_exitcode(status)), file=sys.stderr)
            return
        if self._keys != keys_in_use():  # the configuration names another course folder
            return
        for symptoms, levels in zip(_bank_inputs(self._assignment, self._seed), pickle.loads(data), strict=True):
            bank_of(symptoms).levels.update(levels)

    def close(self) -> None:
        """End the process if nobody waited for it."""
        if self._process:
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
            os.close(self._pipe)
            self._process = 0


def _fill_and_exit(assignment: str, seed: int, pipe: int) -> None:
    gc.disable()  # for the second that it lives
    try:
        from autograder.judge.slip_bank import bank_of

        banks = [(bank_of(symptoms), symptoms.max_slips) for symptoms in _bank_inputs(assignment, seed)]
        levels = [{size: bank.level(size) for size in range(1, most + 1)} for bank, most in banks]
        with open(pipe, "wb") as file:
            pickle.dump(levels, file)
        os._exit(0)
    finally:
        os._exit(1)


def _bank_inputs(assignment: str, seed: int) -> Sequence[Symptoms]:
    """What the assignment's key says that its banks are needed for."""
    from autograder.rubric.load import key_of

    key = key_of(assignment)
    return key.bank_inputs(seed) if key and key.bank_inputs else []
