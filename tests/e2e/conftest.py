"""The whole product in a browser: a real site with the built client, people, an event, and windows to look at it.

    def test_guests_see_their_photos(windows, party, axe):
        page = windows.open(party.bo, phone=True)
        page.goto(f"/my/{party.bo_registration}")
        expect(page.get_by_role("heading", name="Winter party")).to_be_visible()
        axe(page)

`page` and `phone` are windows of somebody who is not logged in. Whoever changes the party uses one of their own:
`people.photographer()`, then `make_event`, `fill`, `join` and `show_selfie` of `party.py`. A test fails at its end when
a page wrote an error to the console, threw, was refused something by its Content-Security-Policy, got 5xx, missed a
file, or asked another host; `windows.watch(page).expect("part of the sentence")` says that one is meant.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from benchmarks.throwaway_site import Mailbox
from benchmarks.web_browser import PROGRAMS
from http_person import Person
from playwright.sync_api import Browser, Page, expect, sync_playwright

from e2e.axe import check
from e2e.crowd import Crowd, make_crowd, make_portraits
from e2e.events_desk import Event, Visited, make_spring_party, make_visited_party
from e2e.finding import Album, make_album
from e2e.party import Party, People, Scene, drawn_scene, fill, make_event, make_party, real_scene
from e2e.pictures import Pictures
from e2e.windows import FLAGS, PATIENCE, Windows
from e2e.workspace import Desk, drawn_files
from integration.sites import Site
from shared_folder import shared_folder

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = ("chromium-headless-shell", *PROGRAMS)
"""Programs of the browser: the one that can do without windows needs a fifth less of the processor."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever is in this folder starts a real site and a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def client_folder() -> Path:
    """The built web client."""
    folder = Path(os.environ.get("ALBUMEN_CLIENT", ROOT / "frontend" / "dist"))
    if not (folder / "index.html").is_file():
        pytest.skip(f"the web client is not built at {folder} (npm run build in frontend/; needs Node 20)")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program of the browser."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        pytest.skip("chromium is not installed (apt-get install chromium)")
    return program


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Photos to upload: of real people where the shared folder is, drawn ones elsewhere."""
    folder = tmp_path_factory.mktemp("scene")
    people = _labelled_photos()
    return real_scene(people, folder) if people.is_dir() else drawn_scene(folder)


def _labelled_photos() -> Path:
    return shared_folder() / "photos" / "lfw-dev"


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    """Gets the site's e-mails; `GET {mailbox.url}?to=ADDRESS` gives the last one as text."""
    with Mailbox() as box:
        yield box


@pytest.fixture(scope="session")
def site(
    tmp_path_factory: pytest.TempPathFactory, client_folder: Path, chromium: str, mailbox: Mailbox
) -> Iterator[Site]:
    """`albumen up` with the built client, one for all tests of this process."""
    models = shared_folder() / "models"
    pack = {"ALBUMEN_PACKS": "standard", "ALBUMEN_MODEL_MIRROR": str(models)} if models.is_dir() else {}
    site = Site(
        tmp_path_factory.mktemp("site"),
        ALBUMEN_CLIENT=str(client_folder),
        ALBUMEN_WEB_WORKERS="0",  # as it comes
        ALBUMEN_WORKERS="1",
        ALBUMEN_SORT_AFTER_SECONDS="86400",  # by whom a test is about, not in its midst
        ALBUMEN_SIGNUP_RATE="1000/m/ip",
        ALBUMEN_SMTP_HOST="127.0.0.1",
        ALBUMEN_SMTP_PORT=str(mailbox.smtp_port),
        ALBUMEN_SMTP_SECURITY="none",
        **pack,
    )
    try:
        site.start()
        yield site
    finally:
        site.end()


@pytest.fixture(scope="session")
def people(site: Site, mailbox: Mailbox) -> Iterator[People]:
    """Makes photographers and guests."""
    people = People(site.url, mailbox.url)
    yield people
    people.close()


