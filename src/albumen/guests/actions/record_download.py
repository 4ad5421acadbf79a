"""Writing down that photos were taken away."""

from __future__ import annotations

from typing import Any

from albumen.audit.action import Action
from albumen.events.models import Event
from albumen.guests.models import Download


class RecordDownload(Action[Download]):
    """Somebody began to download photos of an event; dashboards count these.

    Whoever calls this has checked which photos the person may have.
    """

    name = "download.record"

    def __init__(self, actor: Any, event: Event, *, photos: int, originals: bool) -> None:
        super().__init__(actor)
        self._event = event
        self._photos = photos
        self._originals = originals

    def permitted(self, actor: Any) -> bool:
        return bool(actor.is_active)

    def perform(self) -> Download:
        return Download.objects.create(
            event=self._event, user=self.actor, photos=self._photos, originals=self._originals
        )

    def target(self, result: Download) -> tuple[str, object]:
        return "event", self._event.pk

    def details(self, result: Download) -> dict[str, Any]:
        return {"photos": self._photos, "originals": self._originals}
