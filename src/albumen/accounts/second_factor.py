"""Where second factors differ from django-allauth's: secrets are sealed, used codes stay used."""

from __future__ import annotations

from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache

from albumen.accounts.sealing import seal, unseal


class MFAAdapter(DefaultMFAAdapter):
    """A copy of the database alone does not give away the secrets of authenticator apps and recovery codes."""

    def encrypt(self, text: str) -> str:
        return seal({"secret": text})

    def decrypt(self, encrypted_text: str) -> str:
        return str(unseal(encrypted_text)["secret"])


def remember_used_codes_as_long_as_they_fit() -> None:
    """Make a code of an authenticator app unusable for as long as it would be accepted.

    django-allauth remembers a used code for one period; with a tolerance of one, it fits for three.
    """
    TOTP._mark_code_used = _mark_code_used


def _mark_code_used(self: TOTP, code: str) -> bool:
    seconds = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    return bool(cache.add(self._get_used_cache_key(code), "y", timeout=seconds))
