"""What clustering costs: time and memory at 10 k, 100 k and 1 M synthetic faces, next to DBSCAN and dlib.

Run ``python -m benchmarks.clustering_cost --faces 10000 100000 1000000 --json cost.json``. Each row runs in a process
of its own, whose peak resident memory is reported less what the input took. The baselines are scikit-learn's DBSCAN
(cosine distance, brute force) and dlib's ``chinese_whispers_clustering``, which compare every pair and are left out
above ``--baselines-up-to`` faces. They get the link threshold that the default works out for the set.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import resource
import time
from pathlib import Path
from typing import Any

import numpy as np

from albumen.engine.clustering import cluster
from albumen.engine.clustering.adaptive import LinkRule
from albumen.engine.clustering.graph import EXACT_UP_TO, neighbour_graph
from albumen.engine.clustering.prior import pair_prior
from benchmarks.metrics import b_cubed
from benchmarks.synthetic_faces import SyntheticFaces, event_sizes, synthetic_calibration, synthetic_faces

RECALL_SAMPLE = 400
"""Faces whose true neighbours are looked up by brute force, to measure what the graph has missed."""


def run(method: str, faces: int, seed: int) -> dict[str, Any]:
    """One row: method, seconds, peak memory in GB above the input, and agreement with the truth."""
    people = synthetic_faces(event_sizes(faces, seed=seed), seed=seed)
    before = _peak_gigabytes()
    start = time.perf_counter()
    more: dict[str, Any] = {}
    if method == "graph":
        more = _graph_recall(people, seed)
        start += more.pop("judging")
        labels = None
    elif method == "sklearn_dbscan":
        from sklearn.cluster import DBSCAN

        reach = 1.0 - _link_similarity(people)
        start = time.perf_counter()
        labels = DBSCAN(eps=reach, min_samples=2, metric="cosine", algorithm="brute").fit_predict(
            people.embeddings
        )
        noise = labels < 0
        labels[noise] = labels.max() + 1 + np.arange(int(noise.sum()))
    elif method == "dlib_chinese_whispers":
        import dlib

        reach = float(np.sqrt(2.0 - 2.0 * _link_similarity(people)))
        start = time.perf_counter()
        labels = np.asarray(
            dlib.chinese_whispers_clustering([dlib.vector(row) for row in people.embeddings], reach)
        )
    else:
        photos = np.arange(faces)
        labels = cluster(
            people.embeddings, photos, synthetic_calibration(), algorithm=method, seed=seed
        ).labels
    row = {
        "method": method,
        "faces": faces,
        "seconds": round(time.perf_counter() - start, 2),
        "gigabytes": round(_peak_gigabytes() - before, 2),
    }
    if labels is not None:
        agreement = b_cubed(labels, people.labels)
        row |= {
            "b_cubed_precision": round(agreement.precision, 4),
            "b_cubed_recall": round(agreement.recall, 4),
        }
        row |= {"b_cubed_f": round(agreement.f, 4)}
    return row | more


def _link_similarity(people: SyntheticFaces) -> float:
    """The similarity at which the default links, from a sample's prior scaled to the set."""
    calibration, count = synthetic_calibration(), len(people.labels)
    sample = np.sort(np.random.default_rng(0).choice(count, min(count, 10_000), replace=False))
    graph = neighbour_graph(people.embeddings[sample], sample, floor=calibration.similarity_for(0.0))
    prior = pair_prior(graph, calibration)
    return float(LinkRule.of(np.log(prior) - np.log1p(-prior), calibration).similarity)


def _graph_recall(people: SyntheticFaces, seed: int) -> dict[str, Any]:
    """What part of the pairs above the floor the graph holds: of all, and of those of one person."""
    count, floor = len(people.labels), synthetic_calibration().similarity_for(0.0)
    graph = neighbour_graph(people.embeddings, np.arange(count), neighbours=48, floor=floor, seed=seed)
    start = time.perf_counter()
    asked = np.sort(np.random.default_rng(seed).choice(count, min(count, RECALL_SAMPLE), replace=False))
    similarity = people.embeddings[asked] @ people.embeddings.T
    similarity[np.arange(len(asked)), asked] = -1.0
    row, column = np.nonzero(similarity >= floor)
    a, b = np.minimum(asked[row], column), np.maximum(asked[row], column)
    held = np.isin(a * count + b, graph.source * count + graph.target)
    same = people.labels[a] == people.labels[b]
    return {
        "edges": len(graph),
        "exact": count <= EXACT_UP_TO,
        "recall_of_pairs": round(float(held.mean()), 4),
        "recall_of_one_persons_pairs": round(float(held[same].mean()), 4),
        "judging": time.perf_counter() - start,
    }


def _peak_gigabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--faces", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--methods", nargs="+", default=["default", "chinese_whispers", "graph"])
    parser.add_argument("--baselines", nargs="*", default=["sklearn_dbscan", "dlib_chinese_whispers"])
    parser.add_argument("--baselines-up-to", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows = []
    print(f"{'faces':>9} {'method':<22} {'seconds':>9} {'GB':>6}  B-cubed P / R / F, or recall of the graph")
    for faces in options.faces:
        baselines = options.baselines if faces <= options.baselines_up_to else []
        for method in [*options.methods, *baselines]:
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                row = pool.apply(run, (method, faces, options.seed))
            rows.append(row)
            told = [row[k] for k in row if k.startswith(("b_cubed", "recall"))]
            print(
                f"{faces:>9} {method:<22} {row['seconds']:>9.1f} {row['gigabytes']:>6.2f}  {told}", flush=True
            )
    if options.json:
        machine = {"cores": os.cpu_count(), "threads": os.environ.get("OPENBLAS_NUM_THREADS", "all")}
        machine |= {
            "processor": platform.processor() or platform.machine(),
            "python": platform.python_version(),
        }
        options.json.write_text(
            json.dumps({"machine": machine, "rows": rows}, indent=1) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
