"""The files beside a notebook, on their way into the child's work folder."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from autograder.jail.jail import LIMITS, WORK_BYTES

FILE_LIMIT, FILES_LIMIT = LIMITS["FSIZE"], WORK_BYTES * 3 // 4  # bytes; the rest of the folder is for the student's own
TOO_LARGE = "the files beside the notebook do not fit into the fence ({limit} bytes {what}): {name}"


def check_files(files: Mapping[str, bytes]) -> None:
    """Raise ValueError for files that are too large, or would lie outside the work folder."""
    for name in files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
            raise ValueError(f"not a path inside the work folder: {name!r}")
    check_sizes({name: len(data) for name, data in files.items()})


def check_sizes(sizes: Mapping[str, int]) -> None:
    """Raise ValueError for more bytes than the work folder takes."""
    for name, size in sizes.items():
        if size > FILE_LIMIT:
            raise ValueError(TOO_LARGE.format(limit=FILE_LIMIT, what="for one", name=name))
    if sum(sizes.values()) > FILES_LIMIT:
        raise ValueError(TOO_LARGE.format(limit=FILES_LIMIT, what="for all", name=max(sizes, key=sizes.__getitem__)))
