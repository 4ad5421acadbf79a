"""The models folder: nothing untrue ever stands under a file's name."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from weights_server import WeightsServer

from albumen.engine.packs.catalogue import ModelFile, Pack, load_pack
from albumen.engine.packs.download import Retry
from albumen.engine.packs.errors import (
    DownloadTimeoutError,
    LicenceNotAcceptedError,
    OfflineError,
    PackNotInstalledError,
    StoreNotWritableError,
    WrongDigestError,
)
from albumen.engine.packs.ledger import LEDGER_NAME
from albumen.engine.packs.store import Store, models_folder

MakePack = Callable[..., Pack]

INSTALL = """
import sys
from pathlib import Path
from dataclasses import replace
from albumen.engine.packs.catalogue import ModelFile, load_pack
from albumen.engine.packs.store import Store
folder, address, sha256, size = sys.argv[1:]
file = ModelFile("face.onnx", "Apache-2.0", sha256, int(size), address)
print("started", flush=True)
Store(Path(folder), mirror=None).install(
    replace(load_pack("standard"), files=(file,)),
    progress=lambda file, done, total: print(done, flush=True),
)
print("installed", flush=True)
"""


def installing(store: Store, file: ModelFile) -> subprocess.Popen[str]:
    """A process of its own that installs ``file`` and prints its progress."""
    arguments = [str(store.folder), str(file.address), str(file.sha256), str(file.bytes)]
    return subprocess.Popen(
        [sys.executable, "-c", INSTALL, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def names(store: Store) -> set[str]:
    """Files in the models folder, lock files and the ledger aside."""
    return {path.name for path in store.folder.iterdir() if not path.name.startswith((".", LEDGER_NAME))}


def test_installs_a_checked_file(
    server: WeightsServer, store: Store, model_file: ModelFile, pack_of: MakePack, weights: bytes
) -> None:
    served = server.serve("face.onnx", weights)
    pack = pack_of(model_file)
    assert not store.installed(pack)
    with pytest.raises(PackNotInstalledError):
        store.path(model_file)
    store.install(pack)
    assert store.installed(pack)
    assert store.path(model_file).read_bytes() == weights
    assert names(store) == {"face.onnx"}
    store.install(pack)
    assert len(served.requests) == 1


def test_a_wrong_file_is_removed_and_said_so(
    server: WeightsServer, store: Store, model_file: ModelFile, pack_of: MakePack, weights: bytes
) -> None:
    served = server.serve("face.onnx", weights[::-1])
    with pytest.raises(WrongDigestError, match="it was removed"):
        store.install(pack_of(model_file))
    assert names(store) == set()
    assert len(served.requests) == 1, "a file that came in one piece is not asked for again"


def test_a_file_joined_wrongly_is_fetched_anew(
    server: WeightsServer, store: Store, model_file: ModelFile, pack_of: MakePack, weights: bytes
) -> None:
    pack = pack_of(model_file)
    impatient = Store(store.folder, retry=Retry(attempts=1))
    served = server.serve("face.onnx", weights[::-1], etag=None, break_after=[150_000])
    with pytest.raises(OfflineError):
        impatient.install(pack)
    served.content = weights  # the server changed the file and gives no sign of it
    store.install(pack)
    assert store.path(model_file).read_bytes() == weights
    assert "range" in served.requests[1]
    assert "range" not in served.requests[2]


def test_a_file_changed_later_is_not_trusted(
    server: WeightsServer, store: Store, model_file: ModelFile, pack_of: MakePack, weights: bytes
) -> None:
    server.serve("face.onnx", weights)
    pack = pack_of(model_file)
    store.install(pack)
    path = store.path(model_file)
    path.write_bytes(weights[:-1] + b"?")
    assert [report.state for report in store.verify(pack)] == ["wrong"]
    assert path.exists(), "verifying changes nothing"
    with pytest.raises(WrongDigestError):
        store.path(model_file)
    assert not path.exists()
    assert not store.installed(pack)
    store.install(pack)
    assert [report.state for report in store.verify(pack)] == ["ok"]


def test_a_truncated_file_counts_as_not_installed(
    server: WeightsServer, store: Store, model_file: ModelFile, pack_of: MakePack, weights: bytes
) -> None:
    server.serve("face.onnx", weights)
    pack = pack_of(model_file)
    store.install(pack)
    store.place(model_file).write_bytes(weights[:100])
    assert not store.installed(pack)
    store.install(pack)
    assert store.path(model_file).read_bytes() == weights


def test_two_processes_fetch_once(
    server: WeightsServer, store: Store, model_file: ModelFile, weights: bytes
) -> None:
    served = server.serve("face.onnx", weights, hold_after=[200_000])
    processes = [installing(store, model_file) for _ in range(2)]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "started\n"
        # Time for a second request, which must not come: the other process waits at the lock.
        assert not served.second_request.wait(timeout=1.0)
        served.release.set()
        for process in processes:
            output, errors = process.communicate(timeout=60)
            assert output.endswith("installed\n"), errors
    finally:
        for process in processes:
            process.kill()
            process.communicate()
    assert len(served.requests) == 1
    assert store.path(model_file).read_bytes() == weights


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a POSIX thing")
def test_a_process_killed_in_the_middle_leaves_no_file_and_the_next_goes_on(
    server: WeightsServer, store: Store, model_file: ModelFile, pack_of: MakePack, weights: bytes
) -> None:
    served = server.serve("face.onnx", weights, hold_after=[200_000])
    process = installing(store, model_file)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        while int(process.stdout.readline()) < 200_000:
            pass
        os.kill(process.pid, signal.SIGKILL)
    finally:
        process.kill()
        process.communicate()
    served.release.set()
    assert process.returncode == -signal.SIGKILL
    assert names(store) == {"face.onnx.part", "face.onnx.part.json"}
    store.install(pack_of(model_file))
    assert store.path(model_file).read_bytes() == weights
    assert names(store) == {"face.onnx"}
    assert served.requests[1]["range"] == "bytes=200000-"


def test_a_digest_is_pinned_on_the_first_download(
    server: WeightsServer, store: Store, model_file: ModelFile, pack_of: MakePack, weights: bytes
) -> None:
    unknown = replace(model_file, sha256=None, bytes=None)
    pack = pack_of(unknown)
    server.serve("face.onnx", weights)
    store.install(pack)
    pin = store.pinned(unknown)
    assert pin is not None
    assert pin.sha256 == hashlib.sha256(weights).hexdigest()
    assert pin.source == model_file.address
    assert [report.state for report in store.verify(pack)] == ["ok"]

    store.remove(pack)
    server.serve("face.onnx", weights[::-1])
    with pytest.raises(WrongDigestError):
        store.install(pack)
    store.remove(pack, forget_pins=True)
    store.install(pack)
    assert store.path(unknown).read_bytes() == weights[::-1]


def test_a_file_without_pin_that_somebody_put_there_is_neither_used_nor_removed(
    store: Store, model_file: ModelFile, pack_of: MakePack, weights: bytes
) -> None:
    unknown = replace(model_file, sha256=None, bytes=None)
    store.folder.mkdir()
    store.place(unknown).write_bytes(weights)
    assert not store.installed(pack_of(unknown))
    with pytest.raises(WrongDigestError, match="not fetched by Albumen") as caught:
        store.path(unknown)
    assert "ALBUMEN_MODEL_MIRROR" in caught.value.advice
    assert store.place(unknown).read_bytes() == weights


def test_non_commercial_weights_ask_for_acceptance_and_record_it(
    server: WeightsServer, store: Store, model_file: ModelFile, pack_of: MakePack, weights: bytes
) -> None:
    served = server.serve("face.onnx", weights)
    pack = pack_of(model_file, non_commercial=True)
    with pytest.raises(LicenceNotAcceptedError, match=pack.licence.name) as caught:
        store.install(pack)
    assert "--accept-licence" in caught.value.advice
    assert not served.requests
    assert store.accepted(pack) is None

    store.install(pack, accept_licence=True)
    acceptance = store.accepted(pack)
    assert acceptance is not None
    assert acceptance.user
    assert acceptance.when.endswith("+00:00")
    assert acceptance.text_version == pack.licence.text_version
    store.remove(pack)
    store.install(pack)

    newer = replace(pack, licence=replace(pack.licence, text_version="2"))
    store.remove(pack)
    with pytest.raises(LicenceNotAcceptedError):
        store.install(newer)


def test_the_time_allowed_includes_waiting_for_another_process(
    server: WeightsServer, store: Store, model_file: ModelFile, pack_of: MakePack, weights: bytes
) -> None:
    served = server.serve("face.onnx", weights, hold_after=[200_000])
    process = installing(store, model_file)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        while int(process.stdout.readline()) < 200_000:
            pass
        with pytest.raises(DownloadTimeoutError, match="Another process"):
            store.install(pack_of(model_file), seconds=0.3)
    finally:
        served.release.set()
        process.communicate(timeout=60)
    assert store.installed(pack_of(model_file))


def test_removing_keeps_what_another_pack_uses(
    server: WeightsServer, store: Store, model_file: ModelFile, pack_of: MakePack, weights: bytes
) -> None:
    server.serve("face.onnx", weights)
    server.serve("other.onnx", weights)
    other = replace(model_file, name="other.onnx", address=f"{server.address}/other.onnx")
    both, one = pack_of(model_file, other), pack_of(model_file)
    store.install(both)
    assert store.remove(both, keep=(one,)) == (store.place(other),)
    assert store.installed(one)
    assert store.remove(one) == (store.place(model_file),)
    assert store.remove(one) == ()


def test_removing_removes_what_an_interrupted_download_left(
    server: WeightsServer, store: Store, model_file: ModelFile, pack_of: MakePack, weights: bytes
) -> None:
    server.serve("face.onnx", weights, break_after=[150_000])
    with pytest.raises(OfflineError):
        Store(store.folder, retry=Retry(attempts=1)).install(pack_of(model_file))
    assert names(store) == {"face.onnx.part", "face.onnx.part.json"}
    store.remove(pack_of(model_file))
    assert names(store) == set()


def test_the_builtin_pack_is_always_installed(store: Store) -> None:
    builtin = load_pack("builtin")
    assert store.installed(builtin)
    assert {report.state for report in store.verify(builtin)} == {"ok"}
    store.install(builtin)
    assert store.path(builtin.files[0]).name == "mmod_human_face_detector.dat"
    assert store.remove(builtin) == ()
    assert store.installed(builtin)


def test_a_damaged_ledger_vouches_for_nothing(
    server: WeightsServer, store: Store, model_file: ModelFile, pack_of: MakePack, weights: bytes
) -> None:
    server.serve("face.onnx", weights)
    store.install(pack_of(model_file))
    ledger = store.folder / LEDGER_NAME
    assert json.loads(ledger.read_text())["checked"]
    ledger.write_text("{ not json")
    store.place(model_file).write_bytes(weights[::-1])
    with pytest.raises(WrongDigestError):
        store.path(model_file)


def test_a_models_folder_that_cannot_be_made_is_said_so(
    tmp_path: Path, model_file: ModelFile, pack_of: MakePack
) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreNotWritableError) as caught:
        Store(tmp_path / "file" / "models").install(pack_of(model_file))
    assert "ALBUMEN_MODELS" in caught.value.advice


def test_the_folder_comes_from_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ALBUMEN_MODELS", str(tmp_path / "here"))
    assert models_folder() == tmp_path / "here"
    monkeypatch.delenv("ALBUMEN_MODELS")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert models_folder().parts[-2:] == ("albumen", "models")


def test_a_file_damaged_at_its_size_counts_as_not_installed_and_is_fetched_again(
    server: WeightsServer, store: Store, model_file: ModelFile, pack_of: MakePack, weights: bytes
) -> None:
    server.serve("face.onnx", weights)
    pack = pack_of(model_file)
    store.install(pack)
    path = store.place(model_file)
    path.write_bytes(weights[:-4] + b"????")
    assert not store.installed(pack)
    assert path.exists(), "asking changes nothing"
    store.install(pack)
    assert store.installed(pack)
    assert path.read_bytes() == weights
