"""Takes the screens of docs/guide anew: a throw-away site, a drawn party, and a browser that walks through it.

    make guide-screens

Wants chromium and the built client. Nobody real is on any screen; names and addresses are made up.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "examples"), str(ROOT / "scripts")]

from benchmarks.throwaway_site import Mailbox, Site, throwaway_site  # noqa: E402
from benchmarks.web_browser import chromium  # noqa: E402
from drawn_party import draw_party, draw_portrait  # noqa: E402
from http_person import PASSWORD, Person, upload  # noqa: E402
from PIL import Image  # noqa: E402

SCREENS = ROOT / "docs" / "guide" / "images"
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 780}
GUESTS = {0: "Robin", 1: "Kim", 2: "Sascha", 3: "Noa", 4: "Jona"}
PHOTOS = 30
COVER = 3


def make_party(site: Site, mailbox: Mailbox, folder: Path) -> dict[str, Any]:
    """Ana's event with its photos and guests; what the screens need to know of it."""
    heads = draw_party(folder, PHOTOS)
    ana = Person(site.url, mailbox.url, "ana@example.org")
    terms = ana.api("GET", "/account/terms")["version"]
    business = {"business_name": "Ana Photography", "events_per_month": 4, "terms_version": terms}
    ana.sign_up("photographer", display_name="Ana", **business)
    where = {"timezone": "Europe/Berlin", "venue": "The old mill", "location": "12 Mill Lane"}
    dates = {"starts_at": "2026-06-20T16:00:00+02:00", "ends_at": "2026-06-20T23:30:00+02:00"}
    event = ana.api("POST", "/events", json={"name": "Mira & Jo, midsummer", **where, **dates})
    dates = {"starts_at": "2027-05-08T14:00:00+02:00", "ends_at": "2027-05-08T22:00:00+02:00"}
    ana.api("POST", "/events", json={"name": "Spring fair", **where, **dates})
    for name in heads:
        upload(ana, event["id"], folder / name)
    consent, selfies = ana.api("GET", "/consent-text")["version"], {}
    for who, name in GUESTS.items():
        guest = Person(site.url, mailbox.url, f"{name.lower()}@example.org")
        guest.sign_up("guest", display_name=name)
        joined = guest.api("POST", f"/join/{event['code']}")
        guest.api("PUT", f"/registrations/{joined['id']}/consent", json={"version": consent})
        selfies[who] = folder / f"selfie-{who}.jpg"
        draw_portrait(selfies[who], who)
        if who == 0:
            registration = joined["id"]
    _until(lambda: ana.api("GET", f"/events/{event['id']}/progress")["photos"]["ready"] == PHOTOS)
    plan = {
        "event": event["id"],
        "photos": {name: [dataclasses.asdict(head) for head in found] for name, found in heads.items()},
        "guests": {who: f"{name.lower()}@example.org" for who, name in GUESTS.items()},
        "selfies": {who: str(path) for who, path in selfies.items()},
    }
    (folder / "plan.json").write_text(json.dumps(plan), "utf-8")
    command = [sys.executable, str(ROOT / "scripts" / "guide_rows.py"), str(folder / "plan.json")]
    subprocess.run(command, env={**os.environ, "ALBUMEN_DATA": str(site.data)}, check=True)  # noqa: S603
    listed = ana.api("GET", f"/events/{event['id']}/photos?limit=10")
    ana.api("PATCH", f"/events/{event['id']}", json={"cover": listed["items"][COVER]["id"]})
    return {
        "event": event["id"],
        "code": event["code"],
        "photo": listed["items"][0]["id"],
        "registration": registration,
    }


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 300
    while not done():
        if time.monotonic() > end:
            raise SystemExit("the photos did not become ready within five minutes")
        time.sleep(0.5)


def take(site: Site, party: dict[str, Any]) -> None:
    """All screens, as WebP."""
    event, guest = f"/events/{party['event']}", f"/my/{party['registration']}"
    desk = {
        "dashboard": "/dashboard",
        "new-event": "/events/new",
        "photos": event,
        "photo": f"{event}/photos/{party['photo']}",
        "review": f"{event}/review",
        "guests": f"{event}/guests",
        "poster": f"{event}/poster",
    }
    phone = {
        "consent": f"{guest}/consent",
        "my-photos": guest,
        "sharing": f"{guest}/sharing",
    }
    walks: list[tuple[str, dict[str, int], dict[str, str]]] = [
        ("", DESK, {"landing": "/"}),
        ("", PHONE, {"join": f"/join/{party['code']}"}),
        ("ana@example.org", DESK, desk),
        ("robin@example.org", PHONE, phone),
    ]
    SCREENS.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for email, size, pages in walks:
            window = browser.new_context(viewport=size, device_scale_factor=2, locale="en-GB")  # type: ignore[arg-type]
            page = window.new_page()
            if email:
                page.goto(f"{site.url}/login")
                page.get_by_label("E-mail").first.fill(email)
                page.locator("input[type=password]").fill(PASSWORD)
                page.locator("main form button[type=submit]").first.click()
                page.wait_for_url(lambda address: "/login" not in address)
            for name, path in pages.items():
                page.goto(site.url + path)
                page.wait_for_load_state("networkidle")
                page.evaluate("Promise.all([...document.images].map((i) => i.decode().catch(() => 0)))")
                page.wait_for_timeout(500)  # placeholders fade
                page.screenshot(path=str(SCREENS / f"{name}.png"))
                _smaller(SCREENS / f"{name}.png")
            window.close()


def _smaller(path: Path) -> None:
    with Image.open(path) as picture:
        picture.convert("RGB").save(path.with_suffix(".webp"), quality=72, method=6)
    path.unlink()


def main() -> int:
    """Make the party, take the screens."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    with tempfile.TemporaryDirectory(prefix="albumen-guide-") as folder, Mailbox() as mailbox:  # noqa: SIM117
        with throwaway_site(mailbox, ALBUMEN_SIGNUP_RATE="1000/m/ip") as site:
            take(site, make_party(site, mailbox, Path(folder)))
    print(f"screens are in {SCREENS}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
