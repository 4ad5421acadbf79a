"""The packs of this process: each loaded once, when it is first needed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from albumen.jobs.errors import TransientError

if TYPE_CHECKING:
    from albumen.engine.analysis import Analyser

_LOADED: dict[str, Analyser] = {}
_LOADING = threading.Lock()


class PackMissingError(TransientError):
    """A pack that is needed is not installed on this machine (yet)."""

    code = "pack_not_installed"
    advice = (
        "Run `albumen models install PACK` on every machine that has workers; the work goes on by itself."
    )


def analyser(pack_name: str) -> Analyser:
    """The analyser of an installed pack, one thread for its networks; the same one at every call in this process.

    Raises:
        PackMissingError: the pack is not installed; who waits for it may try again later.
        PackError: the pack is unknown or its files cannot be used.
    """
    loaded = _LOADED.get(pack_name)
    if loaded is not None:
        return loaded
    with _LOADING:
        if pack_name not in _LOADED:
            _LOADED[pack_name] = _load(pack_name)
        return _LOADED[pack_name]


def _load(pack_name: str) -> Analyser:
    import cv2

    from albumen.engine.analysis import load_analyser
    from albumen.engine.packs.errors import PackNotInstalledError
    from albumen.engine.runtime import SessionOptions

    cv2.setNumThreads(1)  # there is a worker process per core
    try:
        return load_analyser(pack_name, SessionOptions(threads=1))
    except PackNotInstalledError as error:
        raise PackMissingError(f"The model pack {pack_name} is not installed.") from error
