"""How photos are shown and handed out."""

from albumen.config import env

ALBUMEN_PREVIEW_FORMAT = env.choice(
    "ALBUMEN_PREVIEW_FORMAT",
    "jpeg",
    "Format of previews: jpeg is made ten times as fast, webp needs a third fewer bytes.",
    among=("jpeg", "webp"),
)
ALBUMEN_SIGNED_URLS = env.boolean(
    "ALBUMEN_SIGNED_URLS",
    False,
    "Whether files in an object store are fetched from it directly, by addresses that work for five minutes.",
)
