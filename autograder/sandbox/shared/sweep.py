"""Empties a folder in which hostile code may have made anything: locked, wide, or deeper than any path may be long."""

import os
from itertools import count


def wipe(folder: str) -> None:
    """Remove all that is in a folder of ours, in time proportional to it, following no link. Raises OSError.

    Folders within folders are moved up instead of descended into, so that no path grows and nothing recurses.
    """
    names = count()
    while entries := list(os.scandir(folder)):
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                _lift(entry.path, folder, names)
                os.rmdir(entry.path)
            else:
                os.unlink(entry.path)


def _lift(inner: str, folder: str, names: count) -> None:
    """Empty `inner`, moving its own folders to `folder` under names that are free."""
    os.chmod(inner, 0o700)
    for entry in os.scandir(inner):
        if entry.is_dir(follow_symlinks=False):
            os.chmod(entry.path, 0o700)  # a folder that changes its parent must be writable
            os.rename(entry.path, _free(folder, names))
        else:
            os.unlink(entry.path)


def _free(folder: str, names: count) -> str:
    return next(path for number in names if not os.path.lexists(path := os.path.join(folder, f"lifted-{number}")))
