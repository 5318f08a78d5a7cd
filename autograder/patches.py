"""All that we change in other people's libraries while they run, each with its reason. Nobody else patches."""

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from sqlalchemy import Engine


def skip_address_grammar() -> None:
    """Keep jsonschema from building a grammar of addresses: it takes a second, and nothing here checks any."""
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]


def share_engines() -> None:
    """Let all nbgrader Gradebooks of a run use one connection pool for a database: stock opens nine a submission.

    Those of an earlier run are forgotten: its database may have been another file at the same place.
    """
    from nbgrader.api import Gradebook

    if Gradebook.__init__ is not _open_shared:
        _stock.update(open=Gradebook.__init__)
        Gradebook.__init__, Gradebook.close = _open_shared, _close_shared
    _engines.clear()
    _courses.clear()


_stock: dict[str, Any] = {}  # what we replaced
_engines: dict[str, "Engine"] = {}  # of the present run, by address
_courses: set[tuple[str, str]] = set()  # that are known to be in the database


def _open_shared(self: "Gradebook", db_url: str, course_id: str = "default_course", authenticator: Any = None) -> None:
    from sqlalchemy.orm import scoped_session, sessionmaker

    if db_url not in _engines:
        _stock["open"](self, db_url, course_id, authenticator)
        _engines[db_url] = self.engine
    self.engine, self.course_id, self.authenticator = _engines[db_url], course_id, authenticator
    self.db = scoped_session(sessionmaker(autoflush=True, bind=self.engine, future=True))
    if (db_url, course_id) not in _courses:
        self.check_course(course_id=course_id)
        _courses.add((db_url, course_id))


def _close_shared(self: "Gradebook") -> None:
    self.db.remove()
