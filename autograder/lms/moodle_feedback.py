"""The feedback pages in the layout that Moodle imports (mod/assign/feedback/file/importziplib.php): one folder for each
student, NAME_NUMBER_assignfeedback_file, of which Moodle reads the number."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from autograder.lms.grade_sheets import Row


def pages_of(folder: Path) -> dict[str, bytes]:
    """A student's feedback pages by file name."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.html")) if not path.is_symlink()}


def folder_name(row: Row) -> str:
    """Moodle splits this at "_", so the name may hold none; nor what a path or a file system would take amiss."""
    name = " ".join(re.sub(r'[_/\\:*?"<>|\x00-\x1f]', " ", row.name).split()).strip(".") or "Participante"
    return f"{name}_{row.number}_assignfeedback_file"


def zip_of(rows: Mapping[str, Row], pages: Mapping[str, Mapping[str, bytes]]) -> bytes:
    """The bytes of the zip. rows: by student; pages: file contents by student and name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for student, files in pages.items():
            for name, data in files.items():
                archive.writestr(f"{folder_name(rows[student])}/{name}", data)
    return stream.getvalue()