@pytest.fixture(scope="session")
def party(people: People, scene: Scene) -> Party:
    """Ana's event with photos, and its guests Bo and Cy; to be looked at, not to be changed."""
    return make_party(people, scene)


@pytest.fixture(scope="session")
def drawings(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Six drawn photos to upload."""
    return drawn_files(tmp_path_factory.mktemp("drawings"))


@pytest.fixture
def desk(people: People) -> Desk:
    """An event of one's own without photos, to change."""
    ana = people.photographer()
    return Desk(ana, make_event(ana))


@pytest.fixture(scope="session")
def exhibition(people: People, drawings: list[Path]) -> Desk:
    """An event with the drawings, to be looked at and not to be changed."""
    ana = people.photographer()
    desk = Desk(ana, make_event(ana))
    fill(ana, desk.event, drawings)
    return desk


@pytest.fixture(scope="session")
def ana(people: People) -> Person:
    """The photographer of the events desk; each test that changes an event makes its own."""
    return people.photographer()


@pytest.fixture(scope="session")
def spring_party(ana: Person, tmp_path_factory: pytest.TempPathFactory) -> Event:
    """An event to come in May with two photos; only its cover is changed."""
    return make_spring_party(ana, tmp_path_factory.mktemp("covers"))


@pytest.fixture(scope="session")
def visited_party(ana: Person, people: People) -> Visited:
    """An event with its guests: Bo agreed to be looked for, Cy only joined; not to be changed."""
    return make_visited_party(ana, people)


@pytest.fixture(scope="session")
def portraits(tmp_path_factory: pytest.TempPathFactory, scene: Scene) -> list[Path]:
    """Nine photos of three people."""
    if not scene.real:
        pytest.skip("needs photos of real people (ALBUMEN_SHARED)")
    return make_portraits(_labelled_photos(), tmp_path_factory.mktemp("people"))


@pytest.fixture(scope="session")
def album(people: People, scene: Scene) -> Album:
    """Photos of people with names, to be found; who puts labels on them takes them off again."""
    if not scene.real:
        pytest.skip("needs photos of real people (ALBUMEN_SHARED)")
    return make_album(people, scene)


@pytest.fixture(scope="session")
def found_crowd(people: People, portraits: list[Path]) -> Crowd:
    """The people in these photos, found; ask for `crowd`, which leaves them so."""
    return make_crowd(people, portraits)


@pytest.fixture
def crowd(found_crowd: Crowd) -> Iterator[Crowd]:
    """The people in nine photos, to name, merge and hide: everything is taken back afterwards."""
    yield found_crowd
    found_crowd.take_everything_back()


# Not of the session: while Playwright runs, its event loop does, and Django's database refuses other tests' threads.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium without a window; its camera shows a drawn picture and is allowed without asking."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def pictures(request: pytest.FixtureRequest) -> Pictures:
    """Keeps pictures of the test's pages, where somebody asked for them."""
    return Pictures(f"{request.path.stem}-{request.node.name}")


@pytest.fixture
def windows(browser: Browser, site: Site, pictures: Pictures) -> Iterator[Windows]:
    """Opens browser windows, for one person or several; fails the test when a page did what it must not."""
    windows = Windows(browser, site.url, pictures)
    yield windows
    faults = windows.close()
    assert not faults, "pages did what they must not:\n" + "\n".join(faults)


@pytest.fixture
def page(windows: Windows) -> Page:
    """A desktop window; nobody is logged in."""
    return windows.open()


@pytest.fixture
def phone(windows: Windows) -> Page:
    """A phone's window; nobody is logged in."""
    return windows.open(phone=True)


@pytest.fixture
def axe(pictures: Pictures) -> Callable[[Page], None]:
    """Holds a page to WCAG 2.2 AA."""

    def hold(page: Page) -> None:
        pictures.take(page)
        check(page)

    return hold
