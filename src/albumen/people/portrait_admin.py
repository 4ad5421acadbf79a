"""What an administrator adds: a person with photos, or more photos of one. It is done by actions alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from albumen.errors import AlbumenError
from albumen.people.actions.add_person import AddPerson, GivePortraits
from albumen.people.models import Person, Portrait, PortraitState
from albumen.people.portrait_form import AddPersonForm, PortraitsForm
from albumen.photos.admin import ReadOnlyAdmin

MOST_SHOWN = 200
"""Photos listed at a person."""


class PortraitsAdmin(ReadOnlyAdmin):
    """A page of a person that can be added to."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def get_urls(self) -> list[URLPattern]:
        give = self.admin_site.admin_view(self.give_view)
        return [
            path("<uuid:identifier>/portraits/", give, name="people_person_portraits"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Not within one transaction, as Django's own is: photos are stored one by one, and none is lost."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = AddPersonForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            try:
                person = AddPerson(request.user, said["library"], said["name"]).execute()
            except AlbumenError as error:
                form.add_error(None, error.sentence)
            else:
                return self._give(request, person, form)
        return self._page(request, form, "Add person")

    def give_view(self, request: HttpRequest, identifier: Any) -> HttpResponse:
        """More photos of somebody who is there."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        person = Person.objects.filter(pk=identifier).first()
        if person is None:
            raise Http404
        form = PortraitsForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            return self._give(request, person, form)
        return self._page(request, form, f"More photos of {person.name or person.pk}")

    def _give(self, request: HttpRequest, person: Person, form: PortraitsForm) -> HttpResponse:
        try:
            given = GivePortraits(request.user, person, form.pictures()).execute()
        except AlbumenError as error:
            self.message_user(request, error.sentence, messages.ERROR)
        else:
            self.message_user(
                request, f"{len(given)} photos are being looked at; see below.", messages.SUCCESS
            )
        return HttpResponseRedirect(reverse("admin:people_person_change", args=[person.pk]))

    def _page(self, request: HttpRequest, form: forms.Form, title: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "form": form,
            "media": self.media + form.media,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/people/portraits.html", context)

    @admin.display(description="Photos given by administrators")
    def portraits(self, person: Person) -> str:
        """Each photo and what came of it, so that those with no or several faces are seen."""
        rows = Portrait.objects.filter(person=person).order_by("-id")[:MOST_SHOWN]
        more = format_html(
            '<a href="{}">Add photos</a>', reverse("admin:people_person_portraits", args=[person.pk])
        )
        lines = format_html_join(mark_safe("<br>"), "{}: {}", [(row.filename, _told(row)) for row in rows])
        return format_html("{}<br>{}", lines, more) if lines else more


def _told(row: Portrait) -> str:
    state = PortraitState(row.state)
    if state == PortraitState.FAILED:
        return row.error
    if state == PortraitState.SEVERAL:
        return f"{row.face_count} faces, none much larger than the others"
    return str(state.label)


@admin.register(Portrait)
class PortraitAdmin(ReadOnlyAdmin):
    """What came of each photo that was given; those with no or several faces by its state."""

    list_display = ("id", "filename", "person", "state", "face_count", "error", "created_at")
    list_filter = ("state", "error_code")
    list_select_related = ("person",)
    search_fields = ("=person__id", "=person__library__id", "filename")
    search_help_text = "Id of the person or of the library, or a part of the name"
    ordering = ("-id",)
    raw_id_fields = ("person", "photo")
