"""Every embedder of the kind "aligned chip in, vector out", told apart by data only.

A network of this kind wants square chips of one size, in one colour order, layout and value range. :class:`ChipInput`
says which; the catalogue holds one for each pack. How chips are cut (5-point template, DeepFace's box) is a function
given to the embedder, so that alignment and inference can be proved apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from albumen.engine.errors import EngineError
from albumen.engine.runtime import ModelSession
from albumen.engine.types import FloatArray, Image, LandmarkScheme

Chips = NDArray[np.uint8] | NDArray[np.float32]
"""(N, S, S, 3) RGB, 0 to 255; uint8, or float32 where a fraction of a grey value matters."""

CutChips = Callable[[Image, FloatArray], Chips]
"""Cuts the chips of N faces: upright RGB picture and (N, 5, 2) landmarks in, (N, S, S, 3) RGB chips out."""


class ModelMismatchError(EngineError):
    """A network answers with another shape than its catalogue entry promises."""

    code = "model_mismatch"
    advice = "Remove the pack and install it again; if that does not help, report it as a bug."


@dataclass(frozen=True, slots=True)
class ChipInput:
    """What one network wants at its input: ``(pixel / divisor - mean) / std``, laid out as ``layout``.

    Attributes:
        size: side of the square chip, pixels.
        colour: order of the channels; ``mean`` and ``std`` are in this order.
        layout: "nchw" (channels first) or "nhwc" (channels last).
        dtype: element type of the input; "uint8" networks normalise by themselves and take the pixels as they are.
        divisor: pixels (0 to 255) are divided by this first.
        mean: subtracted after the division.
        std: divided by after the subtraction, never zero.
        standardise: bring each chip to mean 0 and deviation 1 over all its values after the rest (FaceNet's
            "prewhitening", with its floor of 1 / sqrt(number of values) under the deviation).
        batch: most chips in one run; 1 for networks exported with a batch of one.
    """

    size: int
    colour: Literal["rgb", "bgr"] = "rgb"
    layout: Literal["nchw", "nhwc"] = "nchw"
    dtype: Literal["float32", "uint8"] = "float32"
    divisor: float = 1.0
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    std: tuple[float, float, float] = (1.0, 1.0, 1.0)
    standardise: bool = False
    batch: int = 16

    def prepare(self, chips: Chips) -> NDArray[np.float32] | NDArray[np.uint8]:
        """Chips as this network's input: (N, 3, S, S) or (N, S, S, 3), contiguous, of ``dtype``.

        Raises:
            ValueError: the chips have not the shape (N, size, size, 3).
        """
        if chips.ndim != 4 or chips.shape[1:] != (self.size, self.size, 3):
            raise ValueError(f"chips must have shape (N, {self.size}, {self.size}, 3), got {chips.shape}")
        ordered = chips if self.colour == "rgb" else chips[..., ::-1]
        if self.layout == "nchw":
            ordered = ordered.transpose(0, 3, 1, 2)
        if self.dtype == "uint8":
            return np.ascontiguousarray(np.clip(np.rint(ordered), 0, 255), dtype=np.uint8)
        axes = (-1, 1, 1) if self.layout == "nchw" else (-1,)
        std = np.asarray(self.std, np.float64).reshape(axes)
        mean = np.asarray(self.mean, np.float64).reshape(axes)
        values = np.empty(ordered.shape, np.float32)
        np.multiply(ordered, (1.0 / (self.divisor * std)).astype(np.float32), out=values)
        if any(self.mean):
            values -= (mean / std).astype(np.float32)
        return _standardised(values) if self.standardise else values


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
    scaled: FloatArray = (vectors / np.maximum(norms, np.finfo(np.float32).tiny)).astype(
        np.float32, copy=False
    )
    return scaled


def _standardised(values: FloatArray) -> FloatArray:
    """Each of N arrays at mean 0 and deviation 1 (D. Sandberg, facenet, ``prewhiten``)."""
    axes = (1, 2, 3)
    floor = 1.0 / np.sqrt(values[0].size) if len(values) else 1.0
    mean = values.mean(axis=axes, keepdims=True, dtype=np.float64)
    deviation = np.maximum(values.std(axis=axes, keepdims=True, dtype=np.float64), floor)
    result: FloatArray = ((values - mean) / deviation).astype(np.float32)
    return result
