"""Times as systems write them, in Portuguese or English, to UTC."""

import re
from datetime import UTC, datetime, tzinfo

from autograder.lms.names import folded

MONTHS = {"jan": 1, "fev": 2, "feb": 2, "mar": 3, "abr": 4, "apr": 4, "mai": 5, "may": 5, "jun": 6, "jul": 7}
MONTHS |= {"ago": 8, "aug": 8, "set": 9, "sep": 9, "out": 10, "oct": 10, "nov": 11, "dez": 12, "dec": 12}
WRITTEN = re.compile(
    r"(\d{1,2}) (?:de )?([a-z]{3})[a-z]* (?:de )?(\d{4})\D+(\d{1,2}) (\d{2})(?: (\d{2}))?(?: ([ap])m)?"
)
NUMBERS = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})[, ]+(\d{1,2}):(\d{2})(?::(\d{2}))?")


def parse_moment(text: str, zone: tzinfo | None) -> datetime | None:
    """The moment that `text` tells of, in UTC; None if it tells of none ("-", "Sem envio").

    Takes ISO ("2026-03-12 23:59", also with offset or UTC), "quinta-feira, 12 mar. 2026, 23:59", "Thursday, 12 March
    2026, 11:59 PM" and 12/03/2026 23:59 (day first). A time without a zone is in `zone` (None: this machine's).
    """
    found = _iso(text) or _written(text) or _numbers(text)
    if found is None:
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=zone) if zone else found.astimezone()
    return found.astimezone(UTC)


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(re.sub(r"\s*(?:UTC|Z)$", "+00:00", text.strip()))
    except ValueError:
        return None


def _written(text: str) -> datetime | None:
    found = WRITTEN.search(folded(text))
    if not found or found[2] not in MONTHS:
        return None
    day, year, hour, minute, second = (int(found[group] or 0) for group in (1, 3, 4, 5, 6))
    if found[7]:
        hour = hour % 12 + (12 if found[7] == "p" else 0)
    return _moment(year, MONTHS[found[2]], day, hour, minute, second)


def _numbers(text: str) -> datetime | None:
    found = NUMBERS.search(text)
    if not found:
        return None
    day, month, year, hour, minute, second = (int(group or 0) for group in found.groups())
    return _moment(year, month, day, hour, minute, second)


def _moment(*fields: int) -> datetime | None:
    try:
        return datetime(*fields)
    except ValueError:
        return None


def for_nbgrader(moment: datetime) -> str:
    """The form in which nbgrader writes and reads timestamp.txt."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
