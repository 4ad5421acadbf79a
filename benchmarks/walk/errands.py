"""What is said in a walk through the pages: right words while there is something wrong, then wrong ones.

Wrong words are kept like right ones for as long as they stand. Everything is drawn by a seeded generator.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator

from library_seen import Seen, SeenFace
from playwright.sync_api import TimeoutError as Late
from words_kept import Word, roots

from benchmarks.walk.hands import ByHand

CORRECTIONS = {"asked": 8, "is": 22, "is_not": 12, "wrong_detection": 6, "box": 2}
"""Fifty corrections; where there are too few of a kind, more faces are said to be somebody."""

LEARNING = 120.0
"""Seconds in which the classifier must have learned from the names."""

Screen = Callable[[str], None]


def readable(name: str) -> str:
    """A folder's name as somebody would type it."""
    return name.replace("_", " ")


def name_people(hands: ByHand, seen: Seen, count: int, screen: Screen) -> None:
    """Name those whom the naming page asks about by keyboard, nobody's name twice; others are skipped."""
    page = hands.page
    asked = list(hands.owner.everything(f"/libraries/{hands.library}/people?named=false"))
    page.goto("/library/people")
    screen("people-before")
    page.get_by_role("link", name="Name people").click()
    given: set[str] = set()
    for place, person in enumerate(asked):
        if len(given) == count:
            break
        page.get_by_role("region", name=re.compile(rf"^{place + 1} of \d+$")).wait_for()
        name = seen.truth_of(person["id"]) if person["id"] in seen.of_person else ""
        if not name or name in given:
            page.keyboard.press("ArrowRight")
        elif hands.name_shown(person["id"], readable(name)):
            given.add(name)
            if len(given) == 3:
                screen("naming")


def correct(hands: ByHand, look: Callable[[], Seen], count: int, seed: int, screen: Screen) -> int:
    """Say so many corrections, in all the places where they can be said; how many."""
    generator = random.Random(seed)  # noqa: S311
    seen, used, said = look(), set[int](), 0
    choices: dict[str, Iterator[Word | None]] = {
        "asked": _asked(hands, seen, used, screen),
        "is": _is(hands, seen, generator, used, screen),
        "is_not": _is_not(hands, seen, generator, used),
        "wrong_detection": _no_face(hands, seen, generator, used),
        "box": _missed(hands, seen),
    }
    scale = count / sum(CORRECTIONS.values())
    for kind, share in CORRECTIONS.items():
        said += _take(choices[kind], round(share * scale))
    return said + _take(choices["is"], count - said)


def _take(words: Iterator[Word | None], count: int) -> int:
    """Let so many be said, refused ones not counted; how many were."""
    said = 0
    while said < count:
        try:
            said += next(words) is not None
        except StopIteration:
            break
    return said


def _asked(hands: ByHand, seen: Seen, used: set[int], screen: Screen) -> Iterator[Word | None]:
    """What the page of faces to confirm asks, answered with Y and N."""
    page = hands.page
    page.goto(f"/libraries/{hands.library}/suggestions")
    asked = page.locator("[data-asked][aria-current]").first
    mixed = _wrongly_merged(hands)
    if not _learn(hands):
        return
    screen("confirm")
    while True:
        onward = page.get_by_role("button", name=re.compile("^Next: "))
        asked.or_(onward).or_(page.get_by_role("link", name="To all people")).first.wait_for()
        if not asked.count():
            if not onward.count():
                return
            onward.click()
            asked.wait_for()
        face = seen.faces.get(int(asked.get_attribute("data-asked") or 0))
        link = page.get_by_role("main").locator('a[href^="/people/"]').first
        person = str(link.get_attribute("href")).removeprefix("/people/")
        if face is None or person not in seen.of_person.keys() - mixed:
            return
        used.add(face.id)
        yield hands.answer_asked(face, face.truth == seen.truth_of(person))


