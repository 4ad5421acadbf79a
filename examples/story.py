"""The whole story of an event, with nothing but HTTP: a photographer, guests, selfies, ranked photos, a ZIP.

    python examples/story.py --server http://localhost:8000 --mailbox http://localhost:8025 --event FOLDER

FOLDER holds ``photos/`` and ``truth.json`` (who is where; ``benchmarks.event.compose`` makes them). The mailbox is
any page that gives the last e-mail to an address as text, ``GET /?to=…``. Prints what was found and how fast, writes
JSON, and ends with status 1 when a floor is missed. ``make story`` starts all that is needed.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from http_person import Person, upload

PATIENCE = 900.0
"""Seconds to wait for long work before giving up."""


@dataclass
class Visit:
    """A guest's visit and what came of it."""

    guest: dict[str, Any]
    person: Person
    registration: str = ""
    seconds_to_first_result: float | None = None
    refused_selfies: int = 0
    released: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)

    def join(self, code: str, consent: str) -> None:
        """Register by the event's code and consent."""
        self.person.sign_up("guest", display_name=self.guest["name"])
        self.registration = self.person.api("POST", f"/join/{code}")["id"]
        self.person.api("PUT", f"/registrations/{self.registration}/consent", json={"version": consent})

    def show_selfies(self, count: int) -> None:
        """Show up to ``count`` selfies, one after the other, until that many are accepted."""
        accepted = 0
        for selfie in self.guest["selfies"]:
            began = time.monotonic()
            made = self.person.api(
                "POST",
                f"/registrations/{self.registration}/selfies",
                files={"file": (Path(selfie).name, Path(selfie).read_bytes(), "image/jpeg")},
            )
            search = _until(
                lambda made=made: self.person.api("GET", f"/searches/{made['search']}"),
                lambda found: found["state"] in {"done", "failed"},
                every=0.05,
            )
            if search["state"] == "failed":
                self.refused_selfies += 1
                continue
            if self.seconds_to_first_result is None:
                self.seconds_to_first_result = time.monotonic() - began
            accepted += 1
            if accepted == count:
                return

    def look(self, strictness: str) -> None:
        """Search again with this strictness."""
        made = self.person.api(
            "POST", f"/registrations/{self.registration}/searches", json={"strictness": strictness}
        )
        _until(
            lambda: self.person.api("GET", f"/searches/{made['id']}"),
            lambda found: found["state"] in {"done", "failed"},
        )


def _until(ask: Any, enough: Any, every: float = 0.25) -> Any:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        answer = ask()
        if enough(answer):
            return answer
        time.sleep(every)
    raise SystemExit(f"nothing came of it in {PATIENCE:g} s; the last answer: {answer}")


