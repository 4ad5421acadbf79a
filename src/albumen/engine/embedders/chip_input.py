"""What a network wants at its input, as data; the catalogue holds one entry of it for each pack.

NumPy comes in with the first chip, not with the import: listing the catalogue stays cheap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Chips = NDArray[np.uint8] | NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ChipInput:
    """What one network wants at its input: ``(pixel / divisor - mean) / std``, laid out as ``layout``.

    Attributes:
        size: side of the square chip, pixels.
        colour: order of the channels; ``mean`` and ``std`` are in this order.
        layout: "nchw" (channels first) or "nhwc" (channels last).
        dtype: element type of the input; "uint8" networks normalise by themselves, pixels go in as they are.
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

    def __post_init__(self) -> None:
        if self.size < 1 or self.batch < 1 or self.divisor == 0 or 0 in self.std:
            raise ValueError("size and batch must be 1 or more, divisor and std not 0")

    def prepare(self, chips: Chips) -> Chips:
        """Chips as this network's input.

        Args:
            chips: (N, size, size, 3) RGB, 0 to 255; uint8, or float32 where fractions of a grey value matter.

        Returns:
            (N, 3, size, size) or (N, size, size, 3), contiguous, of ``dtype``.

        Raises:
            ValueError: the chips have another shape.
        """
        import numpy as np

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


def _standardised(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each of N arrays at mean 0 and deviation 1 (D. Sandberg, facenet, ``prewhiten``)."""
    import numpy as np

    axes = (1, 2, 3)
    floor = 1.0 / np.sqrt(max(1, int(np.prod(values.shape[1:]))))
    mean = values.mean(axis=axes, keepdims=True, dtype=np.float64)
    deviation = np.maximum(values.std(axis=axes, keepdims=True, dtype=np.float64), floor)
    result: NDArray[np.float32] = ((values - mean) / deviation).astype(np.float32)
    return result
