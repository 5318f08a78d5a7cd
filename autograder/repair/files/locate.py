"""Which file in a student's folder is which notebook, when browsers and students rename what they save."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$|\.json$", re.IGNORECASE)  # Safari and some editors add the second one
FILES, NAMED = 8, 20  # of one notebook that are read, and that are told of
LARGEST = 16 << 20  # bytes of a file that is read beside a likelier one
FINAL = re.compile(
    r"final|entreg|corrigid|definitiv|revisad|(?<![^\W\d_])(?:ok|pront[oa]|certo|complet[oa])(?![^\W\d_])",
    re.IGNORECASE,
)  # what students call the file that counts
ALIKE = 0.6  # how alike the names must be where an assignment has several notebooks, from 0 to 1


def notebooks_in(folder: Path, names: Iterable[str]) -> dict[str, list[Path]]:
    """The files that may be each notebook that is there, by name: the likeliest first, at most NAMED.

    A file of the right name comes first, unless it is empty and there is another. An assignment's only notebook may
    have any name; of renamed files the most similar comes first, and of equally similar ones "x final", then the last:
    "x (2)", then "x (1)". Of what follows the first, all that is called final comes before the rest.
    """
    names = list(names)
    paths = [path for path in sorted(folder.iterdir()) if _is_notebook(path)] if folder.is_dir() else []
    sizes = {path.name: path.stat().st_size for path in paths}
    return {name: [folder / file for file in files] for name, files in ranked(sizes, names).items()}


def ranked(sizes: Mapping[str, int], names: Sequence[str]) -> dict[str, list[str]]:
    """The same of file names with their sizes. No file is more than one notebook's."""
    exact = {f"{name}.ipynb": name for name in names}
    strays = [file for file in sorted(sizes) if file not in exact and sizes[file] and not file.startswith(".")]
    found: dict[str, list[str]] = {name: [] for name in names}
    for file in strays:
        likely = max(names, key=lambda name: (_likeness(file, name), len(name)), default="")
        if names and (len(names) == 1 or _likeness(file, likely) >= ALIKE):
            found[likely].append(file)
    for name, files in found.items():
        files.sort(key=lambda file: (_likeness(file, name), _is_final(file), _counted(file)), reverse=True)
        files[1:] = [file for file in files[1:] if _is_another(file, sizes)]
        first = 0 if sizes.get(own := f"{name}.ipynb") else 1
        files[first:] = sorted(files[first:], key=_is_final, reverse=True)
        if own in sizes:
            files[:] = [file for file in files if sizes[own] == 0 or _is_another(file, sizes)]
            files.insert(0 if sizes[own] or not files else len(files), own)
        del files[NAMED:]
    return {name: files for name, files in found.items() if files}


def _is_final(file: str) -> bool:
    return bool(FINAL.search(file))


def _counted(file: str) -> str:
    """The name as it is ordered: "x (10)" comes after "x (9)"."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(9), file)


def _is_another(file: str, sizes: Mapping[str, int]) -> bool:
    """Whether a file is worth reading where there is a likelier one: a notebook by its name, and not too large."""
    return sizes[file] <= LARGEST and not file.lower().endswith(".json")


def _is_notebook(path: Path) -> bool:
    """Whether a file may be a notebook. A link is none."""
    return bool(NOTEBOOK.search(path.name)) and path.is_file() and not path.is_symlink()


def _likeness(file: str, name: str) -> float:
    """1.0 for a name that contains the notebook's: copies and downloads add words and numbers."""
    stem = NOTEBOOK.sub("", file).casefold()
    return 1.0 if name.casefold() in stem else difflib.SequenceMatcher(None, name.casefold(), stem).ratio()
