"""The pool of a command: where its workers run. That they end with it is tested where a run is killed: test_batch."""

import os
import time

import pytest

from autograder.batch.workers import make_pool

CORES = os.sched_getaffinity(0)
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")  # pytest-xdist has threads


def where(_: int) -> frozenset[int]:
    time.sleep(0.3)  # long enough for each worker to get a task
    return frozenset(os.sched_getaffinity(0))


def test_workers_that_fill_the_machine_keep_to_a_core_each():
    with make_pool(len(CORES)) as pool:
        assert set(pool.map(where, CORES)) == {frozenset({core}) for core in CORES}


@pytest.mark.skipif(len(CORES) == 1, reason="one worker fills a machine with one core")
def test_fewer_workers_go_where_there_is_room():
    with make_pool(1) as pool:
        assert pool.submit(where, 0).result() == CORES


def test_more_workers_than_cores_share_them_evenly():
    with make_pool(2 * len(CORES)) as pool:
        found = list(pool.map(where, range(2 * len(CORES))))
    assert sorted(found, key=min) == [frozenset({core}) for core in sorted([*CORES, *CORES])]
