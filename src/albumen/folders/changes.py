"""What has to change in the results folder so that it agrees with the plan. Pure: records in, lists out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from albumen.folders.manifest import Folder, Mode, Placement
from albumen.folders.plan import Key, Plan
from albumen.folders.records import Source


@dataclass(frozen=True, slots=True)
class Changes:
    """What to do.

    Attributes:
        add: for each photo the folders to place it in, photos in the catalogue's order; in mode "move" also
            photos with nothing to place, whose source is still to be removed.
        remove: placed files that belong there no longer, or stand for older content of their source.
    """

    add: list[tuple[Source, list[Key]]]
    remove: list[Placement]


def key_of(folder: Folder) -> Key:
    return (folder.kind, folder.person)


def find_changes(
    sources: Sequence[Source],
    plan: Plan,
    folders: Mapping[int, Folder],
    placed: Sequence[Placement],
    mode: Mode,
) -> Changes:
    """Compare the plan with the manifest.

    Placements of sources that are not in the catalogue (unreadable now, say) are left as they are.
    """
    by_source: dict[int, list[Placement]] = defaultdict(list)
    for placement in placed:
        by_source[placement.source].append(placement)
    add: list[tuple[Source, list[Key]]] = []
    remove: list[Placement] = []
    for source in sources:
        wanted = plan.places[source.id]
        there: set[Key] = set()
        for placement in by_source[source.id]:
            key = key_of(folders[placement.folder])
            useless_link = placement.mode == "symlink" and (mode == "move" or placement.size < 0)
            if key in wanted and placement.sha256 == source.sha256 and not useless_link:
                there.add(key)
            else:
                remove.append(placement)
        missing = [key for key in wanted if key not in there]
        if missing or (mode == "move" and not source.moved and wanted):
            add.append((source, missing))
    return Changes(add, remove)
