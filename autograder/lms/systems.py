"""One record for each system that hands out archives or grade sheets: all that differs between them."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class System:
    """A learning management system.

    patterns: of a path in its archive, each for a whole path: who handed in (name, number), what it was called there
    (rest, or flat), when, which version, and whether late; TITLE is the assignment's however it is written, ASSIGNMENT
    its name. ignored: paths that nobody handed in. lasting: its number is the person's in every assignment. marked: its
    paths can be no others, so that it is known also in a folder of several archives. titled: the number has the
    assignment's title before it. squeezes_names: the name in a path is no name to show ("silvaana"), and the number the
    user's. unknown: why its number alone tells nobody. stamped: each attempt has nbgrader's timestamp. capped: of its
    sheets it passes over what exceeds the maximum, without a word. takes_pages: it imports feedback pages.
    """

    name: str
    patterns: tuple[str, ...] = ()
    ignored: str = r"(?!)"
    lasting: bool = False
    marked: bool = False
    titled: bool = False
    squeezes_names: bool = False
    unknown: str = ""
    stamped: bool = False
    capped: bool = False
    takes_pages: bool = False


MOODLE = System(
    "moodle",
    (r"(?P<name>[^/]*?)(?:_(?P<number>\d+))?_assignsubmission_[a-z]+(?:_?/(?P<rest>.+)|_(?P<flat>[^/]+))",),
    marked=True,
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
    marked=True,
    squeezes_names=True,
)
BLACKBOARD = System(
    "blackboard",
    (r"(?P<number>[^/]+?)_(?:attempt|tentativa|intento)_(?P<when>\d{4}(?:-\d\d){5})(?:_(?P<rest>[^/]+)|\.txt)",),
    lasting=True,
    marked=True,
    titled=True,
)
BRIGHTSPACE = System(
    "brightspace",
    (
        r"(?P<number>\d+)-\d+ - (?P<name>[^/]+?) - "
        r"(?P<when>\w+ \w+,? \d{4},? \d{1,2}:?\d\d(?: [AP]M)?)(?:/(?P<rest>.+)| - (?P<flat>[^/]+))",
    ),
    ignored=r"index\.html?",
    marked=True,
)
SAKAI = System(
    "sakai",
    (
        r"(?P<name>[^/]+)\((?P<number>[^/()]{3,})\)/(?:timestamp\.txt|(?:Feedback|Coment)[^/]*/.+|"
        r"(?:Submission attachment|Anexo)[^/]*/(?P<rest>.+)|(?P<flat>.+))",
    ),
    ignored=r"grades\.(?:csv|xlsx?)",
    lasting=True,
)
GRADESCOPE = System(
    "gradescope",
    (r"submission_(?P<number>\d+)/(?P<rest>.+)",),
    ignored=r"submission_metadata\.ya?ml",
    marked=True,
    unknown="Gradescope numbers submissions and names nobody: submission_metadata.yml of the export says who it is",
)
GRADESCOPE_NAMED = replace(GRADESCOPE, lasting=True, unknown="")  # with the people of submission_metadata.yml
TEAMS = System(
    "teams",
    (
        r"(?:(?:Submitted files|Arquivos enviados)/)?(?P<name>[^/]+)/[^/]+/"
        r"(?:Version|Versão) (?P<version>\d{1,6})/(?P<rest>.+)",
    ),
    ignored=r"(?:Working files|Arquivos de trabalho)/.*",
    marked=True,
)
GITHUB = System(  # Classroom: a repository for each student
    "github",
    (r"TITLE-(?!submissions/)(?P<number>[A-Za-z0-9][A-Za-z0-9-]{0,38})/(?P<rest>.+)",),
    ignored=r"(?:.*/)?\.git(?:hub)?/.*",
    lasting=True,
)
SIGAA = System(
    "sigaa",
    (
        r"(?P<number>\d{6,14})[_ -]+(?P<name>[^\W\d_a-z]['A-ZÀ-Þ.-]*(?:[_ ][^\W\d_a-z]['A-ZÀ-Þ.-]*)+)"
        r"(?:/(?P<rest>.+)|[_ -]+(?P<flat>[^/]+)|\.ipynb)",
    ),
    lasting=True,
)
EXCHANGE = System(
    "exchange",
    (r"(?P<number>[^/+]+)\+ASSIGNMENT\+(?P<when>\d{4}-\d\d-\d\d \d\d:[^/+]*)(?:\+[^/]*)?/(?P<rest>.+)",),
    lasting=True,
    marked=True,
    stamped=True,
)
NBGRADER = System(
    "nbgrader",
    (r"(?:submitted/)?(?P<number>[^/]+)/ASSIGNMENT/(?P<rest>.+)",),
    lasting=True,
    stamped=True,
)
PLAIN = System("plain")  # a folder or a file for each student
SYSTEMS = (MOODLE, CANVAS, BLACKBOARD, BRIGHTSPACE, SAKAI, GRADESCOPE, TEAMS, EXCHANGE, NBGRADER, GITHUB, SIGAA)
# in the order in which their patterns are tried
