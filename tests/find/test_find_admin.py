"""Administrators look at labels and saved searches; they write none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

import factories
from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.find.actions.keep_search import KeepSearch
from albumen.find.actions.label_photos import LabelPhotos
from albumen.find.describing import DESCRIBED, describe
from albumen.find.models import Kind, SavedSearch, Term
from albumen.photos.models import Photo

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["label", "savedsearch"])
def test_pages_show_what_there_is(party: Event, as_user: Callable[[User], Client], page: str) -> None:
    admin = as_user(User.objects.create_superuser("root@example.org", "x"))
    photo = factories.photo(party.library, 1, title="Unspoken")
    describe([photo])
    Photo.objects.bulk_update([photo], DESCRIBED)
    LabelPhotos(party.owner, party.library_id, [photo.pk], add=["Garden"]).execute()
    KeepSearch(party.owner, party.library_id, "Garden", {"label": ["Garden"]}).execute()
    listed = admin.get(f"/admin/find/{page}/?q={party.library_id}")
    text = listed.content.decode()
    assert listed.status_code == 200 and "Garden" in text and str(party.owner) in text
    assert "unspoken" not in text.casefold(), "words of photos are no labels"
    row = Term.objects.get(kind=Kind.LABEL) if page == "label" else SavedSearch.objects.get()
    assert admin.get(f"/admin/find/{page}/{row.pk}/change/").status_code == 200
    assert admin.get(f"/admin/find/{page}/add/").status_code == 403
    assert admin.post(f"/admin/find/{page}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    word = Term.objects.get(key="unspoken")
    assert admin.get(f"/admin/find/label/{word.pk}/change/").status_code == 302
