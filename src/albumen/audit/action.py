"""One mutation, one action: the check, the effect and the audit row, together or not at all."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.db import transaction

from albumen.audit.models import Entry
from albumen.errors import NotPermittedError

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

Result = TypeVar("Result")


class Permitted(ABC, Generic[Result]):
    """A change that API, admin, tasks and command line all make in the same way.

    Subclasses take what they need in ``__init__`` and call ``super().__init__(actor)``. ``actor`` is None when the
    system itself acts (a schedule, a job): :meth:`permitted` is not asked then.

    Attributes:
        name: stable name of the change in the audit, ``noun.verb``.
    """

    name: ClassVar[str]

    def __init__(self, actor: AbstractBaseUser | None) -> None:
        self.actor = actor

    @abstractmethod
    def execute(self) -> Result:
        """Check and do it.

        Raises:
            NotPermittedError: the actor may not do this.
        """

    @abstractmethod
    def permitted(self, actor: AbstractBaseUser) -> bool:
        """Whether this person may do it."""

    def refusal(self) -> str:
        """Why not, in a sentence."""
        return "You may not do this."

    def refuse_others(self) -> None:
        """Let nobody but the system and those who may do it go on.

        Raises:
            NotPermittedError: the actor may not do this.
        """
        if self.actor is not None and not self.permitted(self.actor):
            raise NotPermittedError(self.refusal())


class Stepwise(Permitted[Result]):
    """A change of several transactions, each of which leaves nothing half done: one alone could not hold it.

    Its steps write down themselves what belongs into the audit.
    """

    def execute(self) -> Result:
        """Check, then do one step after the other.

        Raises:
            NotPermittedError: the actor may not do this.
        """
        self.refuse_others()
        return self.proceed()

    @abstractmethod
    def proceed(self) -> Result:
        """The steps, each in a transaction of its own; may be stopped between any two and called again."""


class Action(Permitted[Result]):
    """A change that is one transaction."""

    def execute(self) -> Result:
        """Check, do, and write down who did it, in one transaction.

        Raises:
            NotPermittedError: the actor may not do this.
        """
        with transaction.atomic():
            self.refuse_others()
            result = self.perform()
            target = self.target(result)
            if target is not None:
                Entry.objects.create(
                    actor=self.actor,
                    action=self.name,
                    target_type=target[0],
                    target_id=str(target[1]),
                    details=self.details(result),
                )
        return result

    @abstractmethod
    def perform(self) -> Result:
        """The effect; runs inside the transaction."""

    def target(self, result: Result) -> tuple[str, object] | None:
        """Kind and id of what was changed; None when nothing was, so that nothing is written down."""
        return None

    def details(self, result: Result) -> dict[str, Any]:
        """What else belongs into the audit row; no biometrics, no secrets."""
        return {}
