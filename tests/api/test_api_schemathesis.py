"""What the document says is what the API does: generated requests, whoever sends them, bring no 5xx and no surprise.

Requests are derived from a fixed seed; half of them are about things that are there. Each is undone before the next.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests
import schemathesis
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.transport import Response
from schemathesis.specs.openapi import checks

import factories
from albumen.accounts.models import User
from albumen.api.openapi import operations
from albumen.api.snapshot import document_text
from albumen.events.models import Event
from albumen.find.actions.keep_search import KeepSearch
from albumen.find.actions.label_photos import LabelPhotos
from albumen.find.queries import labels_on
from albumen.guests.models import Match, MatchState, Search, Selfie
from albumen.identifiers import new_id
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job
from albumen.people.actions.name_person import NamePerson
from albumen.people.models import Duplicate, Person, Proposal
from albumen.photos.kinds import INGEST
from albumen.photos.models import Upload
from stored_photos import drawn

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")

DOCUMENT: dict[str, Any] = json.loads(document_text())
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
OPERATIONS = [
    pytest.param(path, method, id=operation["operationId"])
    for path, method, operation in operations(DOCUMENT)
]
EXAMPLES = 8 if connection.vendor == "sqlite" else 4
"""Requests made up for each operation. Documents and answers are the same on PostgreSQL: fewer there."""
CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


@pytest.fixture
def things(party: Event, bo: User, cy: User, ana: User) -> dict[str, str]:
    """Real values of path parameters: Bo is a guest of Ana's party, with everything a guest has."""
    default_storage.save("a.jpg", ContentFile(drawn(64, 48)))
    photo = factories.photo(
        party.library, 1, original="a.jpg", previews={"320": "a.jpg", "1280": "a.jpg", "2560": "a.jpg"}
    )
    guest = factories.registration(party, bo)
    match = Match.objects.create(
        registration=guest,
        event=party,
        photo=photo,
        probability=0.9,
        level="certain",
        state=MatchState.RELEASED,
    )
    selfie = Selfie.objects.create(
        registration=guest, image="a.jpg", crop="a.jpg", state="ready", expires_at=timezone.now()
    )
    search = Search.objects.create(registration=guest, state="done")
    upload = Upload.objects.create(
        user=ana,
        library=party.library,
        filename="a.jpg",
        size=10,
        expires_at=timezone.now() + timedelta(hours=1),
    )
    person = Person.objects.create(library=party.library)
    statement = NamePerson(ana, person, "Dora").execute()
    proposal = Proposal.objects.create(library=party.library, algorithm="default", state="ready")
    other = Person.objects.create(library=party.library)
    pair = Duplicate.objects.create(library=party.library, one=person, other=other, probability=0.8)
    change = LabelPhotos(ana, party.library_id, [photo.pk], add=["Cake"]).execute()
    saved = KeepSearch(ana, party.library_id, "Cakes", {}).execute()
    enqueue(INGEST, photo.pk, scope=party.library_id, actor=ana)
    values = {
        "event_id": party.pk,
        "event": party.pk,
        "registration_id": guest.pk,
        "photo_id": photo.pk,
        "match_id": match.pk,
        "selfie_id": selfie.pk,
        "search_id": search.pk,
        "job_id": Job.objects.get(kind=INGEST.name).pk,
        "user_id": bo.pk,
        "code": party.code,
        "token_id": new_id(),
        "upload_id": upload.pk,
        "library_id": party.library_id,
        "person_id": person.pk,
        "statement_id": statement.pk,
        "proposal_id": proposal.pk,
        "duplicate_id": pair.pk,
        "label_id": labels_on(photo.pk).get().pk,
        "change_id": change.pk,
        "saved_search_id": saved.pk,
    }
    return {name: str(value) for name, value in values.items()}


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_it_does_as_the_document_says(
    path: str,
    method: str,
    things: dict[str, str],
    ana: User,
    bo: User,
    cy: User,
    as_user: Callable[[User], Client],
) -> None:
    people = {"photographer": ana, "guest": bo, "stranger": cy, "anonymous": None}
    browsers = {name: as_user(user) if user is not None else Client() for name, user in people.items()}
    for browser in browsers.values():
        browser.raise_request_exception = False
    operation = SCHEMA[path][method.upper()]

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=st.one_of(
            operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
            operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
            if operation.body or operation.query
            else operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        ),
        real=st.sampled_from([True, False]),
        who=st.sampled_from(list(people)),
    )
    def send(case: Any, real: bool, who: str) -> None:
        if real:
            for name in case.path_parameters or {}:
                case.path_parameters[name] = things.get(name, case.path_parameters[name])
        with transaction.atomic():
            response = _send(browsers[who], case)
            transaction.set_rollback(True)
        case.validate_response(response, checks=CHECKS)

    send()


def _send(browser: Client, case: Any) -> Response:
    prepared = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    body = prepared.body or b""
    body = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    body = body if isinstance(body, bytes) else body.read()
    headers = {
        name: value.decode("latin-1") if isinstance(value, bytes) else value
        for name, value in prepared.headers.items()
        if name.lower() not in {"content-length", "content-type", "cookie", "authorization", "host"}
    }
    kind = prepared.headers.get("Content-Type", "")
    answer = browser.generic(
        case.method,
        prepared.path_url,
        body,
        content_type=kind.decode("latin-1") if isinstance(kind, bytes) else kind,
        headers=headers,
    )
    return Response(
        status_code=answer.status_code,
        headers={name.lower(): [value] for name, value in answer.items()},
        content=b"".join(answer),
        request=prepared,
        elapsed=0.0,
        verify=False,
    )


OPEN_TO_ALL = {
    "list_listed_events",
    "get_event_by_code",
    "get_cover_by_code",
    "join_event",
    "list_events",
    "list_registrations",
    "get_consent_text",
    "get_user_avatar",
}
"""With a path parameter or not, these answer anybody who is logged in (or has the code); they name nobody's things."""


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
@pytest.mark.parametrize("real", [True, False], ids=["real", "invented"])
def test_nobody_reaches_the_things_of_others(
    real: bool, path: str, method: str, things: dict[str, str], cy: User, as_user: Callable[[User], Client]
) -> None:
    operation = DOCUMENT["paths"][path][method]
    if "{" not in path or method == "options" or operation["operationId"] in OPEN_TO_ALL:
        pytest.skip("names nothing of anybody's")
    address = path
    for name, value in things.items():
        invented = "999999999" if value.isdigit() else str(new_id())
        address = address.replace(f"{{{name}}}", value if real or name == "size" else invented)
    address = address.replace("{size}", "320")
    assert "{" not in address
    for browser, allowed in ((Client(), {401, 404}), (as_user(cy), {403, 404, 405, 422})):
        browser.raise_request_exception = False
        for body, kind in ((b"{}", "application/json"), (b"", "multipart/form-data; boundary=x")):
            headers = {"tus-resumable": "1.0.0"}  # uploads want it; nothing else looks at it
            response = browser.generic(method.upper(), address, body, content_type=kind, headers=headers)
            assert response.status_code in {*allowed, 400, 415} - (
                {400, 415, 422} if method == "get" else set()
            ), response.content
