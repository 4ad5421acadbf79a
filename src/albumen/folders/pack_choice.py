"""Which pack a folder is analysed with: the recorded one for ever, because results of two packs do not
compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from albumen.folders.errors import PackConflictError
from albumen.folders.library import Library

if TYPE_CHECKING:
    from albumen.engine.packs.spec import Pack
    from albumen.engine.packs.store import Progress


def settle_pack(library: Library, asked: str | None, progress: Progress | None = None) -> tuple[Pack, str]:
    """The pack to use, installed and recorded, and one line that says which and why.

    Raises:
        PackConflictError: another pack, or another version of it, made the results that are there.
        PackError: the pack cannot be installed.
    """
    from albumen.engine.packs.catalogue import load_pack
    from albumen.engine.packs.choose import choose_pack
    from albumen.engine.packs.store import Store

    used = library.database.execute("SELECT 1 FROM contents LIMIT 1").fetchone() is not None
    recorded = library.get("pack") if used else None
    if asked is not None and recorded is not None and asked != recorded:
        raise PackConflictError(
            f"This folder was analysed with the pack {recorded}; {asked} cannot be mixed with it."
        )
    store = Store()
    if asked is not None and recorded is None:
        pack = load_pack(asked)
        if not store.installed(pack):
            store.install(pack, progress=progress)
        line = f"Pack {pack.name} ({pack.title}), as asked."
    else:
        pack, line = choose_pack(recorded, store, progress=progress)
    if recorded is not None and library.get("pack_version") != pack_version(pack):
        raise PackConflictError(
            f"This folder was analysed with another version of the pack {pack.name}.",
            advice="Sort into a new folder with --out, or go on with the Albumen that made it.",
        )
    library.set("pack", pack.name)
    library.set("pack_version", pack_version(pack))
    library.commit()
    return pack, line


def pack_version(pack: Pack) -> str:
    """Names everything that decides whether two embeddings compare."""
    return f"{pack.version} {pack.embedder.name} {pack.embedder.version}"
