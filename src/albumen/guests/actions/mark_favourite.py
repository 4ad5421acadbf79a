"""A guest marks a photo as a favourite."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser

from albumen.audit.action import Action
from albumen.guests.errors import MatchNotFoundError
from albumen.guests.models import Match, MatchState


class MarkFavourite(Action[Match]):
    """Set or remove the mark on a photo that was released to the guest. It decides nothing about who is on it."""

    name: ClassVar[str] = "match.favourite"

    def __init__(self, actor: AbstractBaseUser, match: Match, favourite: bool) -> None:
        super().__init__(actor)
        self.match, self.favourite = match, favourite

    def permitted(self, actor: AbstractBaseUser) -> bool:
        return bool(self.match.registration.user_id == actor.pk)

    def perform(self) -> Match:
        mine = Match.objects.filter(pk=self.match.pk, state=MatchState.RELEASED)
        if not mine.update(favourite=self.favourite):
            raise MatchNotFoundError
        self.match.favourite = self.favourite
        return self.match
