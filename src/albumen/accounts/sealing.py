"""Payloads of jobs that hold secrets, readable only with the site's key: not in lists of jobs, not in backups alone."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from django.conf import settings

from albumen.errors import InvalidInputError


class SealBrokenError(InvalidInputError):
    """It was sealed with another key, or is damaged."""

    code = "seal_broken"
    advice = "The site's secret key changed in between; ask for it again."


def seal(content: dict[str, Any]) -> str:
    """JSON, encrypted and authenticated (Fernet: AES-128-CBC, HMAC-SHA-256)."""
    return _box(settings.SECRET_KEY).encrypt(json.dumps(content).encode()).decode()


def unseal(sealed: str) -> dict[str, Any]:
    """What was sealed, also with a key of ``SECRET_KEY_FALLBACKS``.

    Raises:
        SealBrokenError: no key opens it.
    """
    from cryptography.fernet import InvalidToken, MultiFernet

    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    try:
        content: dict[str, Any] = json.loads(
            MultiFernet([_box(key) for key in keys]).decrypt(sealed.encode())
        )
    except InvalidToken as error:
        raise SealBrokenError("The sealed content cannot be opened.") from error
    return content


def _box(key: str) -> Any:
    from cryptography.fernet import Fernet

    return Fernet(
        base64.urlsafe_b64encode(hashlib.sha256(b"albumen.accounts.sealing:" + key.encode()).digest())
    )
