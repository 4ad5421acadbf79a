"""Sessions: which device, clear errors, loaded only when asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from albumen.engine.errors import SettingError
from albumen.engine.runtime import (
    DeviceUnavailableError,
    ModelLoadError,
    OnnxSession,
    cuda_available,
    resolve_device,
)


def test_the_device_follows_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALBUMEN_DEVICE", "CPU")
    assert resolve_device("auto") == "cpu"


def test_an_unknown_device_is_refused_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALBUMEN_DEVICE", "tpu")
    with pytest.raises(SettingError, match="auto, cpu or cuda"):
        resolve_device("auto")


@pytest.mark.skipif(cuda_available(), reason="this machine has CUDA")
def test_cuda_by_name_where_there_is_none_says_what_to_do() -> None:
    with pytest.raises(DeviceUnavailableError, match="onnxruntime-gpu"):
        resolve_device("cuda")


def test_a_damaged_model_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "net.onnx"
    path.write_bytes(b"not a network")
    with pytest.raises(ModelLoadError, match=r"net\.onnx"):
        OnnxSession(path)


@pytest.mark.shared
def test_it_runs_on_the_device_it_says(models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALBUMEN_DEVICE", "cpu")
    session = OnnxSession(models_dir / "MobileFaceNet.onnx")
    assert session.device_used == "cpu"
    assert session.inputs == ("input0",)
    assert session.outputs == ("output0",)


def test_importing_the_engine_loads_nothing_heavy() -> None:
    rooms = "albumen.engine.runtime, albumen.engine.types, albumen.engine.analysis, albumen.engine.matching"
    rooms += ", albumen.engine.detectors.yunet, albumen.engine.clustering, albumen.imaging"
    heavy = "onnxruntime cv2 pyvips PIL sklearn igraph scipy rawpy onnx requests"
    code = f"import sys, {rooms}; print([m for m in {heavy.split()!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.shared
def test_onnx_runtime_keeps_and_sends_no_events(models_dir: Path, tmp_path: Path) -> None:
    """Its wheels write a device id and a store of events for Microsoft into the home folder, unless told not to."""
    model = models_dir / "yunet_n_dynamic.onnx"
    code = "import sys, pathlib; from albumen.engine.runtime import OnnxSession; OnnxSession(pathlib.Path(sys.argv[1]))"
    plain = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    homes = {
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
    }
    subprocess.run([sys.executable, "-c", code, str(model)], env={**plain, **homes}, check=True)
    assert list(tmp_path.rglob("*")) == []
