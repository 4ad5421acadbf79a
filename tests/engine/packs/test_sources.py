"""Mirrors: a folder or an address that is asked instead of the official place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from weights_server import WeightsServer

from albumen.engine.packs.catalogue import ModelFile, Pack, load_pack
from albumen.engine.packs.download import Retry
from albumen.engine.packs.errors import MirrorError, MirrorMissesFileError, WrongDigestError
from albumen.engine.packs.sources import Mirror
from albumen.engine.packs.store import Store

MakePack = Callable[..., Pack]
QUICK = Retry(attempts=2, first_delay=0.01)


def mirrored(tmp_path: Path, mirror: Mirror) -> Store:
    return Store(tmp_path / "models", mirror=mirror, retry=QUICK)


def test_a_folder_is_copied_and_the_official_address_left_alone(
    server: WeightsServer, tmp_path: Path, model_file: ModelFile, pack_of: MakePack, weights: bytes
) -> None:
    served = server.serve("face.onnx", weights)
    folder = tmp_path / "mirror"
    folder.mkdir()
    (folder / "face.onnx").write_bytes(weights)
    store = mirrored(tmp_path, Mirror(folder))
    store.install(pack_of(model_file))
    assert store.path(model_file).read_bytes() == weights
    assert not served.requests


def test_a_wrong_file_in_a_folder_is_refused(
    tmp_path: Path, model_file: ModelFile, pack_of: MakePack, weights: bytes
) -> None:
    folder = tmp_path / "mirror"
    folder.mkdir()
    (folder / "face.onnx").write_bytes(weights[::-1])
    store = mirrored(tmp_path, Mirror(folder, fallback=True))
    with pytest.raises(WrongDigestError):
        store.install(pack_of(model_file))
    assert not store.place(model_file).exists()


def test_an_address_is_asked_first(
    server: WeightsServer, tmp_path: Path, model_file: ModelFile, pack_of: MakePack, weights: bytes
) -> None:
    official = server.serve("face.onnx", weights)
    mirror = server.serve("our/mirror/face.onnx", weights, break_after=[100_000])
    store = mirrored(tmp_path, Mirror(f"{server.address}/our/mirror"))
    store.install(pack_of(model_file))
    assert store.path(model_file).read_bytes() == weights
    assert len(mirror.requests) == 2
    assert not official.requests


@pytest.mark.parametrize("kind", ["folder", "address"])
def test_what_a_mirror_misses_comes_from_the_official_address_only_if_allowed(
    kind: str,
    server: WeightsServer,
    tmp_path: Path,
    model_file: ModelFile,
    pack_of: MakePack,
    weights: bytes,
) -> None:
    official = server.serve("face.onnx", weights)
    place = tmp_path if kind == "folder" else f"{server.address}/empty"
    with pytest.raises(MirrorMissesFileError, match=r"has no file face\.onnx") as caught:
        mirrored(tmp_path, Mirror(place)).install(pack_of(model_file))
    assert "ALBUMEN_MODEL_MIRROR_FALLBACK" in caught.value.advice
    assert not official.requests
    store = mirrored(tmp_path, Mirror(place, fallback=True))
    store.install(pack_of(model_file))
    assert store.path(model_file).read_bytes() == weights


def test_a_folder_that_is_not_there_is_said_so(
    tmp_path: Path, model_file: ModelFile, pack_of: MakePack
) -> None:
    with pytest.raises(MirrorError, match="does not exist"):
        mirrored(tmp_path, Mirror(tmp_path / "nowhere", fallback=True)).install(pack_of(model_file))


def test_a_password_in_a_mirrors_address_is_used_but_never_told(
    server: WeightsServer, tmp_path: Path, model_file: ModelFile, pack_of: MakePack, weights: bytes
) -> None:
    served = server.serve("face.onnx", weights)
    mirror = Mirror(server.address.replace("//", "//ana:secret@"))
    unknown = replace(model_file, sha256=None)
    store = mirrored(tmp_path, mirror)
    store.install(pack_of(unknown))
    assert served.requests[0]["authorization"].startswith("Basic ")
    pin = store.pinned(unknown)
    assert pin is not None
    assert "secret" not in pin.source + str(mirror)
    with pytest.raises(MirrorMissesFileError) as caught:
        store.install(pack_of(replace(unknown, name="other.onnx")))
    assert "secret" not in str(caught.value)


def test_settings_name_a_folder_or_an_address(tmp_path: Path) -> None:
    def read(**settings: str) -> Mirror | None:
        return Mirror.from_environment({f"ALBUMEN_MODEL_{key}": value for key, value in settings.items()})

    assert read() is None
    assert read(MIRROR=" ") is None
    assert read(MIRROR="https://example.org/models/") == Mirror("https://example.org/models")
    assert read(MIRROR=tmp_path.as_uri()) == Mirror(tmp_path)
    assert read(MIRROR=str(tmp_path), MIRROR_FALLBACK="1") == Mirror(tmp_path, fallback=True)
    with pytest.raises(MirrorError, match="ftp"):
        read(MIRROR="ftp://example.org")
    with pytest.raises(MirrorError, match="perhaps"):
        read(MIRROR=str(tmp_path), MIRROR_FALLBACK="perhaps")


@pytest.mark.shared
def test_the_standard_pack_installs_from_a_mirror_of_the_real_files(
    tmp_path: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALBUMEN_MODEL_MIRROR", str(models_dir))
    monkeypatch.setenv("ALBUMEN_MODELS", str(tmp_path / "models"))
    store, standard = Store(), load_pack("standard")
    store.install(standard)
    assert {report.state for report in store.verify(standard)} == {"ok"}
    assert store.path(standard.file("MobileFaceNet.onnx")).stat().st_size == 3_998_070
