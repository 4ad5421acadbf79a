"""`albumen doctor`: what is in use, and what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from albumen import __version__
from albumen.cli.main import run
from albumen.engine.runtime import cuda_available


@pytest.fixture(autouse=True)
def models_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("ALBUMEN_MODEL_MIRROR", "ALBUMEN_MODEL_MIRROR_FALLBACK", "ALBUMEN_MAX_PIXELS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ALBUMEN_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "models"


def as_json(capsys: pytest.CaptureFixture[str], status: int) -> dict:
    assert run(["doctor", "--json"]) == status
    return json.loads(capsys.readouterr().out)


def test_a_fresh_installation_is_well(capsys: pytest.CaptureFixture[str], models_folder: Path) -> None:
    found = as_json(capsys, 0)
    assert found["problems"] == []
    assert found["versions"]["albumen"] == __version__
    assert all(found["versions"][name] for name in ("python", "onnxruntime", "opencv", "libvips", "numpy"))
    assert found["device"]["used"] in ("cpu", "cuda")
    assert found["device"]["why"]
    assert 1 <= found["cores"]["usable"] <= found["cores"]["in_machine"]
    states = {pack["name"]: pack["state"] for pack in found["packs"]}
    assert states["builtin"] == "ok"
    assert states["standard"] == "not installed"
    assert found["models"]["folder"] == str(models_folder)
    assert found["limits"]["max_pixels"] == 200_000_000
    assert not models_folder.exists(), "looking changes nothing"


def test_says_it_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor"]) == 0
    output = capsys.readouterr().out
    assert "Nothing is wrong." in output
    assert "pack builtin" in output
    assert "200 MP" in output


def test_limits_in_force_are_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALBUMEN_MAX_PIXELS", "50MP")
    assert as_json(capsys, 0)["limits"]["max_pixels"] == 50_000_000


def test_a_setting_nobody_understands_is_wrong(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALBUMEN_MAX_PIXELS", "many")
    assert run(["doctor"]) == 1
    assert "ALBUMEN_MAX_PIXELS" in capsys.readouterr().out


def test_a_mirror_that_cannot_be_used_is_wrong(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALBUMEN_MODEL_MIRROR", "ftp://example.org")
    problems = as_json(capsys, 1)["problems"]
    assert [problem["code"] for problem in problems] == ["mirror_unusable"]
    assert problems[0]["advice"]


def test_a_models_folder_that_cannot_be_made_is_wrong(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("ALBUMEN_MODELS", str(tmp_path / "file" / "models"))
    problems = as_json(capsys, 1)["problems"]
    assert [problem["code"] for problem in problems] == ["models_folder_not_writable"]


@pytest.mark.shared
def test_a_damaged_model_is_wrong(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, models_dir: Path, models_folder: Path
) -> None:
    monkeypatch.setenv("ALBUMEN_MODEL_MIRROR", str(models_dir))
    assert run(["models", "install", "standard", "--quiet"]) == 0
    states = {pack["name"]: pack["state"] for pack in as_json(capsys, 0)["packs"]}
    assert states["standard"] == "ok"
    (models_folder / "MobileFaceNet.onnx").write_bytes(b"not a network")
    found = as_json(capsys, 1)
    assert {pack["name"]: pack["state"] for pack in found["packs"]}["standard"] == "wrong"
    assert [problem["code"] for problem in found["problems"]] == ["wrong_digest"]
    assert "albumen models install standard" in found["problems"][0]["advice"]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("ALBUMEN_DETECT_LONGEST", "abc", "setting_invalid"),
        ("ALBUMEN_DETECT_PIXELS", "-3", "setting_invalid"),
        ("ALBUMEN_MODEL_MIRROR", "no/such/folder", "mirror_unusable"),
        ("ALBUMEN_DEVICE", "tpu", "setting_invalid"),
    ],
)
def test_every_bad_setting_is_listed_below_the_table(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, value: str, code: str
) -> None:
    monkeypatch.setenv(name, value)
    problems = as_json(capsys, 1)["problems"]
    assert [problem["code"] for problem in problems] == [code]
    assert value in problems[0]["what"]
    assert run(["doctor"]) == 1
    output = capsys.readouterr().out
    assert "pack builtin" in output
    assert f"Wrong: {problems[0]['what']}" in output


def test_both_limits_of_looking_are_told_when_both_are_bad(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALBUMEN_DETECT_LONGEST", "abc")
    monkeypatch.setenv("ALBUMEN_DETECT_PIXELS", "-3")
    assert len(as_json(capsys, 1)["problems"]) == 2


def test_a_device_that_is_not_there_is_listed_below_the_table(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if cuda_available():
        pytest.skip("CUDA is here")
    monkeypatch.setenv("ALBUMEN_DEVICE", "cuda")
    found = as_json(capsys, 1)
    assert found["device"]["used"] is None
    assert "CUDA" in found["problems"][0]["what"]


def test_the_limits_of_looking_in_force_are_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALBUMEN_DETECT_LONGEST", "2000")
    assert as_json(capsys, 0)["detection"] == {"longest": 2000, "pixels": 24_000_000}
