"""How faces are searched (docs/search.md)."""

from albumen.config import env

ALBUMEN_SEARCH_STRATEGY = env.choice(
    "ALBUMEN_SEARCH_STRATEGY",
    "auto",
    "How faces are compared; all strategies give the same hits. auto is compiled.",
    among=("auto", "simple", "compiled", "clustered", "pgvector"),
)
ALBUMEN_SEARCH_HNSW = env.boolean(
    "ALBUMEN_SEARCH_HNSW",
    False,
    "Let pgvector's HNSW index propose candidates: quicker among millions of faces, and it may miss some.",
)
