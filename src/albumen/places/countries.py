"""Countries by their two letters (ISO 3166-1): English names as GeoNames has them, German ones as Unicode CLDR 48 has.

Browsers show CLDR's names, so that what somebody reads is what they find; ``countries_de.json`` is what
``Intl.DisplayNames`` of Node.js 22 says.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from albumen.places.files import data_file


def country_name(code: str) -> str:
    """A country's English name; the code itself where it is not known."""
    return _names().get(code.upper(), code)


@cache
def country_names() -> Mapping[str, tuple[str, ...]]:
    """Everything each country is called: English first, then German."""
    german = json.loads(files("albumen.places").joinpath("countries_de.json").read_text(encoding="utf-8"))
    english = _names()
    return {
        code: tuple(dict.fromkeys(filter(None, (english.get(code), german.get(code)))))
        for code in sorted(english.keys() | german.keys())
    }


@cache
def _names() -> dict[str, str]:
    with data_file("countries.csv").open(encoding="utf-8", newline="") as file:
        return {row[0]: row[1] for row in csv.reader(file) if len(row) > 1}
