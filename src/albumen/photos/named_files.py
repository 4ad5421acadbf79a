"""Which stored files belong to a row that is there, told by their keys."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from albumen.accounts.models import User
from albumen.guests.models import Selfie
from albumen.photos.models import Photo, Upload, UploadState

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_PHOTO = re.compile(rf"libraries/{_UUID}/(?:originals|previews)/({_UUID})[-.].*")
_SELFIE = re.compile(rf"registrations/{_UUID}/selfies/({_UUID})[-.].*")
_AVATAR = re.compile(rf"users/({_UUID})/.*")


def named(keys: Iterable[str]) -> set[str]:
    """Those of the keys (``storage_keys``) that a photo, in the bin or not, a selfie or a profile names."""
    keys = set(keys)
    there: set[str] = set()
    for original, previews in Photo.objects.filter(pk__in=_ids(_PHOTO, keys)).values_list(
        "original", "previews"
    ):
        there |= {original, *previews.values()}
    for row in Selfie.objects.filter(pk__in=_ids(_SELFIE, keys)).values_list("image", "crop"):
        there |= set(row)
    for row in User.objects.filter(pk__in=_ids(_AVATAR, keys)).values_list("avatar", "avatar_raw"):
        there |= set(row)
    return keys & there


def expected(keys: Iterable[str]) -> set[str]:
    """Those of the keys that an upload may yet make a photo's: it has the upload's id."""
    owner = {key: match[1] for key in keys if (match := _PHOTO.fullmatch(key))}
    coming = set(
        Upload.objects.filter(
            pk__in=set(owner.values()), state__in=[UploadState.OPEN, UploadState.COMPLETE]
        ).values_list("pk", flat=True)
    )
    return {key for key, identifier in owner.items() if UUID(identifier) in coming}


def _ids(pattern: re.Pattern[str], keys: Iterable[str]) -> set[str]:
    return {match[1] for key in keys if (match := pattern.fullmatch(key))}
