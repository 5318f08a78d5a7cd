"""The files beside a notebook, on their way into the child's work folder."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from autograder.jail.jail import LIMITS, WORK_BYTES

FILE_LIMIT, FILES_LIMIT = LIMITS["FSIZE"], WORK_BYTES * 3 // 4  # bytes; the rest of the folder is for the student's own
TOO_LARGE = "the files beside the notebook do not fit into the fence ({limit} bytes {what}): {name}"


def files_beside(folder: Path) -> dict[str, bytes]:
    """What a notebook in `folder` finds beside itself, by relative path: all but notebooks, which hold hidden tests.

    Links are not followed: a submission could point one anywhere. Raises ValueError when the files are too large.
    """
    paths = {name: folder / name for name in names_beside(folder)}
    _check_sizes({str(path): path.stat().st_size for path in paths.values()})
    return {name: path.read_bytes() for name, path in paths.items()}


def names_beside(folder: Path) -> list[str]:
    """Their relative paths, in order."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    return [path.relative_to(folder).as_posix() for path in paths if path.suffix != ".ipynb"]


def check_files(files: Mapping[str, bytes]) -> None:
    for name in files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
            raise ValueError(f"not a path inside the work folder: {name!r}")
    _check_sizes({name: len(data) for name, data in files.items()})


def _check_sizes(sizes: Mapping[str, int]) -> None:
    for name, size in sizes.items():
        if size > FILE_LIMIT:
            raise ValueError(TOO_LARGE.format(limit=FILE_LIMIT, what="for one", name=name))
    if sum(sizes.values()) > FILES_LIMIT:
        raise ValueError(TOO_LARGE.format(limit=FILES_LIMIT, what="for all", name=max(sizes, key=sizes.__getitem__)))
