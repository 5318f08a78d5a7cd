"""Who is in the class: Moodle's worksheet, Canvas's gradebook, GitHub Classroom's roster, or any table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from autograder.lms.columns import is_canvas, meanings
from autograder.lms.names import same_person, slug
from autograder.lms.sheet import Sheet
from autograder.lms.systems import CANVAS, GITHUB, MOODLE
from autograder.lms.times import parse_moment

STUDENT_ID = re.compile(r"[\w@][\w.@+-]*")  # it names a folder
TEST_STUDENT = "Test Student"  # Canvas's, of the teacher
ALIASES = ("id", "idnumber", "username", "email", "github")


@dataclass(frozen=True)
class Person:
    """A student. Unknown is the empty string. key: of the participant (archive_layouts.Origin.key) in the system that
    wrote the roster; lms_id: the user's number, for good (Canvas); handed_in: UTC; aliases: all that he is called by
    systems, his name apart."""

    id: str
    name: str = ""
    email: str = ""
    key: str = ""
    group: str = ""
    handed_in: datetime | None = None
    lms_id: str = ""
    aliases: tuple[str, ...] = ()


def joined(rosters: Iterable[Iterable[Person]]) -> list[Person]:
    """The people of several sheets, such as those of sections, or of a gradebook and its groups: who stands in two of
    them, with an id in common and no other name, is one."""
    people: list[Person] = []
    places: dict[str, int] = {}
    for person in (person for roster in rosters for person in roster):
        ids = [alias.casefold() for alias in person.aliases]
        place = next((places[id] for id in ids if id in places and _may_be(people[places[id]], person)), len(people))
        if place == len(people):
            people.append(person)
        else:
            old = people[place]
            told = {name: value or getattr(person, name) for name, value in vars(old).items()}
            people[place] = replace(old, **told | {"aliases": tuple(dict.fromkeys([*old.aliases, *person.aliases]))})
        places |= dict.fromkeys(ids, place)
    twice = [id for id, count in Counter(person.id for person in people).items() if count > 1]
    if twice:
        raise ValueError(f"the rosters have several students {', '.join(sorted(twice))}: give each an id of its own")
    return people


def _may_be(one: Person, other: Person) -> bool:
    return not (one.name and other.name) or same_person(one.name, other.name)


def read_roster(sheet: Sheet, zone: tzinfo | None) -> list[Person]:
    """The people of a sheet. Raises ValueError when it names nobody, one id twice, or an id that names no folder."""
    columns = meanings(sheet.header)
    people = [_person(sheet, row, columns, zone) for row in range(len(sheet.rows))]
    people = [person for person in people if person is not None]
    if not people:
        raise ValueError(f"the roster names nobody; its columns are {', '.join(sheet.header)}")
    twice = [id for id, count in Counter(person.id for person in people).items() if count > 1]
    if twice:
        raise ValueError(f"the roster has more than one student {', '.join(sorted(twice))}: give each an id of its own")
    return people


def _person(sheet: Sheet, row: int, columns: Mapping[str, int], zone: tzinfo | None) -> Person | None:
    values = sheet.values(row)
    told = {meaning: values[column] for meaning, column in columns.items()}
    name = in_order(told.get("name") or " ".join(filter(None, (told.get("first"), told.get("last")))))
    canvas = is_canvas(sheet.header)
    if canvas and not told["id"]:
        return None  # the rows of points and of hidden assignments
    if "github" in told and "participant" in told:  # Classroom: an id, an address or a name, as the teacher wrote it
        identifier = told.pop("participant")
        told["id"] = identifier if STUDENT_ID.fullmatch(identifier) else told["github"]
        name = name or in_order(identifier)
    own = "" if canvas else told.get("id", "")
    id = own or told.get("idnumber") or told.get("username") or told.get("email") or told.get("id") or ""
    number = told["id"] if canvas else re.sub(r"\D", "", told.get("participant", ""))
    if not (id or name or number):
        return None
    id = id or (slug(name) if name else f"participante-{number}")
    if not STUDENT_ID.fullmatch(id):
        raise ValueError(f"line {row + 2} of the roster: {id!r} cannot name a student's folder")
    return Person(
        id,
        name,
        told.get("email", ""),
        f"{(CANVAS if canvas else MOODLE).name}:{number}" if number else _github_key(told.get("github", "")),
        told.get("group", ""),
        parse_moment(told.get("handed in", ""), zone),
        number if canvas else "",
        tuple(dict.fromkeys(filter(None, (id, *(told.get(meaning) for meaning in ALIASES))))),
    )


def in_order(name: str) -> str:
    """ "Silva, Ana" as "Ana Silva"."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else name


def _github_key(username: str) -> str:
    return f"{GITHUB.name}:{username}" if username else ""
