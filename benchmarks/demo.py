"""A site to look at: a throw-away server with an event, its photos and guests, that stays until Ctrl-C.

    python -m benchmarks.demo [--photos 40] [--guests 6] [--port 8000] [--event FOLDER]

Prints its address, who can log in with which password, and where the e-mails can be read. The photos are composed of
those in ``ALBUMEN_SHARED``; nothing of it may be shown in documents.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import threading
from pathlib import Path

from benchmarks.corpus import shared_photos
from benchmarks.event.compose import compose_event
from benchmarks.throwaway_site import Mailbox, throwaway_site

sys.path.insert(0, str(Path(__file__).parent.parent / "examples"))

from http_person import PASSWORD, Person, upload

from story import Visit


def fill(server: str, mailbox: str, folder: Path) -> str:
    """Ana's event with everything of ``folder`` in it, and its guests with their selfies; returns the event's code."""
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    ana = Person(server, mailbox, "ana@example.org")
    terms = ana.api("GET", "/account/terms")["version"]
    business = {"business_name": "Ana Photography", "events_per_month": 4, "terms_version": terms}
    ana.sign_up("photographer", display_name="Ana", **business)
    party = {"starts_at": "2026-11-20T14:00:00+01:00", "ends_at": "2026-11-20T23:00:00+01:00"}
    party |= {"timezone": "Europe/Berlin", "venue": "The old mill", "listed": True}
    event = ana.api("POST", "/events", json={"name": "Winter party", **party})
    coming = {"starts_at": "2027-06-20T14:00:00+02:00", "ends_at": "2027-06-20T23:00:00+02:00"}
    ana.api("POST", "/events", json={"name": "Midsummer wedding", "timezone": "Europe/Berlin", **coming})
    for photo in truth["photos"]:
        upload(ana, event["id"], folder / "photos" / photo["file"])
    consent = ana.api("GET", "/consent-text")["version"]
    for number, guest in enumerate(truth["guests"]):
        visit = Visit(guest, Person(server, mailbox, f"guest-{number}@example.org"))
        visit.join(event["code"], consent)
        if number:  # the first one has still to show a selfie
            visit.show_selfies(1)
    return str(event["code"])


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=int, default=40)
    parser.add_argument("--guests", type=int, default=6)
    parser.add_argument("--port", type=int)
    parser.add_argument("--pack", default="standard")
    parser.add_argument("--event", type=Path, help="keep the composed event here, and use it again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="albumen-event-") as composed, Mailbox() as mailbox:
        folder = arguments.event or Path(composed)
        if not (folder / "truth.json").exists():
            shape = {
                "photos": arguments.photos,
                "guests": arguments.guests,
                "pack": arguments.pack,
                "seed": 0,
            }
            compose_event(shared_photos() / "lfw-dev", folder, **shape)
        settings = {"ALBUMEN_PACKS": arguments.pack, "ALBUMEN_SIGNUP_RATE": "1000/m/ip"}
        with throwaway_site(mailbox, port=arguments.port, **settings) as site:
            code = fill(site.url, mailbox.url, folder)
            print(f"{site.url}   event code {code}   password {PASSWORD!r}")
            print(
                "ana@example.org (photographer), guest-0@example.org (no selfie yet), guest-1@example.org, …"
            )
            print(f"e-mails: {mailbox.url}?to=ADDRESS   selfies: {folder / 'truth.json'}", flush=True)
            stopped = threading.Event()
            for signal_number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(signal_number, lambda *_: stopped.set())
            stopped.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
