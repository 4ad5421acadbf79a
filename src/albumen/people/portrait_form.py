"""The administrator's form for a person and photos of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import ForeignKeyRawIdWidget
from django.core.files.uploadedfile import UploadedFile

from albumen.people.actions.add_person import Picture
from albumen.people.models import NAME_LENGTH, Person
from albumen.photos.actions.encode_missing import libraries_to_encode

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
    library = forms.ModelChoiceField(
        queryset=libraries_to_encode(),
        help_text="Of its owner; the photos become photos of this library.",
        widget=ForeignKeyRawIdWidget(Person._meta.get_field("library").remote_field, admin.site),
    )
    field_order = ("name", "library", "photos")


def _pieces(file: UploadedFile) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece
