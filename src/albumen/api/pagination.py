"""Lists in pages that neither skip nor repeat while rows come and go: keyset cursors over an index.

The django-ninja cursor pages by one field and counts equal values by offset, which is bounded and slow where
thousands of photos share a second; ours compares all ordering fields, the last of which is unique.
"""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from ninja import Field, Query, Schema

from albumen.errors import InvalidInputError

Item = TypeVar("Item")

DEFAULT_LIMIT = 100


class BadCursorError(InvalidInputError):
    """The cursor is not one this list gave."""

    code = "bad_cursor"
    advice = "Leave `cursor` out to start at the beginning."


class PageQuery(Schema):
    """Where in a list, and how much of it."""

    cursor: str | None = Field(
        None, max_length=500, description="`next` of the page before; none for the first page."
    )
    limit: int = Field(DEFAULT_LIMIT, ge=1, description="Most items wanted.")


PageOf = Query[PageQuery]
"""Type of the parameter of every list: ``def list_photos(request, page: PageOf)``."""


class Page(Schema, Generic[Item]):
    """One page of a list; ``next`` is null on the last one."""

    items: list[Item]
    next: str | None = None


def page_of(rows: QuerySet[Any], order: tuple[str, ...], query: PageQuery) -> dict[str, Any]:
    """One page of ``rows`` in the given order, as the fields of :class:`Page`.

    Args:
        rows: what there is to list; its own ordering is replaced.
        order: fields, ``-`` before those that fall, not null, the last unique; an index must begin with them.
        query: cursor and limit; a limit above ALBUMEN_PAGE_SIZE_MAX gives that many.

    Raises:
        BadCursorError: the cursor is not one this list gave.
    """
    if query.cursor:
        rows = rows.filter(_after(order, _decode(query.cursor, len(order)), rows))
    return cut(list(rows.order_by(*order)[: limit_of(query) + 1]), order, query)


def limit_of(query: PageQuery) -> int:
    """Most items of a page."""
    return min(query.limit, settings.ALBUMEN_PAGE_SIZE_MAX)


def position_of(query: PageQuery, order: tuple[str, ...], model: Any) -> tuple[Any, ...] | None:
    """Behind which values of the ordering fields a page begins, for lists that no queryset gives; None at the start.

    Raises:
        BadCursorError: the cursor is not one this list gave.
    """
    if not query.cursor:
        return None
    position = _decode(query.cursor, len(order))
    return tuple(_typed(model, name, value) for name, value in zip(order, position, strict=True))


def cut(found: list[Any], order: tuple[str, ...], query: PageQuery) -> dict[str, Any]:
    """A page of items in the given order, of which one more than its limit was asked for if there are as many."""
    limit, fields = limit_of(query), [name.lstrip("-") for name in order]
    last = found[limit - 1] if len(found) > limit else None
    return {
        "items": found[:limit],
        "next": _encode([getattr(last, field) for field in fields]) if last is not None else None,
    }


def _after(order: tuple[str, ...], position: list[Any], rows: QuerySet[Any]) -> Q:
    """Rows behind ``position``: a first bound an index can use, then the ties."""
    condition = Q()
    for index, name in enumerate(order):
        field = name.lstrip("-")
        position[index] = _typed(rows.model, field, position[index])
        equal = Q(**{name.lstrip("-"): value for name, value in zip(order[:index], position, strict=False)})
        condition |= equal & Q(**{f"{field}__{'lt' if name.startswith('-') else 'gt'}": position[index]})
    first = order[0]
    bound = Q(**{f"{first.lstrip('-')}__{'lte' if first.startswith('-') else 'gte'}": position[0]})
    return bound & condition


def _typed(model: Any, field: str, value: Any) -> Any:
    try:
        return _comparable(model._meta.get_field(field.lstrip("-")).to_python(value))
    except (ValidationError, ValueError, TypeError, OverflowError) as error:
        raise BadCursorError("The cursor cannot be read.") from error


def _comparable(value: Any) -> Any:
    """A value that every database compares; ValueError for what only a forged cursor holds."""
    if value is None or (isinstance(value, str) and "\x00" in value):
        raise ValueError("no value of an ordering field")
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a time without an offset")
        return value.astimezone(UTC)
    return value


def _encode(values: list[Any]) -> str:
    texts = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    texts = [str(value) if isinstance(value, UUID) else value for value in texts]
    return base64.urlsafe_b64encode(json.dumps(texts).encode()).decode().rstrip("=")


def _decode(cursor: str, length: int) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise BadCursorError("The cursor cannot be read.") from error
    if not isinstance(values, list) or len(values) != length:
        raise BadCursorError("The cursor cannot be read.")
    return values
