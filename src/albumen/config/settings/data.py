"""Where Albumen keeps what it must not lose: one folder."""

from albumen.config import env

ALBUMEN_DATA = env.folder(
    "ALBUMEN_DATA", "data", "Folder of the database, photos, keys and queues; one folder to back up."
)
