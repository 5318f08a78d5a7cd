"""Notebooks as text: what nbformat.writes gives, byte for byte, at a fifth of its cost and without its validation."""

import json
from json.encoder import encode_basestring
from typing import Any

from nbformat import NotebookNode
from nbformat.v4.rwbase import split_lines, strip_transient

WORDS = {"None": "null", "True": "true", "False": "false", "{}": "{}", "[]": "[]"}  # by repr; json.dumps is slow


def notebook_text(nb: NotebookNode) -> str:
    """The text of an nbformat 4 notebook. `nb` is left with its sources and outputs split into lines, as on disk."""
    return indented(strip_transient(split_lines(nb)))


def indented(value: Any, margin: str = "\n") -> str:
    """JSON with sorted keys, indented by one space a level. margin: a line break and the indentation of this level."""
    if isinstance(value, str):
        return encode_basestring(value)
    if type(value) is int:
        return str(value)
    if not value or not isinstance(value, dict | list | tuple):
        return WORDS.get(repr(value)) or json.dumps(value)
    inner = margin + " "
    if isinstance(value, dict):
        pairs = [f"{encode_basestring(key)}: {indented(item, inner)}" for key, item in sorted(value.items())]
        return f"{{{inner}{f',{inner}'.join(pairs)}{margin}}}"
    alike = all(type(item) is str for item in value)  # lines, which nearly all lists are made of
    items = map(encode_basestring, value) if alike else [indented(item, inner) for item in value]
    return f"[{inner}{f',{inner}'.join(items)}{margin}]"
