"""Saying that something is no face."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from albumen.people.actions.say import Say
from albumen.people.models import Statement
from albumen.people.said import Kind


class MarkWrong(Say):
    """These are no faces, or none that matter: they are nobody, and no run finds somebody in them, a guest neither.

    Raises:
        FaceNotFoundError: one of them is not there.
    """

    name: ClassVar[str] = "face.wrong_detection"

    def __init__(self, actor: Any, library: UUID, faces: Iterable[int]) -> None:
        super().__init__(actor, library)
        self.faces = set(faces)

    def faces_go(self) -> bool:
        return True

    def say(self) -> Statement:
        return self.write(Kind.WRONG_DETECTION, self.chosen(self.faces))
