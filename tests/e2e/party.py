"""Ana's party on a real site: its photographer, its guests and its photos, made over HTTP as anybody would."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from http_person import Person, upload
from PIL import Image

from stored_photos import drawn

BO, CY, DEE = "Venus_Williams", "Trent_Lott", "Walter_Mondale"
"""Whose photos Bo, Cy and somebody who is no guest have, in lfw-dev/."""

SIDE = 900
"""Of each person's half of a photo, pixels."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Photos for an event, and who is in them.

    Attributes:
        photos: files to upload.
        selfies: of each guest by name; none where there are no real photos.
        bo, cy: names of the photos that Bo and Cy are in.
    """

    photos: list[Path]
    selfies: dict[str, list[Path]] = field(default_factory=dict)
    bo: frozenset[str] = frozenset()
    cy: frozenset[str] = frozenset()

    @property
    def real(self) -> bool:
        """Real people are in the photos, so guests can be found."""
        return bool(self.selfies)


def real_scene(people: Path, folder: Path) -> Scene:
    """Seven photos out of labelled ones: three of Bo, two of Cy, one of both, one of somebody else."""
    faces = {name: sorted((people / name).glob("*.jpg")) for name in (BO, CY, DEE)}
    shown = {
        "bo-1.jpg": [faces[BO][0]],
        "bo-2.jpg": [faces[BO][1]],
        "bo-3.jpg": [faces[BO][2]],
        "cy-1.jpg": [faces[CY][0]],
        "cy-2.jpg": [faces[CY][1]],
        "both.jpg": [faces[BO][3], faces[CY][2]],
        "dee.jpg": [faces[DEE][0]],
    }
    for number, (name, who) in enumerate(shown.items()):
        picture = Image.new("RGB", (SIDE * len(who), SIDE))
        for at, file in enumerate(who):
            with Image.open(file) as face:
                picture.paste(face.resize((SIDE, SIDE), Image.Resampling.LANCZOS), (at * SIDE, 0))
        picture.save(folder / name, "jpeg", quality=90, exif=_taken(number))
    return Scene(
        [folder / name for name in shown],
        {"bo": faces[BO][4:7], "cy": faces[CY][3:6], "dee": faces[DEE][1:4]},
        frozenset({"bo-1.jpg", "bo-2.jpg", "bo-3.jpg", "both.jpg"}),
        frozenset({"cy-1.jpg", "cy-2.jpg", "both.jpg"}),
    )


def drawn_scene(folder: Path) -> Scene:
    """Seven photos with nobody in them, for machines without the real ones."""
    for number in range(7):
        (folder / f"drawn-{number}.jpg").write_bytes(drawn(900, 600, number, _taken(number)))
    return Scene(sorted(folder.glob("drawn-*.jpg")))


def _taken(number: int) -> Image.Exif:
    exif = Image.Exif()
    moment = datetime(2026, 6, 20, 18, 4, tzinfo=UTC) + timedelta(minutes=number)
    exif.get_ifd(0x8769)[0x9003] = moment.strftime("%Y:%m:%d %H:%M:%S")
    return exif


class People:
    """Makes accounts on a site; each address is used once."""

    def __init__(self, site: str, mailbox: str) -> None:
        self.site, self.mailbox = site, mailbox
        self._numbers = itertools.count()
        self._made: list[Person] = []

    def photographer(self, name: str = "Ana") -> Person:
        """Somebody who signed up as photographer and is logged in."""
        person = self._somebody(name)
        terms = person.api("GET", "/account/terms")["version"]
        business = {"business_name": f"{name} Photography", "events_per_month": 4, "terms_version": terms}
        person.sign_up("photographer", display_name=name, **business)
        return person

    def guest(self, name: str = "Bo") -> Person:
        """Somebody who signed up as guest and is logged in."""
        person = self._somebody(name)
        person.sign_up("guest", display_name=name)
        return person

    def _somebody(self, name: str) -> Person:
        person = Person(self.site, self.mailbox, f"{name.lower()}-{next(self._numbers)}@example.org")
        self._made.append(person)
        return person

    def close(self) -> None:
        """Let go of everybody's connections."""
        for person in self._made:
            person.close()


