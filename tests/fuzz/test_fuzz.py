"""Whatever a student sends, the trusted side decodes, grades and shows it, or says that it is none; and never raises.

FUZZ_EXAMPLES is the number of examples for each property: `make fuzz` takes many.
"""

import json
import os
import re
from datetime import timedelta

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from autograder import plugin
from autograder.batch.grade_class import grade_submission
from autograder.course.course import Course, Submission
from autograder.course.gradebook import open_gradebook
from autograder.demo import fill
from autograder.feedback.outputs import cell_outputs, outputs_of
from autograder.judge.run.cell_outputs import CellResult, parse_cell_result
from autograder.pages.sanitize import clean_html
from autograder.rubric import Outcome, StudentError, Verdict
from autograder.sandbox.shared.messages import CellShown
from autograder.sandbox.shared.records import pack as pack_record
from autograder.sandbox.shared.records import parse
from autograder.sandbox.shared.wire import Opaque, WireError, pack, unpack
from tests.conftest import CONFIG, SAMPLES, make_course, released
from tests.fuzz.strategies import MARK, damage, damages, frames, jsons, lies, outputs, texts
from tests.sandbox.test_messages import MESSAGES

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))
FORBIDDEN = {"script", "iframe", "object", "embed", "form", "input", "base", "meta", "link", "style", "svg", "frame"}
ADDRESSES = re.compile(r"\s*(javascript|vbscript|data:(?!image/(png|jpeg|gif)))", re.IGNORECASE)


pytestmark = [
    pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning"),  # on the length of examples
    pytest.mark.filterwarnings("ignore:Your element with mimetype"),  # nbconvert's, on an output that shows nothing
]


def fuzz(share=1.0):
    """Settings of one property. The short form is the same every time, and does not spend minutes on shrinking."""
    phases = (Phase.explicit, Phase.generate, *([Phase.shrink] if EXAMPLES > 60 else []))
    return settings(
        phases=phases,
        max_examples=max(5, int(EXAMPLES * share)),
        deadline=timedelta(seconds=60),
        suppress_health_check=list(HealthCheck),
        derandomize=EXAMPLES <= 60,
        database=None,
    )


@fuzz(8)
@given(frames())
def test_a_frame_decodes_to_plain_data_or_is_a_wire_error(frame):
    try:
        header, value = unpack(frame)
    except WireError:
        return
    assert isinstance(header, dict)
    stack = [value]
    while stack:
        item = stack.pop()
        assert item is None or type(item) in (bool, int, float, list, tuple, Opaque, np.ndarray)
        stack += item if isinstance(item, (list, tuple)) else []
        assert not isinstance(item, np.ndarray) or item.dtype.kind in "biufc"


@fuzz(8)
@given(lies(*MESSAGES))
def test_a_message_with_a_lie_in_it_is_a_wire_error_or_within_all_bounds(frame):
    try:
        message = parse(frame, *MESSAGES)
    except WireError:
        return
    again = parse(pack_record(message), type(message))
    assert pack_record(again) == pack_record(message)


@fuzz(4)
@given(jsons())
def test_any_value_of_a_child_can_be_packed_and_read_again(value):
    header, again = unpack(pack({"op": "result"}, value))
    assert header == {"op": "result"}
    assert isinstance(again, (type(value), Opaque))


@fuzz(4)
@given(st.lists(outputs(), max_size=4), st.booleans(), st.booleans())
def test_what_a_child_claims_to_have_shown_becomes_a_valid_notebook(shown, cut, timed_out):
    told = CellShown(1, tuple(shown), cut=cut, timed_out=timed_out)
    ran = parse_cell_result(parse(pack_record(told), CellShown))
    assert isinstance(ran, CellResult)
    cell = new_code_cell(outputs=nbformat.from_dict(cell_outputs(ran.outputs, ran.cut, ran.stopped)))
    notebook = new_notebook(cells=[cell])
    nbformat.validate(notebook)
    nbformat.writes(notebook).encode("utf-8")
    assert "application/javascript" not in json.dumps(notebook)


