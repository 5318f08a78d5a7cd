"""Our feedback pages against those of `nbgrader generate_feedback` on the same course: same words, no network."""

import os
import re
import shutil
from html import unescape

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook

from autograder.demo import fill
from autograder.pages.command import write_feedback
from autograder.pages.exporter import finish, tame_outputs
from autograder.pages.mathml import to_mathml, typeset
from autograder.pages.writer import PageWriter
from tests.conftest import CONFIG, SAMPLES, hand_in, make_course, nbgrader, released

STUDENTS = {
    "ana": "certa-pesos",
    "bia": "errada-softmax-nas-colunas",
    "caio": "hostil-html-no-erro",
    "davi": "vazia-so-q1",
}
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"
TEX = r"\text{softmax}\left(\frac{Q K^T}{\sqrt{d_k}}\right) V"


@pytest.fixture(scope="module")
def graded(sandbox, tmp_path_factory):
    """A graded course with a manual score, extra credit, a comment and a late penalty; stock feedback in stock/."""
    course = make_course(tmp_path_factory.mktemp("pages"), CONFIG.format(minimum=3))
    for student, sample in STUDENTS.items():
        notebook = fill(released(course), (SAMPLES[sample] / "answer.py").read_text())
        notebook.cells[3:3] = [new_markdown_cell(rf"${TEX}$ e \$ 5 e $a<b$ `$x$`"), new_code_cell("print('$x$ <b>')")]
        hand_in(course, student, notebook)
        (course / "submitted" / student / "lista8/submission_secret.txt").write_text("secret")
        (course / "submitted" / student / "lista8/timestamp.txt").write_text("2026-11-22 10:00:00 UTC")
    assert nbgrader(course, "autograde", "lista8").returncode == 0
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        essay = gradebook.find_grade("q3_decoder", "lista8", "lista8", "bia")
        essay.manual_score, essay.extra_credit = 1.5, 0.25
        gradebook.find_comment("q3_decoder", "lista8", "lista8", "bia").manual_comment = f"Muito **bem**: $d_k$ {EVIL}"
        gradebook.find_submission_notebook("lista8", "lista8", "davi").late_submission_penalty = 0.5
        gradebook.db.commit()
    done = nbgrader(course, "generate_feedback", "lista8")
    assert done.returncode == 0, done.stderr[-3000:]
    (course / "feedback").rename(course / "stock")
    return course


@pytest.fixture
def course(graded, tmp_path):
    """A copy of the graded course, to do harm to."""
    return shutil.copytree(graded, tmp_path / "course", symlinks=True, ignore=shutil.ignore_patterns("feedback"))


def page(course, student, step="feedback"):
    return course / step / student / "lista8/lista8.html"


def body(path):
    """The page's body with formulas as TeX, without scripts, styles and footer; white space outside <pre> is equal."""
    soup = BeautifulSoup(path.read_text(), "html.parser")
    for math in soup.find_all("math"):
        mark = "$$" if math["display"] == "block" else "$"
        math.replace_with(f"{mark}{math['alttext']}{mark}")
    for element in soup.find_all(["script", "style", "link", "footer"]):
        element.decompose()
    soup.smooth()
    for text in soup.find_all(string=True):
        if not text.find_parent("pre"):
            text.replace_with(re.sub(r"\s+", " ", text))
    return soup.body


def test_a_page_says_what_nbgraders_page_says(graded):
    assert write_feedback(graded, "lista8", None, 2, False) == []
    for student in STUDENTS:
        assert str(body(page(graded, student))) == str(body(page(graded, student, "stock"))), student
        assert page(graded, student).stat().st_mode == page(graded, student, "stock").stat().st_mode
        assert sorted(os.listdir(page(graded, student).parent)) == sorted(
            os.listdir(page(graded, student, "stock").parent)
        )


def test_manual_score_extra_credit_comment_and_late_penalty_are_shown(graded):
    write_feedback(graded, "lista8", ["bia", "davi"], 1, False)
    text = body(page(graded, "bia")).get_text()
    assert "Score: 1.75 / 2.0" in text
    assert "Muito bem: $d_k$" in text
    assert "Late submission penalty (Score: -0.5)" in body(page(graded, "davi")).get_text()


