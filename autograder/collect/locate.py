"""Which file in a student's folder is which notebook, when browsers and students rename what they save."""

import difflib
import re
from collections.abc import Iterable
from pathlib import Path

NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$|\.json$", re.IGNORECASE)  # Safari and some editors add the second one
ALIKE = 0.6  # how alike the names must be where an assignment has several notebooks, from 0 to 1


def notebooks_in(folder: Path, names: Iterable[str]) -> dict[str, Path]:
    """The file of each notebook that is there, by name.

    A file of the right name wins, unless it is empty and there is another. An assignment's only notebook may have any
    name; of several renamed files the most similar counts, and of equally similar ones the last: "x (2)" after "x (1)".
    """
    names = list(names)
    exact = {name: folder / f"{name}.ipynb" for name in names}
    strays = [path for path in sorted(folder.iterdir()) if _is_stray(path, exact)] if folder.is_dir() else []
    found = {}
    for name, path in exact.items():
        if path.is_file() and not (path.stat().st_size == 0 and strays):
            found[name] = path
            continue
        options = [stray for stray in strays if len(names) == 1 or _likeness(stray, name) >= ALIKE]
        if options:
            found[name] = max(options, key=lambda stray: (_likeness(stray, name), stray.name))
            strays.remove(found[name])
        elif path.is_file():
            found[name] = path
    return found


def _is_stray(path: Path, exact: dict[str, Path]) -> bool:
    renamed = path not in exact.values() and NOTEBOOK.search(path.name) and not path.name.startswith(".")
    return bool(renamed) and path.is_file() and not path.is_symlink() and path.stat().st_size > 0


def _likeness(path: Path, name: str) -> float:
    """1.0 for a name that contains the notebook's: copies and downloads add words and numbers."""
    stem = NOTEBOOK.sub("", path.name).casefold()
    return 1.0 if name.casefold() in stem else difflib.SequenceMatcher(None, name.casefold(), stem).ratio()
