"""Preparing uploaded profile pictures, in a process of its own for each."""

from __future__ import annotations

from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from albumen.accounts.avatars import preparer
from albumen.accounts.kinds import PREPARE_AVATAR
from albumen.accounts.models import User
from albumen.errors import AlbumenError
from albumen.imaging.limits import Limits
from albumen.imaging.workers import SupervisedPool
from albumen.jobs.registry import gives_up, handles
from albumen.jobs.running import RunningJob
from albumen.photos.doomed import doom
from albumen.photos.storage_keys import avatar

_SECONDS = 60.0


@handles(PREPARE_AVATAR)
def prepare_avatar(job: RunningJob) -> None:
    """Re-encode the picture, unless a newer one came or it was removed meanwhile."""
    user_id, raw = UUID(job.payload["user"]), job.payload["raw"]
    if not User.objects.filter(pk=user_id, avatar_raw=raw).exists():
        return
    with default_storage.open(raw) as file:
        prepared = _prepared(file.read())
    key = avatar(user_id, UUID(job.key))
    default_storage.save(key, ContentFile(prepared))
    with job.finishing():
        user = User.objects.select_for_update().filter(pk=user_id, avatar_raw=raw).first()
        if user is None:
            doom([key])
            return
        doom([raw, user.avatar if user.avatar != key else ""])
        user.avatar, user.avatar_raw, user.avatar_error_code, user.avatar_error = key, "", "", ""
        user.save(update_fields=["avatar", "avatar_raw", "avatar_error_code", "avatar_error"])


@gives_up(PREPARE_AVATAR)
def _given_up(job: RunningJob, code: str, sentence: str) -> None:
    raw = job.payload["raw"]
    if User.objects.filter(pk=job.payload["user"], avatar_raw=raw).update(
        avatar_raw="", avatar_error_code=code[:60], avatar_error=sentence
    ):
        doom([raw])


def _prepared(raw: bytes) -> bytes:
    limits = Limits.from_environment()
    with SupervisedPool[bytes, bytes](
        preparer, seconds_per_item=_SECONDS, memory_limit=limits.worker_memory
    ) as pool:
        outcomes = [outcome for _, outcome in pool.run([raw])]
    outcome = outcomes[0]
    if isinstance(outcome, AlbumenError):
        raise outcome
    return outcome
