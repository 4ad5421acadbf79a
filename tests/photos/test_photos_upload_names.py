"""Hostile names are made safe, and still tell which photo is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.photos.upload_names import LONGEST_BYTES, NAMELESS, safe_filename


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("IMG_0001.JPG", "IMG_0001.JPG"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\a.jpg", "a.jpg"),
        ("C:\\fakepath\\b.jpg", "b.jpg"),
        ("/absolute/c.jpg", "c.jpg"),
        ("folder/d.jpg/", "d.jpg"),
        ("nul\x00byte.jpg", "nulbyte.jpg"),
        ("line\r\nbreak.jpg", "line break.jpg"),
        ("", NAMELESS),
        (".", NAMELESS),
        ("..", NAMELESS),
        ("...", NAMELESS),
        ("   ", NAMELESS),
        ("CON", "_CON"),
        ("nul.jpg", "_nul.jpg"),
        ("COM1 .tar.gz", "_COM1 .tar.gz"),
        ("console.jpg", "console.jpg"),
        ("trailing. . ", "trailing"),
        ('a<b>c:d"e|f?g*.jpg', "a_b_c_d_e_f_g_.jpg"),
        ("tanz 💃🏽👨‍👩‍👧.jpg", "tanz 💃🏽👨‍👩‍👧.jpg"),
        ("gpj.\u202egpj.exe", "gpj.gpj.exe"),
        ("\ud800half.jpg", "_half.jpg"),
        ("e\u0301.jpg", "é.jpg"),
        (".hidden", ".hidden"),
    ],
)
def test_a_name(sent: str, shown: str) -> None:
    assert safe_filename(sent) == shown


def test_three_hundred_characters_keep_their_suffix() -> None:
    name = safe_filename("x" * 300 + ".jpeg")
    assert name.endswith("x.jpeg") and len(name.encode()) == LONGEST_BYTES
    cut = safe_filename("📷" * 300 + ".jpg")
    assert cut.endswith("📷.jpg") and LONGEST_BYTES - 4 < len(cut.encode()) <= LONGEST_BYTES
    assert len(safe_filename("a." + "y" * 300)) == LONGEST_BYTES


@given(st.text(alphabet=st.characters(), max_size=300))
def test_every_name_is_safe_and_stays_as_it_is(sent: str) -> None:
    name = safe_filename(sent)
    assert name and name not in {".", ".."}
    assert not set(name) & set('/\\<>:"|?*\x00\r\n')
    assert len(name.encode("utf-8")) <= LONGEST_BYTES
    assert safe_filename(name) == name
