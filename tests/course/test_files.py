"""notebook_text writes what nbformat writes."""

import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from autograder.course.files import notebook_text
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
