"""Origin -> the people behind it. Beside a roster nobody is made up: who is not found is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace

from autograder.collect.who.matching import is_squeezed, matches, near
from autograder.collect.who.roster import STUDENT_ID, Person, in_order
from autograder.lms.archive_layouts import Origin
from autograder.lms.names import compact, normalized, same_person, slug
from autograder.lms.telling import ADDRESS, is_group


class PersonLookup:
    """Finds the people behind an origin: those found before, the roster's, the gradebook's, or, without a roster, one
    made of the name.

    before: student ids by the key of their origin. ambiguous_names: names (normalized) that several participants share.
    """

    def __init__(
        self,
        roster: Iterable[Person],
        before: Mapping[str, Sequence[str]],
        gradebook: Iterable[Person],
        assignment: str,
        ambiguous_names: Set[str] = frozenset(),
    ):
        self._roster, self._before, self._ambiguous_names = list(roster), before, ambiguous_names
        self._assignment = assignment
        self._known = {person.id: person for person in [*gradebook, *self._roster]}
        self._taken = {id: key for key, ids in before.items() for id in ids}

    def people(self, origin: Origin) -> list[Person]:
        """One person, or the members of a group. Raises LookupError when it cannot be told who it is."""
        members = [one for one in self._roster if origin.name and compact(one.group) == compact(origin.name)]
        if members:
            return members
        if not origin.said and not origin.number:
            raise LookupError("its name tells nobody")
        before = self._before.get(origin.key, ())
        if before:
            return [self._as_before(origin, id, len(before) == 1) for id in before]
        found = self._listed(origin) or self._known_by(origin)
        if found is None:
            self._refuse(origin)
            found = self._made(origin)
        self._taken[found.id] = origin.key
        return [_completed(found, origin)]

    def named(self, id: str) -> Person:
        """The person whom somebody typed an id of. Raises LookupError for one whom a roster does not name."""
        known = self._roster or list(self._known.values())
        for person in known:
            if id.casefold() in (person.id.casefold(), *(alias.casefold() for alias in person.aliases)):
                return person
        if self._roster or not STUDENT_ID.fullmatch(id):
            meant = near(id, known)
            raise LookupError(f"the roster has no {id}" + (f": did you mean {meant}?" if meant else ""))
        return Person(id)

    def _as_before(self, origin: Origin, id: str, alone: bool) -> Person:
        """Whoever it was stays it; a roster can only tell more."""
        listed = next((person for person in self._roster if person.id == id), None)
        told = listed or (self._by_number(origin) if alone else None)
        told = told or self._known.get(id, Person(id, origin.name if alone else ""))
        return _completed(replace(told, id=id), origin) if alone else told

    def _listed(self, origin: Origin) -> Person | None:
        """The roster's person: by number, else by id, else by what the name says."""
        by_id = [one for one in self._roster if origin.system.lasting and _is_called(one, origin.number)]
        found = self._by_number(origin) or (by_id[0] if len(by_id) == 1 else None)
        if found is not None and origin.system.squeezes_names and origin.name and found.name:
            if not is_squeezed(origin.name, found):
                raise LookupError(
                    f"handed in by {found.id} ({found.name}) as {origin.name}: a group? Name its members with --assign"
                )
        elif found is not None and origin.name and not _named(found, origin.name):
            for other in self._roster:
                if other.id != found.id and _named(other, origin.name):
                    raise LookupError(f"says {found.id} ({found.name}), and {other.name}: which of them?")
        return found or self._by_name(origin, self._roster)

    def _by_number(self, origin: Origin) -> Person | None:
        """By the system's number, unless the names say otherwise: Moodle's are others in every assignment."""
        for person in self._roster:
            unnamed = not origin.name or not person.name or origin.system.squeezes_names
            if person.key == origin.key and (unnamed or _named(person, origin.name)):
                return person
        return None

    def _known_by(self, origin: Origin) -> Person | None:
        """Somebody whom the gradebook knows, by id or by name."""
        if origin.number in self._known and origin.system.lasting:
            return self._known[origin.number]
        found = [one for one in self._known.values() if _named(one, origin.name)]
        return self._only(origin, found)

    def _by_name(self, origin: Origin, people: Sequence[Person]) -> Person | None:
        if origin.system.squeezes_names:
            found = [person for person in people if is_squeezed(origin.name, person)]
        else:
            exact = [person for person in people if _named(person, origin.name)]
            found = exact or matches(origin.said, people, self._assignment)
        return self._only(origin, found)

    def _only(self, origin: Origin, found: Sequence[Person]) -> Person | None:
        if found and (len(found) > 1 or normalized(origin.name) in self._ambiguous_names):
            several = ", ".join(person.id for person in found)
            raise LookupError(
                f"{origin.name or origin.said} may be {several} or a namesake: give a roster with participants' numbers"
            )
        return found[0] if found else None

    def _refuse(self, origin: Origin) -> None:
        """Raise LookupError where nobody may be made of what the path says."""
        if is_group(origin.name) and "-" not in origin.name:
            raise LookupError("a group: give a roster that names its members (a column Group), or --assign FILE=ID,ID")
        if self._roster:
            meant = near(origin.name or origin.said, self._roster)
            raise LookupError("not in the roster" + (f": did you mean {meant}?" if meant else ""))
        if origin.system.unknown:
            raise LookupError(origin.system.unknown)
        if origin.system.titled and not origin.number:
            raise LookupError("where the title ends and the user name begins cannot be told: give a roster")

    def _made(self, origin: Origin) -> Person:
        """A new student: the system's number where it is the person's for good, else an id made of the name."""
        name = in_order(origin.name)
        found = ADDRESS.search(origin.said)
        address = found[0] if found else ""
        if origin.system.lasting and STUDENT_ID.fullmatch(origin.number):
            return Person(origin.number, "" if origin.system.squeezes_names else name, address)
        if address:
            return Person(address.lower(), "" if name == address else name, address)
        unnamed = slug(origin.number) if origin.system.lasting else f"participante-{origin.number}"
        id = slug(name) if name else unnamed
        namesakes = normalized(origin.name) in self._ambiguous_names or id in self._taken or id in self._known
        return Person(f"{id}-{origin.number}" if namesakes and origin.number else id, name)


def _is_called(person: Person, number: str) -> bool:
    return number.casefold() in (alias.casefold() for alias in person.aliases)


def _completed(person: Person, origin: Origin) -> Person:
    """A person with what the origin tells. Canvas squeezes names beyond recognition: "silvaana"."""
    squeezed = origin.system.squeezes_names
    name = person.name or ("" if squeezed else in_order(origin.name))
    lms_id = person.lms_id or (origin.number if squeezed and origin.number.isdecimal() else "")
    return replace(person, name=name, lms_id=lms_id)


def _named(person: Person, name: str) -> bool:
    """Whether a name in an archive is this person's. Groups were once written before it: "Grupo 1-Ana Silva"."""
    return bool(name and person.name) and (
        same_person(person.name, name) or (normalized(name).endswith(" " + normalized(person.name)) and "-" in name)
    )
