"""`albumen models`, called as a user calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from albumen.cli.main import run
from albumen.engine.packs.catalogue import load_pack
from albumen.engine.packs.store import Store

pytestmark = pytest.mark.usefixtures("models_folder")


@pytest.fixture
def models_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder, mirror = tmp_path / "models", tmp_path / "mirror"
    mirror.mkdir()
    monkeypatch.setenv("ALBUMEN_MODELS", str(folder))
    monkeypatch.setenv("ALBUMEN_MODEL_MIRROR", str(mirror))
    monkeypatch.delenv("ALBUMEN_MODEL_MIRROR_FALLBACK", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    return folder


@pytest.fixture
def real_mirror(models_folder: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALBUMEN_MODEL_MIRROR", str(models_dir))


def test_lists_every_pack_with_its_licence(capsys: pytest.CaptureFixture[str], models_folder: Path) -> None:
    assert run(["models", "list"]) == 0
    output = capsys.readouterr().out
    lines = {line.split()[0]: line for line in output.splitlines() if line.strip()}
    assert lines["builtin"].split()[1] == "yes"
    assert lines["standard"].split()[1] == "no"
    assert "CC-BY-NC-4.0" in lines["vgg-face"]
    assert lines["vgg-face"].rstrip().endswith("yes")
    assert lines["standard"].rstrip().endswith("no")
    assert str(models_folder) in output


def test_lists_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "list", "--json"]) == 0
    packs = {pack["name"]: pack for pack in json.loads(capsys.readouterr().out)}
    assert packs["builtin"]["installed"]
    assert packs["standard"]["download_bytes"] == 4_320_976
    assert not packs["vgg-face"]["licence"]["accepted"]
    documented = (Path(__file__).parents[2] / "docs" / "models.md").read_text(encoding="utf-8")
    for fields in (packs["arcface"], packs["arcface"]["licence"], packs["arcface"]["files"][0]):
        assert [name for name in fields if f"`{name}`" not in documented] == []
    unknown = packs["arcface"]["files"][1]
    assert unknown["pinned_on_first_download"]
    assert unknown["sha256"] is None


@pytest.mark.shared
@pytest.mark.usefixtures("real_mirror")
def test_installs_verifies_and_removes(capsys: pytest.CaptureFixture[str], models_folder: Path) -> None:
    assert run(["models", "install", "standard"]) == 0
    assert "Apache-2.0" in capsys.readouterr().out
    assert run(["models", "verify", "standard"]) == 0
    assert run(["models", "verify"]) == 0
    output = capsys.readouterr().out
    assert "MobileFaceNet.onnx" in output
    assert "sface" not in output
    assert run(["models", "remove", "standard"]) == 0
    assert not (models_folder / "MobileFaceNet.onnx").exists()
    assert run(["models", "verify", "standard"]) == 2
    assert "not here" in capsys.readouterr().err


@pytest.mark.shared
@pytest.mark.usefixtures("real_mirror")
def test_a_damaged_file_is_found_and_fetched_again(
    capsys: pytest.CaptureFixture[str], models_folder: Path
) -> None:
    assert run(["models", "install", "standard", "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    path = models_folder / "MobileFaceNet.onnx"
    data = bytearray(path.read_bytes())
    data[1000] ^= 1
    path.write_bytes(data)
    assert run(["models", "verify"]) == 2
    captured = capsys.readouterr()
    assert "wrong" in captured.out
    assert "MobileFaceNet.onnx: not what the catalogue names" in captured.err
    assert run(["models", "install", "standard"]) == 0
    assert run(["models", "verify"]) == 0


def test_non_commercial_terms_have_to_be_accepted(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["models", "install", "vgg-face"]) == 2
    message = capsys.readouterr().err
    assert "non-commercial" in message
    assert "--accept-licence" in message
    assert not Store().accepted(load_pack("vgg-face"))
    # Accepted, but the mirror is empty: the acceptance is kept, the error is another one.
    assert run(["models", "install", "vgg-face", "--accept-licence"]) == 2
    assert "has no file" in capsys.readouterr().err
    assert Store().accepted(load_pack("vgg-face"))


def test_an_unknown_pack_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("install", "verify", "remove"):
        assert run(["models", command, "nonesuch"]) == 2
        assert "There is no pack 'nonesuch'" in capsys.readouterr().err


def test_the_builtin_pack_stays(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "remove", "builtin"]) == 2
    assert "stays" in capsys.readouterr().err


def test_removing_what_is_not_here_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "remove", "sface"]) == 0
    assert "Nothing of sface" in capsys.readouterr().out
