"""Nearest faces in one library: strategies behind one protocol, all with the same answers.

A private module for each strategy; this is all that other rooms use. See docs/search.md.
"""

from albumen.search.gallery import Gallery, Hits
from albumen.search.source import Rows, Source
from albumen.search.strategies import STRATEGIES, compile_gallery, destroy_galleries, libraries, open_gallery

__all__ = [
    "STRATEGIES",
    "Gallery",
    "Hits",
    "Rows",
    "Source",
    "compile_gallery",
    "destroy_galleries",
    "libraries",
    "open_gallery",
]
