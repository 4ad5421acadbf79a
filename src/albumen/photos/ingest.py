"""From a stored original to a photo that is ready: one read, one decode, previews, metadata, faces."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings

from albumen.config.worded import Worded
from albumen.jobs.running import RunningJob
from albumen.photos.doomed import doom
from albumen.photos.generations import looking_packs
from albumen.photos.ingest_guard import guarded
from albumen.photos.models import LibraryKind, ModelVersion, Photo, PhotoState
from albumen.photos.storage_keys import PREVIEW_SIZES, preview_keys
from albumen.photos.storage_keys import preview as preview_key
from albumen.photos.stored import read_stored, store_together

if TYPE_CHECKING:
    from albumen.imaging.decode import Picture
    from albumen.photos.actions.record_analysis import Analysis


def ingest(job: RunningJob) -> None:
    """Do everything for one photo; in one transaction at the end it becomes ready.

    Raises:
        ImagingError: what is wrong with the file; the photo fails for good.
        TransientError: storage or a pack is not there now; it is tried again.
    """
    from albumen.imaging.limits import Limits

    photo = photo_of(job)
    if photo is None:
        forget_previews(job)
        return
    if photo.state not in (PhotoState.READY, PhotoState.PROCESSING):
        Photo.objects.filter(pk=photo.pk, state=photo.state).update(
            state=PhotoState.PROCESSING, error_code="", error=""
        )
    limits = Limits.from_environment()
    data = read_stored(photo.original, limits.max_bytes)
    with guarded(limits):
        from albumen.imaging.decode import open_picture

        analysis = _analyse(photo, open_picture(data, limits))
    # Outside the guard: the gazetteer's memory is not the photo's.
    analysis.fields.update(_place(analysis.fields))
    from albumen.photos.actions.record_analysis import RecordAnalysis

    with job.finishing():
        if not RecordAnalysis(photo, analysis).execute():
            forget_previews(job)


def add_large_preview(job: RunningJob) -> None:
    """The largest preview of a photo that is ready without it.

    Raises:
        ImagingError, TransientError: as :func:`ingest`; the photo stays ready without it.
    """
    from albumen.imaging.decode import open_picture
    from albumen.imaging.limits import Limits

    photo, size = photo_of(job), PREVIEW_SIZES[-1]
    if photo is None:
        forget_previews(job)
        return
    if photo.state != PhotoState.READY or str(size) in photo.previews:
        return
    limits = Limits.from_environment()
    data = read_stored(photo.original, limits.max_bytes)
    with guarded(limits):
        keys, _ = _make_and_store(photo, open_picture(data, limits).at(size), (size,))
    with job.finishing():
        there = Photo.objects.select_for_update().filter(pk=photo.pk, binned_at=None).first()
        if there is None:
            forget_previews(job)
        else:
            there.previews = {**there.previews, **keys}
            there.save(update_fields=["previews", "updated_at"])


_NEEDED = (
    "library__kind",
    "library__packs",
    "library__beside",
    "library__event__closed_at",
    "library__event__timezone",
    "original",
    "previews",
    "state",
)


_PHOTO = Worded(
    lambda key: (
        Photo.objects.select_related("library__event")
        .filter(pk=key, binned_at=None)
        .only(*_NEEDED)
        .order_by()
    ),
    key=UUID,
)
_VERSIONS = Worded(lambda pack: ModelVersion.objects.filter(pack=pack).order_by(), pack=str)


def photo_of(job: RunningJob) -> Photo | None:
    """The photo a job is about, with its library and event; None when it was deleted."""
    photo: Photo | None = _PHOTO.first(key=UUID(job.key))
    return photo


def forget_previews(job: RunningJob) -> None:
    """Have removed what an earlier attempt may have stored for a photo whose row is gone since."""
    identifier = UUID(job.key)
    if job.scope is not None and not Photo.objects.filter(pk=identifier).exists():
        doom(preview_keys(job.scope, identifier))


def _analyse(photo: Photo, picture: Picture) -> Analysis:
    from albumen.photos.actions.record_analysis import Analysis
    from albumen.photos.ingest_faces import find_faces
    from albumen.photos.metadata_fields import MEDIA_TYPES, fields_of

    small, large = PREVIEW_SIZES[:-1], PREVIEW_SIZES[-1]
    pixels = picture.at(small[-1])
    whole = max(pixels.shape) >= min(large, max(picture.size))
    with ThreadPoolExecutor(1, "previews") as beside:
        # Disk and object store are waited for while the networks compute.
        storing = beside.submit(_make_and_store, photo, pixels, PREVIEW_SIZES if whole else small)
        found = find_faces(picture, _packs(photo))
        previews, thumbhash = storing.result()
    pixels = picture.at(small[-1])
    if not whole and max(pixels.shape) >= large:  # it was decoded this large for the faces
        previews |= _make_and_store(photo, pixels, (large,))[0]
    return Analysis(
        width=picture.size[0],
        height=picture.size[1],
        media_type=MEDIA_TYPES[picture.format],
        fields=fields_of(picture.metadata, _zone(photo)),
        previews=previews,
        thumbhash=thumbhash,
        found=found,
        models=models_of(found.packs),
        named=picture.named_faces.as_json() if picture.named_faces else None,
    )


def _place(fields: dict[str, Any]) -> dict[str, str]:
    """The names of the place where a file says it was taken; the gazetteer is loaded for the first that says any."""
    from albumen.places.gazetteer import place_at

    return place_at(fields["latitude"], fields["longitude"])._asdict()


def _make_and_store(photo: Photo, pixels: Any, sizes: tuple[int, ...]) -> tuple[dict[str, str], str]:
    """Storage keys of the previews by size, and the thumbhash made of the smallest, base64.

    Sizes beyond the picture share the file of its own size.
    """
    from albumen.imaging.previews import EXTENSION, encoded, placeholder, steps

    longest = max(pixels.shape)
    needed = [size for size in sizes if size < longest]
    needed += [size for size in sizes if size >= longest][:1]
    keys: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for size, smaller in steps(pixels, needed):
        made = encoded(smaller, size, settings.ALBUMEN_PREVIEW_FORMAT)
        key = preview_key(photo.library_id, photo.pk, size, EXTENSION[made.format])
        files[key] = made.data
        last = size == max(needed)
        keys |= {str(name): key for name in sizes if name == size or (last and name > size)}
    store_together(files)
    return keys, base64.b64encode(placeholder(smaller)).decode()


def models_of(packs: dict[str, tuple[str, int]]) -> dict[str, ModelVersion]:
    """The row of each pack's version, made where it is new, by the pack's name."""
    return {name: _model(name, made) for name, made in packs.items()}


def _model(pack: str, made: tuple[str, int]) -> ModelVersion:
    version, dimension = made
    for there in _VERSIONS.objects(pack=pack):
        if there.version == version:
            return there
    defaults = {"dimension": dimension}
    return ModelVersion.objects.get_or_create(pack=pack, version=version, defaults=defaults)[0]


def _packs(photo: Photo) -> list[str]:
    """Who looks for faces: nobody any more once the biometric data of the event was destroyed."""
    library = photo.library
    if library.kind == LibraryKind.EVENT and library.event.closed_at is not None:
        return []
    return looking_packs(library)


def _zone(photo: Photo) -> str:
    return photo.library.event.timezone if photo.library.kind == LibraryKind.EVENT else "UTC"
