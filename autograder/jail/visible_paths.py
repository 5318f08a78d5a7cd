"""Which files of the host a child may read: the system's, the interpreter's, the sandbox's own, and nothing hidden."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.sandbox.shared.zygote_messages import Readable

SYSTEM_FOLDERS = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/nix/store", "/gnu/store")
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime")
SANDBOX_FOLDER = Path(__file__).parents[1] / "sandbox"


def shown_paths() -> list[Path]:
    """What exists of the system and of the interpreter, links as links."""
    shown = [Path(path) for path in (*SYSTEM_FOLDERS, *SYSTEM_FILES) if os.path.exists(path)]
    return [*shown, Path(sys.prefix), Path(sys.base_prefix).resolve(), Path(sys.base_prefix)]


def hidden_folders(hidden: Iterable[Path]) -> list[Path]:
    """The folders to hide, and the kit's own but for the sandbox."""
    return [path for path in (*hidden, SANDBOX_FOLDER.parent) if path.is_dir()]


def readable_paths(hidden: Iterable[Path]) -> Readable:
    """The same as rules that only ever add; names alone where something hidden is below a folder."""
    secret = hidden_folders(path.resolve() for path in hidden)
    trees, names = [str(SANDBOX_FOLDER)], []
    for path in sorted({path.resolve() for path in shown_paths()}):
        for found, whole in _around(path, secret):
            (trees if whole else names).append(str(found))
    return Readable(tuple(trees), tuple(names))


def _around(path: Path, secret: list[Path]) -> Iterator[tuple[Path, bool]]:
    """Everything under `path` but what is secret, and whether to its last leaf. Links give nothing: what they point to
    has rules of its own."""
    inside = [folder for folder in secret if path in folder.parents]
    if path in secret:
        return
    yield path, not inside
    for entry in sorted(path.iterdir()) if inside else ():
        if not entry.is_symlink():
            yield from _around(entry, inside)
