from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "parity_dlib.py"


@pytest.mark.oracle
@pytest.mark.shared
def test_the_benchmark_says_that_a_few_photos_are_equal_to_dlib(shared: Path, tmp_path: Path) -> None:
    pytest.importorskip("dlib", reason="dlib-bin, the oracle, is not installed")
    answer = tmp_path / "parity.json"
    command = [sys.executable, str(SCRIPT), "--limit", "4", "--longest", "320", "--native", "0"]
    done = subprocess.run(
        [*command, "--json", str(answer)],
        env={**os.environ, "ALBUMEN_SHARED": str(shared)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(answer.read_text())
    assert result["equal"] is True
    assert set(result["folders"]) == {"portraits", "groups/compreface", "groups/dlib", "groups/crowds"}
    assert sum(row["photos"] for row in result["folders"].values()) == 4
    assert sum(row["dlib_faces"] for row in result["folders"].values()) >= 1
    assert "equal to dlib" in done.stdout
