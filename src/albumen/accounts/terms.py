"""The terms that photographers accept: a text with a version, from a file."""

from __future__ import annotations

import datetime
import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from albumen.errors import UnavailableError


class TermsUnreadableError(UnavailableError):
    """The file of terms cannot be used: nobody can accept them."""

    code = "terms_unreadable"
    advice = "Tell whoever runs this site."


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of the terms; ``text`` is plain text in paragraphs."""

    version: str
    date: datetime.date
    title: str
    text: str


def current_terms() -> Terms:
    """The terms that hold now (the file of ALBUMEN_TERMS_FILE, or the one that comes along)."""
    return _read(Path(settings.ALBUMEN_TERMS_FILE or Path(__file__).with_name("terms.toml")))


@functools.lru_cache(maxsize=4)
def _read(path: Path) -> Terms:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        terms = Terms(str(table["version"]), table["date"], str(table["title"]), str(table["text"]).strip())
    except (OSError, ValueError, KeyError) as error:
        raise TermsUnreadableError(f"The terms in {path} cannot be read: {error!r}.") from error
    if not terms.version or len(terms.version) > 20 or not isinstance(terms.date, datetime.date):
        raise TermsUnreadableError(f"The terms in {path} need a version of 1 to 20 characters and a date.")
    return terms
