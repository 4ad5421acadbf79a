"""Run by test_search_durability: adds and removes faces and builds the gallery each time, until it is killed."""

from __future__ import annotations

import sys
import uuid
from pathlib import Path

import numpy as np
from table import Table, faces

from albumen.search import open_gallery


def table_at(library: uuid.UUID, number: int) -> Table:
    """The library after ``number`` changes; the same in every process."""
    table = Table(library=library)
    for step in range(number):
        table.add(faces(40 + step % 60, seed=step))
        if step % 3 == 2:
            table.remove(*np.random.default_rng(step).permutation(table.embeddings())[:50].tolist())
            table.number -= 1
    return table


def main() -> None:
    root, library, number = Path(sys.argv[1]), uuid.UUID(sys.argv[2]), int(sys.argv[3])
    while True:
        number += 1
        gallery = open_gallery(table_at(library, number), "compiled", root)
        print(number, gallery.revision, flush=True)


if __name__ == "__main__":
    main()
