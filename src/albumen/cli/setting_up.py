"""What must be in place before a site can run; each step says what it did, and costs little the second time."""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from albumen.errors import InvalidInputError, UnavailableError

Say = Callable[[str], None]

FIRST_LOGIN = "first-login.txt"
"""File in the data's folder of keys: address and password of the first administrator, a line each."""


class SetUpError(UnavailableError):
    """The site cannot be set up."""

    code = "set_up_failed"
    advice = "Mend what is named and start again; nothing is lost."


class AdministratorSettingError(InvalidInputError):
    """The first administrator's settings cannot be used."""

    code = "administrator_setting"
    advice = "Mend ALBUMEN_ADMIN_EMAIL or ALBUMEN_ADMIN_PASSWORD."


def set_up(settings: Any, say: Say) -> None:
    """Database, cache table, schedules, static files, models, administrator, in this order; says where e-mails go."""
    _database(say)
    from albumen.config.schedules import ensure_schedules

    ensure_schedules()
    _static_files(settings, say)
    _models(settings, say)
    _administrator(settings, say)
    if not settings.EMAIL_HOST:
        say(
            "E-mail: no server is set (ALBUMEN_SMTP_HOST), so e-mails and the codes in them"
            f" go to {settings.EMAIL_FILE_PATH}"
        )
    _let_go_of_the_database()


def _database(say: Say) -> None:
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            say(f"Database: {len(plan)} migrations to apply …")
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    except DatabaseError as error:
        raise SetUpError(f"The database cannot be used: {error}".rstrip() + ".") from error
    say(f"Database: {connection.vendor}, up to date.")


def _static_files(settings: Any, say: Say) -> None:
    """Collect what browsers load, unless it is what was collected last time."""
    from django.core.management import call_command

    stamp = settings.STATIC_ROOT / ".collected"
    now = _static_fingerprint(settings)
    if stamp.is_file() and stamp.read_text("ascii") == now:
        return
    try:
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(now, "ascii")
    except OSError as error:
        raise SetUpError(f"{settings.STATIC_ROOT} cannot be written ({error.strerror}).") from error
    say("Static files: collected.")


def _static_fingerprint(settings: Any) -> str:
    """Changes when a file that would be collected does: name, size or time."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = os.stat(storage.path(path))
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _models(settings: Any, say: Say) -> None:
    """Bring the packs of new events here; where that fails the built-in one, which needs no download, stands in."""
    if "inference" not in settings.ALBUMEN_ROLES:
        return
    from albumen.engine.packs.catalogue import load_pack
    from albumen.engine.packs.choose import PREFERRED, choose_pack
    from albumen.engine.packs.errors import PackError
    from albumen.engine.packs.store import Store

    store = Store()
    for name in settings.ALBUMEN_PACKS:
        if name == PREFERRED:
            say(f"Models: {choose_pack(None, store)[1]}")
            continue
        pack = load_pack(name)
        try:
            if not store.installed(pack):
                store.install(pack)
            say(f"Models: Pack {pack.name} ({pack.title}).")
        except PackError as error:
            say(f"Models: Pack {pack.name} is not here: {error}")


def _administrator(settings: Any, say: Say) -> None:
    """Make the administrator of a site that has none, and say once how to log in."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from albumen.accounts.actions.create_administrator import CreateAdministrator

    try:
        validate_email(settings.ALBUMEN_ADMIN_EMAIL)
    except ValidationError as error:
        raise AdministratorSettingError(
            f"{settings.ALBUMEN_ADMIN_EMAIL!r} in ALBUMEN_ADMIN_EMAIL is no e-mail address."
        ) from error
    given = settings.ALBUMEN_ADMIN_PASSWORD
    password = given or secrets.token_urlsafe(12)
    made = CreateAdministrator(settings.ALBUMEN_ADMIN_EMAIL, password).execute()
    if made is None:
        return
    if given:
        say(f"Administrator: {made.email}, with the password in ALBUMEN_ADMIN_PASSWORD.")
    else:
        _tell_password(settings.ALBUMEN_DATA / "keys" / FIRST_LOGIN, made.email, password, say)


def _tell_password(path: Path, email: str, password: str, say: Say) -> None:
    """On a terminal somebody reads it; elsewhere what is printed ends in logs, so that a file has it instead."""
    if sys.stdout.isatty():
        say(f"Administrator: log in as {email} with the password {password}")
        say("  It is shown only this once; `albumen manage changepassword` sets another one.")
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.unlink(missing_ok=True)  # never into a file that somebody else made or has open
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{email}\n{password}\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise SetUpError(
            f"{path} with the administrator's first password cannot be written ({error.strerror}).",
            advice=f"Mend that, then set a password with `albumen manage changepassword {email}`.",
        ) from error
    say(f"Administrator: log in as {email} with the password in {path}")
    say("  Delete the file after you have; `albumen manage changepassword` sets another one.")


def _let_go_of_the_database() -> None:
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if getattr(connection, "pool", None):
            connection.close_pool()
