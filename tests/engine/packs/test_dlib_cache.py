from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from albumen.engine.packs import dlib_cache
from albumen.engine.packs.dlib_cache import (
    DIGESTS,
    DlibCacheError,
    DlibModels,
    DlibWeightsChangedError,
    DlibWeightsMissingError,
    dlib_models,
    weights_file,
)


@pytest.fixture
def other_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder models/ of a face_recognition_models that is found instead of the installed one."""
    package = tmp_path / "site" / dlib_cache.PACKAGE
    (package / "models").mkdir(parents=True)
    (package / "__init__.py").write_text("raise ImportError('must not be imported')\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    return package / "models"


def test_the_second_call_converts_nothing(dlib_converted: DlibModels) -> None:
    before = [path.stat().st_mtime_ns for path in (dlib_converted.resnet, dlib_converted.landmarks)]
    again = dlib_models(dlib_converted.resnet.parent)
    assert again == dlib_converted
    assert [path.stat().st_mtime_ns for path in (again.resnet, again.landmarks)] == before


def test_only_whole_files_and_the_lock_are_left(dlib_converted: DlibModels) -> None:
    names = {path.name for path in dlib_converted.resnet.parent.iterdir()} - {".dlib.lock"}
    files = (
        dlib_converted.resnet,
        dlib_converted.mmod_pixels,
        dlib_converted.mmod_planes,
        dlib_converted.landmarks,
    )
    assert names == {path.name for path in files}


def test_two_processes_at_once_give_the_same_files(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from albumen.engine.packs.dlib_cache import dlib_models; "
        "print(dlib_models(Path(sys.argv[1])).resnet.stat().st_size)"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    answers = [process.communicate(timeout=60)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert answers[0] == answers[1]
    assert not list(tmp_path.glob("*.partial"))


def test_a_missing_file_is_made_again(dlib_converted: DlibModels, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(dlib_converted.resnet.parent, tmp_path / "copy"))
    (copy / dlib_converted.mmod_pixels.name).unlink()
    assert dlib_models(copy).mmod_pixels.read_bytes() == dlib_converted.mmod_pixels.read_bytes()


def test_the_package_is_found_without_being_imported(other_package: Path) -> None:
    name = "mmod_human_face_detector.dat"
    (other_package / name).write_bytes(b"anything")
    assert weights_file(name) == other_package / name
    assert dlib_cache.PACKAGE not in sys.modules


def test_weights_with_another_digest_are_not_converted(other_package: Path, tmp_path: Path) -> None:
    for name in DIGESTS:
        (other_package / name).write_bytes(b"\x01\x01")
    with pytest.raises(DlibWeightsChangedError) as caught:
        dlib_models(tmp_path / "cache")
    assert caught.value.code == "dlib_weights_changed"
    assert not list((tmp_path / "cache").glob("dlib_*"))


def test_a_package_without_the_files_is_a_typed_error(other_package: Path, tmp_path: Path) -> None:
    with pytest.raises(DlibWeightsMissingError) as caught:
        dlib_models(tmp_path / "cache")
    assert "pip install" in caught.value.advice


def test_the_68_point_file_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="not one of the files"):
        weights_file("shape_predictor_68_face_landmarks.dat")


def test_a_cache_that_cannot_be_written_is_a_typed_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    with pytest.raises(DlibCacheError) as caught:
        dlib_models(blocked / "cache")
    assert caught.value.code == "dlib_cache_not_writable"
