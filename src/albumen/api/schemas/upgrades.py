"""Models of a library and its way to other ones, as the API tells them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema

from albumen.api.schemas.people import (
    ChangesOut,
    CroppedOut,
    PersonOut,
    SampleOut,
    shown_crop,
    shown_person,
    shown_sample,
)
from albumen.photos.models import Library
from albumen.upgrades.actions.start import MOST_PACKS
from albumen.upgrades.models import Upgrade
from albumen.upgrades.queries import Comparison, PackHere, progress_of, stale

PackName = Annotated[str, Field(min_length=1, max_length=40)]
Kind = Literal["released", "waiting", "raised", "gone", "doubted"]


class ModelPackOut(Schema):
    """A pack of models, and whether it can be used on this server."""

    name: str
    title: str
    summary: str
    version: str
    licence: str
    non_commercial: bool = Field(description="Its weights may not be used to earn money.")
    installed: bool
    allowed: bool = Field(description="Whether nobody has to accept its licence on this server any more.")
    calibrated: bool = Field(description="Whether it can say who somebody is.")


class ModelsOut(Schema):
    """The models of a library, and which others there are."""

    in_use: list[str] = Field(description="Names of the packs that decide, the first finds the faces.")
    beside: list[str] = Field(description="Packs of another generation that look too and decide nothing.")
    packs: list[ModelPackOut]


class UpgradeIn(Schema):
    """Which models to move to."""

    packs: Annotated[list[PackName], Field(min_length=1, max_length=MOST_PACKS)]


class SwitchIn(Schema):
    """How to switch."""

    sort_people: bool = Field(
        True, description="Also take over the people as the comparison showed them; corrections win."
    )
    recheck: bool = Field(
        False,
        description="Released photos that the guest has not seen yet and that the new models doubt wait for the host.",
    )


class RollBackIn(Schema):
    """How to go back."""

    recheck: bool = Field(
        False,
        description="Released photos that the guest has not seen yet and that the old models doubt wait for the host.",
    )


class UpgradeProgressOut(Schema):
    """How far it is."""

    total: int = Field(description="Photos and selfies that the new models look at.")
    left: int
    failed: int = Field(description="Of which no picture could be read, or no face found on a selfie.")
    compared: int = Field(description="Percent of the comparison that is done.")


class UpgradeOut(Schema):
    """A library's way to other models."""

    id: UUID
    library: UUID
    state: Literal["filling", "comparing", "ready", "switched", "dropping", "aborting", "done", "aborted"]
    revision: int = Field(description="For `If-Match`: rises with every step.")
    old_packs: list[str]
    new_packs: list[str]
    progress: UpgradeProgressOut
    created_at: datetime
    compared_at: datetime | None
    stale: bool = Field(description="Whether faces came or went since it was compared.")
    switched_at: datetime | None
    rolled_back_at: datetime | None
    keep_until: datetime | None = Field(description="When the old models' view is destroyed by itself.")
    finished_at: datetime | None
    error_code: str = Field(description="Why it could not be compared; empty when it could.")
    error: str


class FaceExampleOut(Schema):
    """A face, and for a guest's match what the new models (for `gone`: the old ones) say."""

    face: CroppedOut
    level: Literal["", "certain", "likely", "check"]
    probability: float | None


class GuestChangeOut(Schema):
    """Matches of guests of one kind, and some of their faces, the surest first."""

    kind: Kind = Field(
        description="released: new and seen by the guest at once; waiting: new and waits for the host; raised: waits "
        "now and would be released; gone: waits now and would not be found; doubted: released, and the new models "
        "would not release it."
    )
    count: int
    examples: list[FaceExampleOut]


class GuestsComparedOut(Schema):
    """What guests would get."""

    guests: int
    lost_guests: int = Field(description="Guests on whose selfies the new models find no face.")
    kept: int = Field(description="Released, and the new models would release them too.")
    decided: int = Field(description="Decided by somebody: they stay as they are.")
    changes: list[GuestChangeOut]


