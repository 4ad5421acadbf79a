"""The administrator's form for a person and photos of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile

from albumen.events.codes import normal_form
from albumen.people.actions.add_person import Picture
from albumen.people.models import NAME_LENGTH
from albumen.photos.actions.encode_missing import libraries_to_encode
from albumen.photos.models import Library, LibraryKind

_PIECE = 1 << 20


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class _PhotosField(forms.FileField):
    """Any number of files; a list."""

    widget = _ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        if not given:
            super().clean(None, initial)
        return [super(_PhotosField, self).clean(one, initial) for one in given]


class PortraitsForm(forms.Form):
    """Photos of somebody who is there."""

    photos = _PhotosField(
        allow_empty_file=True,
        help_text="One or several, each with one face or one that is much larger than the others. "
        "For more than fit into one request, give the rest on the page of the person.",
    )

    def pictures(self) -> list[Picture]:
        """What was sent, to be read once."""
        return [
            Picture(file.name or "", file.size or 0, _pieces(file)) for file in self.cleaned_data["photos"]
        ]


class AddPersonForm(PortraitsForm):
    """Somebody new."""

    name = forms.CharField(max_length=NAME_LENGTH)
    library = forms.CharField(
        max_length=254,
        help_text="Whose: the e-mail address of somebody with a library of their own, the code of an event, or the id "
        "of a library. The photos become photos of it.",
    )
    field_order = ("name", "library", "photos")

    def clean_library(self) -> Library:
        """The library that is meant; a closed or deleted event has none."""
        said: str = self.cleaned_data["library"].strip()
        there = libraries_to_encode()
        if "@" in said:
            found = there.filter(kind=LibraryKind.PERSONAL, owner__email__iexact=said).first()
            missing = "Nobody with this address has a library of their own."
        elif (identifier := _uuid(said)) is not None:
            found = there.filter(pk=identifier).first()
            missing = "There is no such library, or its event is closed or deleted."
        else:
            found = there.filter(event__code=normal_form(said)).first()
            missing = "There is no event with this code, or it is closed or deleted."
        if found is None:
            raise forms.ValidationError(missing)
        return found


def _uuid(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def _pieces(file: UploadedFile) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece
