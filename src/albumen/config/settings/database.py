"""SQLite in the data folder, or PostgreSQL by DATABASE_URL."""

import dj_database_url

from albumen.config import env
from albumen.config.settings.data import ALBUMEN_DATA

DATABASE_URL = env.text(
    "DATABASE_URL",
    "",
    "Address of a PostgreSQL database (postgres://…); empty for SQLite in the data folder.",
)
_SYNCHRONOUS = env.choice(
    "ALBUMEN_SQLITE_SYNCHRONOUS",
    "FULL",
    "When SQLite waits for the disk: FULL at every commit; NORMAL now and then, so that a power failure (not a crash) "
    "may undo the last ones. `albumen up` gives NORMAL to workers that look at photos: what they did is done again.",
    among=("FULL", "NORMAL"),
)
_POOL = env.integer("ALBUMEN_DATABASE_POOL", 16, "PostgreSQL connections one process may hold.", least=1)

if DATABASE_URL:
    _database = dj_database_url.parse(DATABASE_URL)
    if "postgresql" not in _database["ENGINE"]:
        raise env.SettingError("DATABASE_URL", "only postgres:// addresses can be used.")
    _database["CONN_HEALTH_CHECKS"] = True  # a connection that a restart of PostgreSQL cut is not handed out
    _database["OPTIONS"] = {
        "connect_timeout": 5,
        # A server that vanished without a word is noticed within a minute.
        **{"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3},
        **_database.get("OPTIONS", {}),
        # After reconnect_timeout a pool tries again when it is asked, instead of at ever longer intervals.
        "pool": {"min_size": 1, "max_size": _POOL, "timeout": 5, "reconnect_timeout": 5},
    }
else:
    _database = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ALBUMEN_DATA / "albumen.sqlite3",
        "CONN_MAX_AGE": None,  # opening it means reading the whole schema
        "OPTIONS": {
            # A writer takes its lock when it begins, so two never deadlock half-way; it waits up to 30 s for it.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                f"PRAGMA journal_mode=WAL; PRAGMA synchronous={_SYNCHRONOUS}; PRAGMA foreign_keys=ON; "
                "PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456; PRAGMA journal_size_limit=67108864;"
            ),
        },
    }

DATABASES = {"default": _database}
