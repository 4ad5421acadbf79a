"""From a photo to its faces: find, embed, judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from albumen.engine.detectors.adaptive import WorkingSize, detect_adaptively, working_size
from albumen.engine.detectors.closer import with_closer_landmarks
from albumen.engine.quality import UsefulnessModel, eyes_and_nose, measure, usefulness_model
from albumen.engine.types import ArraySource, Detections, Faces, Image, ImageSource

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.detectors.protocol import Detector
    from albumen.engine.embedders.protocol import Embedder
    from albumen.engine.packs.store import Store
    from albumen.engine.runtime import SessionOptions

DECODE = 1280
"""Longest side, pixels, that a photo is first decoded at: enough for the first look and for most faces' chips."""

EYES_APART = 36.0
"""Pixels between the eyes that an embedder needs; a photo with smaller faces is decoded larger to get them."""

HOPELESS = 10.0
"""Faces with fewer pixels than this between the eyes in the original gain nothing from a larger decode."""


class Analyser:
    """Finds, embeds and judges every face of a photo with one pack.

    Args:
        pack: name and version of the pack, kept beside every embedding.
        detector, embedder: of one landmark scheme.
        usefulness: weights of the one quality number, the pack's own.
        sizes: how large to look.
    """

    def __init__(
        self,
        pack: tuple[str, str],
        detector: Detector,
        embedder: Embedder,
        usefulness: UsefulnessModel,
        sizes: WorkingSize,
    ) -> None:
        if detector.landmark_scheme != embedder.landmark_scheme:
            raise ValueError(
                f"{detector.name} gives {detector.landmark_scheme} landmarks, {embedder.name} wants "
                f"{embedder.landmark_scheme}"
            )
        self.pack = pack
        self._detector = detector
        self._embedder = embedder
        self._usefulness = usefulness
        self._sizes = sizes

    @property
    def dimension(self) -> int:
        """Length of the embeddings."""
        return self._embedder.dimension

    def analyse(self, image: ImageSource | Image) -> Faces:
        """Every face of a photo, surest first.

        Args:
            image: a photo that can be asked for at a size, or its pixels, upright RGB uint8 (height, width, 3).
        """
        source: ImageSource = ArraySource(image) if isinstance(image, np.ndarray) else image
        source.at(DECODE)
        found = detect_adaptively(self._detector, source, self._sizes)
        if not len(found):
            return Faces.empty(self.dimension)
        pixels = source.at(self._size_for_chips(found, max(source.size)))
        scale = pixels.shape[1] / source.size[0]
        seen = found.scaled(scale)
        if self._detector.exact_from > 0.0:
            seen = with_closer_landmarks(self._detector, pixels, seen, self._coarse(found, source.size))
            found = Detections(found.boxes, seen.landmarks / np.float32(scale), found.scores)
        confidence = self._detector.confidence(found.scores)
        quality = measure(
            pixels,
            seen.boxes,
            seen.landmarks,
            confidence,
            self._detector.landmark_scheme,
            pixels_per_original=scale,
            model=self._usefulness,
        )
        return Faces(
            found.boxes, found.landmarks, confidence, quality, self._embedder.embed(pixels, seen.landmarks)
        )

    def _coarse(self, found: Detections, size: tuple[int, int]) -> NDArray[np.bool_]:
        """Which faces (N,) were smaller in the first look than the detector needs for exact landmarks."""
        look = min(1.0, self._sizes.first / max(size))
        coarse: NDArray[np.bool_] = found.boxes[:, 2:].max(axis=1) * look < self._detector.exact_from
        return coarse

    def _size_for_chips(self, found: Detections, longest: int) -> int:
        """Longest side at which the smallest face worth it has ``EYES_APART`` pixels between the eyes."""
        eyes, _ = eyes_and_nose(found.landmarks, self._detector.landmark_scheme)
        apart = np.hypot(*(eyes[:, 1] - eyes[:, 0]).T)
        apart = apart[apart >= HOPELESS]
        if not len(apart):
            return DECODE
        return int(min(self._sizes.largest, max(DECODE, longest * min(1.0, EYES_APART / float(apart.min())))))


def load_analyser(
    pack_name: str, options: SessionOptions | None = None, store: Store | None = None
) -> Analyser:
    """Load an installed pack, ready to analyse.

    Args:
        pack_name: a name of the catalogue.
        options: device and threads; one thread on the best device when None.
        store: where the models are; the user's store when None.

    Raises:
        PackError: the pack is unknown or not installed.
        ModelLoadError: a model file cannot be loaded.
    """
    from albumen.engine.packs.build import load_detector, load_embedder
    from albumen.engine.packs.catalogue import load_pack
    from albumen.engine.packs.store import Store as PackStore
    from albumen.engine.runtime import SessionOptions as Options

    pack = load_pack(pack_name)
    store = store or PackStore()
    options = options or Options()
    detector = load_detector(pack, store, options)
    return Analyser(
        (pack.name, pack.version),
        detector,
        load_embedder(pack, store, options),
        usefulness_model(pack.usefulness),
        working_size(detector.name),
    )
