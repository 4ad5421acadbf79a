"""What can go wrong when a library moves to other models."""

from __future__ import annotations

from albumen.errors import ConflictError, InvalidInputError, NotFoundError


class UpgradeNotFoundError(NotFoundError):
    """The library is on no way to other models."""

    code = "upgrade_not_found"
    advice = "Start one first."

    def __init__(self) -> None:
        super().__init__("These photos are not being moved to other models.")


class UpgradeOpenError(ConflictError):
    """The library is on its way to other models already."""

    code = "upgrade_open"
    advice = "Finish that first, or give it up."

    def __init__(self) -> None:
        super().__init__("These photos are being moved to other models already.")


class UpgradeStepError(ConflictError):
    """This step does not follow on the state that the upgrade is in."""

    code = "upgrade_step"


class UpgradeUnfinishedError(ConflictError):
    """The new models have not looked at everything yet."""

    code = "upgrade_unfinished"
    advice = "Wait until they have looked at everything and it was compared."

    def __init__(self) -> None:
        super().__init__("The new models have not looked at everything yet.")


class UpgradeChangedError(ConflictError):
    """Somebody changed the upgrade since it was read."""

    code = "upgrade_changed"
    http_status = 412

    def __init__(self) -> None:
        super().__init__("It went on since you looked at it.")


class BadPackChoiceError(InvalidInputError):
    """These packs cannot be what decides in a library."""

    code = "bad_pack_choice"
    advice = "Choose another model pack."


class PackNotHereError(ConflictError):
    """A pack is not installed on this server, or its licence was not accepted."""

    code = "upgrade_pack_not_here"
    advice = "Ask whoever runs this server to run `albumen models install PACK`."
