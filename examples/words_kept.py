"""What somebody said about the people in their photos, and whether it still stands. For `people_story.py`.

Every word is noted as it was said, by whoever says it; what stands is read from these notes in the plainest way and
compared with what the site shows. The site's own log is not asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from http_person import Person
from library_seen import Seen

PINS = ("is", "split", "box", "delete")
"""Words by which faces are somebody."""


@dataclass(slots=True)
class Word:
    """Something that was said; ``right`` by the truth, or against it, as people err.

    Attributes:
        statement: its number in the site's log.
        faces: that it is about.
        undo: the statement that took it back, None while it stands.
    """

    statement: int
    kind: str
    right: bool
    person: str = ""
    other: str = ""
    text: str = ""
    photo: str = ""
    faces: tuple[int, ...] = ()
    undo: int | None = None

    @property
    def stands(self) -> bool:
        return self.undo is None


@dataclass(slots=True)
class Found:
    """What was found broken, in words for a person."""

    constraints: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


class Words:
    """Somebody who speaks about the people of their library, and remembers every word."""

    def __init__(self, owner: Person, library: str) -> None:
        self.owner, self.library = owner, library
        self.said: list[Word] = []
        self.refused: Counter[str] = Counter()
        self.undos = 0

    def count(self, *kinds: str) -> int:
        """How many words of these kinds were said."""
        return sum(word.kind in kinds for word in self.said)

    def name(self, person: str, text: str, *, right: bool = True) -> Word | None:
        body = {"name": text}
        return self._say("name", right, "PUT", f"/people/{person}/name", body, person=person, text=text)

    def merge(self, person: str, into: str, *, right: bool) -> Word | None:
        body = {"into": into}
        return self._say("merge", right, "POST", f"/people/{person}/merge", body, person=person, other=into)

    def split(self, faces: Iterable[int], *, right: bool) -> Word | None:
        return self._faces("split", right, f"/libraries/{self.library}/people", faces)

    def say_who(self, person: str, faces: Iterable[int], *, right: bool) -> Word | None:
        return self._faces("is", right, f"/people/{person}/faces", faces, person=person)

    def say_who_not(self, person: str, faces: Iterable[int], *, right: bool) -> Word | None:
        return self._faces("is_not", right, f"/people/{person}/not-faces", faces, person=person)

    def wrong_faces(self, faces: Iterable[int], *, right: bool) -> Word | None:
        return self._faces("wrong_detection", right, f"/libraries/{self.library}/wrong-faces", faces)

    def draw(self, photo: str, box: dict[str, float], person: str | None, *, right: bool) -> Word | None:
        body = {"box": box, "person": person}
        return self._say("box", right, "POST", f"/photos/{photo}/faces", body, photo=photo)

    def hide(self, person: str, *, right: bool) -> Word | None:
        return self._say("hide", right, "PUT", f"/people/{person}/hidden", None, person=person)

    def show(self, person: str, *, right: bool) -> Word | None:
        return self._say("unhide", right, "DELETE", f"/people/{person}/hidden", None, person=person)

    def delete(self, person: str, *, right: bool) -> Word | None:
        had = tuple(row["id"] for row in self.owner.everything(f"/people/{person}/faces"))
        return self._say("delete", right, "DELETE", f"/people/{person}", None, person=person, faces=had)

    def twice(self, photo: str, *, right: bool) -> Word | None:
        return self._say("twice", right, "POST", f"/photos/{photo}/twice", None, photo=photo)

    def take_back(self, word: Word) -> bool:
        """Undo it, or have it again where it was taken back; False when that is refused."""
        statement = word.statement if word.undo is None else word.undo
        answer = self.owner.send("POST", f"/api/v1/statements/{statement}/undo")
        if not self._accepted(answer):
            return False
        word.undo = answer.json()["statement"]["id"] if word.undo is None else None
        self.undos += 1
        return True

    def _faces(
        self, kind: str, right: bool, path: str, faces: Iterable[int], person: str = ""
    ) -> Word | None:
        chosen = tuple(sorted(faces))
        return self._say(kind, right, "POST", path, {"faces": list(chosen)}, person=person, faces=chosen)

    def _say(
        self, kind: str, right: bool, method: str, path: str, body: dict[str, Any] | None, **about: Any
    ) -> Word | None:
        answer = self.owner.send(method, f"/api/v1{path}", **({} if body is None else {"json": body}))
        if not self._accepted(answer):
            return None
        told = answer.json()
        word = Word(told["statement"]["id"], kind, right, **about)
        if kind in ("split", "box"):
            word.person = told["statement"]["person"]
        if kind == "box":
            word.faces = (told["face"],)
        self.said.append(word)
        return word

    def _accepted(self, answer: Any) -> bool:
        """Whether it was; what contradicts other words is refused with a reason, anything else ends the story."""
        if answer.status_code == 200:
            return True
        if answer.status_code != 409:
            raise SystemExit(f"{answer.request.url} answered {answer.status_code}: {answer.text[:500]}")
        self.refused[answer.json()["code"]] += 1
        return False

    def broken(self, seen: Seen) -> Found:
        """What of all that was said does not stand any more."""
        stand = sorted((word for word in self.said if word.stands), key=lambda word: word.statement)
        spoken = {person for word in self.said for person in (word.person, word.other) if person}
        rows = {person: self.owner.api("GET", f"/people/{person}") for person in sorted(spoken)}
        lists = {
            hidden: {
                row["id"]
                for row in self.owner.everything(f"/libraries/{self.library}/people?hidden={hidden}")
            }
            for hidden in ("false", "true")
        }
        root = roots(stand)
        found = Found()
        undrawn = {f for word in self.said if word.kind == "box" and not word.stands for f in word.faces}
        who = {face.id: face.person for face in seen.faces.values()}
        for person in {word.person for word in stand if word.kind == "delete"}:
            who |= dict.fromkeys(self._faces_of(person), person)
        found.constraints += broken_faces(stand, root, who, undrawn)
        found.constraints += twice_in_a_photo(seen, {word.photo for word in stand if word.kind == "twice"})
        found.constraints += broken_people(stand, root, rows, lists)
        found.names += lost_names(stand, root, rows, lists)
        return found

    def _faces_of(self, person: str) -> list[int]:
        return [row["id"] for row in self.owner.everything(f"/people/{person}/faces")]


def roots(stand: list[Word]) -> Callable[[str], str]:
    """Under whom everybody goes on."""
    into: dict[str, str] = {}

    def root(person: str) -> str:
        while person in into:
            person = into[person]
        return person

    for word in stand:
        if word.kind == "merge" and root(word.person) != root(word.other):
            into[root(word.person)] = root(word.other)
    return root


def broken_faces(
    stand: list[Word], root: Callable[[str], str], who: dict[int, str | None], undrawn: set[int]
) -> list[str]:
    """Words about faces against who the faces are; one that is not there is no face, or of somebody deleted."""
    about: dict[int, list[Word]] = {}
    for word in stand:
        for face in word.faces:
            about.setdefault(face, []).append(word)
    problems = [f"face {face} was drawn, taken back and is there" for face in undrawn if who.get(face)]
    for face, words in about.items():
        if face in undrawn:
            continue
        last, is_now = words[-1], who.get(face)
        if last.kind in PINS and is_now != root(last.person):
            problems.append(f"face {face} is {is_now}, said to be {root(last.person)} ({last.kind})")
        if last.kind == "wrong_detection" and face in who:
            problems.append(f"face {face} was said to be none and is there")
        for place, word in enumerate(words):
            later = [w for w in words[place + 1 :] if w.kind in PINS and root(w.person) == root(word.person)]
            if word.kind == "is_not" and not later and is_now == root(word.person):
                problems.append(f"face {face} is {is_now}, which was denied")
    return problems


def twice_in_a_photo(seen: Seen, allowed: set[str]) -> list[str]:
    """Everybody at most once in a photo, unless that was allowed."""
    times = Counter((face.photo, face.person) for face in seen.faces.values() if face.person)
    return [
        f"{person} is {count} times in photo {photo}"
        for (photo, person), count in times.items()
        if count > 1 and photo not in allowed
    ]


def broken_people(
    stand: list[Word],
    root: Callable[[str], str],
    rows: dict[str, dict[str, Any]],
    lists: dict[str, set[str]],
) -> list[str]:
    """Merges, hidden and deleted people."""
    deleted = {word.person for word in stand if word.kind == "delete"}
    hidden = {}
    for word in stand:
        if word.kind in ("hide", "unhide"):
            hidden[word.person] = word.kind == "hide"
    problems = []
    for person, row in rows.items():
        if (row["merged_into"] or person) != root(person):
            problems.append(f"{person} goes on as {row['merged_into']}, said to be {root(person)}")
        if row["deleted"] != (person in deleted):
            problems.append(f"{person} deleted: {row['deleted']}")
        if root(person) == person and row["hidden"] != hidden.get(person, False):
            problems.append(f"{person} hidden: {row['hidden']}")
    shown = lists["false"]
    problems += [f"{person} was deleted and is shown" for person in deleted & (shown | lists["true"])]
    problems += [
        f"{person} was hidden and is shown" for person, is_so in hidden.items() if is_so and person in shown
    ]
    return problems


def lost_names(
    stand: list[Word],
    root: Callable[[str], str],
    rows: dict[str, dict[str, Any]],
    lists: dict[str, set[str]],
) -> list[str]:
    """Names that were given and are not there, or that cannot be found in the lists."""
    names = {word.person: word.text for word in stand if word.kind == "name"}
    everybody = lists["false"] | lists["true"]
    problems = []
    for person, name in names.items():
        now = rows[person]["name"]
        if name and now != name:
            problems.append(f"{person} was called {name!r} and is called {now!r}")
        if name and not rows[root(person)]["name"]:
            problems.append(f"{name!r} went with a merge")
        if name and root(person) == person and not rows[person]["deleted"] and person not in everybody:
            problems.append(f"{name!r} is in no list")
    return problems
