"""What workers do about photos, a module for each subject; imported when a worker starts, never by the web."""

from albumen.photos.handlers import deletion, galleries, ingest, nightly, uploads

__all__ = ["deletion", "galleries", "ingest", "nightly", "uploads"]
