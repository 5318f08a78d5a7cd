"""Who the participants are: a roster (any CSV: Moodle's worksheet, Canvas's gradebook, one's own) and what is known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from autograder.lms.archive_layouts import Origin
from autograder.lms.columns import is_canvas, meanings
from autograder.lms.names import normalized, same_person, slug
from autograder.lms.sheet import Sheet
from autograder.lms.times import parse_moment

STUDENT_ID = re.compile(r"[\w@][\w.@+-]*")  # it names a folder


@dataclass(frozen=True)
class Person:
    """A student. Unknown is the empty string. key: of the participant (layouts.Origin.key) in the system that wrote the
    roster; lms_id: the user's number, for good (Canvas); handed_in: UTC."""

    id: str
    name: str = ""
    email: str = ""
    key: str = ""
    group: str = ""
    handed_in: datetime | None = None
    lms_id: str = ""


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


def _person(sheet: Sheet, row: int, columns: dict[str, int], zone: tzinfo | None) -> Person | None:
    values = sheet.values(row)
    told = {meaning: values[column] for meaning, column in columns.items()}
    name = told.get("name") or " ".join(filter(None, (told.get("first"), told.get("last"))))
    if "," in name:  # Canvas: "Silva, Ana"
        last, _, first = name.partition(",")
        name = f"{first.strip()} {last.strip()}"
    canvas = is_canvas(sheet.header)
    own = "" if canvas else told.get("id", "")
    id = own or told.get("idnumber") or told.get("username") or told.get("email") or told.get("id") or ""
    if canvas and not told["id"]:
        return None  # the rows of points and of hidden assignments
    number = told["id"] if canvas else re.sub(r"\D", "", told.get("participant", ""))
    if not (id or name or number):
        return None
    id = id or (slug(name) if name else f"participante-{number}")
    if not STUDENT_ID.fullmatch(id):
        raise ValueError(f"line {row + 2} of the roster: {id!r} cannot name a student's folder")
    handed_in = parse_moment(told.get("handed in", ""), zone)
    key = f"{'canvas' if canvas else 'moodle'}:{number}" if number else ""
    return Person(id, name, told.get("email", ""), key, told.get("group", ""), handed_in, number if canvas else "")


class PersonLookup:
    """Finds the people behind an origin: those found before, the roster's, the gradebook's, or one made of the name.

    before: student ids by the key of their origin. ambiguous_names: names (normalized) that several participants share.
    """

    def __init__(
        self,
        roster: Iterable[Person],
        before: Mapping[str, Sequence[str]],
        gradebook: Iterable[Person],
        ambiguous_names: Set[str] = frozenset(),
    ):
        self._roster, self._before, self._ambiguous_names = list(roster), before, ambiguous_names
        self._known = {person.id: person for person in [*gradebook, *self._roster]}
        self._taken = {id: key for key, ids in before.items() for id in ids}

    def people(self, origin: Origin) -> list[Person]:
        """One person, or the members of a group. Raises LookupError when it cannot be told which of several."""
        members = [
            person for person in self._roster if origin.name and normalized(person.group) == normalized(origin.name)
        ]
        if members:
            return members
        if origin.key in self._before:
            return [self._as_before(origin, id) for id in self._before[origin.key]]
        found = self._listed(origin) or self._namesake(origin) or self._made(origin)
        self._taken[found.id] = origin.key
        return [_completed(found, origin)]

    def _as_before(self, origin: Origin, id: str) -> Person:
        """Whoever it was stays it; a roster can only tell more."""
        told = self._by_number(origin) or self._known.get(id, Person(id, origin.name))
        return _completed(replace(told, id=id), origin)

    def _listed(self, origin: Origin) -> Person | None:
        """The roster's person: by number, else by id, else by name."""
        by_id = [person for person in self._roster if origin.number == person.id and origin.system.lasting]
        return self._by_number(origin) or (by_id[0] if by_id else None) or self._by_name(origin, self._roster)

    def _by_number(self, origin: Origin) -> Person | None:
        """By the system's number, unless the names say otherwise: Moodle's are others in every assignment."""
        for person in self._roster:
            unnamed = not origin.name or not person.name or origin.system.squeezes_names
            if person.key == origin.key and (unnamed or _named(person, origin.name)):
                return person
        return None

    def _namesake(self, origin: Origin) -> Person | None:
        """Somebody whom the gradebook knows, by id or by name."""
        if origin.number in self._known and origin.system.lasting:
            return self._known[origin.number]
        return self._by_name(origin, self._known.values())

    def _by_name(self, origin: Origin, people: Iterable[Person]) -> Person | None:
        found = [person for person in people if _named(person, origin.name)]
        if found and (len(found) > 1 or normalized(origin.name) in self._ambiguous_names):
            several = ", ".join(person.id for person in found)
            raise LookupError(f"{origin.name} may be {several} or a namesake: give a roster with participants' numbers")
        return found[0] if found else None

    def _made(self, origin: Origin) -> Person:
        """A new student: the system's number where it is the person's for good, else an id made of the name."""
        if origin.system.lasting and STUDENT_ID.fullmatch(origin.number):
            return Person(origin.number)
        unnamed = slug(origin.number) if origin.system.lasting else f"participante-{origin.number}"
        id = slug(origin.name) if origin.name else unnamed
        namesakes = normalized(origin.name) in self._ambiguous_names or id in self._taken or id in self._known
        return Person(f"{id}-{origin.number}" if namesakes and origin.number else id, origin.name)


def _completed(person: Person, origin: Origin) -> Person:
    """A person with what the origin tells. Canvas squeezes names beyond recognition: "silvaana"."""
    squeezed = origin.system.squeezes_names
    name = person.name or ("" if squeezed else origin.name)
    lms_id = origin.number if squeezed and origin.number.isdecimal() else person.lms_id
    return replace(person, name=name, lms_id=lms_id)


def _named(person: Person, name: str) -> bool:
    """Whether a name in an archive is this person's. Groups were once written before it: "Grupo 1-Ana Silva"."""
    return bool(name and person.name) and (
        same_person(person.name, name) or (normalized(name).endswith(" " + normalized(person.name)) and "-" in name)
    )
