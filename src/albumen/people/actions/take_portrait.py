"""The face in a photo that an administrator gave is the person."""

from __future__ import annotations

from typing import Any, ClassVar

from albumen.audit.action import Action
from albumen.errors import AlbumenError
from albumen.people.actions.look_for_duplicates import LookForDuplicates
from albumen.people.actions.say_who import SayWho
from albumen.people.holding import hold
from albumen.people.ledger import spoken_of
from albumen.people.models import Portrait, PortraitState
from albumen.people.portraits import dominant, fail
from albumen.people.queries import faces_shown
from albumen.photos.models import Photo


class TakePortrait(Action[None]):
    """Say it, unless no single face is meant or somebody spoke of the face before: what people said stays.

    Whoever may be the same person is looked for at once. System only; called inside the transaction that finishes the
    job.
    """

    name: ClassVar[str] = "person.portrait"

    def __init__(self, portrait: Portrait, photo: Photo) -> None:
        super().__init__(None)
        self.portrait, self.photo = portrait, photo

    def permitted(self, actor: Any) -> bool:
        return False

    def perform(self) -> None:
        hold(self.photo.library_id)
        faces = list(faces_shown(self.photo))
        state, face = PortraitState.TAKEN, dominant(faces)
        if face is None:
            state = PortraitState.SEVERAL if faces else PortraitState.NO_FACE
        elif spoken_of([face.pk]):
            state = PortraitState.SPOKEN_OF
        else:
            try:
                SayWho(None, self.portrait.person, [face.pk]).execute()
            except AlbumenError as error:
                fail(self.portrait.pk, error.code, error.sentence)
                return
            LookForDuplicates(None, self.photo.library_id).execute()
        Portrait.objects.filter(pk=self.portrait.pk).update(
            state=state, photo=self.photo, face_count=len(faces)
        )
