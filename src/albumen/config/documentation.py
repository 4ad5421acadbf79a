"""``python -m albumen.config.documentation``: docs/settings.md, written from the settings themselves."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

from albumen.config import env

_CHECKOUT = Path(__file__).resolve().parents[3]

_HEAD = """# Settings

Everything is set by the environment; without any of it Albumen runs on SQLite, a folder for photos and a folder for
wake-ups, all below `ALBUMEN_DATA`. The value of any setting may come from a file instead, named by the setting with
`_FILE` behind it (`ALBUMEN_SMTP_PASSWORD_FILE=/run/secrets/smtp`). A value that cannot be used stops the start with one
line that names the setting. Written by `make settings` from the code.
"""

SUBJECTS = {
    "serving": "What runs, and where it listens",
    "data": "Data",
    "database": "Database",
    "storage": "Photos",
    "jobs": "Background work",
    "security": "Addresses, keys, protection",
    "mail": "E-mail",
    "accounts": "Accounts",
    "events": "Events",
    "limits": "Limits",
    "previews": "Previews",
    "logs": "Logs",
}
"""Modules of settings that come first, in this order, with their headings; others follow by their own names."""


def settings_by_subject() -> dict[str, list[env.Setting]]:
    """Every registered setting, by the module of ``albumen.config.settings`` that reads it."""
    package = importlib.import_module("albumen.config.settings")
    modules = {info.name for info in pkgutil.iter_modules(package.__path__)}
    found: dict[str, list[env.Setting]] = {}
    known = dict(env.REGISTRY)
    for name in [*SUBJECTS, *sorted(modules - SUBJECTS.keys())]:
        if name not in modules:
            continue
        env.REGISTRY.clear()
        importlib.reload(importlib.import_module(f"albumen.config.settings.{name}"))
        own = [env.REGISTRY[setting] for setting in env.REGISTRY]
        if own:
            found[name] = own
    env.REGISTRY.clear()
    env.REGISTRY.update(known)
    return found


def page() -> str:
    """The text of docs/settings.md."""
    parts = [_HEAD]
    for subject, settings in settings_by_subject().items():
        title = SUBJECTS.get(subject, subject.replace("_", " ").capitalize())
        parts.append(f"\n## {title}\n\n| setting | takes | default | meaning |\n|---|---|---|---|\n")
        for setting in settings:
            default = f"`{_cell(_anywhere(setting.default))}`" if setting.default else "empty"
            parts.append(f"| `{setting.name}` | {setting.kind} | {default} | {_cell(setting.sentence)} |\n")
    return "".join(parts)


def _anywhere(default: str) -> str:
    """A default without the places of this machine."""
    data = str(importlib.import_module("albumen.config.settings.data").ALBUMEN_DATA)
    return default.replace(data, "data").replace(f"{_CHECKOUT}/", "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.stdout.write(page())
