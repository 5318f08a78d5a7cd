"""Code in a markdown cell: fenced with ``` or ~~~, indented, or after some words. Text in, text out."""

import re
from collections.abc import Iterator
from textwrap import dedent

from autograder.parse.python import DEFINITION, parse

OPENING = re.compile(r"^(?P<lead>[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?)(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)$")
LINES = 400  # that may follow a definition without a fence


def code_in(text: str) -> Iterator[str]:
    """What may be the code in a text, the most certain first."""
    yield "\n".join(code for code in fenced(text) if parse(code) is not None)
    yield dedent("\n".join(line for line in text.splitlines() if not line.strip() or re.match(r" {4}|\t", line)))
    yield _unfenced(text)


def fenced(text: str) -> Iterator[str]:
    """The code in each fence; one that is never closed goes on to the end, as in CommonMark."""
    lines = text.splitlines()
    while lines:
        opening = OPENING.match(lines.pop(0))
        if opening is None:
            continue
        quote, body = ">" in opening["lead"], []
        while lines and not _closes(lines[0], opening["fence"]):
            line = lines.pop(0)
            body.append(re.sub(r"^[ \t]*> ?", "", line) if quote else line)
        del lines[:1]
        yield dedent("\n".join(body).expandtabs(4))


def _closes(line: str, fence: str) -> bool:
    found = line.strip(" \t>")
    return len(found) >= len(fence) and set(found) == {fence[0]}


def _unfenced(text: str) -> str:
    """Python from the first definition on, as far as it goes."""
    first = DEFINITION.search(text)
    lines = text[first.start() :].splitlines()[:LINES] if first else []
    while lines and parse("\n".join(lines)) is None:
        lines.pop()
    return "\n".join(lines)
