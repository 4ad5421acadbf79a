"""dlib's face descriptor (D. King 2017, ResNet, 128 numbers) from dlib's weights, without dlib."""

from __future__ import annotations

import numpy as np

from albumen.engine.embedders.dlib_chip import cut_dlib_chips
from albumen.engine.runtime import ModelSession
from albumen.engine.types import FloatArray, Image, LandmarkScheme

_BATCH = 16


class DlibResNetEmbedder:
    """An :class:`albumen.engine.embedders.protocol.Embedder` that aligns by dlib's five points.

    Args:
        session: the model of :func:`albumen.engine.packs.dlib_resnet_graph.resnet_model`.
        flip: average each descriptor with that of the mirrored chip; twice the cost.
    """

    name = "dlib_resnet_v1"
    version = "1"
    landmark_scheme: LandmarkScheme = "dlib_five"
    dimension = 128

    def __init__(self, session: ModelSession, *, flip: bool = False) -> None:
        self._session = session
        self.flip = flip

    def embed(self, image: Image, landmarks: FloatArray) -> FloatArray:
        """Embed N faces of one picture; see the protocol. (N, 128) float32, unit length."""
        descriptors = self.describe(image, landmarks)
        lengths = np.linalg.norm(descriptors, axis=1, keepdims=True)
        unit: FloatArray = descriptors / np.maximum(lengths, np.finfo(np.float32).tiny)
        return unit

    def describe(self, image: Image, landmarks: FloatArray) -> FloatArray:
        """Descriptors of N faces as dlib's ``compute_face_descriptor`` gives them.

        Args:
            image: upright RGB uint8.
            landmarks: (N, 5, 2) pixels of ``image``, scheme ``dlib_five``.

        Returns:
            (N, 128) float32, not of unit length; dlib's advice is that two descriptors closer than 0.6
            (Euclidean) show one person. With ``flip`` the mean of the chip's and its mirror image's.
        """
        parts = [
            self.describe_chips(cut_dlib_chips(image, landmarks[i : i + _BATCH]))
            for i in range(0, len(landmarks), _BATCH)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, self.dimension), np.float32)

    def describe_chips(self, chips: Image) -> FloatArray:
        """Descriptors (N, 128) of chips (N, 150, 150, 3) uint8 RGB that are cut already."""
        descriptors = self._run(chips)
        if self.flip:
            descriptors = (descriptors + self._run(np.ascontiguousarray(chips[:, :, ::-1]))) / np.float32(2)
        return descriptors

    def _run(self, chips: Image) -> FloatArray:
        return self._session.run({self._session.inputs[0]: chips})[0]
