"""Backups of real sites, restored and compared: SQLite and files, PostgreSQL and S3."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from integration.conftest import S3
from integration.sites import Site

FILL = """
import io, os
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from albumen.accounts.models import User
from albumen.photos.models import Library, LibraryKind, Photo
from django.utils import timezone
owner = User.objects.filter(email="ana@example.org").first() or User.objects.create_user("ana@example.org", "x")
library = Library.objects.create(owner=owner, kind=LibraryKind.PERSONAL)
for number in range(12):
    key = f"libraries/{library.pk}/originals/{number}.jpg"
    default_storage.save(key, ContentFile(bytes([number]) * (1000 + 70_000 * number)))
    Photo.objects.create(library=library, filename=f"Größe {number}.jpg", sha256=f"{number:064}", bytes=1000,
                         original=key, sort_at=timezone.now())
"""

DIGEST = """
import hashlib
from django.core.files.storage import default_storage
from albumen.accounts.models import User
from albumen.jobs.models import Job
from albumen.photos.models import Photo
from django.conf import settings
for photo in Photo.objects.order_by("pk"):
    with default_storage.open(photo.original) as file:
        print(photo.pk, photo.filename, hashlib.sha256(file.read()).hexdigest())
print(*User.objects.order_by("pk").values_list("pk", "email", "password"))
print(hashlib.sha256(settings.SECRET_KEY.encode()).hexdigest())
"""


def _expect(done: object, status: int = 0) -> str:
    assert done.returncode == status, f"{done.stdout}\n{done.stderr}"  # type: ignore[attr-defined]
    return str(done.stderr if status else done.stdout)  # type: ignore[attr-defined]


def test_a_running_site_is_backed_up_restored_and_compared(site: Site, tmp_path: Path) -> None:
    site.run(FILL)
    (site.data / "uploads").mkdir(exist_ok=True)
    (site.data / "uploads" / "half").write_bytes(b"half an upload")
    (site.data / "media" / ".x.part").write_bytes(b"being written")
    told = site.run(DIGEST)
    backup = tmp_path / "backup.tar"
    assert "keep it safe" in _expect(site.albumen("backup", str(backup)))
    assert "is there already" in _expect(site.albumen("backup", str(backup)), 2)

    assert "runs already" in _expect(site.albumen("restore", str(backup)), 2)
    assert site.run(DIGEST) == told, "refused, and nothing touched"

    other = Site(tmp_path / "other")
    assert "Restored" in _expect(other.albumen("restore", str(backup)))
    assert other.run(DIGEST) == told
    assert (other.data / "uploads" / "half").read_bytes() == b"half an upload"
    assert not (other.data / "media" / ".x.part").exists()
    assert (other.data / "keys" / "secret_key").stat().st_mode & 0o077 == 0
    assert "is not empty" in _expect(other.albumen("restore", str(backup)), 2)
    try:
        other.start()
        assert other.stop() == 0
        assert other.run(DIGEST) == told
    finally:
        other.end()


def test_a_backup_taken_while_rows_are_written_is_whole(site: Site, tmp_path: Path) -> None:
    """Pairs of rows are written in one transaction each; a copy must hold both or neither."""
    writer = sqlite3.connect(site.data / "albumen.sqlite3", timeout=30)
    writer.execute("CREATE TABLE pair (side TEXT, n INTEGER)")
    for number in range(500):
        with writer:
            writer.execute("INSERT INTO pair VALUES ('a', ?)", (number,))
            writer.execute("INSERT INTO pair VALUES ('b', ?)", (number,))
        if number == 100:
            _expect(site.albumen("backup", str(tmp_path / "b.tar")))
    writer.close()
    other = Site(tmp_path / "other")
    _expect(other.albumen("restore", str(tmp_path / "b.tar")))
    copy = sqlite3.connect(other.data / "albumen.sqlite3")
    assert copy.execute("SELECT count(*) FROM pair WHERE side='a'").fetchone() == (101,)
    assert copy.execute("SELECT count(*) FROM pair WHERE side='b'").fetchone() == (101,)
    copy.close()


def test_a_damaged_backup_restores_nothing(site: Site, tmp_path: Path) -> None:
    site.run(FILL)
    backup = tmp_path / "backup.tar"
    _expect(site.albumen("backup", str(backup)))
    content = bytearray(backup.read_bytes())
    content[content.index(b"\x05" * 1000) + 500] ^= 1
    backup.write_bytes(content)
    other = Site(tmp_path / "other")
    assert "is not what was backed up" in _expect(other.albumen("restore", str(backup)), 2)
    assert [path.name for path in other.data.iterdir()] == ["instance.lock"]


def test_a_restore_that_was_interrupted_is_not_taken_for_a_site(tmp_path: Path) -> None:
    site = Site(tmp_path)
    (site.data / ".restoring").mkdir(parents=True)
    for command in (["up"], ["restore", __file__]):
        assert "not to its end" in _expect(site.albumen(*command), 2)


def test_postgresql_and_s3_are_backed_up_and_restored(
    start_site: Callable[..., Site], postgres: str, s3_server: S3, tmp_path: Path
) -> None:
    site = start_site(DATABASE_URL=postgres, ALBUMEN_STORAGE_URL=s3_server.url, ALBUMEN_ROLES="web")
    site.run(FILL)
    told = site.run(DIGEST)
    backup = tmp_path / "backup.tar"
    _expect(site.albumen("backup", str(backup)))
    full = Site(tmp_path / "full", DATABASE_URL=postgres)
    assert "tables already" in _expect(full.albumen("restore", str(backup)), 2)
    full = Site(tmp_path / "stored", DATABASE_URL=_another(postgres), ALBUMEN_STORAGE_URL=s3_server.url)
    assert "files in the photo store" in _expect(full.albumen("restore", str(backup)), 2)

    other = Site(tmp_path / "other", DATABASE_URL=_another(postgres))
    _expect(other.albumen("restore", str(backup)))
    assert other.run(DIGEST) == told, "from S3 into a folder"
    other.run(
        "from albumen.audit.models import Entry\nEntry.objects.create(action='x', target_type='y', target_id='z')"
    )
    assert "No changes detected" in _expect(other.albumen("manage", "makemigrations", "--check", "--dry-run"))

    assert "database" in _expect(Site(tmp_path / "sqlite").albumen("restore", str(backup)), 2)


def _another(address: str) -> str:
    import psycopg

    name = "other_" + hashlib.sha256(os.urandom(8)).hexdigest()[:12]
    with psycopg.connect(address.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    head, _, tail = address.partition("?")
    return head.rsplit("/", 1)[0] + f"/{name}" + (f"?{tail}" if tail else "")
