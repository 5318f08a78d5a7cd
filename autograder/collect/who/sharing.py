"""Participants -> students: who gets what of an archive, and what nobody is known to have handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.collect.who.matching import is_partial
from autograder.collect.who.participants import Participant
from autograder.collect.who.roster import Person
from autograder.lms.archive_layouts import Origin
from autograder.lms.names import normalized


@dataclass(frozen=True)
class Share:
    """What one student handed in: usually one participant's; several if the archive has the student under several
    names. of_group: others get the same."""

    person: Person
    participants: tuple[Participant, ...]
    of_group: bool = False
    notes: tuple[str, ...] = ()


def shared_out(
    participants: Sequence[Participant],
    settled: Mapping[int, Sequence[Person]],
    people_of: Callable[[Origin], Sequence[Person]],
    assignment: str,
) -> tuple[list[Share], list[tuple[Participant, str]]]:
    """Every student's share, and the participants of whom it cannot be told who they are, with the reason."""
    shares: dict[str, Share] = {}
    unknown: list[tuple[Participant, str]] = []
    guesses: list[tuple[Participant, Person]] = []
    for place, participant in enumerate(participants):
        try:
            people = settled.get(place) or _told(participant, people_of)
        except LookupError as error:
            unknown.append((participant, str(error)))
            continue
        if place not in settled and _is_guess(participant.origin, people, assignment):
            guesses.append((participant, people[0]))
            continue
        for person in people:
            _add(shares, person, participant, len(people) > 1)
    for participant, person in guesses:
        others = [other for one, other in guesses if one is not participant]
        if person.id in shares or any(other.id == person.id for other in others):
            unknown.append((participant, f"may be {person.id} ({person.name}), of whom there is another one"))
        else:
            shares[person.id] = Share(person, (participant,), notes=(f"taken for {person.name}",))
    return list(shares.values()), unknown


def _told(participant: Participant, people_of: Callable[[Origin], Sequence[Person]]) -> Sequence[Person]:
    if participant.problem:
        raise LookupError(participant.problem)
    return people_of(participant.origin)


def _is_guess(origin: Origin, people: Sequence[Person], assignment: str) -> bool:
    """Whether a part of a name is all that speaks for somebody of the roster."""
    unnamed = origin.system.squeezes_names or not origin.said or not people[0].name or not people[0].aliases
    if len(people) != 1 or unnamed:
        return False
    return normalized(people[0].group) != normalized(origin.name) and is_partial(origin.said, people[0], assignment)


def _add(shares: dict[str, Share], person: Person, participant: Participant, of_group: bool) -> None:
    old = shares.get(person.id, Share(person, ()))
    shares[person.id] = replace(old, participants=(*old.participants, participant), of_group=old.of_group or of_group)
