"""Moving a library to other models: two generations side by side, compared, switched, and back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from albumen.api.auth import signed_in
from albumen.api.revisions import if_match, revision_of
from albumen.api.schemas.problem import Problem
from albumen.api.schemas.upgrades import (
    ComparisonOut,
    ModelsOut,
    RollBackIn,
    SwitchIn,
    UpgradeIn,
    UpgradeOut,
    shown_comparison,
    shown_models,
    shown_upgrade,
)
from albumen.people.queries import own_library
from albumen.upgrades.actions.finish import AbortUpgrade, CompareAgain, DropGeneration
from albumen.upgrades.actions.start import StartUpgrade
from albumen.upgrades.actions.step import Step
from albumen.upgrades.actions.switch import RollBack, SwitchGeneration
from albumen.upgrades.queries import comparison_of, last_upgrade, packs_here

router = Router(tags=["models"], auth=signed_in("photos"))

IF_MATCH = {"parameters": [if_match("upgrade")]}
STEPS: dict[Any, Any] = {200: UpgradeOut, (403, 404, 409, 412, 422): Problem}


@router.get(
    "/libraries/{uuid:library_id}/models",
    operation_id="get_models",
    summary="The models that look at one's photos, and which others there are",
    response={200: ModelsOut, 404: Problem},
)
def get_models(request: HttpRequest, library_id: UUID) -> dict[str, Any]:
    return shown_models(own_library(request.user, library_id), packs_here())


@router.get(
    "/libraries/{uuid:library_id}/upgrade",
    operation_id="get_upgrade",
    summary="How far the move to other models is; the last one when none goes on",
    response={200: UpgradeOut, 404: Problem},
)
def get_upgrade(request: HttpRequest, library_id: UUID) -> dict[str, Any]:
    upgrade = last_upgrade(request.user, library_id)
    return shown_upgrade(upgrade, upgrade.library)


@router.post(
    "/libraries/{uuid:library_id}/upgrade",
    operation_id="start_upgrade",
    summary="Have other models look at everything, beside those that decide",
    response={202: UpgradeOut, (403, 404, 409, 422): Problem},
)
def start_upgrade(request: HttpRequest, library_id: UUID, body: UpgradeIn) -> Status[dict[str, Any]]:
    library = own_library(request.user, library_id)
    upgrade = StartUpgrade(request.user, library, body.packs).execute()
    return Status(202, shown_upgrade(upgrade, library))


@router.get(
    "/libraries/{uuid:library_id}/upgrade/comparison",
    operation_id="get_comparison",
    summary="What a switch to the other models would change",
    response={200: ComparisonOut, (404, 409): Problem},
)
def get_comparison(request: HttpRequest, library_id: UUID) -> dict[str, Any]:
    return shown_comparison(comparison_of(last_upgrade(request.user, library_id)))


@router.post(
    "/libraries/{uuid:library_id}/upgrade/compare",
    operation_id="compare_again",
    summary="Find out anew what a switch would change",
    openapi_extra=IF_MATCH,
    response=STEPS,
)
def compare_again(request: HttpRequest, library_id: UUID) -> dict[str, Any]:
    return _step(request, CompareAgain(request.user, library_id, revision=revision_of(request)))


@router.post(
    "/libraries/{uuid:library_id}/upgrade/switch",
    operation_id="switch_models",
    summary="Have the new models decide, about people and guests alike",
    openapi_extra=IF_MATCH,
    response=STEPS,
)
def switch_models(request: HttpRequest, library_id: UUID, body: SwitchIn) -> dict[str, Any]:
    action = SwitchGeneration(
        request.user,
        library_id,
        revision=revision_of(request),
        sort_people=body.sort_people,
        recheck=body.recheck,
    )
    return _step(request, action)


@router.post(
    "/libraries/{uuid:library_id}/upgrade/roll-back",
    operation_id="roll_back_models",
    summary="Have the old models decide again",
    openapi_extra=IF_MATCH,
    response=STEPS,
)
def roll_back_models(request: HttpRequest, library_id: UUID, body: RollBackIn) -> dict[str, Any]:
    action = RollBack(request.user, library_id, revision=revision_of(request), recheck=body.recheck)
    return _step(request, action)


@router.post(
    "/libraries/{uuid:library_id}/upgrade/drop",
    operation_id="drop_old_models",
    summary="Destroy what the old models saw; there is no way back then",
    openapi_extra=IF_MATCH,
    response=STEPS,
)
def drop_old_models(request: HttpRequest, library_id: UUID) -> dict[str, Any]:
    return _step(request, DropGeneration(request.user, library_id, revision=revision_of(request)))


@router.post(
    "/libraries/{uuid:library_id}/upgrade/abort",
    operation_id="abort_upgrade",
    summary="Give the new models up; what they saw is destroyed",
    openapi_extra=IF_MATCH,
    response=STEPS,
)
def abort_upgrade(request: HttpRequest, library_id: UUID) -> dict[str, Any]:
    return _step(request, AbortUpgrade(request.user, library_id, revision=revision_of(request)))


def _step(request: HttpRequest, action: Step) -> dict[str, Any]:
    library = own_library(request.user, action.library_id)
    upgrade = action.execute()
    library.refresh_from_db(fields=["packs", "beside", "face_revision"])
    return shown_upgrade(upgrade, library)
