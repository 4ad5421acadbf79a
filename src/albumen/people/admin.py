"""People for administrators: how they are sorted, what was said, what is proposed. No picture of anybody, no vector."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from albumen.errors import AlbumenError
from albumen.people.actions.look_for_duplicates import LookForDuplicates
from albumen.people.actions.propose import Propose
from albumen.people.actions.train_classifier import TrainClassifier
from albumen.people.duplicate_queries import duplicates_about
from albumen.people.models import Classifier, Duplicate, Person, Proposal, Sorting, Statement
from albumen.people.portrait_admin import PortraitsAdmin
from albumen.photos.admin import ReadOnlyAdmin

LOOKING = "It is being looked for people who may be the same."

MOST_PAIRS = 50
"""Pairs listed at a person."""


@admin.register(Person)
class PersonAdmin(PortraitsAdmin):
    list_display = ("id", "name", "library", "photo_count", "face_count", "hidden", "deleted", "merged_into")
    list_filter = (
        ("sort_name", admin.EmptyFieldListFilter),
        "hidden",
        "deleted",
        ("merged_into", admin.EmptyFieldListFilter),
    )
    list_select_related = ("library", "merged_into")
    search_fields = ("=id", "=library__id", "name")
    search_help_text = "Id, library, or a part of the name"
    ordering = ("-id",)
    raw_id_fields = ("cover", "merged_into")
    readonly_fields = ("possible_duplicates", "portraits")

    @admin.display(description="May be the same as")
    def possible_duplicates(self, person: Person) -> str:
        """Whoever it is asked about, with the probability."""
        pairs = duplicates_about(person).order_by("-probability", "id")[:MOST_PAIRS]
        rows = [
            (reverse("admin:people_duplicate_change", args=[pair.pk]), pair.probability, other)
            for pair in pairs
            for other in ([pair.other] if pair.one_id == person.pk else [pair.one])
        ]
        return (
            format_html_join(
                mark_safe("<br>"),
                '<a href="{}">{} %</a> {} {}',
                [
                    (address, f"{100 * probability:.1f}", other.pk, other.name)
                    for address, probability, other in rows
                ],
            )
            or "nobody"
        )


@admin.register(Sorting)
class SortingAdmin(ReadOnlyAdmin):
    list_display = ("library", "algorithm", "clustered_at", "clustered_faces", "revision")
    list_filter = ("algorithm",)
    list_select_related = ("library",)
    search_fields = ("=library__id", "library__owner__email")
    actions = ("cluster", "look_for_duplicates", "train")

    @admin.action(description="Cluster all faces anew", permissions=["cluster"])
    def cluster(self, request: HttpRequest, chosen: Any) -> None:
        """As the night does: in the background, and carried out at once."""
        for sorting in chosen:
            try:
                Propose(None, sorting.library_id, apply_at_once=True).execute()
            except AlbumenError as error:
                self.message_user(request, str(error), messages.ERROR)
        self.message_user(request, "The faces are being clustered.", messages.SUCCESS)

    @admin.action(description="Look for people who may be the same", permissions=["cluster"])
    def look_for_duplicates(self, request: HttpRequest, chosen: Any) -> None:
        """In the background; everybody is compared with everybody."""
        for sorting in chosen:
            LookForDuplicates(None, sorting.library_id, everybody=True).execute()
        self.message_user(request, LOOKING, messages.SUCCESS)

    @admin.action(description="Train the classifier of named people", permissions=["cluster"])
    def train(self, request: HttpRequest, chosen: Any) -> None:
        """As the night does, in the background."""
        for sorting in chosen:
            TrainClassifier(None, sorting.library_id).execute()
        self.message_user(request, "The classifiers are being trained.", messages.SUCCESS)

    def has_cluster_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)


@admin.register(Statement)
class StatementAdmin(ReadOnlyAdmin):
    list_display = ("id", "kind", "library", "person", "other", "stands", "at", "actor")
    list_filter = ("kind", "stands")
    list_select_related = ("library", "person", "other", "actor")
    search_fields = ("=library__id", "=person__id")
    ordering = ("-id",)


@admin.register(Duplicate)
class DuplicateAdmin(ReadOnlyAdmin):
    """Pairs of people who may be the same. Whether they are is said by the owner of the photos."""

    list_display = (
        "id",
        "certainty",
        "state",
        "one",
        "other",
        "cover_of_one",
        "cover_of_other",
        "skips",
        "library",
        "found_at",
    )
    list_filter = ("state",)
    list_select_related = ("library", "one", "other", "model")
    search_fields = ("=id", "=library__id", "=one__id", "=other__id")
    search_help_text = "Id, library, or the id of a person"
    ordering = ("state", "-probability", "id")
    raw_id_fields = ("one", "other")
    actions = ("look_again",)

    @admin.display(description="Probability", ordering="probability")
    def certainty(self, pair: Duplicate) -> str:
        return f"{100 * pair.probability:.1f} %"

    @admin.display(description="Cover of one")
    def cover_of_one(self, pair: Duplicate) -> int | None:
        return pair.one.cover_id

    @admin.display(description="Cover of the other")
    def cover_of_other(self, pair: Duplicate) -> int | None:
        return pair.other.cover_id

    @admin.action(description="Look again in their libraries", permissions=["look"])
    def look_again(self, request: HttpRequest, chosen: Any) -> None:
        """In the background; everybody there is compared with everybody."""
        for library in sorted(set(chosen.values_list("library_id", flat=True))):
            LookForDuplicates(None, library, everybody=True).execute()
        self.message_user(request, LOOKING, messages.SUCCESS)

    def has_look_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    list_display = ("id", "library", "algorithm", "state", "apply_at_once", "created_at", "error_code")
    list_filter = ("state", "algorithm", "error_code")
    list_select_related = ("library",)
    search_fields = ("=id", "=library__id")
    ordering = ("-id",)
    exclude = ("faces", "places", "probabilities", "people")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("faces", "places", "probabilities", "people")


@admin.register(Classifier)
class ClassifierAdmin(ReadOnlyAdmin):
    """How the classifier of each library is; its weights are nobody's business."""

    list_display = (
        "library",
        "version",
        "trained_at",
        "people_count",
        "face_count",
        "found",
        "mistaken",
        "taken",
        "too_few",
        "asked_at",
        "error_code",
    )
    list_filter = ("too_few", "error_code")
    list_select_related = ("library", "model")
    search_fields = ("=library__id", "library__owner__email")
    ordering = ("-library_id",)
    exclude = ("people", "weights", "slope", "offset", "ceiling")
    actions = ("train",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("people", "weights")

    @admin.action(description="Train now", permissions=["train"])
    def train(self, request: HttpRequest, chosen: Any) -> None:
        """As the night does, in the background."""
        for row in chosen:
            TrainClassifier(None, row.library_id).execute()
        self.message_user(request, "The classifiers are being trained.", messages.SUCCESS)

    def has_train_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)
