"""A family's library composed of labelled cut-outs: everybody once for each of their photos, several in a photo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.event.cast import whole_cast
from benchmarks.event.compose import plan_photos, save_all, who_is_where

SCALE = 0.5
"""Photos of 3 to 3.5 million pixels, heads near the size of the labelled photos."""


def compose_library(
    folder: Path,
    out: Path,
    *,
    people: int | None = None,
    pack: str = "standard",
    seed: int = 0,
    processes: int = 2,
) -> dict[str, Any]:
    """Compose a library into ``out`` (made if missing): photos/, truth.json; returns the truth.

    Every labelled photo's main face is in exactly one composed photo, nobody twice in one. A library composed before
    with the same arguments is used again.

    Args:
        folder: a folder of photos for each person.
        people: draw so many people; all when None.
        pack: installed pack whose detector finds the main faces.
        seed: of the drawing.
        processes: worker processes.
    """
    recipe = {"folder": str(folder), "people": people, "pack": pack, "seed": seed, "library": 1}
    told = out / "truth.json"
    if told.exists():
        truth: dict[str, Any] = json.loads(told.read_text("utf-8"))
        if truth.get("recipe") == recipe:
            return truth
    (out / "photos").mkdir(parents=True, exist_ok=True)
    cast = whole_cast(folder, pack, people=people, seed=seed, processes=processes)
    plans = [p for p in plan_photos(cast, len(cast.strangers), scale=SCALE, seed=seed) if p.places]
    save_all(plans, out / "photos", processes)
    truth = {"recipe": recipe, "photos": [who_is_where(plan) for plan in plans]}
    told.write_text(json.dumps(truth, indent=1), "utf-8")
    return truth
