"""Who must be together and who cannot: what people said, and that nobody is twice in one photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from albumen.engine.clustering.graph import IntArray
from albumen.engine.errors import EngineError


class ContradictingLinksError(EngineError):
    """Two faces are said to be one person (perhaps through others) and also said not to be."""

    code = "contradicting_links"
    advice = "Remove one of the two statements about these faces."


def pairs(links: ArrayLike | Sequence[Sequence[int]], count: int) -> IntArray:
    """Links as an (M, 2) int64 array.

    Raises:
        ValueError: not pairs of faces 0..count-1.
    """
    array = np.asarray(links, np.int64).reshape(-1, 2) if np.size(links) else np.zeros((0, 2), np.int64)
    if len(array) and (array.min() < 0 or array.max() >= count):
        raise ValueError(f"links name faces 0 to {count - 1}, got {array.min()} to {array.max()}")
    return array


def groups(must_link: IntArray, cannot_link: IntArray, count: int) -> IntArray:
    """(N,) group of each face: faces joined by must-links, directly or through others, share one.

    Raises:
        ContradictingLinksError: a cannot-link has both its faces in one group.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if len(must_link):
        ones = np.ones(len(must_link), np.int8)
        joined = coo_array((ones, (must_link[:, 0], must_link[:, 1])), shape=(count, count))
        group = cast(IntArray, connected_components(joined, directed=False)[1].astype(np.int64))
    else:
        group = np.arange(count)
    broken = group[cannot_link[:, 0]] == group[cannot_link[:, 1]]
    if broken.any():
        a, b = cannot_link[np.flatnonzero(broken)[0]]
        raise ContradictingLinksError(f"Faces {a} and {b} are said to be one person and also two people.")
    return group


@dataclass(frozen=True, slots=True, eq=False)
class Separations:
    """What keeps clusters apart: a photo that both are in, or a cannot-link.

    Attributes:
        cluster, photo: (M,) int64, sorted and unique: cluster c is in photo p.
        apart: (L,) int64, sorted: keys ``low * clusters + high`` of the pairs that a cannot-link separates.
        clusters, photos: how many there are.
    """

    cluster: IntArray
    photo: IntArray
    apart: IntArray
    clusters: int
    photos: int

    @classmethod
    def of(cls, photos: IntArray, cannot_link: IntArray) -> Separations:
        """Of single faces: each is in one photo; (M, 2) pairs of faces cannot be linked."""
        count = len(photos)
        _, photo = np.unique(photos, return_inverse=True)
        low, high = cannot_link.min(axis=1, initial=count), cannot_link.max(axis=1, initial=-1)
        apart = np.unique(low * count + high)
        return cls(np.arange(count), photo.astype(np.int64), apart, count, int(photo.max(initial=-1)) + 1)

    def contracted(self, labels: IntArray, clusters: int) -> Separations:
        """The same, when ``labels`` (self.clusters,) puts each cluster into a larger one."""
        keys = np.unique(labels[self.cluster] * self.photos + self.photo)
        a, b = labels[self.apart // max(self.clusters, 1)], labels[self.apart % max(self.clusters, 1)]
        apart = np.unique(np.minimum(a, b) * clusters + np.maximum(a, b))
        return Separations(
            keys // max(self.photos, 1), keys % max(self.photos, 1), apart, clusters, self.photos
        )

    def conflict(self, a: IntArray, b: IntArray) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """(E,) whether clusters ``a`` and ``b`` (E,) are kept apart."""
        low, high = np.minimum(a, b), np.maximum(a, b)
        kept_apart = np.isin(low * self.clusters + high, self.apart)
        row, photo = self._photos_of(a)
        keys = b[row] * self.photos + photo
        kept_apart[row[_contains(self.cluster * self.photos + self.photo, keys)]] = True
        return cast("np.ndarray[tuple[int], np.dtype[np.bool_]]", kept_apart)

    def allow(self, child: IntArray, parent: IntArray) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """(E,) which children may join their parent all together; ``child`` is unique, no parent is a child.

        Of children that may not be together only some join; the others may be asked for again.
        """
        allowed = ~self.conflict(child, parent)
        several = np.bincount(parent, minlength=self.clusters)[parent] > 1
        contested = np.flatnonzero(allowed & several)
        row, photo = self._photos_of(child[contested])
        keys = parent[contested][row] * self.photos + photo
        order = np.argsort(keys, kind="stable")
        again = np.zeros(len(keys), bool)
        again[order[1:]] = keys[order[1:]] == keys[order[:-1]]
        allowed[contested[row[again]]] = False
        if len(self.apart):
            joined = np.arange(self.clusters)
            joined[child[allowed]] = parent[allowed]
            a, b = self.apart // self.clusters, self.apart % self.clusters
            broken = np.flatnonzero(joined[a] == joined[b])
            allowed &= ~np.isin(child, np.r_[a[broken], b[broken]])
            if not allowed.any() and len(broken):
                # Two children of one parent stop each other: the first goes in alone.
                allowed[np.flatnonzero(~self.conflict(child, parent))[:1]] = True
        return allowed

    def _photos_of(self, clusters: IntArray) -> tuple[IntArray, IntArray]:
        """Row numbers into ``clusters`` and the photos of each, flattened."""
        start = np.searchsorted(self.cluster, clusters)
        lengths = np.searchsorted(self.cluster, clusters, side="right") - start
        row = np.repeat(np.arange(len(clusters)), lengths)
        offset = np.arange(len(row)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return row, self.photo[np.repeat(start, lengths) + offset]


def _contains(haystack: IntArray, needles: IntArray) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which needles are in the sorted haystack."""
    if not len(haystack):
        return np.zeros(len(needles), bool)
    at = np.minimum(np.searchsorted(haystack, needles), len(haystack) - 1)
    return cast("np.ndarray[tuple[int], np.dtype[np.bool_]]", haystack[at] == needles)
