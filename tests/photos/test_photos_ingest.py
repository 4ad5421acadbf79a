"""A received photo becomes ready: previews, metadata, faces; or fails with a code and a sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

import factories
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.guests.kinds import MATCH_LIBRARY
from albumen.guests.models import Match, MatchState
from albumen.jobs.claims import claim
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job, Queue, State
from albumen.jobs.running import RunningJob
from albumen.jobs.worker import load_handlers, run
from albumen.photos.actions.delete_photos import DeletePhotos
from albumen.photos.actions.record_analysis import Analysis, RecordAnalysis
from albumen.photos.actions.restore_photos import RestorePhotos
from albumen.photos.analysers import analyser
from albumen.photos.ingest import ingest
from albumen.photos.ingest_faces import FoundFace, FoundFaces, Look
from albumen.photos.kinds import INGEST
from albumen.photos.models import DoomedFile, Embedding, Face, Library, ModelVersion, Photo, PhotoState
from albumen.photos.storage_keys import preview_keys
from stored_photos import camera_exif, drawn, received

pytestmark = pytest.mark.django_db

RunJobs = Callable[[], int]


def ingest_all() -> None:
    """Ingest what waits, large previews too; nothing else is run."""
    load_handlers()
    while Job.objects.filter(
        kind__startswith="photo.", state=State.WAITING, run_after__lte=timezone.now()
    ).exists():
        job = claim(Queue.INFERENCE, "test")
        assert job
        if job.kind.startswith("photo."):
            run(job)


def again(photo: Photo) -> Photo:
    """Ingest a photo once more, as the nightly encoding does."""
    enqueue(INGEST, photo.pk, {"photo": str(photo.pk)}, scope=photo.library_id)
    ingest_all()
    return fresh(photo)


def fresh(photo: Photo) -> Photo:
    return Photo.objects.get(pk=photo.pk)


def test_it_becomes_ready_with_previews_and_a_placeholder(party: Event) -> None:
    photo = received(party.library, drawn(3000, 2000))
    ingest_all()
    photo = fresh(photo)
    assert (photo.state, photo.width, photo.height, photo.media_type) == ("ready", 3000, 2000, "image/jpeg")
    assert set(photo.previews) == {"320", "1280", "2560"}
    for size, key in photo.previews.items():
        with default_storage.open(key) as file, Image.open(file) as image:
            assert max(image.size) == int(size)
    assert photo.thumbhash and photo.ready_at
    assert photo.analysed_with == {"builtin": analyser("builtin").pack[1]}
    assert Library.objects.get(pk=party.library_id).face_revision == 1
    assert Job.objects.get(kind=MATCH_LIBRARY.name).key == str(party.library_id)


def test_the_original_is_untouched(party: Event) -> None:
    data = drawn(exif=camera_exif())
    photo = received(party.library, data)
    ingest_all()
    with default_storage.open(fresh(photo).original) as file:
        assert file.read() == data


def test_a_small_photo_is_not_enlarged_and_stored_once(party: Event) -> None:
    photo = received(party.library, drawn(400, 300))
    ingest_all()
    previews = fresh(photo).previews
    assert set(previews) == {"320", "1280", "2560"}
    assert len(set(previews.values())) == 2
    with default_storage.open(previews["2560"]) as file, Image.open(file) as image:
        assert image.size == (400, 300)


def test_a_camera_without_zone_shows_the_time_of_the_event(party: Event) -> None:
    photo = received(party.library, drawn(exif=camera_exif("2026:06:20 18:04:05")))
    ingest_all()
    photo = fresh(photo)
    assert photo.taken_at == datetime(2026, 6, 20, 16, 4, 5, tzinfo=UTC), "Berlin in summer"
    assert (photo.taken_offset, photo.sort_at) == (None, photo.taken_at)
    assert (photo.camera_make, photo.camera_model, photo.lens) == ("Maker", "Model 7", "35mm F2")
    assert (photo.latitude, photo.longitude) == (pytest.approx(48 + 8 / 60), pytest.approx(11.5))


def test_a_zone_in_the_file_counts_more(party: Event) -> None:
    photo = received(party.library, drawn(exif=camera_exif("2026:06:20 18:04:05", "-04:00")))
    ingest_all()
    photo = fresh(photo)
    assert photo.taken_at == datetime(2026, 6, 20, 22, 4, 5, tzinfo=UTC)
    assert photo.taken_offset == -240


@pytest.mark.parametrize(
    "nonsense", ["0000:00:00 00:00:00", "0001:01:01 00:00:00", "9999:12:31 23:59:59", "yesterday"]
)
def test_a_clock_that_was_never_set_fails_no_photo(party: Event, nonsense: str) -> None:
    photo = received(party.library, drawn(exif=camera_exif(nonsense, "-14:00")))
    ingest_all()
    assert fresh(photo).state == PhotoState.READY


def test_what_a_person_said_is_kept(party: Event) -> None:
    said = datetime(2026, 1, 1, tzinfo=UTC)
    photo = received(
        party.library,
        drawn(exif=camera_exif(offset="+09:00")),
        edited_fields=["taken_at", "latitude", "longitude"],
        taken_at=said,
        sort_at=said,
        latitude=1.5,
        longitude=2.5,
    )
    ingest_all()
    photo = fresh(photo)
    assert (photo.taken_at, photo.taken_offset, photo.sort_at) == (said, None, said)
    assert (photo.latitude, photo.longitude, photo.camera_make) == (1.5, 2.5, "Maker")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"<html><script>alert(1)</script>", "not_a_picture"),
        (b"\xff\xd8\xff\xe0" + bytes(500), "picture_damaged"),
        (drawn()[:300], "picture_damaged"),
        (b"8BPS" + bytes(100), "format_unsupported"),
    ],
)
def test_a_file_that_is_no_picture_fails_alone_and_at_once(party: Event, data: bytes, code: str) -> None:
    bad, good = received(party.library, data, number=1), received(party.library, drawn(), number=2)
    ingest_all()
    assert (fresh(bad).state, fresh(bad).error_code) == (PhotoState.FAILED, code)
    assert fresh(bad).error.endswith(".")
    assert default_storage.exists(bad.original), "what was uploaded is kept"
    assert Job.objects.get(key=str(bad.pk), kind=INGEST.name).attempts == 1
    assert fresh(good).state == PhotoState.READY


def test_a_missing_original_is_tried_again_and_then_told(party: Event) -> None:
    photo = received(party.library, drawn())
    default_storage.delete(photo.original)
    ingest_all()
    assert fresh(photo).state == PhotoState.PROCESSING
    job = Job.objects.get(kind=INGEST.name)
    assert (job.state, job.error_code) == (State.WAITING, "file_lost")
    Job.objects.update(attempts=job.max_attempts - 1, run_after=timezone.now())
    ingest_all()
    assert (fresh(photo).state, fresh(photo).error_code) == (PhotoState.FAILED, "file_lost")


def test_a_full_disk_fails_no_photo(party: Event, tmp_path: Path) -> None:
    photo = received(party.library, drawn())
    blocked = tmp_path / "media" / "libraries" / str(party.library_id) / "previews"
    blocked.write_text("a file where a folder should be")
    ingest_all()
    assert fresh(photo).state == PhotoState.PROCESSING
    assert Job.objects.get(kind=INGEST.name).error_code == "storage_failed"
    blocked.unlink()
    Job.objects.update(run_after=timezone.now())
    ingest_all()
    assert fresh(photo).state == PhotoState.READY


def test_a_pack_that_is_not_installed_is_waited_for(
    party: Event, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ALBUMEN_MODELS", str(tmp_path / "no models"))
    Library.objects.update(packs=["sface"])
    photo = received(party.library, drawn())
    for _ in range(7):
        ingest_all()
        Job.objects.filter(state=State.WAITING).update(run_after=timezone.now())
    assert fresh(photo).state == PhotoState.RECEIVED
    assert fresh(photo).error_code == "pack_not_installed"
    Library.objects.update(packs=["builtin"])
    ingest_all()
    assert (fresh(photo).state, fresh(photo).error) == (PhotoState.READY, "")


def test_a_photo_deleted_while_it_was_worked_on_stays_deleted(party: Event) -> None:
    photo = received(party.library, drawn())
    job = claim(Queue.INFERENCE, "slow")
    assert job
    running = RunningJob(job)
    finishing = running.finishing

    def deleted_just_before() -> object:
        Photo.objects.filter(pk=photo.pk).delete()
        return finishing()

    running.finishing = deleted_just_before  # type: ignore[method-assign, assignment]
    ingest(running)
    assert not Photo.objects.exists() and not Face.objects.exists()
    assert set(DoomedFile.objects.values_list("key", flat=True)) == set(
        preview_keys(party.library_id, photo.pk)
    )
    assert Job.objects.get(kind=INGEST.name).state == State.DONE


def test_a_photo_put_into_the_bin_while_it_was_worked_on_goes_on_when_it_is_back(
    ana: User, party: Event, run_jobs: Callable[[], int]
) -> None:
    photo = received(party.library, drawn())
    job = claim(Queue.INFERENCE, "slow")
    assert job
    running = RunningJob(job)
    finishing = running.finishing

    def binned_just_before() -> object:
        DeletePhotos(ana, [photo.pk]).execute()
        return finishing()

    running.finishing = binned_just_before  # type: ignore[method-assign, assignment]
    ingest(running)
    assert (fresh(photo).state, fresh(photo).previews) == (PhotoState.PROCESSING, {})
    assert not DoomedFile.objects.exists(), "it may come back"
    RestorePhotos(ana, [photo.pk]).execute()
    run_jobs()
    assert fresh(photo).state == PhotoState.READY


def test_of_an_event_that_closed_meanwhile_no_face_is_kept(party: Event) -> None:
    photo = received(party.library, drawn())
    found = FoundFace(
        box=(0.1, 0.1, 0.2, 0.2), landmarks=bytes(40), score=0.9, quality=0.9, parts={}, found_by="builtin",
        looks={"builtin": Look(bytes(512), 0.9, True)},
    )  # fmt: skip
    model = ModelVersion.objects.create(pack="builtin", version="9", dimension=128)
    analysis = Analysis(
        640, 480, "image/jpeg", {}, {}, "", FoundFaces([found], {"builtin": ("9", 128)}), {"builtin": model}
    )
    RecordAnalysis(photo, analysis).execute()
    assert Embedding.objects.count() == 1
    Event.objects.update(closed_at=timezone.now())
    RecordAnalysis(fresh(photo), analysis).execute()
    assert not Face.objects.exists() and not Embedding.objects.exists()
    assert (fresh(photo).state, fresh(photo).analysed_with) == (PhotoState.READY, {})


def test_a_photo_in_the_bin_is_left_alone(party: Event) -> None:
    photo = received(party.library, drawn(), binned_at=timezone.now())
    ingest_all()
    assert (fresh(photo).state, fresh(photo).previews) == (PhotoState.RECEIVED, {})


def test_a_photo_that_was_ready_stays_ready_when_a_later_run_fails(party: Event) -> None:
    photo = received(party.library, drawn())
    ingest_all()
    default_storage.save(photo.original, ContentFile(b"rotten"))
    assert again(photo).state == PhotoState.READY


def test_leftovers_of_another_format_are_removed(party: Event, settings: object) -> None:
    photo = received(party.library, drawn(3000, 2000))
    ingest_all()
    before = set(fresh(photo).previews.values())
    settings.ALBUMEN_PREVIEW_FORMAT = "webp"  # type: ignore[attr-defined]
    after = set(again(photo).previews.values())
    assert all(key.endswith(".webp") for key in after) and len(after) == 3
    assert before == set(DoomedFile.objects.values_list("key", flat=True))


@pytest.mark.shared
class TestFaces:
    """With real people in the photos."""

    @pytest.fixture
    def group(self, photos_dir: Path) -> bytes:
        return sorted((photos_dir / "groups" / "compreface").glob("000_5.jpg"))[0].read_bytes()

    def test_faces_are_written_as_fractions_with_unit_vectors(self, party: Event, group: bytes) -> None:
        photo = received(party.library, group)
        ingest_all()
        photo = fresh(photo)
        faces = list(photo.faces.all())
        assert len(faces) == photo.face_count > 0
        expected = analyser("builtin").analyse(_picture(group))
        assert len(expected) == len(faces)
        for face, box, points in zip(faces, expected.boxes, expected.landmarks, strict=True):
            assert face.left * photo.width == pytest.approx(box[0], abs=0.01)
            assert face.height * photo.height == pytest.approx(box[3], abs=0.01)
            stored = np.frombuffer(bytes(face.landmarks), "<f4").reshape(5, 2)
            assert stored * [photo.width, photo.height] == pytest.approx(points, abs=0.01)
            assert set(face.quality_parts) >= {"sharpness", "yaw", "size"}
        vectors = [np.frombuffer(bytes(e.vector), "<f4") for e in Embedding.objects.order_by("face_id")]
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        assert np.allclose(vectors, expected.embeddings)
        assert {e.model.pack for e in Embedding.objects.select_related("model")} == {"builtin"}

    def test_a_second_run_keeps_faces_and_their_matches(self, party: Event, group: bytes, bo: object) -> None:
        photo = received(party.library, group)
        ingest_all()
        before = list(Face.objects.order_by("pk").values_list("pk", flat=True))
        stale = Face.objects.create(
            photo=photo, library=party.library, found_by="builtin", left=0.9, top=0.9, width=0.01,
            height=0.01, landmarks=bytes(40), score=0.5, quality=0.5,
        )  # fmt: skip
        match = Match.objects.create(
            registration=factories.registration(party, bo), event=party, photo=photo,  # type: ignore[arg-type]
            face_id=before[0], probability=0.99, level="certain", state=MatchState.RELEASED,
        )  # fmt: skip
        again(photo)
        assert list(Face.objects.order_by("pk").values_list("pk", flat=True)) == before
        assert not Face.objects.filter(pk=stale.pk).exists()
        assert Embedding.objects.count() == len(before)
        match.refresh_from_db()
        assert match.face_id == before[0]

    def test_several_packs_look_at_the_same_faces(
        self, party: Event, group: bytes, models_dir: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from albumen.engine.packs.catalogue import load_pack
        from albumen.engine.packs.store import Store

        monkeypatch.setenv("ALBUMEN_MODEL_MIRROR", str(models_dir))
        Store().install(load_pack("standard"))
        Library.objects.update(packs=["standard", "builtin"])
        photo = received(party.library, group)
        ingest_all()
        faces = list(fresh(photo).faces.prefetch_related("embeddings__model"))
        packs = [sorted(e.model.pack for e in face.embeddings.all()) for face in faces]
        assert ["builtin", "standard"] in packs
        assert all(face.found_by in pack for face, pack in zip(faces, packs, strict=True))
        assert set(fresh(photo).analysed_with) == {"standard", "builtin"}


def _picture(data: bytes) -> object:
    from albumen.imaging.decode import open_picture

    return open_picture(data)


def test_jobs_of_the_whole_story_end(party: Event, run_jobs: RunJobs) -> None:
    """Nothing that an ingest asks for fails."""
    received(party.library, drawn(3000, 2000))
    run_jobs()
    assert not Job.objects.exclude(state=State.DONE).filter(kind__startswith="photo.").exists()


def test_an_unknown_time_zone_is_no_trouble(party: Event) -> None:
    Event.objects.update(timezone="Mars/Olympus")
    photo = received(party.library, drawn(exif=camera_exif("2026:03:29 02:30:00")))
    ingest_all()
    assert fresh(photo).taken_at == datetime(2026, 3, 29, 2, 30, tzinfo=UTC)
