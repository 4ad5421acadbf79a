"""A library as its owner sees it over HTTP, each face beside who it is in truth.

For `people_story.py`. Truth is what `benchmarks.event.library` writes: of each photo its size and the square of every
head in it, with the name of whose it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from benchmarks.metrics import Agreement, b_cubed
from http_person import Person

AT_ONCE = 4
"""Requests that are asked at the same time."""

NEAR = 0.2
"""A face is that of a head when their middles are this part of the head's side apart, or nearer."""

FACE_IN_HEAD = (0.2, 0.95)
"""Width of a face in sides of its head, least and most."""

MIDDLE = 0.52
"""How far down a head's square the middle of its face is."""


@dataclass(frozen=True, slots=True)
class Head:
    """Somebody in a photo in truth: the middle of the face and the head's sides, fractions of the photo."""

    name: str
    middle: tuple[float, float]
    sides: tuple[float, float]

    @property
    def box(self) -> dict[str, float]:
        """Where somebody would draw the face."""
        width, height = self.sides[0] / 2, self.sides[1] / 2
        left, top = self.middle[0] - width / 2, self.middle[1] - height / 2
        return {"left": left, "top": top, "width": width, "height": height}


@dataclass(frozen=True, slots=True)
class SeenFace:
    """A face: in which photo, who it is (None for nobody), and who it is in truth ("" where no head is)."""

    id: int
    photo: str
    person: str | None
    why: str
    truth: str


@dataclass(slots=True)
class Seen:
    """Everything that a library's owner sees at one time.

    Attributes:
        faces: of all photos, by id.
        unseen: heads of each photo in which no face was found, by the photo's id.
        heads: all heads of each photo.
        of_person: ids of the faces of each person.
    """

    faces: dict[int, SeenFace]
    unseen: dict[str, list[Head]]
    heads: dict[str, list[Head]]
    of_person: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        grouped: dict[str, list[int]] = defaultdict(list)
        for face in self.faces.values():
            if face.person is not None:
                grouped[face.person].append(face.id)
        self.of_person = dict(grouped)

    def truth_of(self, person: str) -> str:
        """Who most of a person's faces are; "" where most are no heads."""
        return Counter(self.faces[face].truth for face in self.of_person[person]).most_common(1)[0][0]

    def home_of(self) -> dict[str, str]:
        """The person that most faces of everybody are; who has none of them in truth is left out."""
        homes: dict[str, tuple[int, str]] = {}
        for person, faces in sorted(self.of_person.items()):
            name = self.truth_of(person)
            mine = sum(self.faces[face].truth == name for face in faces)
            if name and mine > homes.get(name, (0, ""))[0]:
                homes[name] = (mine, person)
        return {name: person for name, (_, person) in homes.items()}

    def agreement(self, among: Iterable[int] | None = None) -> Agreement:
        """B-cubed of the faces that are somebody in truth; one that is nobody is a person of its own.

        Args:
            among: only these faces.
        """
        chosen = self.faces.keys() if among is None else [face for face in among if face in self.faces]
        rows = [self.faces[face] for face in chosen if self.faces[face].truth]
        labels = [row.person or str(row.id) for row in rows]
        return b_cubed(labels, [row.truth for row in rows])


def heads_of(photo: dict[str, Any]) -> list[Head]:
    """The heads of a photo of ``truth.json``."""
    width, height = photo["size"]
    found = []
    for person in photo["people"]:
        left, top, side = person["head"]
        middle = ((left + side / 2) / width, (top + side * MIDDLE) / height)
        found.append(Head(person["name"], middle, (side / width, side / height)))
    return found


def matched(boxes: list[dict[str, float]], heads: list[Head]) -> list[int]:
    """The head of each face, by its place, -1 for none; every head once, the nearest first."""
    pairs = []
    for number, box in enumerate(boxes):
        for place, head in enumerate(heads):
            across = (box["left"] + box["width"] / 2 - head.middle[0]) / head.sides[0]
            down = (box["top"] + box["height"] / 2 - head.middle[1]) / head.sides[1]
            away, width = (across**2 + down**2) ** 0.5, box["width"] / head.sides[0]
            if away <= NEAR and FACE_IN_HEAD[0] <= width <= FACE_IN_HEAD[1]:
                pairs.append((away, number, place))
    answer, taken = [-1] * len(boxes), set()
    for _, number, place in sorted(pairs):
        if answer[number] < 0 and place not in taken:
            answer[number] = place
            taken.add(place)
    return answer


def look(owner: Person, library: str, truth: dict[str, Any]) -> Seen:
    """Read every photo of a library with its faces."""
    known = {photo["file"]: heads_of(photo) for photo in truth["photos"]}
    photos = [(row["id"], row["filename"]) for row in owner.everything(f"/libraries/{library}/photos")]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        details = list(pool.map(lambda photo: owner.api("GET", f"/photos/{photo[0]}"), photos))
    faces: dict[int, SeenFace] = {}
    unseen: dict[str, list[Head]] = {}
    for (photo, file), detail in zip(photos, details, strict=True):
        heads = known[file]
        place = matched([face["box"] for face in detail["faces"]], heads)
        for face, head in zip(detail["faces"], place, strict=True):
            person = face["person"]["id"] if face["person"] else None
            name = heads[head].name if head >= 0 else ""
            faces[face["id"]] = SeenFace(face["id"], photo, person, face["why"], name)
        unseen[photo] = [head for number, head in enumerate(heads) if number not in place]
    return Seen(faces, unseen, {photo: known[file] for photo, file in photos})
