"""Queries that are worded once: what every request asks is not put into SQL again each time.

Wording a short query takes Django ten times as long as SQLite takes to answer it, and a page of previews asks the same
four questions for every picture. The query is still written with the ORM; its SQL is kept for each database, with the
places where values belong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable


@dataclass(frozen=True, slots=True)
class _Wording:
    """One database's: the statement, its values (names of those that are given), and what turns columns into values.

    ``columns`` is what Django needs to make objects of rows: of a compiler, the columns, classes and annotations.
    """

    sql: str
    values: tuple[tuple[str | None, Any], ...]
    converters: tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...]
    columns: tuple[Any, Any, Any]


class Worded:
    """A query of which only values change.

    Example::

        EXISTS = Worded(lambda key: Photo.objects.filter(pk=key).values_list("pk"), key=UUID)
        rows = EXISTS.rows(key=photo_id)
    """

    def __init__(self, query: Callable[..., QuerySet[Any, Any]], **kinds: type) -> None:
        """Nothing is worded yet.

        Args:
            query: makes the query, with each value used as it is (no ``None``, nothing that is decided by the
                value), from one argument for each of ``kinds``; of ``values_list`` for :meth:`rows`, of objects
                (``select_related`` and ``only`` as well, nothing prefetched) for :meth:`objects`.
            kinds: the type of each value: ``UUID``, ``str`` or ``datetime`` (aware).
        """
        self._query = query
        self._kinds = kinds
        self._wordings: dict[str, _Wording] = {}

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """What the database has, a tuple of each row in the order of ``values_list``.

        Raises:
            TypeError: a value is not of its kind, or there are others than those that were told.
        """
        return self._asked(values)[1]

    def objects(self, **values: Any) -> list[Any]:
        """What the database has, as the query's own objects.

        Raises:
            TypeError: as :meth:`rows`.
        """
        wording, rows = self._asked(values)
        return list(ModelIterable(_Answered(wording, rows)))

    def first(self, **values: Any) -> Any | None:
        """The first of these objects, where the database has any.

        Raises:
            TypeError: as :meth:`rows`.
        """
        return next(iter(self.objects(**values)), None)

    def _asked(self, values: dict[str, Any]) -> tuple[_Wording, list[tuple[Any, ...]]]:
        if values.keys() != self._kinds.keys():
            raise TypeError(f"this query takes {sorted(self._kinds)}, not {sorted(values)}")
        for name, value in values.items():
            if not isinstance(value, self._kinds[name]):
                raise TypeError(f"{name} is a {self._kinds[name].__name__}, not {value!r}")
        wording = self._wordings.get(connection.vendor)
        if wording is None:
            wording = self._wordings[connection.vendor] = self._worded()
        given = [fixed if name is None else _stored(values[name]) for name, fixed in wording.values]
        with connection.cursor() as cursor:
            cursor.execute(wording.sql, given)
            found: Sequence[tuple[Any, ...]] = cursor.fetchall()
        if not wording.converters:
            return wording, list(found)
        return wording, [_converted(row, wording.converters) for row in found]

    def _worded(self) -> _Wording:
        samples = {name: _sample(kind, number) for number, (name, kind) in enumerate(self._kinds.items())}
        query = self._query(**samples).query
        compiler = query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        names = {_stored(sample): name for name, sample in samples.items()}
        values = tuple((names.get(value), value) for value in parameters)
        missing = set(names.values()) - {name for name, _ in values}
        if missing:
            raise TypeError(f"{sorted(missing)} are not values of the statement: {sql}")
        converters = compiler.get_converters([column[0] for column in compiler.select])
        return _Wording(
            sql,
            values,
            tuple((at, tuple(turn), expression) for at, (turn, expression) in converters.items()),
            (compiler.select, compiler.klass_info, compiler.annotation_col_map),
        )


class _Answered:
    """A queryset, its query and its compiler at once, as far as Django looks at them to make objects of rows."""

    _known_related_objects: dict[Any, Any] = {}

    def __init__(self, wording: _Wording, rows: list[tuple[Any, ...]]) -> None:
        self.select, self.klass_info, self.annotation_col_map = wording.columns
        self.db = connection.alias
        self.query = self
        self._rows = rows

    def get_compiler(self, using: str) -> _Answered:
        return self

    def execute_sql(self, **how: Any) -> list[tuple[Any, ...]]:
        return self._rows

    def results_iter(self, results: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return results


def _sample(kind: type, number: int) -> Any:
    """A value that nobody has, to find its place by."""
    if kind is UUID:
        return UUID(int=(0xA1B0_0000 << 96) + number)
    if kind is datetime:
        return datetime(1801, 1, 1, 0, 0, number, tzinfo=UTC)
    if kind is str:
        return f"\x7fworded-{number}"
    raise TypeError(f"values of {kind} have no place yet")


def _stored(value: Any) -> Any:
    """A value as the database is given it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def _converted(
    row: Sequence[Any],
    converters: tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...],
) -> tuple[Any, ...]:
    values = list(row)
    for at, turns, expression in converters:
        for turn in turns:
            values[at] = turn(values[at], expression, connection)
    return tuple(values)
