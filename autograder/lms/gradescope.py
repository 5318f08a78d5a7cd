"""Gradescope's submission_metadata.yml: who handed in which submission, all of a group. Ruby's YAML, of which three
fields are read line by line: nothing in it is built or evaluated."""

from __future__ import annotations

import re
from dataclasses import dataclass

METADATA = "submission_metadata.yml"
LINE = re.compile(r"\s*(?P<item>- )?:?(?P<field>\w+):\s*(?P<value>.*?)\s*")


@dataclass(frozen=True)
class Submitter:
    """One of those who handed a submission in. Unknown is the empty string."""

    name: str = ""
    sid: str = ""
    email: str = ""

    @property
    def id(self) -> str:
        return self.sid or self.email


def submitters_in(text: str) -> dict[str, list[Submitter]]:
    """Who handed in, by the submission's number."""
    found: dict[str, list[dict[str, str]]] = {}
    people: list[dict[str, str]] | None = None
    number = ""
    for line in text.splitlines():
        told = LINE.fullmatch(line)
        if told is None:
            continue
        field, value = told["field"], told["value"].strip("'\"")
        if field.startswith("submission_") and not line[:1].isspace():
            number, people = field.removeprefix("submission_"), None
        elif field == "submitters":
            people = found.setdefault(number, [])
        elif field not in ("name", "sid", "email"):
            people = None
        elif people is not None:
            if told["item"]:
                people.append({})
            if people:
                people[-1][field] = value
    return {number: [Submitter(**person) for person in people] for number, people in found.items()}
