"""An event without cameras: files on a disk and who is on them, faces as arrays. Data, not mocks: everything that is
tested (scan, records, clustering, people, corrections, placing, pages) is the real thing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from albumen.engine.packs.catalogue import load_pack
from albumen.engine.packs.spec import CalibrationKnots, Pack
from albumen.engine.types import FaceQuality, Faces
from albumen.errors import AlbumenError
from albumen.folders.arrange import SortOptions, SortSummary, arrange
from albumen.folders.ingest import Ingested, ingest
from albumen.folders.library import Library, open_library
from albumen.folders.pack_choice import pack_version
from albumen.folders.progress import Silent, Watcher
from albumen.folders.records import AnalysedPhoto
from albumen.folders.scan import FoundFile
from albumen.imaging.errors import DamagedPictureError, NotAPictureError

DIMENSION = 128


def make_pack() -> Pack:
    """The standard pack with a calibration that suits the vectors made here (same person 0.9, strangers 0)."""
    knots = CalibrationKnots(
        "vectors made for tests", (-0.2, 0.2, 0.45, 0.7, 0.9), (-9.0, -6.0, 0.0, 6.0, 9.0)
    )
    return replace(load_pack("standard"), calibration=knots)


def person_vector(name: str) -> np.ndarray:
    """A unit vector that belongs to a person of this name; two people's are nearly at right angles."""
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")
    vector = np.random.default_rng(seed).standard_normal(DIMENSION)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def make_faces(*who: str, seed: int = 0, overall: float = 0.9) -> Faces:
    """One face for each name, side by side; a name with a question mark is too poor to be recognised."""
    count = len(who)
    noise = np.random.default_rng(seed).standard_normal((count, DIMENSION)) * 0.03
    vectors = np.stack([person_vector(name) for name in who]) + noise if count else np.zeros((0, DIMENSION))
    if count:
        vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    poor = np.array([name.endswith("?") for name in who], bool)
    quality = FaceQuality(
        *(np.full(count, 0.8, np.float32) for _ in range(7)), np.where(poor, 0.001, overall).astype("f4")
    )
    left = np.arange(count, dtype=np.float32) * 100
    boxes = np.stack([left, left * 0 + 10, left * 0 + 80, left * 0 + 90], axis=1).astype(np.float32)
    return Faces(
        boxes.reshape(-1, 4),
        np.zeros((count, 5, 2), np.float32),
        np.full(count, 0.95, np.float32),
        quality,
        vectors.astype(np.float32),
    )


def named(data: bytes) -> tuple[str, ...]:
    """The people that the bytes of a "photo" name, so that another process knows them too."""
    head = data.split(b";")[0].decode("utf-8", "replace")
    return tuple(filter(None, head.removeprefix("people=").split(","))) if head.startswith("people=") else ()


class Listener:
    """Keeps what was said."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def stage(self, stage: str, total: int | None) -> None: ...

    def step(self, done: int) -> None: ...

    def say(self, line: str) -> None:
        self.lines.append(line)


class Event:
    """A folder of "photos" (any bytes) with known people, and a results folder beside it."""

    def __init__(self, folder: Path) -> None:
        self.photos = folder / "photos"
        self.out = folder / "sorted"
        self.photos.mkdir(exist_ok=True)
        self.looked_at: list[str] = []
        """Paths (below photos) that were analysed, over all runs."""
        self._who: dict[bytes, tuple[str, ...] | None] = {}

    def photo(self, name: str, *who: str, data: bytes | None = None) -> Path:
        """Write a photo of these people."""
        path = self.photos / name
        path.parent.mkdir(parents=True, exist_ok=True)
        content = (
            data
            if data is not None
            else f"people={','.join(who)};{name} ".encode("utf-8", "backslashreplace") * 20
        )
        path.write_bytes(content)
        self._who[hashlib.sha256(content).digest()] = who
        return path

    def broken(self, name: str) -> Path:
        """Write a file that cannot be read as a photo."""
        path = self.photo(name)
        self._who[hashlib.sha256(path.read_bytes()).digest()] = None
        return path

    def options(self, *more: Path, **wanted: object) -> SortOptions:
        """What a user asks for who sorts ``photos`` (and ``more``) into ``out``."""
        values: dict[str, object] = {
            "photos": (self.photos, *more),
            "out": self.out,
            "mode": "copy",
            "min_photos": 2,
            "algorithm": "default",
            "pack": None,
            "jobs": 1,
        }
        return SortOptions(**{**values, **wanted})  # type: ignore[arg-type]

    def sort(self, *more: Path, watcher: Watcher | None = None, **wanted: object) -> SortSummary:
        """Sort ``photos`` (and ``more``) into ``out``."""
        options = self.options(*more, **wanted)
        with open_library(options.out) as library:
            library.set("pack", "standard")
            library.set("pack_version", pack_version(make_pack()))
            watched = watcher or Silent()
            return arrange(library, options, make_pack(), self._bring_in(library, options, watched), watched)

    def _bring_in(
        self, library: Library, options: SortOptions, watcher: Watcher
    ) -> Callable[[Callable[[str], bool]], Ingested]:
        return lambda is_own: ingest(library, options.photos, self.analyse, watcher, is_own)

    def analyse(self, files: Sequence[FoundFile]) -> Iterator[tuple[FoundFile, AnalysedPhoto | AlbumenError]]:
        """What the engine would say of these files."""
        for file in files:
            self.looked_at.append(file.relative)
            data = Path(file.path).read_bytes()
            digest = hashlib.sha256(data).digest()
            who = self._who.get(digest, named(data))
            if who is None:
                yield file, DamagedPictureError("Nothing can be decoded from the file.")
            elif file.relative.endswith((".txt", ".html", ".tga")):
                yield file, NotAPictureError("The file is no picture.")
            else:
                faces = make_faces(*who, seed=int.from_bytes(digest[:4], "big"))
                yield (
                    file,
                    AnalysedPhoto(digest, file.size, file.mtime_ns, 640, 480, faces, (b"crop",) * len(faces)),
                )

    def folders(self) -> dict[str, set[str]]:
        """Visible files of each visible folder of the results."""
        return {
            folder.name: {p.name for p in folder.iterdir() if not p.name.startswith(".")}
            for folder in self.out.iterdir()
            if folder.is_dir() and not folder.name.startswith(".")
        }

    def folder_with(self, *names: str) -> Path:
        """The one folder that holds all these files."""
        found = [folder for folder, files in self.folders().items() if set(names) <= files]
        assert len(found) == 1, f"{names} are in {found}"
        return self.out / found[0]
