"""What workers do about photos, a module for each subject; imported when a worker starts, never by the web."""

from albumen.photos.handlers import deletion, ingest, nightly, uploads

__all__ = ["deletion", "ingest", "nightly", "uploads"]
