"""Notebook -> feedback page: nbgrader's own exporter and template, without what costs time, space or a network.

The body is what `nbgrader generate_feedback` makes through the same configuration, but for three things that would need
a network: formulas become MathML (where they can; else the TeX stays), pictures kept elsewhere become links, and the
style sheet is small and in the page. One exporter serves a whole process: template, markdown and highlighting are kept.
This module never reads the gradebook and writes no file.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache, partial
from html import escape, unescape
from pathlib import Path

import nbformat
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from nbgrader.preprocessors import GetGrades
from nbgrader.utils import is_grade, is_solution, is_task

from autograder.course.grades import NotebookGrades
from autograder.course.records import footer_of
from autograder.pages.mathml import typeset
from autograder.pages.sanitize import in_time

TEMPLATES = Path(__file__).parent / "templates"
LEXER = "python"
REMEMBERED = 512  # renderings kept by a process: those of the handout recur in every submission
NO_ALT = "No description has been provided for this image"  # nbconvert's own words
INSIDE = r"""[^>"']|"[^"]*"|'[^']*'"""  # of a tag
TOKEN = re.compile(  # "same": a run of tags and text in which there is nothing to do
    rf"(?P<same>(?:<(?!/?(?:pre|code|style|img)\b)[a-zA-Z/!](?:{INSIDE})*+>|[^<$\\]++)++)"
    rf"|(?P<tag><[a-zA-Z/!](?:{INSIDE})*+>)|(?P<text>[^<]+|<)"
)
SOURCE = re.compile(r'\ssrc="([^"]*)"')
BESIDE = re.compile(r'\ssrc="(?:data:image/|[\w.%-][^:\\"]*")')  # in the page, or a file that lies beside it
ELSEWHERE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?\*/|^\s+", re.DOTALL | re.MULTILINE)
VERBATIM = re.compile(r"<(/?)(?:pre|code|style)\b")  # where MathJax looks for no formulas either


def add_grades(nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
    """Preprocessor in the place of nbgrader's GetGrades: the same, from the NotebookGrades in `resources`."""
    grades: NotebookGrades = resources["autograder"]["grades"]
    for cell in nb.cells:
        known = cell.metadata.get("nbgrader", {})
        known.pop("comment", None)  # only the gradebook's comments count, not one that came with the submission
        if is_solution(cell) or is_task(cell):
            known["comment"] = _on_record(grades.comments, known["grade_id"])
        if is_grade(cell) or is_task(cell):
            known["score"], known["points"] = _on_record(grades.scores, known["grade_id"])
    total = sum(score for score, _ in grades.scores.values())
    late = {"late_penalty": grades.late_penalty, "score": total - grades.late_penalty}
    resources["nbgrader"].update(late, max_score=grades.max_score)
    return nb, resources


def _on_record(known: dict, grade_id: str) -> object:
    if grade_id not in known:
        raise LookupError(f"the gradebook has no row for the cell {grade_id!r}: autograde the submission again")
    return known[grade_id]


def tame_outputs(nb: NotebookNode) -> None:
    """Keep only numbers as sizes of pictures: nbconvert's template writes them into the page without quotes."""
    for output in (output for cell in nb.cells for output in cell.get("outputs", [])):
        for about in output.get("metadata", {}).values():
            for side in ("width", "height") if isinstance(about, dict) else ():
                if not str(about.get(side, "")).isdecimal():
                    about.pop(side, None)


class PageExporter(HTMLExporter):
    """nbgrader's HTML exporter for feedback, made to be used for many notebooks."""

    def _preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        for preprocessor in self._preprocessors:
            nb, resources = preprocessor(nb, resources)
        nbformat.validate(nb, relax_add_props=True)  # once; nbconvert does after every preprocessor
        return nb, resources

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict | None = None, **kw: object
    ) -> tuple[str, ResourcesDict]:
        """HTMLExporter's, but nbconvert does not parse the finished page again (BeautifulSoup: a third of its time)."""
        resources = self._init_resources(resources)
        types = WidgetsDataTypeFilter(notebook_metadata=nb.metadata, parent=self, resources=resources)
        self.register_filter("highlight_code", self.filters.get("highlight_code", self.highlighter()))
        self.register_filter("filter_data_type", types)
        html, resources = TemplateExporter.from_notebook_node(self, nb, resources, **kw)
        return finish(html), resources

    @cache  # noqa: B019  an exporter lives as long as its process
    def highlighter(self) -> Callable[..., str]:
        """The highlight_code filter, with a memory. The language is ours to say: some lexers take very long."""
        highlight = Highlight2HTML(pygments_lexer=LEXER, parent=self)

        @lru_cache(REMEMBERED)
        def remembered(source: str) -> str:
            return in_time(highlight, source)

        def highlight_code(source: str, metadata: dict | None = None) -> str:
            return remembered(source)

        return highlight_code


def make_exporter(converter: GenerateFeedback) -> PageExporter:
    """The exporter that nbgrader's converter would use with this configuration, turned into ours."""
    exporter = PageExporter(parent=converter, config=converter.config)
    for preprocessor in converter.preprocessors:
        exporter.register_preprocessor(add_grades if _is_get_grades(preprocessor) else preprocessor)
    exporter.base_template = exporter.template_file
    exporter.template_paths = [*exporter.template_paths, str(TEMPLATES)]
    exporter.template_file = "page.html.j2"
    exporter.register_filter("squeeze_css", squeeze_css)
    filters = exporter.environment.filters
    exporter.register_filter("markdown2html", remember_markdown(filters["markdown2html"]))
    strip = partial(in_time, filters["strip_files_prefix"], plain=str)
    exporter.register_filter("strip_files_prefix", lru_cache(REMEMBERED)(strip))
    return exporter


def _is_get_grades(preprocessor: type | str) -> bool:
    return preprocessor is GetGrades or str(preprocessor).endswith("preprocessors.GetGrades")


def remember_markdown(markdown2html: Callable[[Context, str], str]) -> Callable[[Context, str], str]:
    """The configured markdown filter with a memory: most cells are the handout's own."""
    known: dict[tuple[str, str], str] = {}

    @pass_context
    def remembered(context: Context, source: str) -> str:
        key = (source, repr(context.get("cell", {}).get("attachments")))
        if key not in known:
            if len(known) >= REMEMBERED:
                known.clear()
            known[key] = markdown2html(context, source)
        return known[key]

    return remembered


@cache
def style_sheet() -> str:
    """The page's own style sheet."""
    return squeeze_css((TEMPLATES / "page.css").read_text())


def squeeze_css(css: str) -> str:
    """A style sheet without its comments and indentation."""
    return COMMENT.sub("", css)


def make_page(exporter: PageExporter, nb: NotebookNode, resources: dict, grades: NotebookGrades, key: str) -> str:
    """The whole page. `resources` are those of nbgrader's converter; `key` is written into the head."""
    ours = {"grades": grades, "key": key, "css": style_sheet(), "base_template": exporter.base_template}
    ours["footer"] = footer_of(nb)
    tame_outputs(nb)
    return exporter.from_notebook_node(nb, {**resources, "autograder": ours})[0]


def finish(html: str) -> str:
    """Alternative texts, links for pictures kept elsewhere, and formulas, in a page whose every tag is well formed."""
    parts, verbatim = [], 0
    for token in TOKEN.finditer(html):
        part = token[0]
        if token.lastgroup == "text" and verbatim == 0:
            part = typeset(part)
        elif token.lastgroup == "tag" and (mark := VERBATIM.match(part)):
            verbatim += -1 if mark[1] else 1
        elif token.lastgroup == "tag":
            part = _picture(part)
        parts.append(part)
    return "".join(parts)


def _picture(tag: str) -> str:
    """An <img> that the page may show without a network, or a link in its place."""
    source = SOURCE.search(tag)
    if source and not BESIDE.search(tag):
        address = escape(unescape(source[1]))
        link = f'<a href="{address}" rel="noopener noreferrer">{address}</a>'
        return link if ELSEWHERE.match(source[1]) else address
    return tag if re.search(r"\salt=", tag) else f'<img alt="{NO_ALT}"{tag[4:]}'
