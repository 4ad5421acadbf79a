"""igraph's networks and its one global random generator, set for a call and put back after."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from albumen.engine.clustering.graph import IntArray, NeighbourGraph


@contextmanager
def igraph_seed(seed: int) -> Iterator[None]:
    """Give igraph a generator of its own for the time of the block, so that a seed gives one result."""
    import igraph

    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - not for secrets
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)


def igraph_of(graph: NeighbourGraph) -> tuple[IntArray, Any]:
    """The faces that have an edge, (M,), and an ``igraph.Graph`` of them.

    Faces without an edge are communities of one, whatever the algorithm; leaving them out makes it faster.
    """
    import igraph

    touched = np.unique(np.concatenate([graph.source, graph.target]))
    place = np.zeros(graph.count, np.int64)
    place[touched] = np.arange(len(touched))
    ends = np.stack([place[graph.source], place[graph.target]], axis=1)
    return touched, igraph.Graph(n=len(touched), edges=ends)
