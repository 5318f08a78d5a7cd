"""What was collected for an assignment, run after run: collected/ASSIGNMENT/manifest.json. Plain values and JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from autograder.course.files import digest


@dataclass(frozen=True)
class AttemptRecord:
    """One hand-in as it arrived. when: the time of handing in, if known; seen: the time of its files, to tell which of
    two attempts is newer. Both ISO 8601, UTC. files: SHA-256 by path in the archive. taken: where each notebook that is
    graded was found, zips as folders, by its name. version: the system's count of attempts (Teams); 0 is unknown."""

    source: str
    files: Mapping[str, str]
    when: str | None = None
    seen: str | None = None
    late: bool = False
    taken: Mapping[str, str] = field(default_factory=dict)
    version: int = 0

    @property
    def digest(self) -> str:
        return digest_of({path: hash.encode() for path, hash in self.files.items()})

    @property
    def order(self) -> datetime | None:
        """The moment by which attempts are ordered."""
        text = self.when or self.seen
        return datetime.fromisoformat(text) if text else None


@dataclass(frozen=True)
class SubmissionRecord:
    """All that is known of one student's submission. submitted: digest of what was put into submitted/; current: digest
    of the attempt that it was made of; keys: of the participants (layouts.Origin.key) that this student was."""

    keys: tuple[str, ...] = ()
    name: str = ""
    email: str = ""
    submitted: str = ""
    current: str = ""
    attempts: Mapping[str, AttemptRecord] = field(default_factory=dict)


Manifest = dict[str, SubmissionRecord]  # by student id


def digest_of(files: Mapping[str, bytes]) -> str:
    """The digest of files by path."""
    return digest(*sorted(files.items()))


def load(text: str) -> Manifest:
    """Raises ValueError for what is no manifest."""
    try:
        return {student: _record(about) for student, about in json.loads(text)["students"].items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a manifest of collect: {error!r}") from None


def _record(about: dict[str, Any]) -> SubmissionRecord:
    attempts = {digest: AttemptRecord(**attempt) for digest, attempt in about.pop("attempts").items()}
    return SubmissionRecord(**{**about, "keys": tuple(about["keys"]), "attempts": attempts})


def dump(assignment: str, manifest: Manifest) -> str:
    """The text that `load` reads."""
    students = {student: asdict(record) for student, record in sorted(manifest.items())}
    return json.dumps({"assignment": assignment, "students": students}, indent=1, ensure_ascii=False) + "\n"


def known_keys(manifest: Manifest) -> dict[str, list[str]]:
    """Student ids by participant."""
    found: dict[str, list[str]] = {}
    for student, record in manifest.items():
        for key in record.keys:
            found.setdefault(key, []).append(student)
    return found
