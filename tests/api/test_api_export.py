"""People's photos as a ZIP: a folder for each, nobody who is hidden, who is where written beside or into each photo."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

import factories
import judge
from albumen.accounts.models import User
from albumen.audit.models import Entry
from albumen.events.models import Event
from albumen.imaging.xmp.files import packets_in
from albumen.imaging.xmp.packet import Packet
from albumen.imaging.xmp.regions import Stored, regions_of
from albumen.people.actions.delete_person import DeletePerson
from albumen.people.actions.hide_person import HidePerson
from albumen.people.actions.merge_people import MergePeople
from albumen.photos.models import Library, Photo
from people_scene import PeopleScene
from stored_photos import drawn

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume asynchronous"),
]

Browser = Callable[[User], Client]


class Shelf:
    """Made faces in photos that have files behind them."""

    def __init__(self, scene: PeopleScene, client: Client) -> None:
        self.scene, self.client = scene, client
        self.library: Library = scene.library
        self._seed = 0

    def photo(self, *names: str, data: bytes = b"", **fields: Any) -> Photo:
        self._seed += 1
        data = data or drawn(120, 80, self._seed)
        key = f"originals/{self.library.pk}-{self._seed}"
        default_storage.save(key, ContentFile(data))
        said = {
            "original": key,
            "bytes": len(data),
            "width": 120,
            "height": 80,
            "orientation": 1,
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        return self.scene.photo(*names, **{**said, **fields})

    def get(self, **query: Any) -> Any:
        return self.client.get(f"/api/v1/libraries/{self.library.pk}/people.zip", query)

    def zip(self, **query: Any) -> zipfile.ZipFile:
        response = self.get(**query)
        assert response.status_code == 200, response.content
        body = b"".join(response)
        assert int(response["Content-Length"]) == len(body)
        archive = zipfile.ZipFile(io.BytesIO(body))
        assert archive.testzip() is None
        return archive


@pytest.fixture
def shelf(scene: PeopleScene, ana: User, as_user: Browser) -> Shelf:
    return Shelf(scene, as_user(ana))


def test_a_folder_for_each_and_photos_of_several_in_each_or_once(shelf: Shelf) -> None:
    both = shelf.photo("Dora", "Emil", filename="both.jpg")
    one = shelf.photo("Dora", filename="one.jpg")
    shelf.scene.person(both, one, named="Dora")
    shelf.scene.person(both)
    with shelf.zip() as archive:
        assert archive.namelist() == ["Dora/both.jpg", "Person 001/both.jpg", "Dora/one.jpg"]
        with default_storage.open(both.original) as file:
            assert archive.read("Dora/both.jpg") == file.read() == archive.read("Person 001/both.jpg")
    assert shelf.zip(together=True).namelist() == ["Several people/both.jpg", "Dora/one.jpg"]
    assert shelf.zip(named=True).namelist() == ["Dora/both.jpg", "Dora/one.jpg"]
    entry = Entry.objects.filter(action="library.export").order_by("pk").first()
    assert entry is not None and entry.details["photos"] == 2 and "Dora" not in json.dumps(entry.details)


def test_only_who_was_chosen_also_by_the_name_they_had(shelf: Shelf) -> None:
    both, alone = shelf.photo("Dora", "Emil"), shelf.photo("Emil")
    dora, emil = shelf.scene.person(both, named="Dora"), shelf.scene.person(both, named="Emil")
    other = shelf.scene.person(alone)
    MergePeople(shelf.scene.owner, other, emil.pk).execute()
    assert shelf.zip(people=[str(dora.pk)]).namelist() == [f"Dora/{both.filename}"]
    names = shelf.zip(people=[str(other.pk)], nobody=True).namelist()
    assert names == [f"Emil/{both.filename}", f"Emil/{alone.filename}"]


def test_hidden_and_deleted_people_are_not_in_it_nor_what_is_said_of_them(shelf: Shelf) -> None:
    photos = [shelf.photo("Dora", "Emil", "Fritz"), shelf.photo("Emil"), shelf.photo("Fritz")]
    shelf.scene.person(photos[0], named="Dora")
    emil = shelf.scene.person(photos[0], photos[1], named="Emil")
    fritz = shelf.scene.person(photos[0], photos[2], named="Fritz")
    HidePerson(shelf.scene.owner, emil).execute()
    DeletePerson(shelf.scene.owner, fritz).execute()
    with shelf.zip(nobody=True, regions="sidecar") as archive:
        name = f"Dora/{photos[0].filename}"
        assert archive.namelist() == [name, f"{name}.xmp"]
        packet = archive.read(f"{name}.xmp")
        assert b"Dora" in packet and b"Emil" not in packet and b"Fritz" not in packet
        assert packet.count(b"mwg-rs:Type") == 2  # one region: opened and closed
    for person in (emil, fritz):
        assert shelf.get(people=[str(person.pk)]).status_code == 404


def test_photos_with_nobody_have_folders_when_asked_for(shelf: Shelf) -> None:
    shelf.scene.person(shelf.photo("Dora", filename="a.jpg"), named="Dora")
    shelf.photo("Stranger", filename="b.jpg")
    shelf.photo(filename="c.jpg")
    assert shelf.zip().namelist() == ["Dora/a.jpg"]
    assert shelf.zip(nobody=True).namelist() == ["Dora/a.jpg", "Passers-by/b.jpg", "No faces/c.jpg"]


def test_hostile_and_equal_names_are_folders_like_others(shelf: Shelf) -> None:
    names = ["../../etc", "CON", "ana", "Ana", "No faces", "Dr. Best", "a/b\\c:d", "..."]
    for name in names:
        shelf.scene.person(shelf.photo("x", filename="../x.jpg"), named=name)
    found = shelf.zip().namelist()
    assert len({name.casefold() for name in found}) == len(names)
    folders = {name.split("/")[0] for name in found}
    assert all(name.count("/") == 1 and not name.startswith(("/", ".")) for name in found)
    assert {"_.._etc", "_CON", "Ana (2)", "No faces (2)", "Dr. Best", "a_b_c_d", "_"} <= folders or {
        "_.._etc",
        "_CON",
        "ana (2)",
        "No faces (2)",
        "Dr. Best",
        "a_b_c_d",
        "_",
    } <= folders


def test_photos_of_one_name_in_one_folder_stay_apart_and_so_do_their_sidecars(shelf: Shelf) -> None:
    photos = [shelf.photo("Dora", filename=name) for name in ("IMG.jpg", "img.JPG", "IMG.jpg")]
    raw = shelf.photo("Dora", filename="RAW.cr2", media_type="image/x-raw")
    shelf.scene.person(*photos, raw, named="Dora")
    assert shelf.zip(regions="sidecar").namelist() == [
        "Dora/IMG.jpg",
        "Dora/IMG.jpg.xmp",
        "Dora/img (2).JPG",
        "Dora/img (2).JPG.xmp",
        "Dora/IMG (3).jpg",
        "Dora/IMG (3).jpg.xmp",
        "Dora/RAW.cr2",
        "Dora/RAW.xmp",
    ]


@judge.needs_exiftool
def test_what_is_embedded_and_beside_reads_alike_and_no_pixel_changes(shelf: Shelf, tmp_path: Path) -> None:
    from albumen.find.actions.label_photos import LabelPhotos

    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.open(io.BytesIO(drawn(120, 80, 9))).save(file, "jpeg", exif=exif)
    photo = shelf.photo("Dora", "Emil", data=file.getvalue(), width=80, height=120, orientation=6)
    shelf.scene.person(photo, named="Dora Ü")
    shelf.scene.person(photo)
    LabelPhotos(shelf.scene.owner, shelf.library.pk, [photo.pk], add=["Fest"]).execute()
    inside, beside = shelf.zip(regions="embedded"), shelf.zip(regions="sidecar")
    name = f"Dora Ü/{photo.filename}"
    made = inside.read(name)
    assert made[made.index(b"\xff\xdb") :] == file.getvalue()[file.getvalue().index(b"\xff\xdb") :]
    (tmp_path / "a.jpg").write_bytes(made)
    (tmp_path / "a.xmp").write_bytes(beside.read(f"{name}.xmp"))
    for found in (judge.read(tmp_path / "a.jpg"), judge.read(tmp_path / "a.xmp")):
        assert found["RegionInfo"]["AppliedToDimensions"]["W"] == 120
        assert [one.get("Name") for one in found["RegionInfo"]["RegionList"]] == ["Dora Ü", None]
        assert found["Subject"] == ["Fest", "Dora Ü"]
    (packet,) = packets_in("jpeg", made)
    box = regions_of(Packet(packet), Stored(120, 80, 6))[0].box
    face = photo.faces.order_by("pk")[0]
    assert (box.left, box.top, box.width, box.height) == pytest.approx(
        (face.left, face.top, face.width, face.height), abs=1e-5
    )


def test_an_orientation_nobody_wrote_down_is_read_in_the_file(shelf: Shelf) -> None:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 8
    Image.open(io.BytesIO(drawn(120, 80, 3))).save(file, "jpeg", exif=exif)
    photo = shelf.photo("Dora", data=file.getvalue(), width=80, height=120, orientation=None)
    shelf.scene.person(photo, named="Dora")
    packet = Packet(shelf.zip(regions="sidecar").read(f"Dora/{photo.filename}.xmp"))
    face = photo.faces.get()
    box = regions_of(packet, Stored(120, 80, 8))[0].box
    assert (box.left, box.top) == pytest.approx((face.left, face.top), abs=1e-5)


def test_formats_that_take_nothing_get_a_file_beside_them_and_it_is_said(shelf: Shelf) -> None:
    photo = shelf.photo("Dora", filename="a.heic", media_type="image/heic", data=b"not looked at")
    broken = shelf.photo("Dora", filename="b.png", media_type="image/png", data=b"\x89PNG\r\n\x1a\n cut off")
    shelf.scene.person(photo, broken, named="Dora")
    with shelf.zip(regions="embedded") as archive:
        assert archive.namelist() == [
            "Dora/a.heic",
            "Dora/a.heic.xmp",
            "Dora/b.png",
            "Dora/b.png.xmp",
            "SIDECARS.txt",
        ]
        assert archive.read("Dora/a.heic") == b"not looked at"
        assert b"Dora/a.heic" in archive.read("SIDECARS.txt")


def test_previews_are_written_into_as_well(shelf: Shelf) -> None:
    file = io.BytesIO()
    pixels = np.random.default_rng(1).integers(0, 255, (40, 60, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(file, "webp", quality=80)
    default_storage.save("previews/a.webp", ContentFile(file.getvalue()))
    photo = shelf.photo("Dora", filename="a.heic", previews={"60": "previews/a.webp"}, orientation=6)
    shelf.scene.person(photo, named="Dora")
    made = shelf.zip(size="web", regions="embedded").read("Dora/a.webp")
    (packet,) = packets_in("webp", made)
    assert regions_of(Packet(packet), Stored(60, 40))[0].name == "Dora"
    before, after = (np.asarray(Image.open(io.BytesIO(data))) for data in (file.getvalue(), made))
    assert np.array_equal(before, after)


@pytest.mark.parametrize("regions", ["none", "sidecar", "embedded"])
def test_a_transfer_continues_from_anywhere(shelf: Shelf, regions: str) -> None:
    from django.core.cache import cache

    photos = [shelf.photo("Dora", "Emil") for _ in range(3)]
    shelf.scene.person(*photos, named="Dora")
    shelf.scene.person(*photos, named="Emil")
    url = f"/api/v1/libraries/{shelf.library.pk}/people.zip?regions={regions}"
    whole = shelf.client.get(url)
    body = b"".join(whole)
    step = max(1, len(body) // 40)
    for start in [*range(0, len(body), step), len(body) - 1]:
        cache.clear()
        headers = {"range": f"bytes={start}-{start + step}", "if-range": whole["ETag"]}
        response = shelf.client.get(url, headers=headers)
        assert response.status_code == 206
        assert b"".join(response) == body[start : start + step + 1]
    assert Entry.objects.filter(action="library.export").count() == 2  # at 0 it begins anew


def test_another_name_is_another_archive(shelf: Shelf) -> None:
    from albumen.people.actions.name_person import NamePerson

    dora = shelf.scene.person(shelf.photo("Dora"), named="Dora")
    url = f"/api/v1/libraries/{shelf.library.pk}/people.zip?regions=embedded"
    before = shelf.client.head(url)["ETag"]
    assert shelf.client.head(url)["ETag"] == before
    NamePerson(shelf.scene.owner, dora, "Dorothea").execute()
    assert shelf.client.head(url)["ETag"] != before


def test_it_is_told_beforehand_how_much_it_is(shelf: Shelf) -> None:
    photos = [shelf.photo("Dora", "Emil"), shelf.photo("Dora", media_type="image/gif")]
    shelf.scene.person(*photos, named="Dora")
    shelf.scene.person(photos[0], named="Emil")
    url = f"/api/v1/libraries/{shelf.library.pk}/people/export"
    told = shelf.client.get(url, {"regions": "embedded"}).json()
    assert (told["photos"], told["files"], told["folders"], told["beside"]) == (2, 3, 2, 1)
    size = int(shelf.client.head(f"/api/v1/libraries/{shelf.library.pk}/people.zip")["Content-Length"])
    assert shelf.client.get(url).json()["bytes"] == pytest.approx(size, rel=0.1)


def test_nobody_else_gets_it(shelf: Shelf, bo: User, party: Event, as_user: Browser) -> None:
    shelf.scene.person(shelf.photo("Dora"), named="Dora")
    factories.registration(party, bo)
    for path in ("people.zip", "people/export"):
        assert as_user(bo).get(f"/api/v1/libraries/{shelf.library.pk}/{path}").status_code == 404
        assert Client().get(f"/api/v1/libraries/{shelf.library.pk}/{path}").status_code in (401, 404)


def test_what_cannot_be_given(shelf: Shelf, settings: Any) -> None:
    assert shelf.get().json()["code"] == "nothing_to_export"
    photos = [shelf.photo("Dora"), shelf.photo("Dora")]
    shelf.scene.person(*photos, named="Dora")
    assert shelf.get(label=4711).json()["code"] == "label_not_found"
    default_storage.delete(photos[0].original)
    assert shelf.zip().namelist() == [f"Dora/{photos[1].filename}", "MISSING.txt"]
    default_storage.delete(photos[1].original)
    assert shelf.get().json()["code"] == "files_missing"
    settings.ALBUMEN_EXPORT_MAX_PHOTOS = 1
    response = shelf.get()
    assert (response.status_code, response.json()["code"]) == (413, "export_too_large")


@pytest.mark.parametrize("regions", ["none", "sidecar", "embedded"])
def test_the_number_of_queries_does_not_depend_on_the_photos(shelf: Shelf, regions: str) -> None:
    counts = []
    for more in (3, 12):
        shelf.scene.person(*[shelf.photo("Dora", "Emil") for _ in range(more)], named="Dora")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            shelf.client.head(f"/api/v1/libraries/{shelf.library.pk}/people.zip?regions={regions}")
        counts.append(len(queries))
    assert counts[0] == counts[1]
