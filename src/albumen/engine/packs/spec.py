"""What a pack is, as data: one detector, one embedder, their files, terms and what was fitted for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from albumen.engine.calibration import Calibration
    from albumen.engine.embedders.chip_input import ChipInput
    from albumen.engine.types import LandmarkScheme

DetectorKind = Literal["yunet", "mmod"]
EmbedderKind = Literal["onnx_chip", "dlib_resnet"]
Alignment = Literal["five_points_112", "dlib_five", "deepface_box"]
"""How chips are cut: the five-point template of ArcFace scaled to the chip, dlib's five points with its
padding of 0.25, or DeepFace's crop (eyes turned level, the face's box, black bars to make it square)."""

PINNED_ON_FIRST_DOWNLOAD = "pinned on first download"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of weights.

    Attributes:
        name: its name in the models folder and on a mirror.
        sha256: its digest, 64 hexadecimal digits; None when it is pinned on first download.
        bytes: its size, where known.
        address: its official place (https); None for a file of an installed Python package.
        package: the Python package that carries it; None for a downloaded file.
        package_path: the path inside that package.
        licence: SPDX name or a short one.
    """

    name: str
    licence: str
    sha256: str | None = None
    bytes: int | None = None
    address: str | None = None
    package: str | None = None
    package_path: str | None = None


@dataclass(frozen=True, slots=True)
class Licence:
    """Under which terms the weights of a pack may be used, as far as their publishers say.

    Attributes:
        name: SPDX name or a short one.
        terms: what it allows and forbids, in one or two sentences.
        non_commercial: whether commercial use is forbidden; such packs ask for acceptance.
        source: where the terms stand.
        training_data: the photos the networks learned from, and their terms.
        text_version: raised when ``terms`` changes in meaning; an older acceptance then no longer counts.
    """

    name: str
    terms: str
    non_commercial: bool
    source: str
    training_data: str
    text_version: str


@dataclass(frozen=True, slots=True)
class DetectorSpec:
    """Which detector, with which file; ``landmarks_file`` is its landmark model, where it needs one."""

    kind: DetectorKind
    name: str
    version: str
    file: str
    landmark_scheme: LandmarkScheme
    landmarks_file: str | None = None


@dataclass(frozen=True, slots=True)
class EmbedderSpec:
    """Which embedder, with which file and preprocessing.

    Attributes:
        name, version: stand beside every embedding; only equal ones compare.
        dimension: length of the vectors.
        alignment: how chips are cut.
        flip: average with the mirrored chip.
        chip: size, colour order, layout and normalisation of the chip.
    """

    kind: EmbedderKind
    name: str
    version: str
    file: str
    landmark_scheme: LandmarkScheme
    dimension: int
    alignment: Alignment
    flip: bool
    chip: ChipInput


@dataclass(frozen=True, slots=True)
class CalibrationKnots:
    """Similarity to natural log-likelihood ratio, K knots; see ``albumen.engine.calibration.Calibration``."""

    fitted_on: str
    similarity: tuple[float, ...]
    log_likelihood_ratio: tuple[float, ...]

    def curve(self) -> Calibration:
        """The knots as a curve to compute with (loads NumPy)."""
        import numpy as np

        from albumen.engine.calibration import Calibration

        return Calibration(
            np.array(self.similarity, np.float64), np.array(self.log_likelihood_ratio, np.float64)
        )


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Similarities (-1 to 1) from which a match is called certain, likely, or worth a check; falling.

    Attributes:
        several: how far the template of several selfies is brought to unit length, 0 (not at all) to 1; see
            ``albumen.engine.matching.template``.
    """

    fitted_on: str
    certain: float
    likely: float
    check: float
    several: float = 0.0


@dataclass(frozen=True, slots=True)
class FusedPack:
    """One of the packs of a fusion, with its part (0 to 1) in the fused similarity."""

    name: str
    version: str
    weight: float


@dataclass(frozen=True, slots=True)
class Fusion:
    """How several packs are heard together: the weighted mean of their similarities, read like a pack's own.

    Attributes:
        packs: two or more; the weights add up to 1. It holds for these versions only.
        calibration, thresholds: of the fused similarity.
    """

    packs: tuple[FusedPack, ...]
    calibration: CalibrationKnots
    thresholds: Thresholds

    @property
    def names(self) -> frozenset[str]:
        """Of the packs."""
        return frozenset(pack.name for pack in self.packs)

    def weight(self, pack: str) -> float:
        """Of a pack.

        Raises:
            KeyError: it is none of these.
        """
        return {one.name: one.weight for one in self.packs}[pack]


@dataclass(frozen=True, slots=True)
class Usefulness:
    """Weights of the one quality number; see ``albumen.engine.quality``."""

    fitted_on: str
    bias: float
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """A detector and an embedder that belong together. Results of two packs, or two versions, never mix."""

    name: str
    title: str
    version: str
    summary: str
    licence: Licence
    files: tuple[ModelFile, ...]
    detector: DetectorSpec
    embedder: EmbedderSpec
    calibration: CalibrationKnots | None = None
    thresholds: Thresholds | None = None
    usefulness: Usefulness | None = None

    def file(self, name: str) -> ModelFile:
        """The file of this name.

        Raises:
            KeyError: the pack has no such file.
        """
        for file in self.files:
            if file.name == name:
                return file
        raise KeyError(name)

    @property
    def needs_download(self) -> bool:
        """Whether any file comes from the internet or a mirror."""
        return any(file.address is not None for file in self.files)

    @property
    def download_bytes(self) -> int | None:
        """Bytes to download; None when the size of a file is not known."""
        sizes = [file.bytes for file in self.files if file.address is not None]
        return None if None in sizes else sum(size for size in sizes if size is not None)
