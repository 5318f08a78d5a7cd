"""The papers: short, with links that lead somewhere, commands that exist, and a drawing of the house as it is."""

import re
import subprocess
import sys

import pytest

from autograder.__main__ import COMMANDS
from tests.conftest import PROJECT

PAGES = [PROJECT / name for name in ("README.md", "SECURITY.md", "CONTRIBUTING.md")] + sorted(PROJECT.glob("docs/*.md"))
LINES = 120  # of the README


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere_and_commands_exist(page):
    text = page.read_text()
    for target in re.findall(r"\]\((?!http|#)([^)#]+)", text):
        assert (page.parent / target).exists(), target
    assert {*re.findall(r"python -m autograder (\w+)", text)} <= {*COMMANDS}
    targets = {*re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE)}
    assert {*re.findall(r"(?:`|^    )make ([a-z]+)", text, re.MULTILINE)} <= targets


def test_the_readme_is_short():
    assert len((PROJECT / "README.md").read_text().splitlines()) <= LINES


def test_the_house_is_drawn_as_it_stands():
    command = [sys.executable, "-c", "import draw_house; print(draw_house.house(), end='')"]
    done = subprocess.run(command, cwd=PROJECT / "docs", capture_output=True, text=True, check=True)
    assert done.stdout in (PROJECT / "docs/architecture.md").read_text(), "run `make house`"
