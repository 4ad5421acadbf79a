"""The operator's part of ``make people-story``: give a library of a running site other packs.

    python -m benchmarks.change_packs DATA LIBRARY PACK[,PACK…]

DATA is the site's data folder. The first pack that is calibrated decides who is who; photos that a pack has not looked
at yet are looked at in the background.
"""

from __future__ import annotations

import os
import sys


def main() -> int:
    if len(sys.argv) != 4:
        print(__doc__)
        return 2
    data, identifier, packs = sys.argv[1], sys.argv[2], sys.argv[3].split(",")
    os.environ["ALBUMEN_DATA"] = data
    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "albumen.config.settings")
    import django

    django.setup()
    from albumen.engine.packs.catalogue import load_pack
    from albumen.photos.actions.encode_missing import EncodeMissing
    from albumen.photos.models import Library, PhotoState

    versions = {name: load_pack(name).version for name in packs}
    library = Library.objects.get(pk=identifier)
    library.packs = packs
    library.save(update_fields=["packs"])
    count = EncodeMissing(library, PhotoState.READY, versions, None, 10**9).execute()
    print(f"  {count} photos are looked at by {' and '.join(packs)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
