"""What packs say together is read strictly, and only for the versions it was learnt for."""

from __future__ import annotations

from pathlib import Path

import pytest

from albumen.engine.packs import fusions
from albumen.engine.packs.catalogue import load_pack
from albumen.engine.packs.errors import CatalogueError
from albumen.engine.packs.fusions import FUSIONS, file_of, fusion_of, fusions_among, read_fusion

PAIR = frozenset({"standard", "builtin"})


def changed(tmp_path: Path, *changes: tuple[str, str], name: str = "builtin+standard.toml") -> Path:
    """A copy of what was learnt of standard and builtin, with some text changed."""
    text = file_of(PAIR).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_files_are_valid_and_of_the_present_versions() -> None:
    files = sorted(FUSIONS.glob("*.toml"))
    assert file_of(PAIR) in files
    for path in files:
        fusion = read_fusion(path)
        assert all(load_pack(pack.name).version == pack.version for pack in fusion.packs)
        assert sum(pack.weight for pack in fusion.packs) == pytest.approx(1.0)


def test_a_set_is_found_in_any_order_and_others_are_not() -> None:
    assert fusion_of(PAIR) is fusion_of(frozenset(reversed(sorted(PAIR))))
    assert fusion_of(frozenset({"standard"})) is None
    assert fusion_of(frozenset({"standard", "sface"})) is None
    assert [fusion.names for fusion in fusions_among(["standard", "sface", "builtin"])] == [PAIR]


def test_another_version_was_not_learnt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed(tmp_path, ('version = "2"', 'version = "3"'))
    monkeypatch.setattr(fusions, "FUSIONS", tmp_path)
    assert fusion_of.__wrapped__(PAIR) is None


@pytest.mark.parametrize(
    "change",
    [
        ("weight = 0.", "weight = 1."),
        ("[calibration]", "[calibrations]"),
        ('name = "builtin"', 'name = "standard"'),
        ("[thresholds]", "[thresholds"),
        ("[[packs]]", "extra = 1\n[[packs]]"),
    ],
)
def test_what_is_not_valid_is_an_error(tmp_path: Path, change: tuple[str, str]) -> None:
    with pytest.raises(CatalogueError):
        read_fusion(changed(tmp_path, change))


def test_the_file_says_which_packs_it_is_for(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="is for builtin, standard"):
        read_fusion(changed(tmp_path, name="sface+standard.toml"))
