"""The packs there are: one TOML file each in ``entries/``, read strictly and only when asked for.

The sections ``[calibration]`` and ``[thresholds]`` of an entry stand between the lines :data:`FITTED_BEGIN`
and :data:`FITTED_END`; the fitting script rewrites what is between them and nothing else. A pack that was not
fitted has nothing there, and then ``calibration`` and ``thresholds`` are None.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from albumen.engine.embedders.chip_input import ChipInput
from albumen.engine.packs.entry_table import EntryTable
from albumen.engine.packs.errors import CatalogueError, UnknownPackError
from albumen.engine.packs.spec import (
    PINNED_ON_FIRST_DOWNLOAD,
    CalibrationKnots,
    DetectorSpec,
    EmbedderSpec,
    Licence,
    ModelFile,
    Pack,
    Thresholds,
    Usefulness,
)

__all__ = [
    "ENTRIES",
    "FITTED_BEGIN",
    "FITTED_END",
    "CalibrationKnots",
    "DetectorSpec",
    "EmbedderSpec",
    "Licence",
    "ModelFile",
    "Pack",
    "Thresholds",
    "Usefulness",
    "all_packs",
    "load_pack",
    "pack_names",
    "read_calibration",
    "read_entry",
    "read_thresholds",
]

ENTRIES = Path(__file__).parent / "entries"
"""Where the entries are."""

FITTED_BEGIN = "# fitted: begin (written by the calibration script, do not edit by hand)"
FITTED_END = "# fitted: end"

_FIRST = ("standard", "builtin")
_SCHEMES = ("eyes_nose_mouth", "dlib_five")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def pack_names() -> tuple[str, ...]:
    """Names of all packs, those that Albumen chooses by itself first."""
    names = {path.stem for path in ENTRIES.glob("*.toml")}
    return tuple(
        sorted(names, key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name))
    )


def all_packs() -> tuple[Pack, ...]:
    """Every pack of the catalogue, in the order of :func:`pack_names`."""
    return tuple(load_pack(name) for name in pack_names())


@cache
def load_pack(name: str) -> Pack:
    """The pack of this name.

    Raises:
        UnknownPackError: there is no such pack.
        CatalogueError: its entry is not valid.
    """
    if name not in pack_names():
        raise UnknownPackError(f"There is no pack {name!r}; the packs are {', '.join(pack_names())}.")
    return read_entry(ENTRIES / f"{name}.toml")


def read_entry(path: Path) -> Pack:
    """Read and check one entry; its file name (without .toml) must be the pack's name.

    Raises:
        CatalogueError: not TOML, an unknown or missing key, a value of a wrong type or out of range, a file
            that is used but not listed.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"The catalogue entry {path.name} is not TOML: {error}.") from error
    pack = _pack(EntryTable(values, path.name), values)
    if pack.name != path.stem:
        raise CatalogueError(f"The catalogue entry {path.name} is for a pack called {pack.name!r}.")
    return pack


def _pack(table: EntryTable, values: dict[str, Any]) -> Pack:
    pack = Pack(
        name=table.text("name"),
        title=table.text("title"),
        version=table.text("version"),
        summary=table.text("summary"),
        licence=_licence(table.table("licence")),
        files=tuple(_file(part) for part in table.tables("files")),
        detector=_detector(table.table("detector")),
        embedder=_embedder(table.table("embedder")),
        calibration=read_calibration(table.table("calibration")) if "calibration" in values else None,
        thresholds=read_thresholds(table.table("thresholds")) if "thresholds" in values else None,
        usefulness=_usefulness(table.table("usefulness")) if "usefulness" in values else None,
    )
    table.done()
    listed = [file.name for file in pack.files]
    if len(set(listed)) != len(listed):
        raise table.wrong("lists a file twice")
    used = {pack.detector.file, pack.embedder.file, pack.detector.landmarks_file} - {None}
    if used != set(listed):
        raise table.wrong(
            f"must list the files it uses, {sorted(map(str, used))}, and lists {sorted(listed)}"
        )
    return pack


def _licence(table: EntryTable) -> Licence:
    licence = Licence(
        name=table.text("name"),
        terms=table.text("terms"),
        non_commercial=table.boolean("non_commercial"),
        source=table.text("source"),
        training_data=table.text("training_data"),
        text_version=table.text("text_version"),
    )
    table.done()
    return licence


