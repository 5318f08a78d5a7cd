"""Archives as the systems make them, for the tests: {path: bytes} in, a zip or a folder out."""

import io
import json
import zipfile
from pathlib import Path

import nbformat

from autograder.demo import fill
from tests.conftest import SAMPLES, released

DOWNLOADED = (2026, 3, 20, 10, 0, 0)


def notebook(answer="certa-pesos", note=""):
    """The bytes of an answered notebook; `note` makes another of it."""
    filled = fill(released(), (SAMPLES[answer] / "answer.py").read_text())
    filled.cells[0].source += note
    return nbformat.writes(filled).encode()


def small(text):
    """The bytes of a small notebook with one answer."""
    cell = {"cell_type": "code", "source": text, "metadata": {"nbgrader": {"grade_id": "q1"}}, "outputs": []}
    return json.dumps({"cells": [cell | {"id": "q1", "execution_count": None}], "nbformat": 4}).encode()


def zip_bytes(files, when=DOWNLOADED):
    """A zip of {path: bytes}, or of (ZipInfo, bytes)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items() if isinstance(files, dict) else files:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name, when)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return stream.getvalue()


def make_zip(path, files, when=DOWNLOADED):
    Path(path).write_bytes(zip_bytes(files, when))
    return Path(path)


def make_folder(folder, files):
    for name, data in files.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return Path(folder)


def old_name(name, encoding):
    """A zip entry whose name is in `encoding` and does not say so, as old tools write it."""
    info = zipfile.ZipInfo("x", DOWNLOADED)
    info.filename = name.encode(encoding).decode("cp437")
    return _Unflagged(info.filename, DOWNLOADED)


class _Unflagged(zipfile.ZipInfo):
    """zipfile would write the name as UTF-8 and say so."""

    def _encodeFilenameFlags(self):  # noqa: N802  zipfile's own name
        return self.filename.encode("cp437"), self.flag_bits & ~0x800
