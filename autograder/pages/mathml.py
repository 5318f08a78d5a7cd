"""Formulas for a page that loads no MathJax: the TeX in a text becomes MathML, which browsers show by themselves.

What cannot be converted in full stays as it was, TeX that a person can read. TeX comes from students: nothing of it
gets into the page but as escaped text inside elements and attributes of a fixed list.
"""

import re
from functools import lru_cache
from html import unescape
from xml.etree import ElementTree

from latex2mathml.converter import convert_to_element

# The delimiters that nbgrader's page tells MathJax to look for; \$ is a dollar sign. Longer TeX is no formula, and the
# bound keeps the search linear.
FORMULA = re.compile(
    r"\\\$"
    r"|\$\$(?P<display>.{1,2000}?)\$\$"
    r"|\\\[(?P<bracket>.{1,2000}?)\\\]"
    r"|\$(?P<inline>[^$]{1,2000}?)(?<!\\)\$"
    r"|\\\((?P<parenthesis>.{1,2000}?)\\\)"
    r"|(?P<environment>\\begin\{(?P<name>[a-z]{1,20}\*?)\}.{1,2000}?\\end\{(?P=name)\})",
    re.DOTALL,
)
ELEMENTS = re.compile(
    "math|menclose|merror|mfenced|mfrac|mi|mmultiscripts|mn|mo|mover|mpadded|mphantom|mprescripts|mroot|mrow"
    "|ms|mspace|msqrt|mstyle|msub|msubsup|msup|mtable|mtd|mtext|mtr|munder|munderover|none"
)
ATTRIBUTES = re.compile(
    "accent|columnalign|columnlines|columnspacing|depth|display|displaystyle|fence|form|height|largeop"
    "|linebreak|linethickness|lspace|mathcolor|mathsize|mathvariant|maxsize|minsize|movablelimits|notation"
    "|rowlines|rowspacing|rspace|scriptlevel|separator|stretchy|symmetric|voffset|width"
)


def typeset(text: str) -> str:
    """HTML text (no tags) with its formulas as MathML."""
    return FORMULA.sub(_formula, text)


def _formula(match: re.Match[str]) -> str:
    if match[0] == r"\$":
        return "$"
    found = match.groupdict()
    inline = found["inline"] or found["parenthesis"]
    tex = inline or found["display"] or found["bracket"] or found["environment"]
    return to_mathml(unescape(tex), "inline" if inline else "block") or match[0]


@lru_cache(1024)
def to_mathml(tex: str, display: str) -> str | None:
    """MathML of a formula, or None when it is beyond the converter."""
    try:
        math = convert_to_element(tex, display=display)
    except Exception:  # the converter's many errors, RecursionError and IndexError among them: all mean the same
        return None
    if not all(_is_safe_and_whole(element) for element in math.iter()):
        return None
    math.set("alttext", tex)
    return ElementTree.tostring(math, encoding="unicode")


def _is_safe_and_whole(element: ElementTree.Element) -> bool:
    """Put an element's text right and drop foreign attributes. False for a command or `&` that was not understood."""
    element.text = unescape(element.text or "")  # the converter writes entities; ElementTree escapes them itself
    element.attrib = {name: value for name, value in element.attrib.items() if ATTRIBUTES.fullmatch(name)}
    understood = not element.text.startswith("\\") and element.text != "&"
    return bool(ELEMENTS.fullmatch(element.tag)) and understood and not element.tail
