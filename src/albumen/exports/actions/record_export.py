"""Writing down that people's photos were taken out."""

from __future__ import annotations

from typing import Any, ClassVar

from albumen.audit.action import Action
from albumen.exports.choice import Choice
from albumen.people.queries import libraries_of
from albumen.photos.models import Library


class RecordExport(Action[None]):
    """The owner of a library began to download the photos of its people; names of people are not written down."""

    name: ClassVar[str] = "library.export"

    def __init__(self, actor: Any, library: Library, choice: Choice, *, photos: int) -> None:
        super().__init__(actor)
        self.library, self.choice, self.photos = library, choice, photos

    def permitted(self, actor: Any) -> bool:
        return bool(libraries_of(actor).filter(pk=self.library.pk).exists())

    def refusal(self) -> str:
        return "These are not your photos."

    def perform(self) -> None:
        """There is nothing to do but to write it down."""

    def target(self, result: None) -> tuple[str, object]:
        return "library", self.library.pk

    def details(self, result: None) -> dict[str, Any]:
        return {
            "photos": self.photos,
            "people": len(self.choice.people),
            "originals": self.choice.originals,
            "regions": str(self.choice.regions),
        }