def test_below_every_page_stands_how_the_code_was_kept_apart(graded, sandbox):
    for student in STUDENTS:
        [footer] = BeautifulSoup(page(graded, student).read_text(), "html.parser").find_all("footer")
        assert f"isolamento de nível {sandbox.level}" in footer.text


def test_a_page_is_small_fetches_nothing_and_runs_nothing(graded):
    write_feedback(graded, "lista8", None, 1, False)
    for student in STUDENTS:
        html = page(graded, student).read_text()
        soup = BeautifulSoup(html, "html.parser")
        assert not soup.find_all(["script", "link", "iframe", "object", "base"])
        assert all(image["src"].startswith("data:image/") for image in soup.find_all("img", src=re.compile(":")))
        assert not [tag for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
        assert "url(" not in "".join(style.string for style in soup.find_all("style"))
        pictures = sum(len(image.get("src", "")) for image in soup.find_all("img"))
        assert len(html) - pictures < 110_000  # measured: 99,326, of which much is the handout's own cells
        assert soup.html["lang"] == "pt-BR"
        assert soup.find("math")
        assert "HIDDEN TESTS" not in html
        assert "MARK SCHEME" not in html


def test_only_what_changed_is_written_again(course, capsys):
    def written():
        assert write_feedback(course, "lista8", None, 2, False) == []
        return int(re.search(r"(\d+) pages written", capsys.readouterr().out)[1])

    assert written() == 4
    assert written() == 0
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.find_comment("q3_decoder", "lista8", "lista8", "ana").manual_comment = "Releia a questão."
        gradebook.db.commit()
    assert written() == 1
    assert "Releia a questão." in page(course, "ana").read_text()
    shutil.copy(page(course, "bia", "stock"), page(course, "bia"))  # as `nbgrader generate_feedback` leaves it
    page(course, "caio").unlink()
    assert written() == 2
    with (course / "nbgrader_config.py").open("a") as config:
        config.write("# changed\n")
    assert written() == 4
    assert write_feedback(course, "lista8", ["ana"], 1, True) == []
    assert "1 pages written" in capsys.readouterr().out


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_broken_notebook_stops_no_other_and_leaves_no_old_page(course, jobs, capsys):
    broken = course / "autograded/bia/lista8/lista8.ipynb"
    broken.chmod(0o644)
    broken.write_text("{")
    page(course, "bia").parent.mkdir(parents=True)
    page(course, "bia").write_text("an old page")
    assert write_feedback(course, "lista8", None, jobs, False) == ["bia"]
    assert "NO FEEDBACK: bia: lista8.ipynb: " in capsys.readouterr().err
    assert [page(course, student).exists() for student in STUDENTS] == [True, False, True, True]


def test_a_student_without_a_notebook_is_named(course, capsys):
    assert write_feedback(course, "lista8", ["zeca", "ana"], 2, False) == ["zeca"]
    assert "zeca: no autograded notebook" in capsys.readouterr().err
    assert page(course, "ana").exists()


def test_a_process_that_dies_takes_only_its_own_page_with_it(course, monkeypatch, capsys):
    write = PageWriter.write

    def fatal(writer, task, force):
        return os._exit(1) if task.student == "caio" else write(writer, task, force)

    monkeypatch.setattr(PageWriter, "write", fatal)
    assert write_feedback(course, "lista8", None, 2, False) == ["caio"]
    assert "the process that made the page died" in capsys.readouterr().err
    assert [page(course, student).exists() for student in STUDENTS] == [True, True, False, True]


def test_a_configuration_that_cannot_be_read_makes_no_page(course):
    (course / "nbgrader_config.py").write_text("raise ValueError('half a configuration')")
    with pytest.raises(ValueError, match="half a configuration"):
        write_feedback(course, "lista8", None, 1, False)
    assert not (course / "feedback").exists()


def test_a_cell_may_not_bring_its_own_comment_or_html_in_a_pictures_size(course):
    path = course / "autograded/ana/lista8/lista8.ipynb"
    notebook = nbformat.read(path, as_version=4)
    about = {"grade_id": f'"{EVIL}', "comment": EVIL, "grade": False, "solution": False, "locked": False}
    notebook.cells.append(new_markdown_cell("![foto](http://example.com/a.png)", metadata={"nbgrader": about}))
    size = {"image/png": {"width": "1 onerror=alert(3)", "height": 20}}
    picture = new_output("display_data", data={"image/png": "aGk="}, metadata=size)
    notebook.cells.append(new_code_cell("x", outputs=[picture]))
    path.chmod(0o644)
    nbformat.write(notebook, path)
    assert write_feedback(course, "lista8", ["ana"], 1, False) == []
    soup = BeautifulSoup(page(course, "ana").read_text(), "html.parser")
    assert not soup.find_all("script")
    assert not soup.find_all(onerror=True)
    assert soup.find("img", height="20")
    assert not soup.find_all("img", src=re.compile("^http"))


def test_sizes_that_are_numbers_are_kept():
    output = new_output(
        "display_data", data={}, metadata={"image/png": {"width": 10, "height": "1em"}, "isolated": True}
    )
    tame_outputs(new_notebook(cells=[new_code_cell(outputs=[output])]))
    assert output.metadata == {"image/png": {"width": 10}, "isolated": True}


@pytest.mark.parametrize("tex", [TEX, "(n, d_{model})", r"\sum_{i=1}^n x_i", "a<b"])
def test_formulas_become_mathml(tex):
    math = BeautifulSoup(to_mathml(tex, "inline"), "html.parser").math
    assert math["alttext"] == tex
    assert "\\" not in math.get_text()


@pytest.mark.parametrize("tex", [r"\frac{", r"\unknown{x}", r"\begin{aligned}a&=b\end{aligned}", "{" * 1500, "a & b"])
def test_what_cannot_be_converted_in_full_stays_readable_tex(tex):
    assert to_mathml(tex, "inline") is None
    assert unescape(typeset(f"seja ${tex.replace('&', '&amp;')}$.")) == f"seja ${tex}$."


@pytest.mark.parametrize(
    "tex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\style{color:red}{x}",
        r"\text{<img src=x onerror=alert(1)>}",
        r"\text{&lt;script&gt;}",
        r"\color{red\"onclick=x}x",
        r"\class{a}{x}",
        EVIL,
    ],
)
def test_a_formula_brings_in_no_html(tex):
    soup = BeautifulSoup(to_mathml(tex, "inline") or "", "html.parser")
    assert not [tag for tag in soup.find_all(True) if tag.name in ("img", "script", "a")]
    assert not [tag for tag in soup.find_all(True) if {"href", "style", "onclick", "class"} & tag.attrs.keys()]