def _all_looked_at(now: dict[str, Any], photos: int) -> bool:
    return now["photos"]["ready"] + now["photos"]["failed"] == photos and now["matching"]["unmatched"] == 0


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Say what goes on and how long it took."""
    print(f"· {name} …", flush=True)
    began = time.monotonic()
    yield
    print(f"  {time.monotonic() - began:.1f} s", flush=True)


def tell(server: str, mailbox: str, folder: Path, selfies: int) -> dict[str, Any]:
    """Play the story; returns its figures."""
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    photos = [folder / "photos" / photo["file"] for photo in truth["photos"]]
    run = f"{int(time.time()):x}"

    with stage("the photographer signs up and makes an event"):
        host = Person(server, mailbox, f"ana-{run}@example.org")
        terms = host.api("GET", "/account/terms")["version"]
        host.sign_up(
            "photographer",
            display_name="Ana",
            business_name="Ana Photography",
            events_per_month=4,
            terms_version=terms,
        )
        event = host.api(
            "POST",
            "/events",
            json={
                "name": "Midsummer party",
                "starts_at": "2026-06-20T14:00:00+02:00",
                "ends_at": "2026-06-20T23:00:00+02:00",
                "timezone": "Europe/Berlin",
                "venue": "The old mill",
                "available_until": time.strftime("%Y-%m-%dT12:00:00Z", time.gmtime(time.time() + 30 * 86400)),
            },
        )
    consent = host.api("GET", "/consent-text")["version"]
    visits = [
        Visit(guest, Person(server, mailbox, f"guest-{number}-{run}@example.org"))
        for number, guest in enumerate(truth["guests"])
    ]
    early, late = visits[::2], visits[1::2]

    with stage(f"{len(early)} guests come before there are photos"):
        for visit in early:
            visit.join(event["code"], consent)
            visit.show_selfies(selfies)
            visit.seconds_to_first_result = None  # there is nothing to find yet

    with stage(f"{len(photos)} photos are uploaded, one connection in ten lost and resumed"):
        began = time.monotonic()
        with ThreadPoolExecutor(4) as pool:
            list(
                pool.map(
                    lambda n: upload(host, event["id"], photos[n], broken=n % 10 == 3), range(len(photos))
                )
            )
        uploaded = time.monotonic() - began

    with stage("every photo is looked at"):
        progress = _until(
            lambda: host.api("GET", f"/events/{event['id']}/progress"),
            lambda now: _all_looked_at(now, len(photos)),
        )
        ingested = time.monotonic() - began

    with stage(f"{len(late)} guests come afterwards"):
        for visit in late:
            visit.join(event["code"], consent)
            visit.show_selfies(selfies)
    with stage("guests look again, broadly"):
        for visit in visits:
            visit.look("broad")

    names = {photo["id"]: photo["filename"] for photo in host.everything(f"/events/{event['id']}/photos")}
    for visit in visits:
        seen = visit.person.everything(f"/registrations/{visit.registration}/matches")
        visit.released = {names[match["photo"]["id"]] for match in seen}
    by_registration = {visit.registration: visit for visit in visits}
    waiting = list(host.everything(f"/events/{event['id']}/matches?state=waiting"))
    for match in waiting:
        by_registration[match["registration"]["id"]].waiting.add(names[match["photo"]["id"]])
    figures = score(visits)

    with stage(f"the photographer looks at {len(waiting)} doubtful matches"):
        right, wrong = [], []
        for match in waiting:
            visit = by_registration[match["registration"]["id"]]
            (right if names[match["photo"]["id"]] in visit.guest["photos"] else wrong).append(match["id"])
        for start in range(0, max(len(right), len(wrong)), 200):
            decided = {"accept": right[start : start + 200], "reject": wrong[start : start + 200]}
            host.api("POST", "/matches/decide", json=decided)

    with stage("every guest takes their photos home"):
        for visit in visits:
            _take_home(visit, folder, names)
        _nobody_elses(visits, names, {visit.registration for visit in visits})

    first = sorted(v.seconds_to_first_result for v in late if v.seconds_to_first_result is not None)
    return {
        "photos": len(photos),
        "faces": sum(len(photo["people"]) for photo in truth["photos"]),
        "faces_found": progress["faces"],
        "failed_photos": progress["photos"]["failed"],
        "guests": len(visits),
        "guests_without_a_usable_selfie": sum(v.seconds_to_first_result is None for v in late),
        "selfies_refused": sum(v.refused_selfies for v in visits),
        **figures,
        "upload_seconds": round(uploaded, 2),
        "photos_per_second": round(len(photos) / ingested, 2),
        "seconds_to_first_result_median": round(first[len(first) // 2], 3) if first else None,
        "seconds_to_first_result_worst": round(first[-1], 3) if first else None,
    }


def score(visits: list[Visit]) -> dict[str, Any]:
    """Precision and recall over (guest, photo), before anybody reviewed anything."""
    mine = {(v.registration, name) for v in visits for name in v.guest["photos"]}
    released = {(v.registration, name) for v in visits for name in v.released}
    waiting = {(v.registration, name) for v in visits for name in v.waiting}
    return {
        "guest_photos": len(mine),
        "released": len(released),
        "false_releases": len(released - mine),
        "precision_released": round(len(released & mine) / max(1, len(released)), 4),
        "recall_released": round(len(released & mine) / len(mine), 4),
        "waiting": len(waiting),
        "recall_with_waiting": round(len((released | waiting) & mine) / len(mine), 4),
    }


def _take_home(visit: Visit, folder: Path, names: dict[str, str]) -> None:
    """Download the ZIP and check that it holds exactly the guest's photos, bit by bit."""
    listed = {
        names[m["photo"]["id"]]
        for m in visit.person.everything(f"/registrations/{visit.registration}/matches")
    }
    if not listed:
        return
    answer = visit.person.send("GET", f"/api/v1/registrations/{visit.registration}/photos.zip?size=original")
    if answer.status_code != 200 or int(answer.headers["Content-Length"]) != len(answer.content):
        raise SystemExit(
            f"the ZIP of {visit.guest['name']} is broken: {answer.status_code} {answer.text[:300]}"
        )
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    if {Path(name).name for name in held} != listed:
        raise SystemExit(f"the ZIP of {visit.guest['name']} holds other photos than their list")
    for name, data in held.items():
        if data != (folder / "photos" / Path(name).name).read_bytes():
            raise SystemExit(f"{name} changed on its way")


def _nobody_elses(visits: list[Visit], names: dict[str, str], registrations: set[str]) -> None:
    """No guest may fetch a photo that is not theirs, nor look at another's list."""
    for visit in visits:
        listed = {
            m["photo"]["id"] for m in visit.person.everything(f"/registrations/{visit.registration}/matches")
        }
        for photo in [p for p in names if p not in listed][:5]:
            for place in ("", "/original", "/preview/1280"):
                answer = visit.person.send("GET", f"/api/v1/photos/{photo}{place}")
                if answer.status_code != 404:
                    raise SystemExit(f"a stranger got {answer.status_code} for /photos/{photo}{place}")
        other = next(iter(registrations - {visit.registration}))
        answer = visit.person.send("GET", f"/api/v1/registrations/{other}/matches")
        if answer.status_code != 404:
            raise SystemExit(f"a stranger got {answer.status_code} for somebody else's matches")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--server", required=True)
    parser.add_argument("--mailbox", required=True)
    parser.add_argument("--event", type=Path, required=True)
    parser.add_argument("--selfies", type=int, default=2, help="how many each guest shows")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--least-released", type=float, default=0.90)
    parser.add_argument("--least-with-waiting", type=float, default=0.97)
    arguments = parser.parse_args()
    figures = tell(arguments.server, arguments.mailbox, arguments.event, arguments.selfies)
    misses = []
    if figures["false_releases"]:
        misses.append(f"{figures['false_releases']} photos were released to somebody who is not in them")
    if figures["recall_released"] < arguments.least_released:
        misses.append(f"recall of released photos is below {arguments.least_released}")
    if figures["recall_with_waiting"] < arguments.least_with_waiting:
        misses.append(f"recall with those waiting for review is below {arguments.least_with_waiting}")
    if figures["failed_photos"]:
        misses.append(f"{figures['failed_photos']} photos failed")
    figures["missed"] = misses
    print()
    for name, value in figures.items():
        if name != "missed":
            print(f"{name.replace('_', ' '):34}{value}")
    for miss in misses:
        print(f"MISSED: {miss}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1), "utf-8")
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
