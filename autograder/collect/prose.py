"""Sentences in the place of code: comments, docstrings, printed and assigned text. Parsed, never run."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from itertools import groupby

from autograder.collect.python import MAGIC, Named, parse

INSIDE = 25  # words that a text inside a function must have: shorter ones are about the function
WORD = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"[^\W\d_]+(?:[,;:]? +[^\W\d_]+){4}")  # five words in a row, which code does not have
LABEL = re.compile(r"^(?:#+ .*|[\W\d_]*(?:resposta|resp|r|answer|quest[aã]o|q)[\W\d_]*)$", re.IGNORECASE)
CODE = re.compile(
    r"^(?:def|class|return|import|from|for|while|if|else|print)\b|[\w\])] *[-+*/@]?= *[\w(\[\"']|^[\w.]+\("
)
CELL_MAGIC = re.compile(r"\A\s*%%[^\n]*\n")
Text = tuple[int, int, int, str]  # first line, column there, last line, what it says


def words(text: str) -> int:
    """How many words of two letters or more a text has."""
    return len(WORD.findall(text))


def is_label(text: str) -> bool:
    """Whether a text only says that an answer follows: headings, "Resposta:"."""
    return not any(line.strip() and not LABEL.match(line.strip()) for line in text.splitlines())


def prose(source: str, least: int, inside: int = INSIDE) -> str:
    """What a code cell says in words: its comments and strings of at least `least` words, in order.

    inside: how many they must have in a function, where most are about it. A cell that is not Python is a text as it
    stands.
    """
    tree = parse(source)
    if tree is None or CELL_MAGIC.match(source):
        text = _without_code(CELL_MAGIC.sub("", source)).strip()
        return text if SENTENCE.search(text) and words(text) >= least else ""
    within = {line for node in tree.body if isinstance(node, Named) for line in range(node.lineno, node.end_lineno + 1)}
    told = sorted({*_strings(tree), *_comments(source)})
    said = [text for first, *_, text in told if words(text) >= (max(inside, least) if first in within else least)]
    return "\n\n".join(said)


def is_only_prose(source: str) -> bool:
    """Whether a code cell does nothing but hold a text."""
    tree = parse(source)
    if tree is None or CELL_MAGIC.match(source):
        return bool(prose(source, 1))
    lines = {line for first, _, last, _ in _strings(tree) for line in range(first, last + 1)}
    holds = [isinstance(node, ast.Expr | ast.Assign) and lines & {*_lines(node)} for node in tree.body]
    return all(holds) and bool(prose(source, 1))


def _without_code(text: str) -> str:
    """A text as it stands; of what is mostly broken code, the comments."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if 2 * sum(bool(CODE.search(line)) for line in lines) < len(lines):
        return text
    return "\n".join(line.lstrip("# ") for line in lines if line.startswith("#"))


def _lines(node: ast.stmt) -> range:
    return range(node.lineno, node.end_lineno + 1)


def _strings(tree: ast.Module) -> Iterator[Text]:
    """Strings of the source, those that are filled in at run time without what is filled in."""
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        text = "".join(part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))
        if text:
            said = "\n".join(line.strip() for line in text.strip().splitlines())
            yield node.lineno, node.col_offset, node.end_lineno, said
        if not isinstance(node, ast.JoinedStr):
            todo += ast.iter_child_nodes(node)


def _comments(source: str) -> Iterator[Text]:
    """Comments, those in lines that follow one another as one; code that was commented out is none."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(MAGIC.sub(r"\1pass", source)).readline))
    except (tokenize.TokenError, SyntaxError):
        return
    found = [(token.start[0], token.string.lstrip("#").strip()) for token in tokens if token.type == tokenize.COMMENT]
    for _, block in groupby(enumerate(found), key=lambda pair: pair[1][0] - pair[0]):
        lines = [line for _, line in block]
        text = "\n".join(said for _, said in lines).strip()
        if text and parse(text) is None:
            yield lines[0][0], 0, lines[-1][0], text
