"""What blur does: do blurred faces of different people look alike, and does refusing them help?

    python -m benchmarks.blur FACES.npz FOLDER [--pack standard] [--json FILE]

FACES.npz are the sharp faces of the folder of people FOLDER (``python -m benchmarks.people``). Sixty photos of other
people are blurred by Gaussians of growing radius (pixels of the 250 pixel photo), then put among 800 sharp faces and
clustered, with and without those that ``quality.reliable`` refuses. The baseline is radius 0.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from albumen.engine.analysis import load_analyser
from albumen.engine.clustering import cluster
from albumen.engine.packs.catalogue import load_pack
from albumen.engine.quality import reliable
from albumen.engine.types import Faces
from albumen.imaging.decode import open_picture
from albumen.imaging.limits import Limits
from benchmarks.people import join, load, main_face

RADII = (0.0, 2.0, 3.0, 4.0, 5.0)
SHARP, BLURRED = 800, 60


def with_strangers(faces: Faces, labels: NDArray[np.int64], blurred: NDArray[np.bool_], pack: str) -> int:
    """How many of the blurred faces come to stand in a cluster with another person."""
    knots = load_pack(pack).calibration
    if knots is None:
        raise SystemExit(f"the pack {pack} is not calibrated")
    places = np.arange(len(labels))
    found = cluster(faces.embeddings, places, knots.curve(), quality=faces.quality.overall).labels
    return sum(bool(np.any(labels[found == found[i]] != labels[i])) for i in np.flatnonzero(blurred))


def main() -> None:
    import cv2

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("faces", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pack", default="standard")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    people = load(arguments.faces)
    sharp = people[np.arange(SHARP)]
    others = np.flatnonzero(~np.isin(people.labels, sharp.labels))
    chosen = np.random.default_rng(0).choice(others, BLURRED, replace=False)
    analyser = load_analyser(arguments.pack)
    print(
        "radius  faces  sharpness  strangers' similarity  refused  with strangers: all taken, blurred refused"
    )
    table = []
    for radius in RADII:
        found, labels = [], []
        for i in chosen:
            pixels = open_picture(arguments.folder / str(people.paths[i]), Limits()).at(10**6)
            if radius:
                pixels = cv2.GaussianBlur(pixels, (0, 0), radius)
            faces = analyser.analyse(pixels)
            if len(faces):
                found.append(faces[np.array([main_face(faces, pixels.shape[1], pixels.shape[0])])])
                labels.append(people.labels[i])
        soft, own = join(found), np.array(labels)
        similarity = (soft.embeddings @ soft.embeddings.T)[own[:, None] != own[None]]
        kept = reliable(soft.quality.sharpness)
        everybody, truth = join([sharp.faces, soft]), np.concatenate([sharp.labels, own])
        blurred = np.arange(len(truth)) >= SHARP
        clear = np.concatenate([np.ones(SHARP, bool), kept])
        row = {
            "radius": radius,
            "faces": len(own),
            "sharpness": float(np.median(soft.quality.sharpness)),
            "strangers": float(similarity.mean()),
            "refused": int((~kept).sum()),
            "wrong_all": with_strangers(everybody, truth, blurred, arguments.pack),
            "wrong_refused": with_strangers(everybody[clear], truth[clear], blurred[clear], arguments.pack),
        }
        table.append(row)
        print(
            f"{radius:6.1f} {row['faces']:6d} {row['sharpness']:10.2f} {row['strangers']:22.2f} {row['refused']:8d} "
            f"{row['wrong_all']:20d} {row['wrong_refused']:16d}"
        )
    if arguments.json:
        arguments.json.write_text(json.dumps(table, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
