"""What each sandbox level is made of.

Level 4 is bubblewrap: own process, network, IPC, user and mount namespaces, no /proc, read-only files. Level 3 is
Landlock, for hosts that refuse namespaces. At both a system call filter and resource limits hold the child, under an
unprivileged uid. Level 0 is limits only, and is reached only by explicit configuration.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """A level, by its number in configurations and results; the higher, the safer.

    namespaces: bubblewrap hides the host's files, and bounds the work folder. landlock: Landlock hides them; what it
    does not watch is left to the system call filter, and the size of the work folder to the zygote. fenced: students
    are another user, under a system call filter, and canaries have tried to get out.
    """

    number: int
    about: str
    namespaces: bool = False
    landlock: bool = False
    fenced: bool = True

    def __str__(self) -> str:
        return f"level {self.number}: {self.about}"


LEVELS = {  # by number, the best first
    level.number: level
    for level in (
        Level(4, "bubblewrap namespaces, system call filter, resource limits", namespaces=True),
        Level(3, "Landlock, system call filter, resource limits", landlock=True),
        Level(0, "NO FENCE: resource limits only", fenced=False),
    )
}
