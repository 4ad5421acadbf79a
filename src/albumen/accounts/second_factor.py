"""Second factors as django-allauth keeps them, with their secrets sealed in the database."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter

from albumen.accounts.sealing import seal, unseal


class MFAAdapter(DefaultMFAAdapter):
    """A copy of the database alone does not give away the secrets of authenticator apps and recovery codes."""

    def encrypt(self, text: str) -> str:
        return seal({"secret": text})

    def decrypt(self, encrypted_text: str) -> str:
        return str(unseal(encrypted_text)["secret"])