def _file(table: EntryTable) -> ModelFile:
    name, sha256 = table.text("name"), table.text("sha256")
    if not _FILE_NAME.fullmatch(name) or name.endswith(".part"):
        raise table.wrong(
            f"has the file name {name!r}; letters, digits, dot, dash and underscore are allowed"
        )
    if sha256 != PINNED_ON_FIRST_DOWNLOAD and not _DIGEST.fullmatch(sha256):
        raise table.wrong(f"needs sha256 as 64 hexadecimal digits or {PINNED_ON_FIRST_DOWNLOAD!r}")
    file = ModelFile(
        name=name,
        licence=table.text("licence"),
        sha256=None if sha256 == PINNED_ON_FIRST_DOWNLOAD else sha256,
        bytes=table.positive("bytes") if "bytes" in table else None,
        address=table.optional_text("address"),
        package=table.optional_text("package"),
        package_path=table.optional_text("package_path"),
    )
    table.done()
    if file.address is not None and urlsplit(file.address).scheme != "https":
        raise table.wrong("needs an https address")
    in_package = file.package is not None and file.package_path is not None
    if (file.address is None) != in_package or (file.package is None) != (file.package_path is None):
        raise table.wrong("needs either an address, or package and package_path")
    if in_package and file.sha256 is None:
        raise table.wrong("needs a digest for a file of a package")
    return file


def _detector(table: EntryTable) -> DetectorSpec:
    detector = DetectorSpec(
        kind=table.choice("kind", ("yunet", "mmod")),
        name=table.text("name"),
        version=table.text("version"),
        file=table.text("file"),
        landmark_scheme=table.choice("landmark_scheme", _SCHEMES),
        landmarks_file=table.optional_text("landmarks_file"),
    )
    table.done()
    return detector


def _embedder(table: EntryTable) -> EmbedderSpec:
    embedder = EmbedderSpec(
        kind=table.choice("kind", ("onnx_chip", "dlib_resnet")),
        name=table.text("name"),
        version=table.text("version"),
        file=table.text("file"),
        landmark_scheme=table.choice("landmark_scheme", _SCHEMES),
        dimension=table.positive("dimension"),
        alignment=table.choice("alignment", ("five_points_112", "dlib_five", "deepface_box")),
        flip=table.boolean("flip"),
        chip=_chip(table.table("chip")),
    )
    table.done()
    return embedder


def _chip(table: EntryTable) -> ChipInput:
    try:
        chip = ChipInput(
            size=table.positive("size"),
            colour=table.choice("colour", ("rgb", "bgr")),
            layout=table.choice("layout", ("nchw", "nhwc")),
            dtype=table.choice("dtype", ("float32", "uint8")),
            divisor=table.number("divisor"),
            mean=table.three("mean"),
            std=table.three("std"),
            standardise=table.boolean("standardise"),
            batch=table.positive("batch"),
        )
    except ValueError as error:
        raise table.wrong(f"is out of range: {error}") from error
    table.done()
    return chip


def read_calibration(table: EntryTable) -> CalibrationKnots:
    """A table ``[calibration]``.

    Raises:
        CatalogueError: it is not valid.
    """
    knots = CalibrationKnots(
        fitted_on=table.text("fitted_on"),
        similarity=table.numbers("similarity"),
        log_likelihood_ratio=table.numbers("log_likelihood_ratio"),
    )
    table.done()
    similarity, ratio = knots.similarity, knots.log_likelihood_ratio
    if len(similarity) != len(ratio) or len(similarity) < 2:
        raise table.wrong("needs two or more knots, one ratio for each similarity")
    if similarity[0] < -1 or any(b <= a for a, b in pairwise(similarity)):
        raise table.wrong("needs similarities that rise within -1 to 1")
    if similarity[-1] > 1 or any(b < a for a, b in pairwise(ratio)):
        raise table.wrong("needs ratios that never fall, and similarities up to 1")
    return knots


def read_thresholds(table: EntryTable) -> Thresholds:
    """A table ``[thresholds]``.

    Raises:
        CatalogueError: it is not valid.
    """
    thresholds = Thresholds(
        fitted_on=table.text("fitted_on"),
        certain=table.number("certain"),
        likely=table.number("likely"),
        check=table.number("check"),
        several=table.number("several") if "several" in table else 0.0,
    )
    table.done()
    if not 0 <= thresholds.several <= 1:
        raise table.wrong("needs several between 0 and 1")
    if not 1 >= thresholds.certain >= thresholds.likely >= thresholds.check >= -1:
        raise table.wrong("needs 1 >= certain >= likely >= check >= -1")
    return thresholds


def _usefulness(table: EntryTable) -> Usefulness:
    usefulness = Usefulness(
        fitted_on=table.text("fitted_on"), bias=table.number("bias"), weights=table.numbers("weights")
    )
    table.done()
    return usefulness
