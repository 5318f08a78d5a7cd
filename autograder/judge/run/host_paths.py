"""Where things lie on this machine, taken out of what students read: a page names `numpy/linalg/_linalg.py`, no more.

It is the judge's work: what a child does to its own texts cannot be relied on. Who prints `numpy.__file__` letter by
letter still learns it, which helps nobody: no fence relies on it.
"""

import os
import re
import sys
import sysconfig
import tempfile
from collections.abc import Iterable
from pathlib import Path

SHARED = {"/", "/usr", "/usr/local"}  # prefixes that say nothing about a machine, and have many other files below them
WORK = re.compile(re.escape(f"{tempfile.gettempdir()}/autograder-") + r"\w+/")  # a child's folder where it has no /box


def _folders() -> Iterable[str]:
    """The folders of the interpreter, of its packages and of the kit, inside a jail too."""
    paths = sysconfig.get_paths()
    yield from (paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    yield from (path for path in sys.path if path.endswith(("site-packages", "dist-packages")))
    yield from {sys.prefix, sys.base_prefix, sys.exec_prefix} - SHARED
    yield str(Path(__file__).parents[3])


_SPELT = {f"{spelt}/" for folder in _folders() for spelt in (folder, os.path.realpath(folder))}
FOLDERS = sorted(_SPELT, key=len, reverse=True)  # the inner ones first


def relative(text: str) -> str:
    """A text in which files of libraries are named from their library on. 64 KiB take 0.1 ms."""
    for folder in FOLDERS:
        text = text.replace(folder, "")
    return WORK.sub("", text.replace("/kit/autograder/", "autograder/"))  # the kit as a jail shows it
