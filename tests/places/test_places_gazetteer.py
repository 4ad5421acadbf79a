"""Points of the earth get the names that people call them by."""

from __future__ import annotations

import subprocess
import sys

import pytest

from albumen.places.countries import country_name, country_names
from albumen.places.gazetteer import NOWHERE, Place, place_at


@pytest.mark.parametrize(
    ("latitude", "longitude", "place"),
    [
        (48.1374, 11.5755, Place("DE", "Bavaria", "Munich")),
        (48.1620, 11.5860, Place("DE", "Bavaria", "Munich")),  # Schwabing, a place of its own
        (52.5200, 13.3000, Place("DE", "State of Berlin", "Berlin")),  # Charlottenburg
        (
            48.5730,
            7.8150,
            Place("DE", "Baden-Wurttemberg", "Kehl"),
        ),  # within reach of Strasbourg, in another country
        (-16.80, 179.99, Place("FJ", "Northern", "Labasa")),  # next to the line where degrees jump
        (78.2232, 15.6267, Place("SJ", "Svalbard", "Longyearbyen")),  # where degrees of longitude are short
        (40.7128, -74.0060, Place("US", "New York", "New York City")),
    ],
)
def test_where_it_is(latitude: float, longitude: float, place: Place) -> None:
    assert place_at(latitude, longitude) == place


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(None, None), (1.0, None), (0.0, 0.0), (-90.0, 0.0), (30.0, -45.0), (91.0, 0.0), (float("nan"), 0.0)],
)
def test_nowhere(latitude: float | None, longitude: float | None) -> None:
    assert place_at(latitude, longitude) == NOWHERE


def test_countries_have_names() -> None:
    assert (country_name("de"), country_name("JP"), country_name("??")) == ("Germany", "Japan", "??")


def test_countries_have_german_names() -> None:
    names = country_names()
    assert names["DE"] == ("Germany", "Deutschland") and names["AD"] == ("Andorra",)
    assert len(names) > 240 and all(all(called) for called in names.values())


def test_nothing_is_loaded_before_a_point_is_asked_for() -> None:
    code = (
        "import sys, albumen.places.gazetteer, albumen.places.countries; "
        "assert not {'scipy', 'reverse_geocode'} & set(sys.modules); "
        "from albumen.places.gazetteer import place_at; assert place_at(48.1, 11.5).country == 'DE'; "
        "assert 'reverse_geocode' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
