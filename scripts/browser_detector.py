"""Write YuNet's weights for the web client: half floats, in the order in which frontend/src/features/selfie reads them.

    python scripts/browser_detector.py yunet_n_dynamic.onnx frontend/src/features/selfie/vision/yunet.bin

The file is the one that the pack ``standard`` names (Apache-2.0), and is refused when its SHA-256 is another. Needs the
package ``onnx``.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from albumen.engine.packs.catalogue import load_pack


def weights(model: onnx.ModelProto) -> np.ndarray:
    """All weights in the order of the graph: each kernel as (out, row, column, in), followed by its biases.

    A kernel of one channel each is (row, column, channel): the inner loops of the client read what lies side by side.
    """
    stored = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    parts = []
    for node in model.graph.node:
        if node.op_type != "Conv":
            continue
        kernel, bias = stored[node.input[1]], stored[node.input[2]]
        single = kernel.shape[1] == 1 and kernel.shape[2] == 3
        parts += [kernel[:, 0].transpose(1, 2, 0) if single else kernel.transpose(0, 2, 3, 1), bias]
    return np.concatenate([part.ravel() for part in parts]).astype("<f2")


def main() -> int:
    source, target = map(Path, sys.argv[1:3])
    data = source.read_bytes()
    wanted = next(file for file in load_pack("standard").files if file.name == "yunet_n_dynamic.onnx")
    if hashlib.sha256(data).hexdigest() != wanted.sha256:
        raise SystemExit(f"{source} is not the file of the pack.")
    target.write_bytes(weights(onnx.load_from_string(data)).tobytes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
