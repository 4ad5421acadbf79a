"""Which words are said in `people_story.py`: by the truth where the machine erred, else wrong ones, as people err too.

Wrong words are kept like right ones for as long as they stand. Everything is drawn by a seeded generator.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

from library_seen import Head, Seen
from words_kept import Word, Words

CORRECTIONS = {
    "is": 14,
    "is_not": 12,
    "wrong_detection": 6,
    "box": 6,
    "hide": 4,
    "unhide": 1,
    "delete": 3,
    "twice": 2,
    "name": 2,
}
"""Fifty corrections, of every kind that there is besides merges and splits."""

TRIES = 20
"""How often another word is tried where one is refused because it contradicts others."""


def name_people(words: Words, seen: Seen, count: int) -> None:
    """Give the people with most faces their names; nobody's name twice."""
    by_size = sorted(seen.of_person, key=lambda person: (-len(seen.of_person[person]), person))
    given: set[str] = set()
    for person in by_size:
        name = seen.truth_of(person)
        if len(given) < count and name and name not in given and words.name(person, name):
            given.add(name)


def split_people(words: Words, seen: Seen, count: int, seed: int) -> None:
    """Take out of people who is somebody else; then halves of people who are one."""
    generator = random.Random(seed)  # noqa: S311 - which words, nothing secret
    wanted = count + words.count("split")
    mixed, pure = [], []
    for _, faces in sorted(seen.of_person.items()):
        named = Counter(seen.faces[face].truth for face in faces if seen.faces[face].truth)
        most = named.most_common(1)[0][0] if named else ""
        others = [face for face in faces if seen.faces[face].truth not in ("", most)]
        if others:
            one = seen.faces[others[0]].truth
            mixed.append([face for face in others if seen.faces[face].truth == one])
        elif len(faces) >= 4:
            pure.append(generator.sample(sorted(faces), len(faces) // 2))
    for faces in mixed:
        if words.count("split") < wanted:
            words.split(faces, right=True)
    for faces in generator.sample(pure, len(pure)):
        if words.count("split") < wanted:
            words.split(faces, right=False)


def merge_people(words: Words, seen: Seen, count: int, seed: int) -> None:
    """Merge who is one person in truth, most of them; then people who are not."""
    generator = random.Random(seed)  # noqa: S311
    wanted = count + words.count("merge")
    homes, used = seen.home_of(), set()
    parts = [person for person in sorted(seen.of_person) if seen.truth_of(person) in homes]
    parts = [person for person in parts if homes[seen.truth_of(person)] != person]
    for person in parts:
        into = homes[seen.truth_of(person)]
        if words.count("merge") < wanted - count // 4 and person not in used:
            words.merge(person, into, right=True)
            used |= {person, into}
    others = [person for person in sorted(seen.of_person) if person not in used]
    generator.shuffle(others)
    while words.count("merge") < wanted and len(others) > 1:
        words.merge(others.pop(), others.pop(), right=False)


def correct(words: Words, seen: Seen, seed: int) -> None:
    """Say the fifty corrections: right ones first, then wrong ones until there are so many of each kind."""
    generator = random.Random(seed)  # noqa: S311
    used: set[int | str] = set()
    choices = {
        "is": _is(words, seen, generator, used),
        "is_not": _is_not(words, seen, generator, used),
        "wrong_detection": _wrong(words, seen, generator, used),
        "box": _drawn(words, seen, generator),
        "hide": _about_people(words, seen, generator, used, "hide"),
        "unhide": _shown(words),
        "delete": _about_people(words, seen, generator, used, "delete"),
        "twice": _twice(words, seen, generator, used),
        "name": _renamed(words, seen, generator),
    }
    for kind, count in CORRECTIONS.items():
        said = 0
        for word in choices[kind]:
            said += word is not None
            if said == count:
                break


def contradict(words: Words, seen: Seen, seed: int, tries: int = 3) -> tuple[int, int]:
    """Say of two faces of one photo that they are one person, which must be refused; how often said, and refused."""
    generator = random.Random(seed)  # noqa: S311
    before, said = words.refused["twice_in_photo"], 0
    by_photo: dict[str, list[int]] = {}
    allowed = {word.photo for word in words.said if word.kind == "twice"}
    for face in seen.faces.values():
        if face.photo not in allowed:
            by_photo.setdefault(face.photo, []).append(face.id)
    photos = [faces for faces in by_photo.values() if len(faces) > 1]
    for faces in generator.sample(photos, min(tries, len(photos))):
        said += 1
        words.split(faces[:2], right=False)
    return said, words.refused["twice_in_photo"] - before


def take_back_some(words: Words, seed: int) -> None:
    """Half of the wrong words and one in ten of the right ones are taken back, and a third of these said again."""
    generator = random.Random(seed)  # noqa: S311
    chosen = [w for w in words.said if generator.random() < (0.1 if w.right else 0.5)]
    generator.shuffle(chosen)
    undone = [word for word in chosen if words.take_back(word)]
    for word in undone[::3]:
        words.take_back(word)


def take_back_what_is_wrong(words: Words) -> int:
    """Leave what is right alone: wrong words are taken back, right ones said again. Words that could not, counted.

    What was built upon something else can only go after it, so those refused are tried again.
    """
    for _ in range(TRIES):
        left = [word for word in words.said if word.stands != word.right]
        if not left or not any([words.take_back(word) for word in reversed(left)]):
            break
    return sum(word.stands != word.right for word in words.said)


def _is(words: Words, seen: Seen, generator: random.Random, used: set[int | str]) -> Iterator[Word | None]:
    homes = seen.home_of()
    lost = [
        face
        for face in seen.faces.values()
        if face.truth in homes and face.person != homes[face.truth] and face.why != "said"
    ]
    for face in generator.sample(lost, len(lost)):
        used.add(face.id)
        yield words.say_who(homes[face.truth], [face.id], right=True)
    for face in generator.sample(list(seen.faces.values()), len(seen.faces)):
        others = sorted({person for person in seen.of_person if person != face.person})
        if face.id not in used and others:
            used.add(face.id)
            yield words.say_who(generator.choice(others), [face.id], right=False)


def _is_not(
    words: Words, seen: Seen, generator: random.Random, used: set[int | str]
) -> Iterator[Word | None]:
    foreign, own = [], []
    for person, faces in sorted(seen.of_person.items()):
        name = seen.truth_of(person)
        for face in faces:
            (own if seen.faces[face].truth == name else foreign).append((person, face))
    for right, pairs in ((True, foreign), (False, own)):
        for person, face in generator.sample(pairs, len(pairs)):
            if face not in used and seen.faces[face].why != "said":
                used.add(face)
                yield words.say_who_not(person, [face], right=right)


def _wrong(words: Words, seen: Seen, generator: random.Random, used: set[int | str]) -> Iterator[Word | None]:
    for right in (True, False):
        faces = [face.id for face in seen.faces.values() if (not face.truth) is right and face.id not in used]
        for face in generator.sample(faces, len(faces)):
            used.add(face)
            yield words.wrong_faces([face], right=right)


def _drawn(words: Words, seen: Seen, generator: random.Random) -> Iterator[Word | None]:
    homes = seen.home_of()
    for photo, heads in sorted(seen.unseen.items()):
        for head in heads:
            if head.name in homes:
                yield words.draw(photo, head.box, homes[head.name], right=True)
    people = sorted(seen.of_person)
    for photo, heads in sorted(seen.heads.items()):
        box = {
            "left": generator.uniform(0, 0.9),
            "top": generator.uniform(0, 0.06),
            "width": 0.05,
            "height": 0.05,
        }
        if not any(_overlap(box, head) for head in heads):
            yield words.draw(photo, box, generator.choice(people), right=False)


def _overlap(box: dict[str, float], head: Head) -> bool:
    across = abs(box["left"] + box["width"] / 2 - head.middle[0]) < (box["width"] + head.sides[0]) / 2
    down = abs(box["top"] + box["height"] / 2 - head.middle[1]) < (box["height"] + head.sides[1]) / 2
    return across and down


def _about_people(
    words: Words, seen: Seen, generator: random.Random, used: set[int | str], kind: str
) -> Iterator[Word | None]:
    """People without a name of whom nothing was said yet; the first is meant, the others are mistakes."""
    spoken = {person for word in words.said for person in (word.person, word.other)}
    people = [person for person in sorted(seen.of_person) if person not in spoken and person not in used]
    for number, person in enumerate(generator.sample(people, len(people))):
        if used.isdisjoint(seen.of_person[person]):
            used |= {person, *seen.of_person[person]}
            yield (words.hide if kind == "hide" else words.delete)(person, right=number == 0)


def _shown(words: Words) -> Iterator[Word | None]:
    """Somebody who was hidden by mistake is shown again."""
    for word in [word for word in words.said if word.kind == "hide" and not word.right]:
        yield words.show(word.person, right=True)


def _twice(words: Words, seen: Seen, generator: random.Random, used: set[int | str]) -> Iterator[Word | None]:
    """A photo of a mirror, it is said; then that two of its faces are one person."""
    by_photo: dict[str, list[int]] = {}
    for face in seen.faces.values():
        if face.id not in used:
            by_photo.setdefault(face.photo, []).append(face.id)
    photos = sorted(photo for photo, faces in by_photo.items() if len(faces) > 1)
    for photo in generator.sample(photos, len(photos)):
        allowed = words.twice(photo, right=False)
        words.split(by_photo[photo][:2], right=False)
        yield allowed


def _renamed(words: Words, seen: Seen, generator: random.Random) -> Iterator[Word | None]:
    """People who have a name are called something else."""
    named = [w for w in words.said if w.kind == "name" and w.person in seen.of_person]
    for number, word in enumerate(generator.sample(named, len(named))):
        yield words.name(word.person, f"{word.text} ({number + 2})", right=False)
