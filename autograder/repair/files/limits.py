"""What one student's bytes may cost whoever is trusted with them: the limits of every stage, and how to keep to them.

What goes beyond one becomes that student's outcome, with a name; nobody else waits or pays for it. What the child that
runs student code may use stands in autograder.jail; how long it may take, in autograder.judge.run.requests.
"""

import errno
import os
import signal
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MIB = 1 << 20

# Files: of an archive, of a folder in submitted/.
FILE, PACKED, FILES, NESTED = 64 * MIB, 128 * MIB, 2_000, 3  # bytes of one and of all unpacked, count, zips in zips
PATH, FOLDERS = 1_000, 40  # bytes of a path, and folders in folders
STAMP = 1_000  # bytes of nbgrader's timestamp

# A notebook, as JSON.
CELLS = 5_000
PARTS = 1_000_000  # commas and brackets outside strings; each can make objects of some 100 bytes, several times
LEVELS = 100  # of what is nested; what is deeper is left out of the notebook that is graded

# CPU seconds.
LOADING = 60.0  # an attempt, while it is collected
READING = 30.0  # a submission's notebooks, read and repaired
RENDERING = 2.0  # one text, marked up or coloured; then it is shown as it is
PAGE = 30.0  # a page; then a plain one is written

TAGS = 20_000  # of HTML that is cleaned: the time grows with their square, and no signal stops it
PLAIN = 100_000  # characters that are shown of what is not marked up
TOO_LONG = "in too many folders: refused"
FORMULA = ("=", "+", "-", "@")  # what a spreadsheet computes begins so


class _TimeUp(BaseException):
    """No Exception: code that survives any of those must not survive this."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise TimeoutError once this took so much CPU time: a busy machine costs nobody a page. May be nested.

    Signals reach the main thread only: in another one (a Dask worker's) there is no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handler = signal.signal(signal.SIGPROF, _stop)
    outer, interval = signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    begun = time.process_time()
    try:
        yield
    except _TimeUp:
        raise TimeoutError(f"it took more than {seconds:g} s") from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handler)
        if outer:
            signal.setitimer(signal.ITIMER_PROF, max(outer - (time.process_time() - begun), 0.01), interval)


def _stop(*_: object) -> None:
    raise _TimeUp


def read_file(path: Path, limit: int = FILE) -> bytes:
    """The bytes of a regular file. No link is followed, no pipe waited for, and the size is looked at first. Raises
    OSError for whatever is none, or is too large."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        told = "a link: not followed" if error.errno == errno.ELOOP else error.strerror
        raise OSError(error.errno, told, printable(path.name)) from None
    with open(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise OSError(errno.EINVAL, "no regular file", printable(path.name))
        data = file.read(limit + 1) if about.st_size <= limit else b""
        if max(about.st_size, len(data)) > limit:
            raise OSError(errno.EFBIG, f"larger than {limit / MIB:.3g} MiB", printable(path.name))
    return data


def is_long(path: str) -> bool:
    """Whether a path is more than what a file system, and what walks through folders, can take."""
    return path.count("/") > FOLDERS or len(os.fsencode(path)) > PATH


def printable(text: str) -> str:
    """A name or an error in one line of what any terminal, file and database takes."""
    return "".join(character if character.isprintable() else "?" for character in text)


def reason(error: BaseException) -> str:
    """An error in one line: it may quote the student."""
    told = f"{error.strerror}: {error.filename}" if isinstance(error, OSError) and error.filename else str(error)
    return printable(f"{type(error).__name__}: {told[:500]}" if told else type(error).__name__)


def is_id(student: str) -> bool:
    """Whether a folder's name may be a student's id: in a terminal, a database and a spreadsheet."""
    return bool(student) and student == printable(student) and not student.startswith(FORMULA)
