"""Whom on a roster a name in an archive means: by address, id or full name, by a part of the name where only one has
it. Never by likeness: what fits two, or says two, is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches

from autograder.collect.who.roster import Person
from autograder.lms.names import compact, normalized
from autograder.lms.telling import ADDRESS, JOINING, telling

SHORTEST_NUMBER = 3  # digits of an id that is looked for among other words: "prova2 (1)" is nobody's id


def matches(text: str, people: Sequence[Person], assignment: str) -> list[Person]:
    """The people whom a text means: one, or several between whom it does not tell; none if it means nobody.

    Raises LookupError when it holds one's id and another's name.
    """
    words = normalized(text).split()
    told = _told(text, assignment)
    addresses = {address.casefold() for address in ADDRESS.findall(text)}
    found = [(person, evidence) for person in people if (evidence := _evidence(person, words, addresses))]
    found = [(person, ours) for person, ours in found if not any(ours < others for _, others in found)]
    numbers = {word for word in told if word.isdigit()}
    found = [(person, evidence) for person, evidence in found if not numbers - _words(person)]
    sure = [person for person, evidence in found if not _is_doubtful(person, evidence, told)]
    for person in sure if len(sure) == 1 else ():
        left = told - _words(person)
        for other in people:
            if other.id != person.id and left & set(normalized(other.name).split()):
                raise LookupError(f"says {person.id} ({person.name}), and {other.name}: which of them?")
    return sure or _by_part(told, people)


def is_partial(text: str, person: Person, assignment: str) -> bool:
    """Whether a text says neither address nor id of somebody, nor the name, whole and alone."""
    words = normalized(text).split()
    name = set(normalized(person.name).split())
    ids = _evidence(replace(person, name=""), words, {address.casefold() for address in ADDRESS.findall(text)})
    return not ids and (bool(name - set(words)) or bool(_told(text, assignment) - _words(person)))


def _told(text: str, assignment: str) -> set[str]:
    return {part for word in telling(text, assignment) for part in normalized(word).split()} - JOINING


def _evidence(person: Person, words: Sequence[str], addresses: set[str]) -> frozenset[str]:
    """The words of a text that are this person's address, ids or full name."""
    name = normalized(person.name).split()
    found = set(name) if len(name) > 1 and not set(name) - set(words) else set()
    if person.email.casefold() in addresses:
        found |= set(normalized(person.email).split())
    for alias in person.aliases:
        parts = normalized(alias).split()
        long = not alias.isdigit() or len(alias) >= SHORTEST_NUMBER
        if parts and long and any(list(words[at : at + len(parts)]) == parts for at in range(len(words))):
            found |= set(parts)
    return frozenset(found)


def _is_doubtful(person: Person, evidence: frozenset[str], told: set[str]) -> bool:
    """Whether all that speaks for somebody is one word, such as "ana", beside others that are not his."""
    weak = len(evidence) == 1 and not any(character.isdigit() for word in evidence for character in word)
    return weak and bool(told - _words(person))


def _words(person: Person) -> set[str]:
    return set(normalized(" ".join((person.name, person.email, person.group, *person.aliases))).split())


def _by_part(told: set[str], people: Sequence[Person]) -> list[Person]:
    """Whose first name and some other part of the name these words are."""
    found = []
    for person in people:
        name = normalized(person.name).split()
        if len(told) > 1 and name and name[0] in told and told <= set(name):
            found.append(person)
    return found


def is_squeezed(name: str, person: Person) -> bool:
    """Whether this is a person's name without spaces, from whichever word it begins: Canvas's "silvaana"."""
    words = normalized(person.name).split()
    return any("".join(words[at:] + words[:at]) == compact(name) for at in range(len(words)))


def near(text: str, people: Sequence[Person]) -> str:
    """ "Did you mean": the people whose names or ids look most alike."""
    known = {normalized(word): person for person in people for word in (person.name, *person.aliases) if word}
    found = [known[word] for word in get_close_matches(normalized(text), list(known), n=2, cutoff=0.7)]
    return ", ".join(dict.fromkeys(f"{person.id} ({person.name})" if person.name else person.id for person in found))
