"""Which files of the host a child may read: the system's, the interpreter's, the sandbox's own, and nothing hidden."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

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


def readable_paths(hidden: Iterable[Path]) -> dict[str, list[str]]:
    """The same as rules that only ever add: "read" lists folders and files to read with all that is below them, "list"
    folders whose names may be listed, because something hidden is below them.
    """
    shown = {path.resolve() for path in shown_paths()}
    secret = hidden_folders(path.resolve() for path in hidden)
    rules: dict[str, list[str]] = {"read": [str(SANDBOX_FOLDER)], "list": []}
    for path in sorted(shown):
        for kind, found in _around(path, secret):
            rules[kind].append(str(found))
    return rules


def _around(path: Path, secret: list[Path]) -> Iterator[tuple[str, Path]]:
    """Everything under `path` but what is secret. Links give nothing: what they point to has rules of its own."""
    inside = [folder for folder in secret if path in folder.parents]
    if path in secret:
        return
    if not inside:
        yield "read", path
        return
    yield "list", path
    for entry in sorted(path.iterdir()):
        if not entry.is_symlink():
            yield from _around(entry, inside)
