"""Filters of nbconvert's HTML exporter (feedback and formgrader): everything passes through an allow-list."""

import re
from collections.abc import Callable
from html import escape

import nh3
from jinja2 import pass_context
from jinja2.runtime import Context

from autograder.repair.files import limits

ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": {"class", "title", "align", "lang"},
}
SCHEMES = {"http", "https", "mailto", "data"}
PICTURES = ("data:image/png;", "data:image/jpeg;", "data:image/gif;")
HIGHLIGHTING = re.compile(r"highlight|hl-\w+|[a-z]{1,2}\d?")  # classes that Pygments gives to code


def clean_html(html: str | bytes) -> str:
    """HTML without scripts, styles, forms, frames, handlers, ids or remote pictures; links may not run anything."""
    text = html.decode() if isinstance(html, bytes) else str(html)
    if text.count("<") > limits.TAGS:
        return as_it_is(text)
    return nh3.clean(text, attributes=ATTRIBUTES, url_schemes=SCHEMES, attribute_filter=_harmless)


def as_it_is(text: str) -> str:
    """A text that would take too long to be shown in another way."""
    return f"<pre>{escape(text[: limits.PLAIN])}{'…' * (len(text) > limits.PLAIN)}</pre>"


def in_time(render: Callable[[str], str], source: str, plain: Callable[[str], str] = as_it_is) -> str:
    """What `render` makes of a text or, when that takes too long, the text as it is."""
    try:
        with limits.within(limits.RENDERING):
            return render(source)
    except TimeoutError:
        return plain(source)


def _harmless(tag: str, attribute: str, value: str) -> str | None:
    """Pictures are embedded, links are no data, and classes only colour code: the page's own would let a cell pose."""
    embedded = value.strip().lower().startswith("data:")
    if attribute == "src":
        return value if value.strip().lower().startswith(PICTURES) else None
    if attribute == "class":
        return " ".join(name for name in value.split() if HIGHLIGHTING.fullmatch(name)) or None
    return None if embedded else value


@pass_context
def clean_markdown(context: Context, source: str) -> str:
    """nbconvert's markdown2html, cleaned: nbgrader's templates put a student's raw HTML into the page as it is."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath  # slow; not for a kernel

    def render(text: str) -> str:
        attachments = context.get("cell", {}).get("attachments", {})
        renderer = IPythonRenderer(escape=False, attachments=attachments, exclude_anchor_links=True)
        return MarkdownWithMath(renderer=renderer).render(text)

    def clean(text: str) -> str:
        try:
            html = render(text)
        except Exception:  # nbconvert has several for an attachment that is lost or empty
            html = render(text.replace("attachment:", "#"))
        return clean_html(html)

    return in_time(clean, source)
