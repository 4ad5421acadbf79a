from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from benchmarks.synthetic_faces import event_sizes, synthetic_faces

ROOT = Path(__file__).resolve().parents[2]


def test_the_accuracy_benchmark_judges_on_people_it_was_not_fitted_on(tmp_path: Path) -> None:
    faces = synthetic_faces(np.array([1] * 100 + [5] * 80), likeness=0.6, seed=40)
    np.savez(tmp_path / "faces.npz", embeddings=faces.embeddings, labels=faces.labels)
    command = ["-m", "benchmarks.clustering_accuracy", "--fit-on", str(tmp_path / "faces.npz")]
    command += ["--algorithms", "default", "connected_components", "--json", str(tmp_path / "rows.json")]
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))
    assert [row["algorithm"] for row in rows] == ["default", "connected_components"]
    assert rows[0]["people"] == 90 and rows[0]["b_cubed"]["f"] > 0.95
    assert "default" in done.stdout


def test_the_cost_benchmark_measures_time_memory_and_recall(tmp_path: Path) -> None:
    command = ["-m", "benchmarks.clustering_cost", "--faces", "1500", "--methods", "default", "graph"]
    command += ["--baselines", "sklearn_dbscan", "--json", str(tmp_path / "cost.json")]
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = json.loads((tmp_path / "cost.json").read_text(encoding="utf-8"))["rows"]
    assert {row["method"] for row in rows} == {"default", "graph", "sklearn_dbscan"}
    assert all(row["seconds"] > 0 for row in rows) and rows[1]["recall_of_pairs"] > 0.8


def test_an_event_has_the_faces_asked_for_and_many_people_seen_once() -> None:
    sizes = event_sizes(20_000, seed=1)
    assert sizes.sum() == 20_000 and sizes.min() >= 1
    assert 0.35 < np.mean(sizes == 1) < 0.45
