"""The protocol of the judge and a zygote, which fit into one packet each. The zygote's own answers are hostile too."""

from dataclasses import dataclass
from typing import Annotated

from autograder.sandbox.shared.records import Record

SETTINGS_LIMIT, PACKET_LIMIT = 160 << 10, 8 << 10  # bytes of Settings (the kernel takes some 200 KiB), of the others
FAULT_LIMIT = 500  # bytes of what is told of a fault
Path = Annotated[str, 4096]
Paths = Annotated[tuple[Path, ...], 10_000]
Count = Annotated[int, range(2**63)]


@dataclass(frozen=True)
class Readable(Record):
    """What Landlock lets a child read: files and folders with all that is below them, and folders whose names alone."""

    trees: Paths
    names: Paths


@dataclass(frozen=True)
class Settings(Record):
    """What a zygote needs to know, once. It says Ready.

    uid: None to stay who we are. limits: by the name of the RLIMIT. program: the system call filter in hex; empty for
    none. readable: None where Landlock has nothing to hide. disk: bytes that the work folder may hold, where nothing
    else bounds it.
    """

    work: Path
    uid: Count | None
    limits: Annotated[dict[str, Count], 100]
    program: Annotated[str, SETTINGS_LIMIT]
    readable: Readable | None
    disk: Count | None


@dataclass(frozen=True)
class Ready(Record):
    """The zygote has given up its power and waits."""


@dataclass(frozen=True)
class ForkChild(Record):
    """Fork a child for the end of a channel that comes along, with these libraries imported. Its end is ChildEnded."""

    libraries: Annotated[tuple[Annotated[str, 200], ...], 100]


@dataclass(frozen=True)
class KillChild(Record):
    """Kill the child, if there still is one."""


@dataclass(frozen=True)
class ChildEnded(Record):
    """How a child ended: wait status (see os.waitstatus_to_exitcode), CPU seconds, peak memory in KiB.

    clean: nothing is left of it; else the zygote ends. fault: what went wrong before any student code ran.
    """

    status: Annotated[int, range(1 << 16)]
    cpu: Annotated[float, 1e7]
    rss: Count
    clean: bool
    fault: Annotated[str, FAULT_LIMIT]