def harmful(html):
    """Tags, handlers and addresses in a page that a student's text may not bring in."""
    for tag in BeautifulSoup(html, "html.parser").find_all(True):
        text = "".join(tag.find_all(string=True, recursive=False))
        if tag.name in FORBIDDEN and MARK in str(tag.attrs) + text:
            yield str(tag)[:200]
        for name, value in tag.attrs.items():
            if (name.startswith("on") and MARK in str(value)) or (name == "srcdoc") or MARK in name:
                yield f"{tag.name} {name}={value}"[:200]
            # SVG as a picture runs nothing
            picture = (tag.name, name) == ("img", "src") and str(value).startswith("data:image/")
            if name in ("href", "src", "action", "xlink:href") and ADDRESSES.match(str(value)) and not picture:
                yield f"{tag.name} {name}={value}"[:200]


@fuzz(4)
@given(texts(), texts(), texts(), st.sampled_from(list(Verdict)), st.sampled_from(["exception", "cell", "exit"]))
def test_what_broke_is_told_in_escaped_words(name, message, line, verdict, kind):
    problem = StudentError(verdict, kind, name, message, line)
    shown, points = outputs_of(Outcome("q", "Frase.", verdict, 0.0, problem), 2.5)
    assert points["data"] == {"text/plain": "0.0"}
    tags = {tag.name for tag in BeautifulSoup(shown["data"]["text/html"], "html.parser").find_all(True)}
    assert tags <= {"p", "b", "br", "pre"}


@fuzz(4)
@given(texts())
def test_cleaned_html_runs_nothing(text):
    assert not list(harmful(clean_html(text)))


@pytest.fixture(scope="module")
def formgrader():
    """The exporter of the formgrader's pages, made as its server extension makes it."""
    config = Config()
    plugin.configure(config)
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    return HTMLExporter(config=config)


@fuzz(0.7)
@given(st.lists(outputs(), max_size=3), st.lists(texts(), max_size=2), texts())
def test_no_output_or_text_of_a_student_runs_in_the_formgrader(formgrader, shown, words, code):
    ran = parse_cell_result(CellShown(1, tuple(shown)))
    cells = [new_markdown_cell(_written(text)) for text in words]
    cells.append(new_code_cell(_written(code), outputs=nbformat.from_dict(ran.outputs)))
    told = {"assignment_id": "a", "notebook_id": "n", "submission_id": "s", "index": 0, "total": 1, "base_url": ""}
    told |= {"student": "s", "last_name": "", "first_name": "", "notebook_path": ""}
    html, _ = formgrader.from_notebook_node(new_notebook(cells=cells), resources=told)
    assert not list(harmful(html))


def _written(text):
    """As it comes out of a file."""
    return text.encode("utf-8", "replace").decode()


@pytest.fixture(scope="module")
def assignment(sandbox, tmp_path_factory):
    """Lista 8 as the batch knows it."""
    folder, back = make_course(tmp_path_factory.mktemp("fuzz"), CONFIG.format(minimum=3)), os.getcwd()
    course = Course(folder)
    gradebook = open_gradebook(course.coursedir.db_url, course.coursedir.course_id)
    try:
        yield course.assignment("lista8", gradebook)
    finally:
        gradebook.close()
        os.chdir(back)


HONEST = json.loads(nbformat.writes(fill(released(), (SAMPLES["certa-pesos"] / "answer.py").read_text())))


@fuzz(0.7)
@given(damages())
def test_any_bytes_handed_in_are_graded_or_refused_by_name_and_never_stop_a_class(assignment, damages):
    graded = grade_submission(
        assignment, 1, Submission("ana", {"lista8": {"lista8.ipynb": damage(HONEST, *damages)}}, {})
    )
    if graded.error is not None:
        assert graded.notebooks == {}
        return
    again = nbformat.reads(graded.notebooks["lista8"].encode("utf-8").decode(), as_version=4)
    assert again.metadata.autograder.sandbox_level > 0
    record = assignment.records["lista8"]
    most = {cell.name: cell.max_score for cell in record.grade_cells}
    scores = graded.scores["lista8"].scores
    assert set(scores) == set(most)
    assert all(score is None or 0 <= score <= most[name] for name, score in scores.items())
