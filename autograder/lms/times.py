"""Times as systems write them, in Portuguese or English, to UTC."""

import re
from datetime import UTC, datetime, tzinfo

from dateutil.parser import ParserError, parse, parserinfo
from dateutil.tz import tzoffset

GAPS = (datetime(2001, 1, 1, 1, 1), datetime(2002, 2, 2, 2, 2))  # what a text does not tell differs between these


class _Words(parserinfo):
    JUMP = (*parserinfo.JUMP, "de", "às", "as", "feira")
    WEEKDAYS = (
        ("seg", "segunda", "mon", "monday"),
        ("ter", "terça", "terca", "tue", "tuesday"),
        ("qua", "quarta", "wed", "wednesday"),
        ("qui", "quinta", "thu", "thursday"),
        ("sex", "sexta", "fri", "friday"),
        ("sáb", "sab", "sábado", "sabado", "sat", "saturday"),
        ("dom", "domingo", "sun", "sunday"),
    )
    MONTHS = (
        ("jan", "janeiro", "january"),
        ("fev", "fevereiro", "feb", "february"),
        ("mar", "março", "marco", "march"),
        ("abr", "abril", "apr", "april"),
        ("mai", "maio", "may"),
        ("jun", "junho", "june"),
        ("jul", "julho", "july"),
        ("ago", "agosto", "aug", "august"),
        ("set", "setembro", "sep", "sept", "september"),
        ("out", "outubro", "oct", "october"),
        ("nov", "novembro", "november"),
        ("dez", "dezembro", "dec", "december"),
    )


WORDS = _Words(dayfirst=True)


def parse_moment(text: str, zone: tzinfo | None) -> datetime | None:
    """The moment that `text` tells of, in UTC; None if it tells of none ("-", "Sem envio"), or not of all of it.

    Takes ISO ("2026-03-12 23:59", also with offset or UTC), "quinta-feira, 12 mar. 2026, 23:59", "Thursday, 12 March
    2026, 11:59 PM" and 12/03/2026 23:59 (day first). A time without a zone is in `zone` (None: this machine's).
    """
    found = _iso(text) or _written(text)
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
    try:
        one, other = (parse(text, WORDS, default=gap, tzinfos=_zone) for gap in GAPS)
    except (ParserError, OverflowError):
        return None
    return one if one == other else None


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    """That of an offset; names of zones mean different things in different countries."""
    return None if offset is None else tzoffset(name, offset)


def for_nbgrader(moment: datetime) -> str:
    """The form in which nbgrader writes and reads timestamp.txt."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
