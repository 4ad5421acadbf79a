"""A third voter for benchmarks and tests only: YuNet with Intel's face-reidentification-retail-0095, 256 dimensions.

The weights are no pack of the catalogue (their official release is another file format); a converted copy is read
from the folder of test models, ``$ALBUMEN_SHARED/models``. Calibration and thresholds are fitted by the benchmark that
asks, as for any pack.
"""

from __future__ import annotations

import hashlib
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from albumen.engine.alignment import ARCFACE_CHIP, ARCFACE_TEMPLATE, align
from albumen.engine.embedders.chip_input import ChipInput

if TYPE_CHECKING:
    from albumen.engine.analysis import Analyser

NAME = "retail-0095"
FILE = "face-reidentification-retail-0095.onnx"
SHA256 = "35912a3b3ecaa9326023650830916a63ab6b227db1d1b5f94c4946eed3ecabb0"
CHIP = ChipInput(size=128, colour="bgr", layout="nchw", batch=1)


def weights() -> Path:
    """Where the weights are.

    Raises:
        SystemExit: they are not there, or not the right ones.
    """
    path = Path(os.environ.get("ALBUMEN_SHARED", "../shared")) / "models" / FILE
    if not path.is_file():
        raise SystemExit(f"{path} is not there (set ALBUMEN_SHARED)")
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        raise SystemExit(f"{path} is not the file that was tried")
    return path


def load_third_voter() -> Analyser:
    """The third voter, ready to analyse; needs the pack ``standard`` installed for its detector."""
    from albumen.engine.analysis import Analyser
    from albumen.engine.detectors.adaptive import working_size
    from albumen.engine.embedders.onnx_chip import OnnxChipEmbedder
    from albumen.engine.packs.build import load_detector
    from albumen.engine.packs.catalogue import load_pack
    from albumen.engine.packs.store import Store
    from albumen.engine.quality import usefulness_model
    from albumen.engine.runtime import OnnxSession, SessionOptions

    standard, options = load_pack("standard"), SessionOptions()
    detector = load_detector(standard, Store(), options)
    template = (ARCFACE_TEMPLATE * (CHIP.size / ARCFACE_CHIP)).astype("float32")
    embedder = OnnxChipEmbedder(
        OnnxSession(weights(), options),
        CHIP,
        cut=partial(align, template=template, size=CHIP.size),
        name=NAME,
        version="1",
        dimension=256,
        landmark_scheme="eyes_nose_mouth",
        flip=True,
    )
    return Analyser(
        (NAME, "1"), detector, embedder, usefulness_model(standard.usefulness), working_size(detector.name)
    )
