"""Change what a photographer says about the business."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from albumen.accounts.errors import TermsOutdatedError
from albumen.accounts.models import PhotographerProfile, User
from albumen.accounts.terms import current_terms
from albumen.audit.action import Action


class EditPhotographer(Action[PhotographerProfile]):
    """Replace the profile. Newer terms may be accepted along with it; accepted ones cannot be taken back.

    Args:
        fields: business_name, contact_email, phone, website, address, events_per_month.
        accept_terms: version of the terms accepted now; None to leave what was accepted.

    Raises:
        TermsOutdatedError: that version is not today's.
    """

    name = "photographer.edit"

    def __init__(self, actor: User, fields: dict[str, Any], accept_terms: str | None = None) -> None:
        super().__init__(actor)
        self._user = actor
        self._fields = fields
        self._accept_terms = accept_terms

    def permitted(self, actor: Any) -> bool:
        return bool(actor.is_photographer)

    def refusal(self) -> str:
        return "Only photographers have this."

    def perform(self) -> PhotographerProfile:
        terms = current_terms()
        accepted: dict[str, Any] = {}
        if self._accept_terms is not None:
            if self._accept_terms != terms.version:
                raise TermsOutdatedError("These are not the terms that hold now.")
            accepted = {"terms_version": terms.version, "terms_accepted_at": timezone.now()}
        profile = PhotographerProfile.objects.select_for_update().filter(user=self._user).first()
        if profile is None:
            # An administrator who was made on the command line accepts the terms here.
            if not accepted:
                raise TermsOutdatedError("The terms have to be accepted first.")
            return PhotographerProfile.objects.create(user=self._user, **accepted, **self._fields)
        if profile.terms_version == accepted.get("terms_version"):
            accepted = {}
        for name, value in (self._fields | accepted).items():
            setattr(profile, name, value)
        profile.save(update_fields=[*self._fields, *accepted])
        return profile

    def target(self, result: PhotographerProfile) -> tuple[str, object]:
        return "user", self._user.pk

    def details(self, result: PhotographerProfile) -> dict[str, Any]:
        return {"terms_version": result.terms_version}
