"""All that we change in other people's libraries while they run, each with its reason. Nobody else patches."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Engine


def skip_address_grammar() -> None:
    """Keep jsonschema from building a grammar of addresses: it takes a second, and nothing here checks any."""
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]


@contextmanager
def shared_engines() -> Iterator[None]:
    """Let all nbgrader Gradebooks of a run use one connection pool for a database: stock opens nine a submission.

    After the run they are nbgrader's own again: the database may be another file at the same place then.
    """
    from nbgrader.api import Gradebook
    from sqlalchemy.orm import scoped_session, sessionmaker

    stock = Gradebook.__init__, Gradebook.close
    engines: dict[str, Engine] = {}  # by address
    courses: set[tuple[str, str]] = set()  # that are known to be in the database

    def open_shared(self: Gradebook, db_url: str, course_id: str = "default_course", authenticator: Any = None) -> None:
        if db_url not in engines:
            stock[0](self, db_url, course_id, authenticator)
            engines[db_url] = self.engine
        self.engine, self.course_id, self.authenticator = engines[db_url], course_id, authenticator
        self.db = scoped_session(sessionmaker(autoflush=True, bind=self.engine, future=True))
        if (db_url, course_id) not in courses:
            self.check_course(course_id=course_id)
            courses.add((db_url, course_id))

    def close_shared(self: Gradebook) -> None:
        self.db.remove()

    Gradebook.__init__, Gradebook.close = open_shared, close_shared
    try:
        yield
    finally:
        Gradebook.__init__, Gradebook.close = stock
        for engine in engines.values():
            engine.dispose()
