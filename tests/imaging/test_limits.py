"""Limits come from the environment, a bad value is told by name, and each is documented."""

from __future__ import annotations

import dataclasses
import pickle
from pathlib import Path

import pytest

from albumen.imaging import errors
from albumen.imaging.errors import ImagingError, InvalidSettingError
from albumen.imaging.limits import SETTINGS, Limits
from albumen.imaging.sniff import FORMATS

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "imaging.md"


def test_an_empty_environment_means_the_defaults() -> None:
    assert Limits.from_environment({}) == Limits()
    assert Limits.from_environment({"ALBUMEN_MAX_BYTES": "  "}) == Limits()


def test_defaults_in_the_table_are_the_defaults() -> None:
    assert Limits.from_environment({s.variable: s.default for s in SETTINGS}) == Limits()
    assert [s.field for s in SETTINGS] == [f.name for f in dataclasses.fields(Limits)]


@pytest.mark.parametrize(
    ("variable", "text", "field", "value"),
    [
        ("ALBUMEN_MAX_BYTES", "100MB", "max_bytes", 100_000_000),
        ("ALBUMEN_MAX_BYTES", "512 MiB", "max_bytes", 512 * 2**20),
        ("ALBUMEN_MAX_BYTES", "1.5gb", "max_bytes", 1_500_000_000),
        ("ALBUMEN_MAX_BYTES", "12345", "max_bytes", 12345),
        ("ALBUMEN_MAX_PIXELS", "50MP", "max_pixels", 50_000_000),
        ("ALBUMEN_MAX_PIXELS", "1000", "max_pixels", 1000),
        ("ALBUMEN_FORMATS", "JPEG, heic", "formats", frozenset(("jpeg", "heic"))),
        ("ALBUMEN_DECODE_SECONDS", "2.5", "decode_seconds", 2.5),
        ("ALBUMEN_DECODE_SECONDS", "30s", "decode_seconds", 30.0),
        ("ALBUMEN_WORKER_MEMORY", "2GiB", "worker_memory", 2**31),
    ],
)
def test_values_are_read(variable: str, text: str, field: str, value: object) -> None:
    limits = Limits.from_environment({variable: text})
    assert getattr(limits, field) == value
    assert dataclasses.replace(limits, **{field: getattr(Limits(), field)}) == Limits()


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.variable)
@pytest.mark.parametrize("text", ["much", "-1", "0", "1 2", "0.1.2", "nan", "inf", "5TB", ",", "jpeg,exe"])
def test_a_bad_value_is_told_by_name_with_what_is_accepted(setting: object, text: str) -> None:
    variable, accepts = setting.variable, setting.accepts  # type: ignore[attr-defined]
    with pytest.raises(InvalidSettingError) as caught:
        Limits.from_environment({variable: text})
    assert variable in caught.value.sentence
    assert text in caught.value.sentence
    assert accepts in caught.value.sentence


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.variable)
def test_every_setting_is_documented(setting: object) -> None:
    rows = [line for line in DOCUMENT.read_text().splitlines() if f"`{setting.variable}`" in line]  # type: ignore[attr-defined]
    assert any(line.startswith("|") for line in rows)
    if setting.field != "formats":  # type: ignore[attr-defined]
        assert any(f"`{setting.default}`" in line for line in rows)  # type: ignore[attr-defined]


def test_every_format_and_error_code_is_documented() -> None:
    text = DOCUMENT.read_text()
    assert [name for name in FORMATS if f"`{name}`" not in text] == []
    codes = [c.code for c in vars(errors).values() if isinstance(c, type) and issubclass(c, ImagingError)]
    assert len(set(codes)) == len(codes) > 12
    assert [code for code in codes if code != ImagingError.code and f"`{code}`" not in text] == []


def test_limits_and_errors_travel_between_processes() -> None:
    limits = Limits(max_bytes=5)
    assert pickle.loads(pickle.dumps(limits)) == limits  # noqa: S301
    error = pickle.loads(pickle.dumps(errors.DamagedPictureError("Broken.")))  # noqa: S301
    assert (type(error), error.sentence, error.code) == (
        errors.DamagedPictureError,
        "Broken.",
        "picture_damaged",
    )
