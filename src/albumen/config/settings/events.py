"""Events: which packs look at their photos, how often codes may be tried."""

from albumen.config import env
from albumen.engine.packs.catalogue import pack_names

ALBUMEN_PACKS = env.names(
    "ALBUMEN_PACKS",
    "standard",
    "Model packs that new events are analysed with, the first finds the faces; builtin when none is installed.",
)
if _unknown := sorted(set(ALBUMEN_PACKS) - set(pack_names())):
    raise env.SettingError("ALBUMEN_PACKS", f"there is no pack {_unknown[0]!r}: {', '.join(pack_names())}.")
ALBUMEN_CHILD_EVIDENCE = env.number(
    "ALBUMEN_CHILD_EVIDENCE",
    3.0,
    "Evidence (nats) that the photos of a child need beyond the usual to be released without a look: 3 is as if the"
    " event had 20 times as many faces.",
)
ALBUMEN_UPGRADE_KEEP_DAYS = env.integer(
    "ALBUMEN_UPGRADE_KEEP_DAYS",
    14,
    "Days that the old models' view of a library is kept after it was moved to other ones, to go back to; 0: until "
    "somebody removes it.",
    least=0,
)
ALBUMEN_CODE_TRIES = env.integer(
    "ALBUMEN_CODE_TRIES", 30, "Wrong event codes one signed-in person may try in ten minutes.", least=1
)
ALBUMEN_CODE_TRIES_ADDRESS = env.integer(
    "ALBUMEN_CODE_TRIES_ADDRESS",
    3_000,
    "Wrong event codes that are tried in ten minutes from one address by people who are not signed in, about.",
    least=1,
)
