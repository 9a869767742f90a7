"""How a query that is asked again and again is put together once.

Django builds a query of a dozen conditions and writes its SQL in milliseconds, longer than PostgreSQL needs to answer.
A prepared query is built from the same rules, once in a process, with blanks in the place of what differs from call to
call. Only the text is kept, never a row.
"""

import json
from collections.abc import Callable, Iterable
from copy import copy
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BigIntegerField, BooleanField, Expression, F, Field, Func, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from psycopg.sql import quote

from hiring.models import User

LIKE_TEN = 10
"""A plan that is kept counts on so many ids. For fewer PostgreSQL plans anew, which takes longer than an answer."""


class Blank(Expression):
    """A value that is given each time, by its name."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """A placeholder; the parameter is the blank itself."""
        return "%s", (self,)

    def filled(self, value: Any, connection: Any) -> Any:
        """The value as the database takes it."""
        return self.output_field.get_db_prep_value(value, connection)


class Ids(Blank):
    """Any number of ids."""

    def __init__(self, name: str) -> None:
        super().__init__(name, BigIntegerField())

    def filled(self, value: Iterable[int], connection: Any) -> Any:
        ids = list(value)
        if connection.vendor != "postgresql":
            return json.dumps(ids)
        return ids * LIKE_TEN if 0 < len(ids) < LIKE_TEN else ids


class Among(Func):
    """Whether a column holds one of the ids."""

    conditional = True

    def __init__(self, column: str, ids: Ids) -> None:
        super().__init__(F(column), ids, output_field=BooleanField())

    def as_sqlite(self, compiler: Any, connection: Any, **options: Any) -> tuple[str, tuple[Any, ...]]:
        within = {"arg_joiner": " IN (SELECT value FROM json_each(", "template": "%(expressions)s))"}
        return self.as_sql(compiler, connection, **within)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        within = {"arg_joiner": " = ANY(", "template": "%(expressions)s::bigint[])"}
        return self.as_sql(compiler, connection, **within)


class Reader(Blank):
    """Somebody who reads, in the place of a `User` where a rule asks what that user may see.

    What the rules ask of a user besides the id shapes the query, so each answer has a query of its own. A permission
    that is not among `ASKED` is refused with LookupError: nobody's query is prepared from somebody else's rights.
    """

    ASKED = ("hiring.view_application", "interviews.view_scorecard")

    def __init__(self, is_service: bool, granted: frozenset[str]) -> None:
        super().__init__("reader", BigIntegerField())
        self.is_service, self.granted = is_service, granted

    @classmethod
    def like(cls, user: User) -> tuple[bool, frozenset[str]]:
        """What of a user shapes a query."""
        return user.is_service, frozenset(code for code in cls.ASKED if user.has_perm(code))

    @property
    def pk(self) -> "Reader":
        return self

    def has_perm(self, code: str) -> bool:
        if code not in self.ASKED:
            raise LookupError(f"{code} is not among the permissions that a prepared query depends on.")
        return code in self.granted


class Prepared:
    """The query that `build` makes, with blanks in it. It is called when the query is first asked."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._known: dict[str, tuple[QuerySet[Any, Any], SQLCompiler | None, str, tuple[Any, ...]]] = {}

    def rows(self, **given: Any) -> list[Any]:
        """The rows, as the queryset gives them, with these values in the blanks."""
        connection = connections[DEFAULT_DB_ALIAS]
        queryset, compiler, sql, params = self._known.get(connection.vendor) or self._prepare(connection.vendor)
        if compiler is None:
            return []
        filled = tuple(
            each.filled(given[each.name], connection) if isinstance(each, Blank) else each for each in params
        )
        asked, mine = queryset.all(), copy(compiler)
        mine.connection = connection
        mine.as_sql = lambda *args, **options: (sql, filled)  # type: ignore[method-assign]
        asked.query.get_compiler = lambda *args, **options: mine  # type: ignore[method-assign]
        return list(asked)

    def _prepare(self, vendor: str) -> tuple[QuerySet[Any, Any], SQLCompiler | None, str, tuple[Any, ...]]:
        queryset = self._build()
        compiler: SQLCompiler | None = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()  # type: ignore[union-attr]
        except EmptyResultSet:  # whoever may see nothing need not ask
            compiler, sql, params = None, "", ()
        if vendor == "postgresql":
            sql, params = _spelt_out(sql, params)
        known = self._known[vendor] = (queryset, compiler, sql, tuple(params))
        return known


def _spelt_out(sql: str, params: Iterable[Any]) -> tuple[str, list[Any]]:
    """The text with what is no blank written into it: only so does a plan that is kept use indexes with a condition."""
    first, *rest = sql.split("%s")
    blanks = []
    for value, text in zip(params, rest, strict=True):
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            first += quote(value).replace("%", "%%") + text
        else:
            blanks.append(value)
            first += "%s" + text
    return first, blanks
