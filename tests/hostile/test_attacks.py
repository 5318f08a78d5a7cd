"""Every attack of attacks/, at each level: contained, told to the student in words, and worth what its arrays are."""

import re
import resource
import time
from pathlib import Path

import pytest

from tests.hostile.world import HONEST_F, HONEST_H, LOOK_AROUND, World, read_attack, submit

ATTACKS = [read_attack(path) for path in sorted((Path(__file__).parent / "attacks").glob("*.py"))]
MEMORY = 300 << 10  # KiB by which one attack may enlarge the judge; the largest honest frames take some 200 MiB
SECONDS = 40.0  # for an attack, a new zygote and an honest submission, on a machine that is busy with other things


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    made = World(tmp_path_factory.mktemp("world"))
    yield made
    made.close()


def processes_of(sandbox):
    """Ids of what lives in a sandbox: its zygote and whatever a child left."""
    top = sandbox._process.pid
    if sandbox.level == 4:  # all that a child leaves belongs to the zygote, which is process 1 there
        (top,) = _children(top)
        return [top, *_children(top)]
    told = Path(f"/proc/{top}/cmdline").read_bytes()  # a fork keeps it, and it names this sandbox's own work folder
    return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/cmdline") if _content(path) == told]


def _children(pid):
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _content(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_there_are_attacks_of_every_class():
    assert len(ATTACKS) >= 60


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_contained_told_and_worth_its_arrays(each_sandbox, world, attack):
    before, started = world.state(), time.monotonic()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcomes, text = submit(each_sandbox, attack.cells(world), attack.budget)
    assert "ESCAPED" not in text
    assert re.search(attack.reports, text), text[-3000:]
    assert {outcome.check: outcome.share for outcome in outcomes} == attack.earns, text[-3000:]

    outcomes, text = submit(each_sandbox, [LOOK_AROUND, HONEST_F, HONEST_H])
    assert [outcome.share for outcome in outcomes] == [1, 1], text
    assert "left behind: []" in text
    assert world.state() == before
    assert world.visitors() == []
    assert len(processes_of(each_sandbox)) == 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < MEMORY
    assert time.monotonic() - started < SECONDS
