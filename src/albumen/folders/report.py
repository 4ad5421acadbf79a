"""report.json: what was found, for programs. Its form is published in docs/schemas/report.schema.json."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from albumen.folders.manifest import Folder
from albumen.folders.paths import as_json_text
from albumen.folders.people import Ints
from albumen.folders.records import Failure, Source, StoredFaces


def person_id(person: int) -> str:
    """The name of a person for programs; it never changes and is never used again for another person."""
    return f"p{person}"


def build_report(
    *,
    pack: str,
    algorithm: str,
    sources: Sequence[Source],
    failures: Sequence[Failure],
    roots: Sequence[str],
    faces: StoredFaces,
    persons: Ints,
    photos: Mapping[int, int],
    folders: Iterable[Folder],
    timing: Mapping[str, float],
) -> dict[str, Any]:
    """The report as plain data.

    Args:
        sources, failures: the catalogue and the files that could not be read; those below ``roots`` are
        listed. roots: the folders named on the command line.
        faces, persons: faces of the catalogue and the person of each, -1 for nobody.
        photos: number of photos of each person.
        folders: recorded folders.
        timing: seconds of each stage.
    """
    listed = [s for s in sources if s.root in set(roots)]
    paths = unique_paths([(s.root, s.relative) for s in listed] + [(f.root, f.relative) for f in failures])
    by_content = _faces_by_content(faces, persons)
    entries: list[dict[str, Any]] = []
    for source, path in zip(listed, paths, strict=False):
        found = by_content.get(source.sha256, [])
        entries.append({"path": path, "status": "ok" if found else "no_face", "error": None, "faces": found})
    for failure, path in zip(failures, paths[len(listed) :], strict=True):
        entries.append({"path": path, "status": "error", "error": failure.sentence, "faces": []})
    entries.sort(key=lambda entry: str(entry["path"]))
    return {
        "pack": pack,
        "algorithm": algorithm,
        "photos": entries,
        "people": _people(persons, photos, {f.person: f.name for f in folders if f.person is not None}),
        "timing": {stage: round(seconds, 3) for stage, seconds in timing.items()},
    }


def unique_paths(places: Sequence[tuple[str, str]]) -> list[str]:
    """Paths below their own roots; where two are the same, the later ones begin with their root's name, and
    where even that is not enough with that name and a number, ``DCIM (2)``."""
    used: set[str] = set()
    owner: dict[str, str] = {}
    result = []
    for root, relative in places:
        path, base, number = relative, os.path.basename(root) or "root", 0
        while path in used:
            number += 1
            name = base if number == 1 else f"{base} ({number})"
            if owner.setdefault(name, root) == root:
                path = os.path.join(name, relative)
        used.add(path)
        result.append(as_json_text(path))
    return result


def as_json(data: Mapping[str, Any]) -> bytes:
    """JSON in ASCII, so that names that are not UTF-8 survive as escapes."""
    return (json.dumps(data, indent=1, ensure_ascii=True) + "\n").encode("ascii")


def _faces_by_content(faces: StoredFaces, persons: Ints) -> dict[bytes, list[dict[str, Any]]]:
    found: dict[bytes, list[dict[str, Any]]] = defaultdict(list)
    boxes = np.round(faces.boxes.astype(np.float64), 1).tolist()
    columns = zip(
        faces.photos.tolist(),
        boxes,
        faces.scores.tolist(),
        faces.overall.tolist(),
        persons.tolist(),
        strict=True,
    )
    for photo, box, score, quality, person in columns:
        found[faces.contents[photo]].append(
            {
                "box": box,
                "score": round(score, 4),
                "quality": round(quality, 4),
                "person": person_id(person) if person >= 0 else None,
            }
        )
    return found


def _people(persons: Ints, photos: Mapping[int, int], folder_of: Mapping[int, str]) -> list[dict[str, Any]]:
    numbers, counts = np.unique(persons[persons >= 0], return_counts=True)
    faces = dict(zip(numbers.tolist(), counts.tolist(), strict=True))
    people = []
    for person in sorted({*faces, *folder_of}, key=lambda p: (-photos.get(p, 0), p)):
        folder = folder_of.get(person)
        people.append(
            {
                "id": person_id(person),
                "name": os.path.basename(as_json_text(folder)) if folder else f"Passer-by {person}",
                "faces": faces.get(person, 0),
                "photos": photos.get(person, 0),
                "folder": as_json_text(folder) if folder else None,
            }
        )
    return people
