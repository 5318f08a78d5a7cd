"""Files and folders are replaced whole or not at all; notebook_text writes what nbformat writes."""

import copy
import os

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from autograder.course.files import Replacement, notebook_text, regular_files, replace_file, replace_folder
from tests.conftest import PROJECT

NOTEBOOKS = sorted(PROJECT.glob("source/*/*.ipynb")) + sorted(PROJECT.glob("release/*/*.ipynb"))


def strange():
    """A notebook with every kind of value that an output or a metadata may hold."""
    nested = {"b": [1, 2.5, -0.0, 1e300, True, None, [], {}, [[]], {"x": {}}], "a": 'ção \u2028 \ud7ff 🎉 " \\ \x00\n'}
    outputs = [
        new_output("stream", name="stdout", text="um\ndois\r\ntrês\x0bquatro\u2029"),
        new_output("display_data", {"application/json": nested, "text/plain": "a\nb", "image/png": "QUJD\nREVG"}),
        new_output("execute_result", {"text/html": ""}, metadata={"text/html": {"width": 3}}, execution_count=None),
        new_output("error", ename="E", evalue="é", traceback=["a\nb", ""]),
    ]
    cells = [
        new_code_cell("x = 1\n\ny = 'ç'\n", outputs=outputs, execution_count=3, metadata={"nested": nested}),
        new_code_cell(""),
        new_markdown_cell(
            "![x](attachment:a.png)", attachments={"a.png": {"image/png": "QUJD\nREVG", "text/plain": "a\nb"}}
        ),
        new_raw_cell("bruto"),
    ]
    return new_notebook(cells=cells, metadata={"orig_nbformat": 4, "signature": "s", "zeta": 1, "alfa": nested})


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_notebook_is_written_as_nbformat_writes_it(path):
    nb = nbformat.read(path, as_version=4)
    assert notebook_text(copy.deepcopy(nb)) == nbformat.writes(nb)


def test_every_kind_of_value_is_written_as_nbformat_writes_it():
    nb = strange()
    assert notebook_text(copy.deepcopy(nb)) == nbformat.writes(nb)


def test_a_file_that_cannot_be_replaced_stays_and_nothing_is_left_beside_it(tmp_path, monkeypatch):
    def full(source, target):
        raise OSError("disk full")

    target = tmp_path / "page.html"
    replace_file(target, b"old", 0o640)
    assert target.stat().st_mode & 0o777 == 0o640
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        replace_file(target, b"new")
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["page.html"]


def test_a_folder_holds_just_what_was_written_last(tmp_path):
    folder = tmp_path / "ana"
    replace_folder(folder, {"a/b.txt": b"1", "c.txt": b"2"})
    folder.chmod(0o500)  # as nbgrader's collect leaves it
    replace_folder(folder, {"d.txt": b"3"})
    assert {name: path.read_bytes() for name, path in regular_files(folder).items()} == {"d.txt": b"3"}
    assert os.listdir(tmp_path) == ["ana"]


def test_what_was_put_aside_can_be_brought_back(tmp_path):
    folder = tmp_path / "ana"
    replace_folder(folder, {"old.txt": b"1"})
    replacement = Replacement(folder)
    replacement.write_folder({"new.txt": b"2"})
    replacement.put_aside()
    assert not folder.exists()
    replacement.bring_back()
    assert os.listdir(folder) == ["old.txt"]


def test_links_and_pipes_are_no_files(tmp_path):
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    assert list(regular_files(tmp_path)) == ["a.txt"]