def _learn(hands: ByHand) -> bool:
    """Have it learn at once, and open its page anew; False where it asks nothing then."""
    page = hands.page
    try:
        page.get_by_role("button", name=re.compile("^(Begin now|Learn again)$")).first.click()
        end = time.monotonic() + LEARNING
        while not hands.learned() and time.monotonic() < end:
            page.wait_for_timeout(500)
        page.reload()
        page.locator("[data-asked]").first.wait_for(timeout=20_000)
    except Late:
        return False
    return True


def _is(
    hands: ByHand, seen: Seen, generator: random.Random, used: set[int], screen: Screen
) -> Iterator[Word | None]:
    """Faces that are nobody, or somebody else, are who they are; later they are said to be who they are not."""
    homes = _homes(hands, seen)
    lost = [face for face in seen.faces.values() if _is_lost(face, homes)]
    named = sorted(hands.named().values())
    lost.sort(key=lambda face: (homes[face.truth] not in named, face.id))
    wrong = generator.sample(list(seen.faces.values()), len(seen.faces))
    for number, face in enumerate([*lost, *wrong]):
        if face.id in used:
            continue
        used.add(face.id)
        right = number < len(lost)
        person = homes[face.truth] if right else generator.choice(named)
        if not hands.called(person) and not hands.name_on_page(person, readable(face.truth)):
            continue
        nobody = hands.who(face) is None
        if nobody and number % 2:
            word = hands.say_so_of_nobody(face, person, right=right)
        elif nobody or number % 2:
            word = hands.say_so_in_photo(face, person, right=right)
            screen("photo")
        else:
            word = hands.say_so_on_page(face, person, right=right)
            screen("faces")
        yield word


def _homes(hands: ByHand, seen: Seen) -> dict[str, str]:
    """Who everybody in truth is: who has their name, else the person that most of their faces are."""
    named, mixed = hands.named(), _wrongly_merged(hands)
    homes = {name: named.get(readable(name), person) for name, person in seen.home_of().items()}
    return {name: person for name, person in homes.items() if person not in mixed}


def _wrongly_merged(hands: ByHand) -> set[str]:
    """People who are several in truth by what was said: a word about them would not be right for all of them.

    Once the merge is taken back it stands for one of them alone, who need not be the one that was meant.
    """
    root = roots(sorted((word for word in hands.said if word.stands), key=lambda word: word.statement))
    return {root(word.person) for word in hands.said if word.kind == "merge" and not word.right}


def _is_lost(face: SeenFace, homes: dict[str, str]) -> bool:
    return face.truth in homes and face.person != homes[face.truth] and face.why != "said"


def _is_not(hands: ByHand, seen: Seen, generator: random.Random, used: set[int]) -> Iterator[Word | None]:
    foreign: list[SeenFace] = []
    own: list[SeenFace] = []
    mixed = _wrongly_merged(hands)
    for person, faces in sorted(seen.of_person.items()):
        if person in mixed:
            continue
        name = seen.truth_of(person)
        for face in faces:
            (own if seen.faces[face].truth == name else foreign).append(seen.faces[face])
    for right, faces in ((True, foreign), (False, own)):
        for number, face in enumerate(generator.sample(faces, len(faces))):
            if face.id not in used and face.why != "said" and hands.who(face) == face.person:
                used.add(face.id)
                yield hands.say_not(face, right=right, in_photo=number % 2 == 0)


def _no_face(hands: ByHand, seen: Seen, generator: random.Random, used: set[int]) -> Iterator[Word | None]:
    for right in (True, False):
        faces = [face for face in seen.faces.values() if (not face.truth) is right and face.id not in used]
        for face in generator.sample(faces, len(faces)):
            used.add(face.id)
            yield hands.say_no_face(face, right=right)


def _missed(hands: ByHand, seen: Seen) -> Iterator[Word | None]:
    homes, named = _homes(hands, seen), set(hands.named().values())
    for photo, heads in sorted(seen.unseen.items()):
        for head in heads:
            home = homes.get(head.name)
            if home in named:
                yield hands.draw_by_pointer(photo, head, home, right=True)
