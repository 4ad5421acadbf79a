"""index.html: everyone at a glance, without network and without trust in names."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from photo_event import Event

from albumen.folders import page


class Links(HTMLParser):
    """Collects what a page refers to."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.tags: set[str] = set()
        self.alts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name in ("href", "src") and value and not value.startswith("#"):
                self.targets.append(value)
            if name == "alt":
                self.alts.append(value or "")


def links_of(path: Path) -> Links:
    links = Links()
    links.feed(path.read_text("utf-8"))
    return links


def test_every_link_on_every_page_leads_to_something_here(event: Event) -> None:
    event.photo("a b#c?d%41.jpg", "Ana")
    event.photo("new\nline 🎉.jpg", "Ana")
    event.broken("bad.jpg")
    event.sort()
    (event.out / "Person 001").rename(event.out / "Ana & Co #1")
    event.sort()

    pages = [event.out / "index.html", *(event.out / ".albumen" / "pages").glob("*.html")]
    assert len(pages) == 3
    for path in pages:
        for target in links_of(path).targets:
            url = urlsplit(urljoin(path.as_uri(), target))
            assert url.scheme == "file"
            assert Path(unquote(url.path)).exists(), f"{target} on {path.name}"


def test_pictures_say_what_they_show(event: Event) -> None:
    event.sort()
    assert "Face of Person 001 in IMG_1.jpg" in links_of(event.out / ".albumen" / "pages" / "p1.html").alts


def test_names_cannot_inject_markup_and_nothing_runs(event: Event) -> None:
    event.photo("<script>alert(1)<\\script>.jpg", "Ana")
    event.sort()
    (event.out / "Person 001").rename(event.out / "<img src=x onerror=alert(1)>")
    event.sort()

    for path in (event.out / "index.html", event.out / ".albumen" / "pages" / "p1.html"):
        text = path.read_text("utf-8")
        assert "<script" not in text
        assert "<img src=x" not in text
        assert "default-src 'none'" in text
        assert re.search(r"https?://", text) is None


def test_many_people_are_split_over_pages(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "PEOPLE_PER_PAGE", 1)
    event.sort()

    assert "Person 002" not in (event.out / "index.html").read_text("utf-8")
    assert "Person 002" in (event.out / ".albumen" / "pages" / "people-2.html").read_text("utf-8")
