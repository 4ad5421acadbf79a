"""The YuNet face detector: anchor-free, 54 k parameters, any input size that is a multiple of 32.

Source: W. Wu, H. Peng, S. Yu, "YuNet: A Tiny Millisecond-level Face Detector", Machine Intelligence Research (2023);
decoding as in ShiqiYu/libfacedetection.train (Apache-2.0) and OpenCV's FaceDetectorYN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from albumen.engine.types import Detections, Image, LandmarkScheme

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.engine.runtime import ModelSession
    from albumen.engine.types import FloatArray

STRIDES = (8, 16, 32)
"""Pixels per output cell of the three heads."""

ALIGNMENT = 32
"""The network halves its input five times, so both sides are padded to a multiple of this."""

ACCEPT = 0.6
"""Confidence from which a detection counts as a face; what is doubtful above it is told apart by quality."""

LOWEST_SCORE = 0.25
"""Weaker answers are not even a hint where to look again: from 0.15 the looks cost twice as much in crowds and a fifth
more elsewhere, for one more face in 192."""

OVERLAP = 0.3
"""Two boxes whose intersection over union exceeds this are one face (the value of OpenCV's FaceDetectorYN)."""


class YuNetDetector:
    """Finds faces of about 10 pixels and up with YuNet.

    Args:
        session: the network ``yunet_n_dynamic.onnx`` (BGR 0..255, NCHW float32).
        lowest_score: faces below this confidence (0..1) are not reported.
    """

    name = "yunet"
    version = "n-dynamic-0047ac24"
    landmark_scheme: LandmarkScheme = "eyes_nose_mouth"
    smallest = 16.0
    exact_from = 64.0
    accept = ACCEPT

    def __init__(self, session: ModelSession, *, lowest_score: float = LOWEST_SCORE) -> None:
        self._session = session
        self._input = session.inputs[0]
        self._order = [
            session.outputs.index(f"{head}_{s}") for s in STRIDES for head in ("cls", "obj", "bbox", "kps")
        ]
        self._lowest_score = lowest_score

    def detect(self, image: Image, largest: float | None = None) -> Detections:
        """Faces in ``image`` (upright RGB uint8), best first, in its own pixels; scores are 0..1.

        One run finds faces of all sizes, so ``largest`` saves nothing here and is not used.
        """
        blob, _, columns = _blob(image)
        answers = self._session.run({self._input: blob})
        heads = [answers[i] for i in self._order]
        parts = [
            _decode(heads[4 * i : 4 * i + 4], stride, columns // stride, self._lowest_score)
            for i, stride in enumerate(STRIDES)
        ]
        boxes, landmarks, scores = (np.concatenate(p) for p in zip(*parts, strict=True))
        if not len(scores):
            return Detections.empty()
        keep = suppress_overlaps(boxes, scores, OVERLAP)
        return Detections(boxes[keep], landmarks[keep], scores[keep])

    def confidence(self, scores: FloatArray) -> FloatArray:
        """YuNet's scores are 0..1 already."""
        return scores


def suppress_overlaps(boxes: FloatArray, scores: FloatArray, overlap: float) -> NDArray[np.intp]:
    """Indices of the boxes (N, 4; left, top, width, height) that survive non-maximum suppression, best first."""
    from cv2.dnn import NMSBoxes

    kept = NMSBoxes(boxes.astype(np.float64).tolist(), scores.astype(float).tolist(), 0.0, overlap)
    return np.asarray(kept, np.intp).reshape(-1)


def _blob(image: Image) -> tuple[FloatArray, int, int]:
    """The picture as the network wants it: BGR planes, zero-padded right and below to a multiple of 32."""
    import cv2

    height, width = image.shape[:2]
    rows, columns = -(-height // ALIGNMENT) * ALIGNMENT, -(-width // ALIGNMENT) * ALIGNMENT
    if (rows, columns) != (height, width):
        image = cv2.copyMakeBorder(
            image, 0, rows - height, 0, columns - width, cv2.BORDER_CONSTANT, value=(0, 0, 0)
        )
    return cv2.dnn.blobFromImage(image, swapRB=True), rows, columns


def _decode(
    head: list[FloatArray], stride: int, columns: int, lowest: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """One head's cells above the lowest score, as boxes (K, 4), landmarks (K, 5, 2) and scores (K,), in pixels."""
    classes, objects, boxes, points = head
    score = np.sqrt(np.clip(classes[0, :, 0], 0, 1) * np.clip(objects[0, :, 0], 0, 1))
    cells = np.flatnonzero(score >= lowest)
    origin = np.stack([cells % columns, cells // columns], axis=1).astype(np.float32)
    box = boxes[0, cells]
    centre = (origin + box[:, :2]) * stride
    extent = np.exp(box[:, 2:]) * stride
    landmarks = (points[0, cells].reshape(-1, 5, 2) + origin[:, None]) * stride
    return np.concatenate([centre - extent / 2, extent], axis=1), landmarks, score[cells]
