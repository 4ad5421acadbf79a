"""Keeping a search by a name, and changing what was kept."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db import IntegrityError, transaction

from albumen.audit.action import Action
from albumen.find.errors import SavedSearchTakenError
from albumen.find.models import SavedSearch
from albumen.find.names import clean_name
from albumen.find.open_libraries import open_library, refuse_closed
from albumen.find.queries import own_search
from albumen.find.words import fold


class KeepSearch(Action[SavedSearch]):
    """Keep a search of a library.

    Args:
        actor: the owner.
        library: which is searched.
        text: the search's name.
        filters: as they are given to the search, JSON.

    Raises:
        LibraryNotFoundError: it is somebody else's.
        LibraryClosedError: the event of the library closed.
        SavedSearchTakenError: another one has this name.
        BadLabelError: it cannot be a name.
    """

    name: ClassVar[str] = "search.keep"

    def __init__(self, actor: Any, library: UUID, text: str, filters: dict[str, Any]) -> None:
        super().__init__(actor)
        self.library, self.text, self.filters = library, clean_name(text), filters

    def permitted(self, actor: Any) -> bool:
        return True  # open_library says what is wrong

    def perform(self) -> SavedSearch:
        library = open_library(self.actor, self.library)
        search = SavedSearch(library=library, name=self.text, key=fold(self.text), filters=self.filters)
        return _saved(search, new=True)

    def target(self, result: SavedSearch) -> tuple[str, object]:
        return ("library", result.library_id)

    def details(self, result: SavedSearch) -> dict[str, Any]:
        return {"search": str(result.pk)}


class ChangeSearch(Action[SavedSearch]):
    """Give a kept search another name, other filters, or both; None leaves what is there.

    Raises:
        SavedSearchNotFoundError: it is not there, or somebody else's.
        LibraryClosedError: the event of the library closed.
        SavedSearchTakenError: another one has this name.
        BadLabelError: it cannot be a name.
    """

    name: ClassVar[str] = "search.change"

    def __init__(self, actor: Any, search: UUID, text: str | None, filters: dict[str, Any] | None) -> None:
        super().__init__(actor)
        self.search, self.filters = search, filters
        self.text = None if text is None else clean_name(text)

    def permitted(self, actor: Any) -> bool:
        return True  # own_search says what is wrong

    def perform(self) -> SavedSearch:
        search = own_search(self.actor, self.search)
        refuse_closed(search.library_id)
        if self.text is not None:
            search.name, search.key = self.text, fold(self.text)
        if self.filters is not None:
            search.filters = self.filters
        return _saved(search, new=False)

    def target(self, result: SavedSearch) -> tuple[str, object]:
        return ("library", result.library_id)

    def details(self, result: SavedSearch) -> dict[str, Any]:
        return {"search": str(result.pk)}


class ForgetSearch(Action[SavedSearch]):
    """Forget a kept search.

    Raises:
        SavedSearchNotFoundError: it is not there, or somebody else's.
    """

    name: ClassVar[str] = "search.forget"

    def __init__(self, actor: Any, search: UUID) -> None:
        super().__init__(actor)
        self.search = search

    def permitted(self, actor: Any) -> bool:
        return True  # own_search says what is wrong

    def perform(self) -> SavedSearch:
        search = own_search(self.actor, self.search)
        SavedSearch.objects.filter(pk=search.pk).delete()
        return search

    def target(self, result: SavedSearch) -> tuple[str, object]:
        return ("library", result.library_id)

    def details(self, result: SavedSearch) -> dict[str, Any]:
        return {"search": str(self.search)}


def _saved(search: SavedSearch, *, new: bool) -> SavedSearch:
    try:
        with transaction.atomic():
            search.save(force_insert=new, force_update=not new)
    except IntegrityError as error:
        raise SavedSearchTakenError from error
    return search
