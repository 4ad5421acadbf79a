"""Backups as files: whole or refused, and never writing outside of their folder."""

from __future__ import annotations

import hashlib
import io
import subprocess
import tarfile
from pathlib import Path

import pytest

from albumen.cli.archive import DESCRIPTION, MANIFEST, BackupUnusableError, unpack, writing

FILES = {"database/albumen.sqlite3": b"rows", "keys/secret_key": b"k" * 50, "media/a/b.jpg": b"\xff\xd8" * 99}


def _make(target: Path) -> Path:
    with writing(target, {"albumen": "0.1.0"}) as writer:
        for name, content in FILES.items():
            writer.add(name, io.BytesIO(content), len(content))
    return target


def _tar(target: Path, members: list[tuple[tarfile.TarInfo, bytes]]) -> Path:
    with tarfile.open(target, "w") as tar:
        for info, content in members:
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return target


def _description() -> tuple[tarfile.TarInfo, bytes]:
    return tarfile.TarInfo(DESCRIPTION), b'{"format": 1, "albumen": "0.1.0"}'


@pytest.mark.parametrize("name", ["x.tar", "x.tar.gz"])
def test_what_went_in_comes_out(tmp_path: Path, name: str) -> None:
    backup = _make(tmp_path / name)
    out = tmp_path / "out"
    assert unpack(backup, out, lambda description: None)["albumen"] == "0.1.0"
    assert {n: (out / n).read_bytes() for n in FILES} == FILES
    assert backup.stat().st_mode & 0o077 == 0, "it holds keys and faces"


def test_everybody_can_check_it(tmp_path: Path) -> None:
    with tarfile.open(_make(tmp_path / "x.tar")) as tar:
        tar.extractall(tmp_path / "plain", filter="data")
    checked = subprocess.run(
        ["sha256sum", "-c", MANIFEST], cwd=tmp_path / "plain", capture_output=True, check=False
    )
    assert checked.returncode == 0
    assert checked.stdout.count(b": OK") == 4


def test_a_changed_byte_anywhere_is_found(tmp_path: Path) -> None:
    sound = _make(tmp_path / "x.tar").read_bytes()
    at = sound.index(b"\xff\xd8" * 5)
    (tmp_path / "y.tar").write_bytes(sound[:at] + b"\xfe" + sound[at + 1 :])
    with pytest.raises(BackupUnusableError, match=r"media/a/b\.jpg .* is not what was backed up"):
        unpack(tmp_path / "y.tar", tmp_path / "out", lambda description: None)


@pytest.mark.parametrize("name", ["x.tar", "x.tar.gz"])
def test_a_backup_cut_short_anywhere_is_refused(tmp_path: Path, name: str) -> None:
    sound = _make(tmp_path / name).read_bytes()
    # Behind a plain one's manifest is only padding; a packed one is whole to its last byte.
    end = len(sound) if name.endswith(".gz") else len(sound.rstrip(b"\0"))
    for step, length in enumerate([*range(0, end, max(1, end // 25)), *range(end - 30, end)]):
        cut = tmp_path / f"cut-{step}-{name}"
        cut.write_bytes(sound[:length])
        with pytest.raises(BackupUnusableError):
            unpack(cut, tmp_path / f"out-{step}", lambda description: None)


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/etc/evil",
        "media/../../evil",
        "media/./x",
        "media//x",
        "evil",
        "instance.lock",
        "media",
        "keys/../../evil",
    ],
)
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    hostile = _tar(tmp_path / "x.tar", [_description(), (tarfile.TarInfo(name), b"evil")])
    with pytest.raises(BackupUnusableError):
        unpack(hostile, tmp_path / "deep" / "out", lambda description: None)
    assert not list(tmp_path.rglob("evil"))


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE]
)
def test_only_files_are_unpacked(tmp_path: Path, kind: bytes) -> None:
    link = tarfile.TarInfo("media/link")
    link.type, link.linkname = kind, "/etc/passwd"
    hostile = _tar(tmp_path / "x.tar", [_description(), (link, b"")])
    with pytest.raises(BackupUnusableError):
        unpack(hostile, tmp_path / "out", lambda description: None)


def test_a_file_twice_is_refused(tmp_path: Path) -> None:
    content = b"once"
    twice = [(tarfile.TarInfo("media/x"), content)] * 2
    hostile = _tar(tmp_path / "x.tar", [_description(), *twice])
    with pytest.raises(BackupUnusableError, match="where it should not"):
        unpack(hostile, tmp_path / "out", lambda description: None)


def test_files_behind_the_manifest_are_refused(tmp_path: Path) -> None:
    description = _description()
    manifest = f"{hashlib.sha256(description[1]).hexdigest()}  {DESCRIPTION}\n".encode()
    late = (tarfile.TarInfo("media/late"), b"late")
    hostile = _tar(tmp_path / "x.tar", [description, (tarfile.TarInfo(MANIFEST), manifest), late])
    with pytest.raises(BackupUnusableError):
        unpack(hostile, tmp_path / "out", lambda description: None)


@pytest.mark.parametrize("content", [b"", b"no tar at all" * 100, b"\x1f\x8b no gzip"])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.tar").write_bytes(content)
    with pytest.raises(BackupUnusableError):
        unpack(tmp_path / "x.tar", tmp_path / "out", lambda description: None)


def test_a_backup_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), writing(tmp_path / "x.tar", {}):
        raise RuntimeError
    assert not list(tmp_path.iterdir())
