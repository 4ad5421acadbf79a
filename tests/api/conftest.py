"""Who asks the API, and what about: the people of the access tests, Ana's browser, the faces in her event."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from events_world import World

from albumen.accounts.models import User
from albumen.events.models import Event
from albumen.photos.models import Library
from people_scene import PACK, PeopleScene


@pytest.fixture
def no_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine that has the built-in pack only."""
    monkeypatch.setenv("ALBUMEN_MODELS", str(tmp_path / "models"))


@pytest.fixture
def world(party: Event, ana: User, bo: User, cy: User) -> World:
    """Everybody who may ask about Ana's event, and who may not."""
    return World(party, ana, bo, cy)


@pytest.fixture
def scene(party: Event, run_jobs: Callable[[], int]) -> PeopleScene:
    """Made faces in the library of Ana's event."""
    Library.objects.filter(pk=party.library_id).update(packs=[PACK])
    party.library.refresh_from_db()
    return PeopleScene(party.owner, run_jobs, party.library)


@pytest.fixture
def ask(ana: User, as_user: Callable[[User], Client]) -> Callable[..., Any]:
    """Ana's browser: method, address, body; gives what is answered."""
    client = as_user(ana)

    def send(method: str, path: str, body: Any = None, status: int = 200) -> Any:
        sent = b"" if body is None else json.dumps(body).encode()
        answer = client.generic(method, f"/api/v1{path}", sent, content_type="application/json")
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None

    return send
