"""Which pack a run gets."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from weights_server import WeightsServer

from albumen.engine.packs.choose import choose_pack
from albumen.engine.packs.errors import (
    LicenceNotAcceptedError,
    MirrorMissesFileError,
    UnknownPackError,
)
from albumen.engine.packs.sources import Mirror
from albumen.engine.packs.store import Store


@pytest.mark.shared
def test_a_first_run_installs_the_standard_pack(tmp_path: Path, models_dir: Path) -> None:
    store = Store(tmp_path / "models", mirror=Mirror(models_dir))
    pack, line = choose_pack(None, store)
    assert pack.name == "standard"
    assert "installed just now" in line
    assert store.installed(pack)
    assert choose_pack(None, store)[1] == "Pack standard (YuNet and MobileFaceNet)."


def test_a_first_run_without_the_files_takes_the_builtin_pack_and_says_so(tmp_path: Path) -> None:
    store = Store(tmp_path / "models", mirror=Mirror(tmp_path))
    pack, line = choose_pack(None, store)
    assert pack.name == "builtin"
    assert "standard could not be installed" in line
    assert "has no file yunet_n_dynamic.onnx" in line
    assert "\n" not in line


def test_a_first_run_never_waits_longer_than_allowed(server: WeightsServer, tmp_path: Path) -> None:
    server.serve("yunet_n_dynamic.onnx", bytes(322906), hold_after=[1000] * 10)
    store = Store(tmp_path / "models", mirror=Mirror(server.address))
    begin = time.monotonic()
    pack, line = choose_pack(None, store, seconds=0.5)
    assert time.monotonic() - begin < 2.0
    assert pack.name == "builtin"
    assert "standard could not be installed" in line


def test_a_recorded_pack_is_kept_whatever_else_is_there(tmp_path: Path) -> None:
    store = Store(tmp_path / "models", mirror=Mirror(tmp_path))
    pack, line = choose_pack("builtin", store)
    assert pack.name == "builtin"
    assert "as recorded" in line


def test_a_recorded_pack_that_cannot_be_had_is_an_error_not_another_pack(tmp_path: Path) -> None:
    store = Store(tmp_path / "models", mirror=Mirror(tmp_path))
    with pytest.raises(MirrorMissesFileError):
        choose_pack("standard", store)
    with pytest.raises(LicenceNotAcceptedError):
        choose_pack("arcface", store)
    with pytest.raises(UnknownPackError):
        choose_pack("gone", store)


@pytest.mark.shared
def test_a_damaged_model_is_fetched_again_without_a_word_from_the_user(
    tmp_path: Path, models_dir: Path
) -> None:
    store = Store(tmp_path / "models", mirror=Mirror(models_dir))
    pack, _ = choose_pack(None, store)
    path = store.place(pack.files[0])
    right = path.read_bytes()
    path.write_bytes(right[:-4] + bytes(byte ^ 255 for byte in right[-4:]))
    again, _ = choose_pack(pack.name, store)
    assert again.name == pack.name
    assert store.path(pack.files[0]).read_bytes() == right
    path.write_bytes(right[:-4] + bytes(byte ^ 255 for byte in right[-4:]))
    with pytest.raises(MirrorMissesFileError):
        choose_pack(pack.name, Store(store.folder, mirror=Mirror(tmp_path)))
