"""Choosing by which algorithm the faces of a library are clustered."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from albumen.audit.action import Action
from albumen.people.actions.propose import check_algorithm
from albumen.people.holding import hold
from albumen.people.models import Sorting
from albumen.people.queries import libraries_of


class ChooseAlgorithm(Action[Sorting]):
    """Use it from now on; nothing changes before all faces are clustered the next time.

    Raises:
        UnknownAlgorithmError: there is no such algorithm.
    """

    name: ClassVar[str] = "people.choose_algorithm"

    def __init__(self, actor: Any, library: UUID, algorithm: str) -> None:
        super().__init__(actor)
        check_algorithm(algorithm)
        self.library, self.algorithm = library, algorithm

    def permitted(self, actor: Any) -> bool:
        return bool(libraries_of(actor).filter(pk=self.library).exists())

    def refusal(self) -> str:
        return "These are not your photos."

    def perform(self) -> Sorting:
        sorting = hold(self.library)
        sorting.algorithm = self.algorithm
        sorting.save(update_fields=["algorithm"])
        return sorting

    def target(self, result: Sorting) -> tuple[str, object]:
        return ("library", self.library)

    def details(self, result: Sorting) -> dict[str, Any]:
        return {"algorithm": self.algorithm}