class FacesComparedOut(Schema):
    """Which faces each generation can compare."""

    both: int
    only_old: int
    only_new: int
    only_old_examples: list[CroppedOut]
    only_new_examples: list[CroppedOut]


class ComparisonOut(Schema):
    """What a switch would change."""

    compared_at: datetime
    stale: bool
    people: ChangesOut
    persons: list[PersonOut] = Field(
        description="Whom merges and splits name; who would be new is not there yet."
    )
    samples: list[SampleOut]
    guests: GuestsComparedOut | None = Field(description="Null in a library without guests.")
    faces: FacesComparedOut
    unseen_photos: int = Field(description="Photos that the new models could not look at.")
    unseen_selfies: int


def shown_models(library: Library, packs: list[PackHere]) -> dict[str, Any]:
    """The fields of :class:`ModelsOut`."""
    return {
        "in_use": library.packs,
        "beside": library.beside,
        "packs": [
            {
                "name": here.pack.name,
                "title": here.pack.title,
                "summary": here.pack.summary,
                "version": here.pack.version,
                "licence": here.pack.licence.name,
                "non_commercial": here.pack.licence.non_commercial,
                "installed": here.installed,
                "allowed": here.allowed,
                "calibrated": here.calibrated,
            }
            for here in packs
        ],
    }


def shown_upgrade(upgrade: Upgrade, library: Library) -> dict[str, Any]:
    """The fields of :class:`UpgradeOut`."""
    progress = progress_of(upgrade)
    return {
        "id": upgrade.pk,
        "library": upgrade.library_id,
        "state": upgrade.state,
        "revision": upgrade.revision,
        "old_packs": upgrade.old_packs,
        "new_packs": upgrade.new_packs,
        "progress": {
            "total": progress.total,
            "left": progress.left,
            "failed": progress.failed,
            "compared": progress.compared,
        },
        "created_at": upgrade.created_at,
        "compared_at": upgrade.compared_at,
        "stale": stale(upgrade, library),
        "switched_at": upgrade.switched_at,
        "rolled_back_at": upgrade.rolled_back_at,
        "keep_until": upgrade.keep_until,
        "finished_at": upgrade.finished_at,
        "error_code": upgrade.error_code,
        "error": upgrade.error,
    }


def shown_comparison(found: Comparison) -> dict[str, Any]:
    """The fields of :class:`ComparisonOut`."""
    upgrade, told = found.upgrade, found.upgrade.summary
    faces = told["faces"]

    def crops(side: str) -> list[dict[str, Any]]:
        return [shown_crop(found.faces[key]) for key in faces["examples"][side] if key in found.faces]

    return {
        "compared_at": upgrade.compared_at,
        "stale": stale(upgrade, upgrade.library),
        "people": told["people"],
        "persons": [shown_person(person) for person in found.people],
        "samples": [shown_sample(person, into, rows) for (person, into), rows in found.samples.items()],
        "guests": _guests(told["guests"], found) if told["guests"] is not None else None,
        "faces": {
            **{name: faces[name] for name in ("both", "only_old", "only_new")},
            "only_old_examples": crops("only_old"),
            "only_new_examples": crops("only_new"),
        },
        "unseen_photos": told["unseen"]["photos"],
        "unseen_selfies": told["unseen"]["selfies"],
    }


def _guests(told: dict[str, Any], found: Comparison) -> dict[str, Any]:
    kinds: tuple[Kind, ...] = ("released", "waiting", "raised", "gone", "doubted")
    return {
        **{name: told[name] for name in ("guests", "lost_guests", "kept", "decided")},
        "changes": [
            {
                "kind": kind,
                "count": told[kind],
                "examples": [
                    {
                        "face": shown_crop(found.faces[row["face"]]),
                        "level": row["level"],
                        "probability": row["probability"],
                    }
                    for row in told["examples"].get(kind, [])
                    if row["face"] in found.faces
                ],
            }
            for kind in kinds
        ],
    }
