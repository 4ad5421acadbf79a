"""Writes docs/openapi.json, from which clients are generated: ``python -m albumen.api.snapshot``."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

SNAPSHOT = Path(__file__).resolve().parents[3] / "docs" / "openapi.json"
"""The committed document, in a checkout."""


def document_text() -> str:
    """The document as it is committed."""
    from albumen.api.api import api

    return json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), indent=1, ensure_ascii=False) + "\n"


def _main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "albumen.config.settings")
    import django

    django.setup()
    SNAPSHOT.write_text(document_text(), encoding="utf-8")
    sys.stdout.write(f"Wrote {SNAPSHOT}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(_main())
