"""People for the load benchmark, made directly in a site's database: a host and guests who are logged in.

    ALBUMEN_DATA=… python -m benchmarks.load_people --guests 100 --events 2     prints JSON

Signing up a hundred people over HTTP would measure the rate limits, which hold, and not the site.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import timedelta
from typing import Any


def make(guests: int, events: int) -> dict[str, Any]:
    """A host with events going on, and guests registered at the first, with consent; session cookies of all."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "albumen.config.settings")
    import django

    django.setup()
    from allauth.account.models import EmailAddress
    from django.utils import timezone

    from albumen.accounts.models import PhotographerProfile, User, UserType
    from albumen.events.actions.create import CreateEvent
    from albumen.guests.actions.give_consent import GiveConsent
    from albumen.guests.actions.join import JoinEvent
    from albumen.guests.consent_text import current_version

    def person(name: str, kind: Any) -> User:
        user = User.objects.create_user(f"{name}@load.example", None, display_name=name, user_type=kind)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    host = person("host", UserType.PHOTOGRAPHER)
    now = timezone.now()
    PhotographerProfile.objects.create(
        user=host, business_name="Host", terms_version="1", terms_accepted_at=now
    )
    made = [
        CreateEvent(
            host,
            {
                "name": f"Event {number + 1}",
                "starts_at": now - timedelta(hours=1),
                "ends_at": now + timedelta(hours=5),
                "timezone": "Europe/Berlin",
            },
        ).execute()
        for number in range(events)
    ]
    people = []
    for number in range(guests):
        user = person(f"guest-{number}", UserType.GUEST)
        registration = JoinEvent(user, made[0]).execute()
        GiveConsent(user, registration, current_version()).execute()
        people.append({"registration": str(registration.pk), "session": _session(user)})
    return {"host": _session(host), "events": [str(event.pk) for event in made], "guests": people}


def _session(user: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "albumen.accounts.sessions.Backend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--guests", type=int, default=100)
    parser.add_argument("--events", type=int, default=2)
    arguments = parser.parse_args()
    print(json.dumps(make(arguments.guests, arguments.events)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
