"""What can go wrong when photos are taken out."""

from __future__ import annotations

from albumen.errors import LimitReachedError, NotFoundError


class NothingToExportError(NotFoundError):
    """There is no photo of anybody who was chosen."""

    code = "nothing_to_export"
    advice = "Choose other people, or all of them."


class ExportTooLargeError(LimitReachedError):
    """More photos than one export may hold."""

    code = "export_too_large"
    advice = "Export in parts: choose people or a label."
