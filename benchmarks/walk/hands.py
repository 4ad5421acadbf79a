"""Words about the people of a library, said in its pages by clicks and keys; HTTP is only read.

What is said is noted as `examples/words_kept.py` notes it, with the statement that the page got for an answer, so that
whether it stands is judged the same way.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from library_seen import Head, SeenFace
from playwright.sync_api import Locator, Page, Response
from playwright.sync_api import TimeoutError as Late
from words_kept import Word, Words

PATIENCE = 90_000.0
"""Milliseconds that a page may take for an answer on a busy machine."""

MOST_CHOSEN = 12
"""Faces that somebody chooses one by one on a page."""

_MORE = "Show more"
_WHO = "Who is this?"
_ID = "([0-9a-f-]{36})"


class ByHand(Words):
    """Somebody in front of the pages of their own library.

    Attributes:
        faces: what is known of them by their id, as they were read last.
        took: seconds of each word from opening its page, or pointing at its face, to the answer; by kind.
    """

    def __init__(self, page: Page, owner: Any, library: str) -> None:
        super().__init__(owner, library)
        self.page = page
        self.faces: dict[int, SeenFace] = {}
        self.took: dict[str, list[float]] = defaultdict(list)

    # Where something is, read over HTTP.

    def who(self, face: SeenFace) -> str | None:
        """Who a face is now; what was said before may have moved it."""
        for row in self.owner.api("GET", f"/photos/{face.photo}")["faces"]:
            if row["id"] == face.id:
                return str(row["person"]["id"]) if row["person"] else None
        return None

    def called(self, person: str) -> str:
        """Somebody's name, empty where nobody gave one."""
        return str(self.owner.api("GET", f"/people/{person}")["name"])

    def named(self) -> dict[str, str]:
        """Everybody who has a name, by it."""
        found = self.owner.everything(f"/libraries/{self.library}/people?named=true")
        return {str(row["name"]): str(row["id"]) for row in found}

    def _place(self, path: str, wanted: int) -> int:
        """Where in a list something is."""
        for place, row in enumerate(self.owner.everything(path)):
            if row["id"] == wanted:
                return place
        raise SystemExit(f"{wanted} is not in {path}")

    # Names.

    def name_shown(self, person: str, text: str) -> Word | None:
        """Type the name of whom the naming page asks about."""

        def act() -> None:
            self.page.keyboard.type(text)
            self.page.keyboard.press("Enter")

        return self._hear("name", act, "PUT", f"/people/{person}/name", True, person=person, text=text)

    def name_on_page(self, person: str, text: str) -> Word | None:
        """Give somebody a name on their own page."""

        def act() -> None:
            self.page.goto(f"/people/{person}")
            self.page.get_by_role("button", name="Add a name", exact=True).click()
            self.page.keyboard.type(text)
            self.page.keyboard.press("Enter")

        return self._hear("name", act, "PUT", f"/people/{person}/name", True, person=person, text=text)

    # People who are one, or several.

    def merge(self, person: str, into: str, *, right: bool) -> Word | None:
        """Choose both in the grid and press Merge; the page decides who goes on, or the name of ``into`` stays."""

        def act() -> None:
            if urlsplit(self.page.url).path != "/library/people":
                self.page.goto("/library/people")
            first, second = self._tile(person), self._tile(into)
            first.scroll_into_view_if_needed()
            first.hover()
            first.get_by_role("checkbox").check(force=True)
            second.get_by_role("link").click()
            self.page.get_by_text("2 chosen", exact=True).wait_for()
            self.page.get_by_role("button", name="Merge", exact=True).click()
            if all(map(self.called, (person, into))):
                dialog = self.page.get_by_role("dialog", name="Which name stays?")
                dialog.get_by_role("radio", name=self.called(into), exact=False).check()
                dialog.get_by_role("button", name="Merge", exact=True).click()

        return self._hear("merge", act, "POST", f"/people/{_ID}/merge", right)

    def _tile(self, person: str) -> Locator:
        """Somebody in the grid, once the reader has scrolled to them."""
        tile = self.page.locator(f'[data-person="{person}"]')
        self.page.locator("[data-person]").first.wait_for()
        end = time.monotonic() + PATIENCE / 1000
        while not tile.count():
            if time.monotonic() > end:
                raise SystemExit(f"{person} is not in the grid of people")
            self.page.mouse.move(720, 600)
            self.page.mouse.wheel(0, 20_000)
            self.page.wait_for_timeout(50)
        return tile

    def split(self, faces: Iterable[int], *, right: bool) -> Word | None:
        """Choose faces on the page of their person, :data:`MOST_CHOSEN` at most: they are somebody of their own."""
        chosen = tuple(sorted(faces)[:MOST_CHOSEN])
        person = self.who(self.faces[chosen[0]])
        if person is None or any(self.who(self.faces[face]) != person for face in chosen[1:]):
            return None

        def act() -> None:
            self._choose_on_page(person, chosen)
            self.page.get_by_role("button", name="These are somebody else").click()
            self.page.get_by_role("dialog").get_by_role("combobox").press("Enter")

        return self._hear("split", act, "POST", f"/libraries/{self.library}/people", right, faces=chosen)

    def _choose_on_page(self, person: str, faces: tuple[int, ...]) -> None:
        order = [row["id"] for row in self.owner.everything(f"/people/{person}/faces")]
        self.page.goto(f"/people/{person}/faces")
        for face in faces:
            self._face(order.index(face)).click()
        self.page.get_by_text(re.compile(rf"^{len(faces)} faces? chosen$")).wait_for()

    def _face(self, place: int) -> Locator:
        """The face at this place of a list, once so much of the list was asked for."""
        face = self.page.get_by_role("button", name=re.compile(rf"^Face {place + 1}(,|$)"))
        self.page.get_by_role("button", name=re.compile(r"^Face 1(,|$)")).wait_for()
        while not face.count():
            self.page.get_by_role("button", name=_MORE).click()
            self.page.wait_for_timeout(200)
        return face

    # Faces.

    def say_so_on_page(self, face: SeenFace, person: str, *, right: bool) -> Word | None:
        """On the page of whom a face was taken for: it is somebody else, by name."""
        before, name = self.who(face), self.called(person)
        if before is None or before == person:
            return None

        def act() -> None:
            self._choose_on_page(before, (face.id,))
            self.page.get_by_role("button", name="These are somebody else").click()
            field = self.page.get_by_role("dialog").get_by_role("combobox")
            field.press_sequentially(name)
            field.press("Enter")

        return self._is(face, person, act, right)

    def say_so_in_photo(self, face: SeenFace, person: str, *, right: bool) -> Word | None:
        """In the photo: who a face is, by name."""
        name = self.called(person)
        if self.who(face) == person:
            return None

        def act() -> None:
            self._open(face)
            self.page.keyboard.type(name)
            self.page.keyboard.press("Enter")

        return self._is(face, person, act, right)

    def say_so_of_nobody(self, face: SeenFace, person: str, *, right: bool) -> Word | None:
        """Among the faces that are nobody: who one is, by name and with keys."""
        name = self.called(person)

        def act() -> None:
            place = self._place(f"/libraries/{self.library}/unassigned-faces", face.id)
            self.page.goto("/library/nobody")
            self._face(place).click()
            self.page.keyboard.press("w")
            field = self.page.get_by_role("combobox", name=_WHO)
            field.press_sequentially(name)
            field.press("Enter")

        return self._is(face, person, act, right)

    def _is(self, face: SeenFace, person: str, act: Callable[[], None], right: bool) -> Word | None:
        path = f"/people/{person}/faces"
        return self._hear("is", act, "POST", path, right, person=person, faces=(face.id,))

    def say_not(self, face: SeenFace, *, right: bool, in_photo: bool) -> Word | None:
        """A face is not whom it was taken for: in the photo, or on the person's page."""
        person = self.who(face)
        if person is None:
            return None
        name = self.called(person)

        def act() -> None:
            if in_photo:
                self._open(face)
                button = f"Not {name}" if name else "Not this person"
            else:
                self._choose_on_page(person, (face.id,))
                button = "Not this person"
            self.page.get_by_role("button", name=button, exact=True).click()

        path = f"/people/{person}/not-faces"
        return self._hear("is_not", act, "POST", path, right, person=person, faces=(face.id,))

    def say_no_face(self, face: SeenFace, *, right: bool) -> Word | None:
        """In the photo: there is no face."""

        def act() -> None:
            self._open(face)
            self.page.get_by_role("button", name="This is no face").click()

        path = f"/libraries/{self.library}/wrong-faces"
        return self._hear("wrong_detection", act, "POST", path, right, faces=(face.id,))

    def _open(self, face: SeenFace) -> None:
        self.page.goto(f"/library/photos/{face.photo}")
        self.page.locator(f'button[data-choose="{face.id}"]').click()
        self.page.get_by_role("combobox", name=_WHO).click()

    def draw_by_pointer(self, photo: str, head: Head, person: str, *, right: bool) -> Word | None:
        """In the photo: a face that no machine saw, drawn with the mouse, and who it is."""
        name = self.called(person)
        box = head.box

        def act() -> None:
            self.page.goto(f"/library/photos/{photo}")
            self.page.get_by_role("button", name="Draw a face (D)").click()
            area = self.page.locator("[data-drawing]").bounding_box()
            assert area
            left, top = area["x"] + box["left"] * area["width"], area["y"] + box["top"] * area["height"]
            self.page.mouse.move(left, top)
            self.page.mouse.down()
            self.page.mouse.move(
                left + box["width"] * area["width"], top + box["height"] * area["height"], steps=5
            )
            self.page.mouse.up()
            field = self.page.get_by_role("combobox", name=_WHO)
            field.press_sequentially(name)
            field.press("Enter")

        return self._hear("box", act, "POST", f"/photos/{photo}/faces", right, photo=photo)

    def answer_asked(self, face: SeenFace, yes: bool) -> Word | None:
        """Answer about the face that the page of faces to confirm asks about; whose it would be the page knows."""

        def act() -> None:
            self.page.keyboard.press("y" if yes else "n")

        kind = "is" if yes else "is_not"
        word = self._hear(kind, act, "POST", f"/people/{_ID}/suggestions", True, faces=(face.id,))
        if word:
            self.page.locator(f'[data-asked="{face.id}"]').wait_for(state="detached")
        return word

    def learned(self) -> bool:
        """Whether nothing is being learned from what was said, nor will be soon."""
        return bool(self.owner.api("GET", f"/libraries/{self.library}/classifier")["state"] != "training")

    # Taking back.

    def take_back(self, word: Word) -> bool:
        """Press what takes a word back in the log, or takes that back again."""
        statement = word.statement if word.undo is None else word.undo
        place = self._place(f"/libraries/{self.library}/statements", statement)
        self.page.goto("/library/log")
        rows = self.page.get_by_role("main").locator("ol > li")
        rows.first.wait_for()
        while rows.count() <= place:
            self.page.get_by_role("button", name=_MORE).click()
            self.page.wait_for_timeout(200)
        button = rows.nth(place).get_by_role("button", name=re.compile("^Take back"))
        answer = self._answer(button.click, "POST", f"/statements/{statement}/undo")
        if not self._taken(answer):
            return False
        word.undo = answer.json()["statement"]["id"] if word.undo is None else None
        self.undos += 1
        return True

    # What the server answered to the page.

    def _hear(
        self, kind: str, act: Callable[[], None], method: str, path: str, right: bool, **about: Any
    ) -> Word | None:
        began = time.monotonic()
        answer = self._answer(act, method, path)
        self.took[kind].append(time.monotonic() - began)
        if not self._taken(answer):
            return None
        told = answer.json()
        statement = told["statement"] if "statement" in told else told["statements"][0]
        word = Word(statement["id"], kind, right, **about)
        if kind == "merge":
            word.person, word.other = _about(answer), str(answer.request.post_data_json["into"])
        if answer.url.endswith("/suggestions"):
            word.person = _about(answer)
            word.faces = tuple(answer.request.post_data_json["yes" if kind == "is" else "no"])
        if kind in ("split", "box"):
            word.person = statement["person"]
        if kind == "box":
            word.faces = (told["face"],)
        self.said.append(word)
        return word

    def _answer(self, act: Callable[[], None], method: str, path: str) -> Response:
        wanted = re.compile(f"^/api/v1{path}$")

        def is_it(answer: Response) -> bool:
            return answer.request.method == method and bool(wanted.match(urlsplit(answer.url).path))

        with self.page.expect_response(is_it, timeout=PATIENCE) as told:
            act()
        return told.value

    def _taken(self, answer: Response) -> bool:
        """Whether it was; what contradicts other words is refused, and the question about it is declined."""
        if answer.status == 200:
            return True
        if answer.status != 409:
            raise SystemExit(f"{answer.url} answered {answer.status}: {answer.text()[:500]}")
        code = str(answer.json()["code"])
        self.refused[code] += 1
        if code == "twice_in_photo":
            dialog = self.page.get_by_role("dialog", name="Twice in one photo?")
            dialog.get_by_role("button", name="Cancel").click()
            with suppress(Late):
                dialog.wait_for(state="hidden", timeout=5_000)
        return False


def _about(answer: Response) -> str:
    """The person in an address that ends with what is said about them."""
    return urlsplit(answer.url).path.split("/")[-2]
