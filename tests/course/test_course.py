"""What of a folder is read."""

import glob
from pathlib import Path

import pytest
from nbgrader.utils import find_all_files

from autograder.course.course import _files

NAMES = ("lista8.ipynb", "dados.csv", ".oculto", "velho.pyc", "[x].txt", "é*.txt", "sub/mais.csv", "sub/velho.pyc")
NAMES += ("__pycache__/a.csv", "__pycache__/fundo/a.csv", ".git/config", "sub/.git/config", "sub/__pycache__/b.csv")


@pytest.mark.parametrize(
    "ignore",
    [[], ["*.pyc", "__pycache__"], ["*"], [".*"], ["?git", "[!d]*.txt"], [glob.escape("[x].txt"), "sub/mais.csv", ""]],
)
def test_files_are_ignored_as_nbgrader_ignores_them(tmp_path, ignore):
    for name in NAMES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    wanted = {str(Path(path).relative_to(tmp_path)) for path in find_all_files(str(tmp_path), ignore)}
    assert _files(tmp_path, ignore) == {name: name.encode() for name in wanted}


def test_links_are_not_followed(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "folder/link").symlink_to(tmp_path / "secret")
    (tmp_path / "folder/nowhere").symlink_to(tmp_path / "nowhere")
    assert _files(tmp_path / "folder", []) == {}
