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
ALBUMEN_SEARCH_HNSW_MB = env.integer(
    "ALBUMEN_SEARCH_HNSW_MB",
    512,
    "Megabytes of PostgreSQL's memory for making an HNSW index: 1 KB a face, else it takes several times as long.",
    least=1,
)
ALBUMEN_SEARCH_HNSW_CANDIDATES = env.integer(
    "ALBUMEN_SEARCH_HNSW_CANDIDATES",
    200,
    "How many candidates a search along an HNSW index keeps, at most 1000: more find more and take longer.",
    least=1,
    most=1000,
)
