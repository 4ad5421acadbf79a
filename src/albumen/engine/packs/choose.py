"""Which pack a run uses: the recorded one for ever, else the best that can be had quickly."""

from __future__ import annotations

import threading

from albumen.engine.packs.catalogue import Pack, load_pack
from albumen.engine.packs.download import Retry
from albumen.engine.packs.errors import DownloadTimeoutError, PackError
from albumen.engine.packs.store import Progress, Store

PREFERRED = "standard"
FALLBACK = "builtin"

FIRST_RUN_SECONDS = 20.0
"""How long a first run may wait for the preferred pack."""

_FIRST_RUN_RETRY = Retry(attempts=2, first_delay=0.25)


def choose_pack(
    recorded: str | None,
    store: Store,
    seconds: float = FIRST_RUN_SECONDS,
    *,
    progress: Progress | None = None,
) -> tuple[Pack, str]:
    """The pack to use, installed, and one line that says which and why. The caller records its name.

    Args:
        recorded: the pack that made the results so far; it is used whatever else there is, because embeddings
            of two packs never mix. None on a first run.
        seconds: time a first run may take to install the preferred pack; never longer, even where the network
            hangs.
        progress: called as bytes come in.

    Raises:
        UnknownPackError: the recorded pack is not in the catalogue.
        PackError: the recorded pack is not installed and cannot be (a licence to accept, no connection, ...).
    """
    if recorded is not None:
        pack = load_pack(recorded)
        if store.installed(pack):
            return pack, f"Pack {pack.name}, as recorded beside the results."
        store.install(pack, progress=progress)
        return pack, f"Pack {pack.name}, as recorded beside the results; installed again."
    pack = load_pack(PREFERRED)
    if store.installed(pack):
        return pack, f"Pack {pack.name} ({pack.title})."
    reason = _install_within(pack, store, seconds, progress)
    if reason is None:
        return pack, f"Pack {pack.name} ({pack.title}), installed just now."
    fallback = load_pack(FALLBACK)
    because = f"because {pack.name} could not be installed: {reason.sentence}"
    return fallback, f"Pack {fallback.name} ({fallback.title}), {because}"


def _install_within(pack: Pack, store: Store, seconds: float, progress: Progress | None) -> PackError | None:
    """Install ``pack`` in at most ``seconds``; None when it worked, else what was in the way.

    The work is done in a thread, because looking up a name can hang in the system's resolver longer than any
    timeout of ours. A thread left behind does no harm: the store is safe against a stop at any moment.
    """
    quick = Store(store.folder, mirror=store.mirror, retry=_FIRST_RUN_RETRY)
    outcome: list[PackError | None] = []

    def install() -> None:
        try:
            quick.install(pack, progress=progress, seconds=seconds)
            outcome.append(None)
        except PackError as error:
            outcome.append(error)

    thread = threading.Thread(target=install, name=f"install-{pack.name}", daemon=True)
    thread.start()
    thread.join(seconds)
    if outcome:
        return outcome[0]
    if thread.is_alive():
        return DownloadTimeoutError(f"It was not here after {seconds:g} seconds.")
    return PackError("The installation stopped unexpectedly.")
