"""Downloads against a real server that drops, stalls, lies and forgets."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from weights_server import WeightsServer

from albumen.engine.packs.download import Deadline, Retry, download, sidecar
from albumen.engine.packs.errors import (
    DownloadTimeoutError,
    FileGoneError,
    OfflineError,
    WrongDigestError,
)

QUICK = Retry(attempts=3, first_delay=0.01)


def test_goes_on_where_a_dropped_connection_stopped(
    server: WeightsServer, weights: bytes, tmp_path: Path
) -> None:
    served = server.serve("a.onnx", weights, break_after=[150_000])
    part = tmp_path / "a.onnx.part"
    joined = download(f"{server.address}/a.onnx", part, size=len(weights), retry=QUICK)
    assert joined
    assert part.read_bytes() == weights
    first, second = served.requests
    assert "range" not in first
    start = int(second["range"].removeprefix("bytes=").removesuffix("-"))
    assert 0 < start <= 150_000
    assert second["if-range"] == '"first"'


def test_starts_again_when_the_file_changed_at_the_server(
    server: WeightsServer, weights: bytes, tmp_path: Path
) -> None:
    served = server.serve("a.onnx", weights[::-1], break_after=[150_000])
    part = tmp_path / "a.onnx.part"
    with pytest.raises(OfflineError):
        download(f"{server.address}/a.onnx", part, retry=Retry(attempts=1))
    assert 0 < part.stat().st_size <= 150_000
    served.content, served.etag = weights, '"second"'
    download(f"{server.address}/a.onnx", part, retry=QUICK)
    assert part.read_bytes() == weights


def test_starts_again_when_the_server_ignores_ranges(
    server: WeightsServer, weights: bytes, tmp_path: Path
) -> None:
    served = server.serve("a.onnx", weights, ranges=False, break_after=[150_000])
    part = tmp_path / "a.onnx.part"
    download(f"{server.address}/a.onnx", part, size=len(weights), retry=QUICK)
    assert part.read_bytes() == weights
    assert "range" in served.requests[1]


def test_without_a_validator_goes_on_only_if_a_digest_will_judge(
    server: WeightsServer, weights: bytes, tmp_path: Path
) -> None:
    address = f"{server.address}/a.onnx"
    for digest_known, resumes in ((True, True), (False, False)):
        served = server.serve("a.onnx", weights, etag='W/"weak"', break_after=[150_000])
        part = tmp_path / f"{digest_known}.part"
        with pytest.raises(OfflineError):
            download(address, part, digest_known=digest_known, retry=Retry(attempts=1))
        download(address, part, digest_known=digest_known, retry=QUICK)
        assert part.read_bytes() == weights
        assert ("range" in served.requests[1]) is resumes


def test_a_partial_file_of_another_address_is_not_used(
    server: WeightsServer, weights: bytes, tmp_path: Path
) -> None:
    server.serve("a.onnx", weights[::-1], break_after=[150_000])
    served = server.serve("b.onnx", weights)
    part = tmp_path / "a.part"
    with pytest.raises(OfflineError):
        download(f"{server.address}/a.onnx", part, digest_known=True, retry=Retry(attempts=1))
    download(f"{server.address}/b.onnx", part, digest_known=True, retry=QUICK)
    assert part.read_bytes() == weights
    assert "range" not in served.requests[0]


def test_a_partial_file_longer_than_the_file_starts_again(
    server: WeightsServer, weights: bytes, tmp_path: Path
) -> None:
    server.serve("a.onnx", weights, break_after=[150_000])
    part = tmp_path / "a.part"
    with pytest.raises(OfflineError):
        download(f"{server.address}/a.onnx", part, retry=Retry(attempts=1))
    part.write_bytes(weights + b"more")
    download(f"{server.address}/a.onnx", part, retry=QUICK)
    assert part.read_bytes() == weights


def test_a_complete_partial_file_is_not_fetched_again(
    server: WeightsServer, weights: bytes, tmp_path: Path
) -> None:
    served = server.serve("a.onnx", weights)
    part = tmp_path / "a.part"
    download(f"{server.address}/a.onnx", part, retry=QUICK)
    assert download(f"{server.address}/a.onnx", part, retry=QUICK)
    assert part.read_bytes() == weights
    assert served.requests[1]["range"] == "bytes=400000-"
    assert len(served.requests) == 2


def test_busy_servers_are_asked_again(server: WeightsServer, weights: bytes, tmp_path: Path) -> None:
    served = server.serve("a.onnx", weights, statuses=[503, 429, 0])
    download(f"{server.address}/a.onnx", tmp_path / "a.part", retry=QUICK)
    assert len(served.requests) == 3


def test_a_missing_file_is_not_asked_for_again(server: WeightsServer, tmp_path: Path) -> None:
    with pytest.raises(FileGoneError, match=r"does not give a: it answers 404") as caught:
        download(f"{server.address}/a", tmp_path / "a.part", retry=QUICK)
    assert caught.value.code == "model_gone"


def test_a_refused_file_is_said_so(server: WeightsServer, weights: bytes, tmp_path: Path) -> None:
    served = server.serve("a.onnx", weights, statuses=[403])
    with pytest.raises(FileGoneError, match="403"):
        download(f"{server.address}/a.onnx", tmp_path / "a.part", retry=QUICK)
    assert len(served.requests) == 1


def test_no_server_means_offline(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/a.onnx"
    with pytest.raises(OfflineError, match=r"127\.0\.0\.1 cannot be reached") as caught:
        download(address, tmp_path / "a.part", retry=QUICK)
    assert "ALBUMEN_MODEL_MIRROR" in caught.value.advice


def test_another_size_than_expected_is_refused(server: WeightsServer, weights: bytes, tmp_path: Path) -> None:
    server.serve("a.onnx", weights + b"more")
    part = tmp_path / "a.part"
    with pytest.raises(WrongDigestError, match=r"400,004 bytes"):
        download(f"{server.address}/a.onnx", part, size=len(weights), retry=QUICK)
    assert not part.exists()


def test_an_endless_answer_without_length_is_cut_off(
    server: WeightsServer, weights: bytes, tmp_path: Path
) -> None:
    server.serve("a.onnx", weights * 3, with_length=False)
    part = tmp_path / "a.part"
    with pytest.raises(WrongDigestError, match="more than"):
        download(f"{server.address}/a.onnx", part, size=len(weights), retry=QUICK)
    assert not part.exists()
    assert not sidecar(part).exists()


def test_an_answer_without_length_is_taken(server: WeightsServer, weights: bytes, tmp_path: Path) -> None:
    server.serve("a.onnx", weights, with_length=False)
    download(f"{server.address}/a.onnx", tmp_path / "a.part", size=len(weights), retry=QUICK)
    assert (tmp_path / "a.part").read_bytes() == weights


def test_a_stalled_server_meets_the_deadline_and_the_bytes_stay(
    server: WeightsServer, weights: bytes, tmp_path: Path
) -> None:
    served = server.serve("a.onnx", weights, hold_after=[150_000, 0, 0, 0, 0, 0, 0])
    part = tmp_path / "a.part"
    with pytest.raises(DownloadTimeoutError):
        download(
            f"{server.address}/a.onnx",
            part,
            size=len(weights),
            deadline=Deadline(1.0),
            retry=Retry(attempts=100, first_delay=0.01),
        )
    served.release.set()
    assert part.stat().st_size == 150_000
    download(f"{server.address}/a.onnx", part, size=len(weights), retry=QUICK)
    assert part.read_bytes() == weights


def test_progress_never_falls_and_ends_at_the_size(
    server: WeightsServer, weights: bytes, tmp_path: Path
) -> None:
    server.serve("a.onnx", weights, break_after=[150_000])
    seen: list[tuple[int, int | None]] = []
    download(
        f"{server.address}/a.onnx",
        tmp_path / "a.part",
        size=len(weights),
        retry=QUICK,
        advance=lambda done, total: seen.append((done, total)),
    )
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (len(weights), len(weights))


@pytest.mark.skipif(os.name == "nt", reason="file size limits are a POSIX thing")
def test_a_full_disk_is_said_so(server: WeightsServer, weights: bytes, tmp_path: Path) -> None:
    server.serve("a.onnx", weights)
    program = f"""
import resource
from pathlib import Path
from albumen.engine.packs.download import download
from albumen.engine.packs.errors import DiskFullError
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    download({server.address + "/a.onnx"!r}, Path({str(tmp_path / "a.part")!r}))
except DiskFullError as error:
    print(error.code, error)
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert result.stdout.startswith("disk_full There is no room for a.part"), result.stderr
