"""Building blocks for dlib's networks as ONNX graphs, written with the package ``onnx``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from albumen.engine.packs.dlib_format import Convolution, Scaling
from albumen.engine.types import FloatArray

OPSET = 17
IR_VERSION = 8
PIXEL_RANGE = 256.0
"""dlib divides by 256, not 255."""


@dataclass(slots=True)
class Graph:
    """A graph under construction: nodes and constants are appended, each answer is a name."""

    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)
    _count: int = 0

    def constant(self, values: NDArray[Any]) -> str:
        """Name of a constant array."""
        from onnx import numpy_helper

        name = self._name("constant")
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(self, operator: str, *inputs: str, **attributes: object) -> str:
        """Name of the output of one more node."""
        from onnx import helper

        name = self._name(operator.lower())
        self.nodes.append(helper.make_node(operator, list(inputs), [name], **attributes))
        return name

    def convolve(self, source: str, layer: Convolution) -> str:
        """Name of ``layer`` applied to ``source``, with its bias, without activation."""
        rows, columns = layer.weights.shape[2:]
        down, across = layer.padding
        return self.add(
            "Conv",
            source,
            self.constant(layer.weights),
            self.constant(layer.bias),
            kernel_shape=[rows, columns],
            strides=list(layer.stride),
            pads=[down, across, down, across],
        )

    def picture_to_planes(self, source: str) -> str:
        """Name of uint8 (N, rows, columns, 3) as float32 (N, 3, rows, columns)."""
        from onnx import TensorProto

        turned = self.add("Transpose", source, perm=[0, 3, 1, 2])
        return self.add("Cast", turned, to=TensorProto.FLOAT)

    def serialise(
        self,
        name: str,
        source: tuple[str, Any, list[str | int]],
        answer: tuple[str, str, list[str | int]],
        notes: dict[str, str] | None = None,
    ) -> bytes:
        """The finished model as bytes.

        Args:
            name: name of the graph.
            source: name, ONNX element type and shape of the input.
            answer: public name, inner name and shape of the output, float32.
            notes: metadata kept in the file.
        """
        from onnx import TensorProto, checker, helper

        public, inner, shape = answer
        self.nodes.append(helper.make_node("Identity", [inner], [public]))
        graph = helper.make_graph(
            self.nodes,
            name,
            [helper.make_tensor_value_info(*source)],
            [helper.make_tensor_value_info(public, TensorProto.FLOAT, shape)],
            self.constants,
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION,
            producer_name="albumen",
        )
        helper.set_model_props(model, notes or {})
        checker.check_model(model)
        data: bytes = model.SerializeToString()
        return data

    def _name(self, stem: str) -> str:
        self._count += 1
        return f"{stem}_{self._count}"


def folded(convolution: Convolution, scaling: Scaling) -> Convolution:
    """A convolution followed by ``x * scale + shift`` of its outputs, as one convolution."""
    scale = scaling.scale.astype(np.float64)
    weights = convolution.weights * scale[:, None, None, None]
    bias = convolution.bias * scale + scaling.shift
    return Convolution(_float(weights), _float(bias), convolution.stride, convolution.padding)


def with_pixels(convolution: Convolution, mean_colour: tuple[float, float, float]) -> Convolution:
    """A first convolution that takes pixels of 0 to 255 itself, ``(pixel - mean) / 256`` folded in.

    Only right without padding: a padded zero would mean black instead of the mean colour.
    """
    if convolution.padding != (0, 0):
        raise ValueError("the normalisation folds only into a convolution without padding")
    weights = convolution.weights.astype(np.float64) / PIXEL_RANGE
    shift = np.einsum("oiyx,i->o", weights, np.asarray(mean_colour, np.float64))
    return Convolution(
        _float(weights), _float(convolution.bias - shift), convolution.stride, convolution.padding
    )


def with_channels(convolution: Convolution, inputs: int, outputs: int) -> Convolution:
    """The same convolution with silent channels added, up to ``inputs`` and ``outputs`` of them."""
    old_outputs, old_inputs, rows, columns = convolution.weights.shape
    weights = np.zeros((outputs, inputs, rows, columns), np.float32)
    weights[:old_outputs, :old_inputs] = convolution.weights
    bias = np.zeros(outputs, np.float32)
    bias[:old_outputs] = convolution.bias
    return Convolution(weights, bias, convolution.stride, convolution.padding)


def _float(values: NDArray[np.floating[Any]]) -> FloatArray:
    result: FloatArray = values.astype(np.float32)
    return result
