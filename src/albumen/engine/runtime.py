"""ONNX Runtime sessions behind one small protocol.

Nothing is loaded at import: ``onnxruntime`` comes in with the first session. Threads are always explicit, because
several single-threaded worker processes beat one process with many threads on photos (see docs/benchmarks.md).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, cast, get_args

from albumen.engine.errors import EngineError, SettingError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

Device = Literal["auto", "cpu", "cuda"]

_PROVIDERS: dict[str, str] = {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"}


class ModelLoadError(EngineError):
    """A model file could not be read by ONNX Runtime."""

    code = "model_unreadable"
    advice = "Run `albumen models verify`; a damaged file is fetched again by `albumen models install PACK`."


class DeviceUnavailableError(EngineError):
    """The device asked for is not on this machine."""

    code = "device_unavailable"
    advice = "Install onnxruntime-gpu with a CUDA driver, or set ALBUMEN_DEVICE=cpu."


class ModelSession(Protocol):
    """A loaded network: named arrays in, arrays out."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the inputs, in the model's order."""
        ...

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of the outputs, in the order :meth:`run` returns them."""
        ...

    def run(self, feeds: Mapping[str, NDArray[np.generic]]) -> list[NDArray[np.float32]]:
        """Run the network once and return every output."""
        ...


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """How to run networks: on which device and with how many threads (1 or more)."""

    device: Device = "auto"
    threads: int = 1


def cuda_available() -> bool:
    """Whether ONNX Runtime was built with CUDA and can see it on this machine."""
    return _PROVIDERS["cuda"] in _available_providers()


def resolve_device(device: Device) -> Literal["cpu", "cuda"]:
    """The device that ``device`` means here; "auto" follows the setting ALBUMEN_DEVICE (auto, cpu or cuda).

    Raises:
        DeviceUnavailableError: CUDA was asked for by name and is not there.
        SettingError: ALBUMEN_DEVICE is none of the three.
    """
    if device == "auto":
        device = _device_setting()
    if device == "auto":
        return "cuda" if cuda_available() else "cpu"
    if device == "cuda" and not cuda_available():
        raise DeviceUnavailableError("CUDA was asked for, but ONNX Runtime sees no CUDA device.")
    return device


def _device_setting() -> Device:
    text = os.environ.get("ALBUMEN_DEVICE", "").strip().lower() or "auto"
    for device in get_args(Device):
        if text == device:
            return cast(Device, device)
    raise SettingError(
        f"ALBUMEN_DEVICE is {text!r}.", advice="Give auto, cpu or cuda, or leave it out for auto."
    )


class OnnxSession:
    """A :class:`ModelSession` over ONNX Runtime.

    Args:
        model: path of a model file, or its bytes.
        options: device and threads.
        device_used: after loading, "cpu" or "cuda": what the session really runs on.

    Raises:
        ModelLoadError: the file is missing, damaged or not a network.
    """

    def __init__(self, model: Path | bytes, options: SessionOptions | None = None) -> None:
        import onnxruntime

        options = options or SessionOptions()
        device = resolve_device(options.device)
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = options.threads
        settings.inter_op_num_threads = 1
        settings.log_severity_level = 3
        settings.add_session_config_entry(
            "session.intra_op.allow_spinning", "0" if options.threads == 1 else "1"
        )
        providers = [_PROVIDERS["cpu"]] if device == "cpu" else [_PROVIDERS["cuda"], _PROVIDERS["cpu"]]
        source = model if isinstance(model, bytes) else str(model)
        try:
            self._session = onnxruntime.InferenceSession(source, settings, providers=providers)
        except Exception as error:  # onnxruntime raises a dozen private types
            label = "a network built in memory" if isinstance(model, bytes) else f"{model.name}"
            raise ModelLoadError(f"The model {label} cannot be loaded: {error}.") from error
        used = self._session.get_providers()[0]
        self.device_used: Literal["cpu", "cuda"] = "cuda" if used == _PROVIDERS["cuda"] else "cpu"
        self._inputs = tuple(i.name for i in self._session.get_inputs())
        self._outputs = tuple(o.name for o in self._session.get_outputs())

    @property
    def inputs(self) -> tuple[str, ...]:
        return self._inputs

    @property
    def outputs(self) -> tuple[str, ...]:
        return self._outputs

    def run(self, feeds: Mapping[str, NDArray[np.generic]]) -> list[NDArray[np.float32]]:
        result: list[NDArray[np.float32]] = self._session.run(None, dict(feeds))
        return result


@lru_cache(maxsize=1)
def _available_providers() -> tuple[str, ...]:
    import onnxruntime

    return tuple(onnxruntime.get_available_providers())
