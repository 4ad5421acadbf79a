"""Where the real test photos and models are, if they are anywhere."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def shared_folder() -> Path:
    """What $ALBUMEN_SHARED names, seen from the repository; it need not be there."""
    return (ROOT / os.environ.get("ALBUMEN_SHARED", "../shared")).resolve()
