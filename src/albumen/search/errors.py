"""What can go wrong with galleries."""

from albumen.errors import AlbumenError


class DamagedGalleryError(AlbumenError):
    """A compiled gallery's file is not what it should be; it is built again from the rows."""

    code = "gallery_damaged"
    advice = "Nothing needs to be done: it is built again."


class SearchStrategyError(AlbumenError):
    """The chosen strategy cannot work here."""

    code = "search_strategy"
    advice = "Set ALBUMEN_SEARCH_STRATEGY to auto."
