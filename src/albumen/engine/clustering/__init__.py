"""From embeddings to people: clustering on a graph of nearest neighbours."""

from albumen.engine.clustering.api import ALGORITHMS, Clustering, UnknownAlgorithmError, cluster
from albumen.engine.clustering.constraints import ContradictingLinksError

__all__ = ["ALGORITHMS", "Clustering", "ContradictingLinksError", "UnknownAlgorithmError", "cluster"]
