"""From embeddings to people: clustering on a graph of nearest neighbours."""

from albumen.engine.clustering.adaptive import CAUTION, CAUTION_TOGETHER
from albumen.engine.clustering.api import ALGORITHMS, Clustering, UnknownAlgorithmError, cluster
from albumen.engine.clustering.constraints import ContradictingLinksError

__all__ = [
    "ALGORITHMS",
    "CAUTION",
    "CAUTION_TOGETHER",
    "Clustering",
    "ContradictingLinksError",
    "UnknownAlgorithmError",
    "cluster",
]
