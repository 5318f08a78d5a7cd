"""A class on a Dask cluster: a scheduler and two workers on loopback, one of them killed on the way."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from tests.batch.test_batch import HONEST, SEED, fresh, grade, judged, rows

pytest.importorskip("distributed", reason="the optional extra `cluster` is not installed")
DASK = [sys.executable, "-m", "dask"]


def start(*arguments):
    quiet = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "30s", **os.environ}
    return subprocess.Popen(
        [*DASK, *arguments], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=quiet
    )


@contextmanager
def cluster(workers):
    """The address of a scheduler, and its worker processes."""
    scheduler = start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    for line in scheduler.stderr:
        if found := re.search(r"tcp://127\.0\.0\.1:\d+", line):
            break
    options = ("--nthreads", "1", "--no-nanny", "--host", "127.0.0.1", "--no-dashboard")
    processes = [start("worker", found[0], *options) for _ in range(workers)]
    try:
        yield found[0], processes
    finally:
        for process in [*processes, scheduler]:
            process.kill()
            process.wait()
            process.stderr.close()


def test_a_cluster_grades_everybody_once_and_the_same_even_when_a_worker_dies(sandbox, tmp_path):
    course = fresh(tmp_path / "cluster", HONEST[:40])
    local = fresh(tmp_path / "local", HONEST[:40])
    grade(local, "--seed", str(SEED))
    with cluster(2) as (address, workers):
        command = [sys.executable, "-m", "autograder", "grade", "lista8", "--seed", str(SEED), "--scheduler", address]
        run = subprocess.Popen(command, cwd=course, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        first = run.stdout.readline()
        assert first.startswith("graded"), run.communicate(timeout=300)
        workers[0].send_signal(signal.SIGKILL)
        rest, complaints = run.communicate(timeout=600)
    assert run.returncode == 0, complaints[-3000:]
    lines = [first, *rest.splitlines()]
    assert sorted(line.split("\t")[1] for line in lines) == sorted(HONEST[:40])
    assert rows(course) == rows(local)
    for name in HONEST[:40:7]:
        assert [cell for cell, _ in judged(course, name)] == [cell for cell, _ in judged(local, name)]


def test_a_scheduler_that_is_not_there_is_a_clear_error(sandbox, tmp_path):
    course = fresh(tmp_path, HONEST[:1])
    started = time.monotonic()
    done = grade(course, "--scheduler", "tcp://127.0.0.1:9", check=False)
    assert done.returncode == 2
    assert "127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr
    assert time.monotonic() - started < 300
