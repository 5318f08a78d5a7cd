"""Whatever sequence of edits a student's tools make, repair never crashes and never loses a right answer.

FUZZ=10000 in the environment (`make fuzz`) runs the long form.
"""

import contextlib
import io
import json
import os
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import nbformat
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from nbgrader.api import Gradebook

from autograder.course.records import records_of
from autograder.course.versions import variants_of
from autograder.demo import fill
from autograder.parse.python import MAGIC
from autograder.repair.files.merging import repair_all
from autograder.repair.files.reading import Unreadable, read_notebook
from autograder.repair.released import fingerprint
from autograder.repair.repair import repair
from tests.conftest import CONFIG, make_course, released
from tests.repair.tools import EDITS, saved, still_there

LONG = "FUZZ" in os.environ
RUNS = settings(
    max_examples=int(os.environ.get("FUZZ", 200)),
    derandomize=not LONG,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
HELPER = (
    "def pesos(E):\n    E = np.exp(E - E.max(axis=-1, keepdims=True))\n    return E / E.sum(axis=-1, keepdims=True)"
)
ATTENTION = """def self_attention(X, query, key, value):
    if query.shape[0] == X.shape[1]:
        query, key, value = X @ query, X @ key, X @ value
    A = pesos(query @ key.T / np.sqrt(key.shape[1]))
    return A @ value"""
LAYER = """def encoder_layer(x, Wq, Wk, Wv, Wo):
    h = layer_norm(x + self_attention(x, Wq, Wk, Wv) @ Wo)
    return layer_norm(h + feed_forward(h))"""
ESSAY = "O decoder tem atenção com máscara e atenção cruzada com a saída do encoder."
CELLS = (
    ("", HELPER),
    ("q1_self_attention", ATTENTION),
    ("q2_encoder_layer", LAYER),
    ("[markdown] q3_decoder", f"# {ESSAY}"),
)
ANSWER = "\n".join(f"# %% {mark}\n{source}".replace("%% \n", "%%\n") for mark, source in CELLS)
BY_NAME = {edit.__name__: edit for edit in EDITS}
HELPER_BEHIND_A_TRIAL = [  # a copied example, merged with the helper, would fail before it
    (BY_NAME[name], a, b)
    for name, a, b in (
        ("delete", 0, 0),
        ("duplicate", 0, 0),
        ("duplicate", 20, 8),
        ("duplicate", 0, 0),
        ("merge", 11, 0),
        ("merge", 38, 0),
    )
]
numbers = st.integers(0, 60)
edits = st.lists(st.tuples(st.sampled_from(EDITS), numbers, numbers), min_size=1, max_size=10)


@cache
def lista8():
    """The assignment's record. No fixture, or Hypothesis would print all of it with every example."""
    folder = make_course(Path(mkdtemp()), CONFIG.format(minimum=3))
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        return records_of(gradebook, "lista8", folder / "release/lista8")["lista8"]


def edited(changes):
    notebook = fill(released(), ANSWER)
    for edit, a, b in changes:
        edit(notebook, a, b)
    return notebook


def namespaces(notebook):
    """What each variant of a notebook defines. The answers are ours: they may run here."""
    for variant in variants_of(notebook.cells):
        names = {}
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type == "code" and not cell.metadata.get("nbgrader", {}).get("grade"):
                with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
                    exec(MAGIC.sub(r"\1pass", variant.sources.get(index, cell.source)), names)
        yield names


def right_attention(names):
    rng = np.random.default_rng(1)
    X, Wq, Wk, Wv = rng.normal(size=(5, 7)), *rng.normal(size=(3, 7, 3))
    A = np.exp((X @ Wq) @ (X @ Wk).T / np.sqrt(3))
    expected = A / A.sum(axis=1, keepdims=True) @ (X @ Wv)
    with contextlib.suppress(Exception):
        return np.allclose(names["self_attention"](X, Wq, Wk, Wv), expected)
    return False


def right_layer(names):
    """Judged as the rubric does it: with a right self_attention lent."""
    code = compile(LAYER, "answer", "exec").co_consts[0]
    return (
        getattr(names.get("encoder_layer"), "__code__", code.replace(co_code=b"")).co_code == code.co_code
        and "layer_norm" in names
    )


@RUNS
@given(changes=edits, way=numbers)
@example(changes=HELPER_BEHIND_A_TRIAL, way=0)
def test_no_sequence_of_edits_loses_a_right_answer(changes, way):
    handed_in = edited(changes)
    read, _ = read_notebook(saved(handed_in, way))
    mended, _ = repair(lista8(), read)
    nbformat.validate(mended)
    tags = [cell.metadata.nbgrader.grade_id for cell in mended.cells if "nbgrader" in cell.metadata]
    assert len(tags) == len(set(tags))
    assert {cell.name for cell in lista8().grade_cells} <= set(tags)
    defined = list(namespaces(mended))
    if still_there(handed_in, ATTENTION) and still_there(handed_in, HELPER):
        assert any(right_attention(names) for names in defined)
    if still_there(handed_in, LAYER):
        assert any(right_layer(names) for names in defined)
    if any(ESSAY in cell.source for cell in handed_in.cells if cell.cell_type == "markdown"):
        (essay,) = [cell for cell in mended.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "q3_decoder"]
        assert fingerprint(essay.source) != fingerprint(lista8().find_source_cell("q3_decoder").released)
        assert any(ESSAY in cell.source for cell in mended.cells)


@RUNS
@given(changes=st.tuples(edits, edits), way=numbers)
def test_no_edits_of_two_notebooks_lose_what_either_answers(changes, way):
    handed_in = [edited(one) for one in changes]
    first, second = (read_notebook(saved(one, way))[0] for one in handed_in)
    mended, _ = repair_all(lista8(), "a.ipynb", first, {"b.ipynb": second})
    nbformat.validate(mended)
    tags = [cell.metadata.nbgrader.grade_id for cell in mended.cells if "nbgrader" in cell.metadata]
    assert len(tags) == len(set(tags))
    assert {cell.name for cell in lista8().grade_cells} <= set(tags)
    if any(still_there(one, ATTENTION) and still_there(one, HELPER) for one in handed_in):
        assert any(right_attention(names) for names in namespaces(mended))


@RUNS
@given(data=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_bytes_that_are_no_notebook_are_refused_in_one_way(data):
    with pytest.raises(Unreadable):
        read_notebook(data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["cell_type", "source", "metadata", "id", "outputs", "nbgrader", "grade_id", "tags"]), inner
        )
    ),
    max_leaves=30,
)


@RUNS
@given(cells=st.lists(json_values, max_size=6), key=st.sampled_from(["cells", "worksheets"]), version=json_values)
def test_any_list_of_cells_is_read_as_a_valid_notebook_and_repaired(cells, key, version):
    content = cells if key == "cells" else [{"cells": cells}]
    raw = {key: content, "nbformat": version, "metadata": version}
    notebook, _ = read_notebook(json.dumps(raw).encode())
    nbformat.validate(notebook)
    nbformat.validate(repair(lista8(), notebook)[0])
