"""The worker processes of a command, which end with it however it ends."""

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing.queues import SimpleQueue

from autograder.sandbox.shared.prctl import end_with_parent


def make_pool(jobs: int) -> ProcessPoolExecutor:
    """Forked workers: they share what is imported, and start their zygotes by exec.

    As many as the machine has cores keep to one each: a worker and its child take turns, and find in the core's caches
    what the other just left there. Fewer go where there is room.
    """
    context = multiprocessing.get_context("fork")
    cores = sorted(os.sched_getaffinity(0))
    places = context.SimpleQueue()
    for number in range(jobs):
        places.put({cores[number % len(cores)]} if jobs >= len(cores) else set(cores))
    return ProcessPoolExecutor(jobs, context, initializer=_settle, initargs=(os.getpid(), places))


def _settle(parent: int, places: SimpleQueue) -> None:
    """A worker whose parent was killed would wait for work for ever: its siblings hold the other end of the queue."""
    end_with_parent()
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    with suppress(OSError):  # where it is not allowed, it only takes a little longer
        os.sched_setaffinity(0, places.get())