def test_formulas_in_code_and_in_attributes_are_left_alone():
    for html in ("<code>$x$</code>", "<pre><b>$x$</b></pre>", "<a title='$x$ <b'>y</a>", "US\\$ 1"):
        assert finish(html) == html.replace("\\$", "$")
    assert finish("<p>$x$</p>") == f"<p>{to_mathml('x', 'inline')}</p>"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("data:image/png;base64,aGk=", "<img"),
        ("figuras/a%20b.png", "<img"),
        ("https://example.com/a.png", '<a href="https'),
        ("//example.com/a.png", '<a href="//'),
        (" https://example.com/a.png", " https"),
        ("javascript:alert(1)", "javascript"),
        ("\\\\example.com\\a.png", "\\\\example"),
    ],
)
def test_a_picture_that_is_not_at_hand_is_not_fetched(source, shown):
    for tag in (f'<img src="{source}" alt="x src=">', f'<img alt="x" src="{source}">'):
        assert finish(tag).startswith(shown)


def test_an_assignment_that_nobody_has_autograded_is_an_error(course):
    with pytest.raises(FileNotFoundError, match="lista9"):
        write_feedback(course, "lista9", None, 2, False)


def test_stock_nbgrader_releases_our_pages(course, tmp_path):
    write_feedback(course, "lista8", ["ana"], 1, False)
    options = ("--course=c", f"--Exchange.root={tmp_path}", "--student=ana")
    done = nbgrader(course, "release_feedback", "lista8", *options)
    assert done.returncode == 0, done.stderr[-2000:]
    (released_page,) = tmp_path.glob("c/feedback/*.html")
    assert released_page.read_text() == page(course, "ana").read_text()
