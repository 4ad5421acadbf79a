"""An action is checked, done and written down together, or not at all."""

from __future__ import annotations

from typing import Any

import pytest

import factories
from albumen.accounts.actions.edit_account import EditAccount
from albumen.accounts.actions.revoke_token import RevokeToken
from albumen.accounts.models import AccessToken, User
from albumen.audit.action import Action
from albumen.audit.models import Entry
from albumen.errors import NotPermittedError
from albumen.jobs import clock
from albumen.photos.actions.append_upload import AppendUpload, Transfer
from albumen.photos.actions.create_upload import CreateUpload
from albumen.photos.actions.expire_uploads import ExpireUploads
from albumen.photos.models import Upload

pytestmark = pytest.mark.django_db


class _Renames(Action[User]):
    name = "test.rename"

    def __init__(self, actor: User | None, user: User, fails: bool = False) -> None:
        super().__init__(actor)
        self.user = user
        self.fails = fails

    def permitted(self, actor: Any) -> bool:
        return bool(actor.is_photographer)

    def perform(self) -> User:
        User.objects.filter(pk=self.user.pk).update(display_name="renamed")
        if self.fails:
            raise RuntimeError
        return self.user

    def target(self, result: User) -> tuple[str, object]:
        return "user", result.pk

    def details(self, result: User) -> dict[str, Any]:
        return {"why": "test"}


def test_who_may_not_changes_and_writes_nothing(bo: User) -> None:
    with pytest.raises(NotPermittedError):
        _Renames(bo, bo).execute()
    assert User.objects.get(pk=bo.pk).display_name == "Bo" and not Entry.objects.exists()


def test_what_fails_leaves_no_trace(ana: User, bo: User) -> None:
    with pytest.raises(RuntimeError):
        _Renames(ana, bo, fails=True).execute()
    assert User.objects.get(pk=bo.pk).display_name == "Bo" and not Entry.objects.exists()


def test_what_is_done_is_written_down(ana: User, bo: User) -> None:
    _Renames(ana, bo).execute()
    entry = Entry.objects.get()
    assert (entry.actor, entry.action, entry.target_type, entry.target_id, entry.details) == (
        ana,
        "test.rename",
        "user",
        str(bo.pk),
        {"why": "test"},
    )


def test_the_system_acts_without_asking_itself(bo: User) -> None:
    _Renames(None, bo).execute()
    assert Entry.objects.get().actor is None


def test_what_changes_nothing_is_not_written_down(bo: User) -> None:
    EditAccount(bo, "Bo").execute()
    assert not Entry.objects.exists()


def test_somebody_elses_things_are_not_changed(ana: User, bo: User) -> None:
    token = AccessToken.objects.create(user=ana, name="t", digest="0" * 64, hint="alb_0000")
    with pytest.raises(NotPermittedError):
        RevokeToken(bo, token).execute()
    token.refresh_from_db()
    assert token.revoked_at is None


def test_a_change_of_several_transactions_is_refused_to_others_too(ana: User, bo: User) -> None:
    event = factories.event(ana)
    upload = CreateUpload(ana, 100, {"event": str(event.pk), "filename": "a.jpg"}).execute()
    with pytest.raises(NotPermittedError):
        AppendUpload(bo, upload, Transfer(0, 1, iter([b"x"]))).execute()
    Upload.objects.update(expires_at=clock.now())
    with pytest.raises(NotPermittedError):
        ExpireUploads(bo).execute()
    assert Upload.objects.get().offset == 0
    assert ExpireUploads(None).execute() == 1
