"""A process that tries to log in with wrong passwords, through the whole site: settings, middleware, shared cache.

Run by test_accounts_rate_limits: ``login_hammer.py prepare`` makes the database and Ana's account;
``login_hammer.py EMAIL COUNT [HOST]`` waits for a line on its standard input, tries COUNT times and prints, as JSON,
how often the password was looked at and how often it was not.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "albumen.config.settings")
    import django

    django.setup()
    if sys.argv[1] == "prepare":
        _prepare()
    else:
        _hammer(sys.argv[1], int(sys.argv[2]))


def _prepare() -> None:
    from django.core.management import call_command

    import factories
    from migrated import migrate

    migrate()
    call_command("createcachetable", verbosity=0)
    factories.photographer("ana")


def _hammer(email: str, count: int) -> None:
    from accounts_browser import Browser

    browser = Browser(SERVER_NAME="localhost")
    print("ready", flush=True)
    sys.stdin.readline()
    outcomes: Counter[str] = Counter()
    for number in range(count):
        answer = browser.ask(
            "POST",
            "auth/login",
            {"email": email, "password": f"wrong password {number}"},
            HTTP_HOST=f"localhost:{1000 + number}",
        )
        codes = {error["code"] for error in answer.json().get("errors", [])}
        outcomes["looked" if "email_password_mismatch" in codes else "stopped"] += 1
    print(json.dumps(outcomes), flush=True)


if __name__ == "__main__":
    main()
