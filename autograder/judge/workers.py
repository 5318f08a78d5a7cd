"""The worker processes of a command, which end with it however it ends."""

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor

from autograder.sandbox.shared.prctl import end_with_parent


def make_pool(jobs: int) -> ProcessPoolExecutor:
    """Forked workers: they share what is imported, and start their zygotes by exec."""
    context = multiprocessing.get_context("fork")
    return ProcessPoolExecutor(jobs, context, initializer=_end_with, initargs=(os.getpid(),))


def _end_with(parent: int) -> None:
    """A worker whose parent was killed would wait for work for ever: its siblings hold the other end of the queue.

    Ctrl-C is for the parent, which lets its workers finish what they are at.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
