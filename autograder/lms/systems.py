"""One record for each system that hands out archives or grade sheets: all that differs between them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class System:
    """A learning management system.

    patterns: of a path in its archive, each for a whole path: who handed in (name, number), what it was called there
    (rest, or flat), when, and whether late. lasting: its number is the person's in every assignment. squeezes_names:
    the name in a path is no name to show ("silvaana"), and the number the user's. stamped: each attempt has nbgrader's
    timestamp. capped: of its sheets it passes over what exceeds the maximum, without a word. takes_pages: it imports
    feedback pages.
    """

    name: str
    patterns: tuple[str, ...] = ()
    lasting: bool = False
    squeezes_names: bool = False
    stamped: bool = False
    capped: bool = False
    takes_pages: bool = False


MOODLE = System(
    "moodle",
    (r"(?P<name>[^/]*?)(?:_(?P<number>\d+))?_assignsubmission_[a-z]+(?:_?/(?P<rest>.+)|_(?P<flat>[^/]+))",),
    capped=True,
    takes_pages=True,
)
_CANVAS_FILE = r"(?:\d+_(?P<rest>[^/]+)|(?P<flat>text\.html|link\.html))"
CANVAS = System(
    "canvas",
    (
        rf"(?P<name>[^/]+?)_(?P<late>LATE_)?(?P<number>\d+)_{_CANVAS_FILE}",
        rf"(?P<late>LATE_)?(?P<number>anon_[0-9A-Za-z]+)_{_CANVAS_FILE}",
    ),
    lasting=True,
    squeezes_names=True,
)
BLACKBOARD = System(
    "blackboard",
    (r"[^/]+?_(?P<number>[^_/]+)_attempt_(?P<when>\d{4}(?:-\d\d){5})(?:_(?P<rest>[^/]+)|\.txt)",),
    lasting=True,
)
EXCHANGE = System(
    "exchange",
    (r"(?P<number>[^/+]+)\+ASSIGNMENT\+(?P<when>\d{4}-\d\d-\d\d \d\d:[^/+]*)(?:\+[^/]*)?/(?P<rest>.+)",),
    lasting=True,
    stamped=True,
)
NBGRADER = System(
    "nbgrader",
    (r"(?:submitted/)?(?P<number>[^/]+)/ASSIGNMENT/(?P<rest>.+)",),
    lasting=True,
    stamped=True,
)
PLAIN = System("plain")  # a folder or a file for each student
SYSTEMS = (MOODLE, CANVAS, BLACKBOARD, EXCHANGE, NBGRADER)  # in the order in which their patterns are tried
