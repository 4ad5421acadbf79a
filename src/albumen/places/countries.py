"""Countries by their two letters (ISO 3166-1)."""

from __future__ import annotations

import csv
from functools import cache

from albumen.places.files import data_file


def country_name(code: str) -> str:
    """A country's English name; the code itself where it is not known."""
    return _names().get(code.upper(), code)


@cache
def _names() -> dict[str, str]:
    with data_file("countries.csv").open(encoding="utf-8", newline="") as file:
        return {row[0]: row[1] for row in csv.reader(file) if len(row) > 1}
