"""The key that signs sessions and links: made once, kept in a file only its owner may read."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from albumen.config.env import SettingError


def secret_key(path: Path) -> str:
    """The key in ``path``, made there if there is none; processes that start together agree on one.

    Raises:
        SettingError: the folder cannot be written to.
    """
    try:
        with contextlib.suppress(FileNotFoundError):
            key = path.read_text("ascii").strip()
            if len(key) >= 50:
                return key
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_name(f".{path.name}.{os.getpid()}")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(64))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(part, path)  # the first one wins, whole
        part.unlink()
        return path.read_text("ascii").strip()
    except OSError as error:
        raise SettingError("ALBUMEN_DATA", f"{path} cannot be written ({error.strerror}).") from error
