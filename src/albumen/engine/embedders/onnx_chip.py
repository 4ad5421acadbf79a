"""Every embedder of the kind "aligned chip in, vector out", told apart by data only.

A network of this kind wants square chips of one size, in one colour order, layout and value range.
:class:`ChipInput` says which; the catalogue holds one for each pack. How chips are cut (5-point template,
DeepFace's box) is a function given to the embedder, so that alignment and inference can be proved apart.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from albumen.engine.embedders.chip_input import ChipInput
from albumen.engine.errors import EngineError
from albumen.engine.runtime import ModelSession
from albumen.engine.types import FloatArray, Image, LandmarkScheme

Chips = NDArray[np.uint8] | NDArray[np.float32]
"""(N, S, S, 3) RGB, 0 to 255; uint8, or float32 where a fraction of a grey value matters."""

CutChips = Callable[[Image, FloatArray], Chips]
"""Cuts the chips of N faces: upright RGB picture and (N, 5, 2) landmarks in, (N, S, S, 3) RGB chips out."""


__all__ = ["ChipInput", "Chips", "CutChips", "ModelMismatchError", "OnnxChipEmbedder", "unit_length"]


class ModelMismatchError(EngineError):
    """A network answers with another shape than its catalogue entry promises."""

    code = "model_mismatch"
    advice = "Remove the pack and install it again; if that does not help, report it as a bug."


class OnnxChipEmbedder:
    """An :class:`albumen.engine.embedders.protocol.Embedder` over one network and one way to cut chips.

    Args:
        session: the network; its first input takes the chips, its first output is (N, dimension).
        chip_input: what the network wants.
        cut: cuts the chips of N faces of one picture.
        name, version: name the model that made an embedding; only equal ones compare.
        landmark_scheme: the scheme of the landmarks ``cut`` takes.
        dimension: length of the vectors.
        flip: average with the embedding of the mirrored chip before normalising; twice the cost.
    """

    def __init__(
        self,
        session: ModelSession,
        chip_input: ChipInput,
        *,
        cut: CutChips,
        name: str,
        version: str,
        dimension: int,
        landmark_scheme: LandmarkScheme = "eyes_nose_mouth",
        flip: bool = False,
    ) -> None:
        self.name = name
        self.version = version
        self.landmark_scheme: LandmarkScheme = landmark_scheme
        self.dimension = dimension
        self.chip_input = chip_input
        self.flip = flip
        self._session = session
        self._cut = cut

    def embed(self, image: Image, landmarks: FloatArray) -> FloatArray:
        """Embed N faces of one picture; see the protocol. No face gives an array of shape (0, dimension)."""
        if len(landmarks) == 0:
            return np.zeros((0, self.dimension), np.float32)
        return self.embed_chips(self._cut(image, landmarks))

    def embed_chips(self, chips: Chips) -> FloatArray:
        """Embed chips that are cut already.

        Args:
            chips: (N, size, size, 3) RGB, 0 to 255.

        Returns:
            (N, dimension) float32, unit length.

        Raises:
            ModelMismatchError: the network answers with another shape than (N, dimension).
        """
        parts = [self._raw(chips[i : i + self.chip_input.batch]) for i in self._starts(len(chips))]
        if not parts:
            return np.zeros((0, self.dimension), np.float32)
        return unit_length(np.concatenate(parts))

    def _starts(self, count: int) -> range:
        return range(0, count, self.chip_input.batch)

    def _raw(self, chips: Chips) -> FloatArray:
        vectors = self._run(chips)
        if self.flip:
            vectors = (vectors + self._run(chips[:, :, ::-1])) / np.float32(2)
        return vectors

    def _run(self, chips: Chips) -> FloatArray:
        answer = self._session.run({self._session.inputs[0]: self.chip_input.prepare(chips)})[0]
        if answer.size != len(chips) * self.dimension:
            raise ModelMismatchError(
                f"The network {self.name} answered with shape {tuple(answer.shape)}, "
                f"expected ({len(chips)}, {self.dimension})."
            )
        return answer.reshape(len(chips), self.dimension)


def unit_length(vectors: FloatArray) -> FloatArray:
    """Rows of (N, D) scaled to length 1; a row of zeros stays zero, so that it resembles nothing."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    floor = np.finfo(np.float32).tiny
    scaled: FloatArray = (vectors / np.maximum(norms, floor)).astype(np.float32, copy=False)
    return scaled
