"""index.html: every person at a glance, and a page for each person with all their faces. No scripts, no
network."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from albumen.folders import atomic, manifest
from albumen.folders.library import MEMORY, Library
from albumen.folders.own_files import write_own
from albumen.folders.paths import as_href, readable
from albumen.folders.people import Ints
from albumen.folders.records import Failure, Source, StoredFaces, crop_name

if TYPE_CHECKING:
    from jinja2 import Environment

PEOPLE_PER_PAGE = 240
"""More people than these are split over several pages, so that a large event opens at once."""

FACES_PER_PERSON = 1200
"""At most so many faces stand on a person's own page, the best ones."""

CARD_FACES = 5
"""Faces on a person's card: one large, the others small."""

PAGES = "pages"


@dataclass(frozen=True, slots=True)
class FaceView:
    """A crop to show: path below the results folder, text for who cannot see it, link to its photo."""

    src: str
    alt: str
    photo: str
    photo_name: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person to show."""

    id: str
    name: str
    folder: str
    photos: int
    faces: tuple[FaceView, ...]


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place beside the people: name, number of photos, link."""

    name: str
    photos: int
    href: str
    about: str


def write_pages(
    library: Library,
    out: Path,
    *,
    sources: Sequence[Source],
    failures: Sequence[Failure],
    faces: StoredFaces,
    persons: Ints,
    pack: str,
    unreadable_list: str | None,
) -> Path:
    """Write index.html and the pages it links to. Returns the path of index.html."""
    people = people_views(library, sources, faces, persons)
    pages = library.memory / PAGES
    pages.mkdir(exist_ok=True)
    written: set[str] = set()
    chunks = [people[i : i + PEOPLE_PER_PAGE] for i in range(0, len(people), PEOPLE_PER_PAGE)] or [[]]
    links = ["index.html", *(f"{MEMORY}/{PAGES}/people-{n}.html" for n in range(2, len(chunks) + 1))]
    about = {
        "title": readable(out.name) or "Photos",
        "pack": pack,
        "people_total": len(people),
        "photos_total": len(sources),
        "faces_total": len(faces),
    }
    places = place_views(library, failures, unreadable_list)
    index = b""
    for number, chunk in enumerate(chunks, 1):
        page = _render(
            "index.html.j2",
            up="" if number == 1 else "../../",
            people=chunk,
            number=number,
            links=links,
            places=places if number == 1 else (),
            **about,
        )
        if number == 1:
            index = page
        else:
            written.add(_write_page(pages, f"people-{number}.html", page, library.temporary))
    home = write_own(library, out, "index.html", index)
    for person in people:
        page = _render("person.html.j2", up="../../", person=person, home=as_href(home.name), **about)
        written.add(_write_page(pages, f"{person.id}.html", page, library.temporary))
    for name in set(os.listdir(pages)) - written:
        os.unlink(pages / name)
    return home


def people_views(
    library: Library, sources: Sequence[Source], faces: StoredFaces, persons: Ints
) -> list[PersonView]:
    """Everyone who has a folder with photos, those with most photos first; their best faces first."""
    folders = manifest.folders(library)
    names: dict[int, dict[int, str]] = {}
    for placement in manifest.placements(library):
        if placement.done:
            names.setdefault(placement.folder, {})[placement.source] = placement.name
    content_of = {source.id: source.sha256 for source in sources}
    order = np.lexsort((-faces.overall, persons))
    sorted_persons = persons[order]
    views = []
    for folder in folders.values():
        if folder.kind != "person" or folder.person is None or folder.id not in names:
            continue
        first, last = np.searchsorted(sorted_persons, [folder.person, folder.person + 1])
        mine = order[first:last]
        by_content = {content_of[s]: name for s, name in names[folder.id].items() if s in content_of}
        name = readable(os.path.basename(folder.name))
        shown = [_face_view(faces, int(f), name, folder.name, by_content) for f in mine[:FACES_PER_PERSON]]
        views.append(
            PersonView(
                id=f"p{folder.person}",
                name=name,
                folder=as_href(folder.name) + "/",
                photos=len(names[folder.id]),
                faces=tuple(view for view in shown if view is not None),
            )
        )
    return sorted(views, key=lambda view: (-view.photos, view.name))


def place_views(
    library: Library, failures: Sequence[Failure], unreadable_list: str | None
) -> list[PlaceView]:
    """The folders that are no person's, and the list of unreadable files; empty ones are left out."""
    about = {
        "no_faces": ("No faces", "Photos in which no face was found."),
        "passers_by": ("Passers-by", "Photos of people who are in too few photos for a folder of their own."),
    }
    counts: dict[int, int] = {}
    for placement in manifest.placements(library):
        counts[placement.folder] = counts.get(placement.folder, 0) + placement.done
    views = [
        PlaceView(readable(folder.name), counts[folder.id], as_href(folder.name) + "/", about[folder.kind][1])
        for folder in manifest.folders(library).values()
        if folder.kind != "person" and counts.get(folder.id)
    ]
    views.sort(key=lambda view: view.name)
    if failures and unreadable_list is not None:
        views.append(
            PlaceView(
                "Unreadable",
                len(failures),
                as_href(unreadable_list),
                "Files that could not be read, and why.",
            )
        )
    return views


def _face_view(
    faces: StoredFaces, face: int, person: str, folder: str, names: Mapping[bytes, str]
) -> FaceView | None:
    content = faces.contents[int(faces.photos[face])]
    name = names.get(content)
    if name is None:
        return None
    shown = readable(os.path.basename(name))
    return FaceView(
        src=f"{MEMORY}/crops/{crop_name(content, int(faces.numbers[face]))}",
        alt=f"Face of {person} in {shown}",
        photo=as_href(os.path.join(folder, name)),
        photo_name=shown,
    )


def _write_page(pages: Path, name: str, data: bytes, temporary: Path) -> str:
    path = pages / name
    if not path.exists() or path.read_bytes() != data:
        atomic.write_whole(path, data, temporary, durable=False)
    return name


def _render(template: str, **values: object) -> bytes:
    environment, style = _environment()
    allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    text = environment.get_template(template).render(
        style=style, style_sha256=allowed, card_faces=CARD_FACES, **values
    )
    return text.encode()


@cache
def _environment() -> tuple[Environment, str]:
    from jinja2 import Environment, FileSystemLoader
    from markupsafe import Markup

    folder = Path(__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    style = (folder / "style.css.j2").read_text("utf-8")
    return environment, Markup(style)  # noqa: S704 - our own file
