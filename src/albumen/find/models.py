"""What photos are found by: an inverted index in plain rows, the labels in it, and searches that somebody kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from albumen.identifiers import new_id
from albumen.photos.models import Library, Photo

NAME_LENGTH = 100
"""Characters of a label's or a saved search's name."""


class Kind(models.IntegerChoices):
    """What a term says about a photo."""

    WORD = 1, "Word"
    LABEL = 2, "Label"
    COUNTRY = 3, "Country"
    REGION = 4, "Region"
    CITY = 5, "City"
    CAMERA = 6, "Camera"
    MONTH = 7, "Month"
    DAY = 8, "Day"


class Term(models.Model):
    """Something that photos of a library have in common. Labels are said by people, all others follow from the photo.

    Attributes:
        key: folded; once in a library and kind. Of places with what they lie in: ``de/bavaria/munich``.
        name: as it is shown.
        text: folded words by which the search box finds it.
        unused_since: when it was first seen that no photo has it (``unused``); labels are kept even so.
    """

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="terms", db_index=False)
    kind = models.PositiveSmallIntegerField(choices=Kind.choices)
    key = models.CharField(max_length=420)
    name = models.CharField(max_length=200)
    text = models.CharField(max_length=420)
    unused_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["library", "kind", "key"], name="term_once"),)
        indexes = (
            # PostgreSQL takes an index for the beginning of a word only in the order of its bytes.
            models.Index(
                fields=["library", "kind", "text"],
                name="term_text",
                opclasses=["uuid_ops", "int2_ops", "varchar_pattern_ops"],
            ),
        )

    def __str__(self) -> str:
        return self.name


class Label(Term):
    """A term that people said; here for administrators, who look at nothing else of the index."""

    class Meta:
        proxy = True


THERE = (False,)
"""Of ``binned``, for lookups with ``in``: SQLite sees no value of a column in ``NOT binned``, and leaves the order of
the index for it."""


class Posting(models.Model):
    """That a term is true of a photo.

    Attributes:
        sort_at: the photo's, so that the photos of a term are read in their order.
        binned: the photo is in the bin; its labels are kept for when it comes back.
    """

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="postings", db_index=False)
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="postings", db_index=False)
    sort_at = models.DateTimeField()
    binned = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["photo", "term"], name="posting_once"),)
        indexes = (models.Index(fields=["term", "binned", "sort_at", "photo"], name="posting_order"),)

    def __str__(self) -> str:
        return f"term {self.term_id} of {self.photo_id}"


class LabelChange(models.Model):
    """A change of labels that can still be taken back.

    Attributes:
        added, removed: ids of photos by the label's name.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    added = models.JSONField(default=dict)
    removed = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"change of labels {self.pk}"


class SavedSearch(models.Model):
    """A search that somebody kept, by a name.

    Attributes:
        key: the name, folded; once in a library.
        filters: as they are given to the search.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    library = models.ForeignKey(
        Library, on_delete=models.CASCADE, related_name="saved_searches", db_index=False
    )
    name = models.CharField(max_length=NAME_LENGTH)
    key = models.CharField(max_length=2 * NAME_LENGTH)
    filters = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "saved searches"
        constraints = (models.UniqueConstraint(fields=["library", "key"], name="saved_search_once"),)

    def __str__(self) -> str:
        return self.name