@dataclass(frozen=True, slots=True)
class Party:
    """An event with photos that were looked at.

    Attributes:
        event: as the API gives it (id, code, name, …).
        photos: ids by file name.
        scene: what was uploaded.
        ana, bo, cy: the photographer; a guest who showed a selfie (where the scene is real); a guest who consented
            and showed none yet.
        bo_registration, cy_registration: ids of the guests' registrations.
    """

    event: dict[str, Any]
    photos: dict[str, str]
    scene: Scene
    ana: Person
    bo: Person
    cy: Person
    bo_registration: str
    cy_registration: str


def make_event(ana: Person, name: str = "Winter party", **fields: Any) -> dict[str, Any]:
    """An event of two days ago; `fields` of the API instead of the usual ones."""
    began = datetime.now(UTC) - timedelta(days=2)
    usual = {
        "name": name,
        "starts_at": began.isoformat(),
        "ends_at": (began + timedelta(hours=8)).isoformat(),
        "timezone": "Europe/Berlin",
        "venue": "The old mill",
    }
    event: dict[str, Any] = ana.api("POST", "/events", json={**usual, **fields})
    return event


def fill(ana: Person, event: dict[str, Any], photos: list[Path]) -> dict[str, str]:
    """Upload photos and wait until they were looked at; their ids by file name."""
    for photo in photos:
        upload(ana, event["id"], photo)

    def looked_at() -> bool:
        now = ana.api("GET", f"/events/{event['id']}/progress")
        return bool(now["photos"]["ready"] + now["photos"]["failed"] >= len(photos))

    wait_until(looked_at, "the photos are looked at")
    return {photo["filename"]: photo["id"] for photo in ana.everything(f"/events/{event['id']}/photos")}


def join(guest: Person, event: dict[str, Any], *, consent: bool = True) -> str:
    """Register a guest for an event; the registration's id."""
    registration: str = guest.api("POST", f"/join/{event['code']}")["id"]
    if consent:
        version = guest.api("GET", "/consent-text")["version"]
        guest.api("PUT", f"/registrations/{registration}/consent", json={"version": version})
    return registration


def show_selfie(guest: Person, registration: str, selfie: Path) -> dict[str, Any]:
    """Show a selfie and wait for what was found; the search as the API gives it."""
    picture = {"file": (selfie.name, selfie.read_bytes(), "image/jpeg")}
    made = guest.api("POST", f"/registrations/{registration}/selfies", files=picture)
    search: dict[str, Any] = {}

    def done() -> bool:
        search.update(guest.api("GET", f"/searches/{made['search']}"))
        return search["state"] in {"done", "failed"}

    wait_until(done, "the selfie's search is done")
    return search


def make_party(people: People, scene: Scene) -> Party:
    """Ana's party with everything in it."""
    ana, bo, cy = people.photographer("Ana"), people.guest("Bo"), people.guest("Cy")
    event = make_event(ana)
    photos = fill(ana, event, scene.photos)
    bo_registration, cy_registration = join(bo, event), join(cy, event)
    if scene.real:
        show_selfie(bo, bo_registration, scene.selfies["bo"][0])
    return Party(event, photos, scene, ana, bo, cy, bo_registration, cy_registration)


def sort_all(owner: Person, library: str) -> None:
    """Have all faces of a library clustered; a test's own photos may come one by one on a busy machine."""
    asked = owner.api("POST", f"/libraries/{library}/proposals", json={"apply_at_once": True})["id"]
    wait_until(
        lambda: owner.api("GET", f"/proposals/{asked}")["state"] == "applied", "all faces are clustered"
    )


def wait_until(true: Callable[[], bool], what: str, seconds: float = 120.0) -> None:
    """Ask a real server again and again.

    Raises:
        AssertionError: it did not become true in time.
    """
    end = time.monotonic() + seconds
    for pause in _pauses():
        if true():
            return
        assert time.monotonic() < end, f"not within {seconds:g} s: {what}"
        time.sleep(pause)


def _pauses() -> Iterator[float]:
    yield from (0.05, 0.1, 0.2)
    yield from itertools.repeat(0.3)
