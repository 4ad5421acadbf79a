"""A site scaled by settings alone: PostgreSQL, Redis, S3 and SMTP, all of them real."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from integration.conftest import S3, Mailbox
from integration.sites import Site, until

RECEIVE = """
import hashlib
from pathlib import Path
from albumen.accounts.models import User, UserType
from albumen.photos.actions.receive import ReceivePhoto
from albumen.photos.models import Library, LibraryKind
ana = User.objects.create_user("ana@example.org", "x", user_type=UserType.PHOTOGRAPHER)
library = Library.objects.create(owner=ana, kind=LibraryKind.PERSONAL, packs=["builtin"])
path = Path({path!r})
content = path.read_bytes()
ReceivePhoto(ana, library, path, "one.jpg", hashlib.sha256(content).hexdigest(), len(content), {{}}).execute()
"""

STATE = """
from albumen.photos.models import Photo
photo = Photo.objects.get()
print(photo.state, *photo.previews.values())
"""

WRITE = """
from django.core.mail import send_mail
send_mail("Your photos", "They are here.", None, ["bo@example.org"])
"""


def test_a_photo_comes_in_and_a_mail_goes_out(
    start_site: Callable[..., Site],
    postgres: str,
    redis_server: str,
    s3_server: S3,
    smtp_server: Mailbox,
    tmp_path: Path,
) -> None:
    site = start_site(
        DATABASE_URL=postgres,
        ALBUMEN_BROKER_URL=redis_server,
        ALBUMEN_CACHE_URL=redis_server,
        ALBUMEN_STORAGE_URL=s3_server.url,
        ALBUMEN_SMTP_HOST="127.0.0.1",
        ALBUMEN_SMTP_PORT=str(smtp_server.port),
        ALBUMEN_SMTP_SECURITY="none",
        ALBUMEN_WORKERS="1",
        ALBUMEN_SWEEP_SECONDS="3600",  # so that it is Redis that wakes the workers
    )
    until(lambda: set(site.programs()) == {"web", "inference-1", "io-1", "beat"}, 30, "all run")
    Image.effect_noise((640, 480), 60).convert("RGB").save(tmp_path / "one.jpg")
    site.run(RECEIVE.format(path=str(tmp_path / "one.jpg")))
    until(lambda: site.run(STATE).startswith("ready"), 120, "the photo is ready")
    stored = {item["Key"] for item in s3_server.client().list_objects_v2(Bucket=s3_server.bucket)["Contents"]}
    previews = set(site.run(STATE).split()[1:])
    assert previews and previews < stored
    assert any("/originals/" in key for key in stored)
    assert not (site.data / "media").exists()
    assert not (site.data / "broker").exists()

    site.run(WRITE)
    until(lambda: smtp_server.messages, 60, "the mail arrives")
    assert smtp_server.messages[0]["Subject"] == "Your photos"

    told = site.albumen("doctor", "--json").stdout
    assert '"broker": "Redis, 0 wake-ups wait"' in told
    assert "postgresql 1" in told
    assert site.stop() == 0
    assert "Traceback" not in site.log()
