"""What `albumen up` starts, and where the site listens."""

from albumen.config import env

ALBUMEN_HOST = env.text(
    "ALBUMEN_HOST", "127.0.0.1", "Address the site listens at; 0.0.0.0 lets other machines reach it."
)
ALBUMEN_PORT = env.integer("ALBUMEN_PORT", 8000, "Port the site listens at.", least=1)
ALBUMEN_ROLES = env.names(
    "ALBUMEN_ROLES",
    "web,inference,io,beat",
    "What `albumen up` runs here; on several machines with one database, exactly one runs beat.",
)
if _unknown := sorted(set(ALBUMEN_ROLES) - {"web", "inference", "io", "beat"}):
    raise env.SettingError("ALBUMEN_ROLES", f"there is no role {_unknown[0]!r}: web, inference, io, beat.")
ALBUMEN_WEB_WORKERS = env.integer(
    "ALBUMEN_WEB_WORKERS",
    0,
    "Processes that answer requests, of about 180 MB each; 0: two where there is more than one core.",
)
ALBUMEN_WEB_THREADS = env.integer(
    "ALBUMEN_WEB_THREADS", 1, "Network threads of each process that answers requests.", least=1
)
ALBUMEN_WEB_REQUESTS = env.integer(
    "ALBUMEN_WEB_REQUESTS",
    0,
    "Requests each of these processes works on at the same time; more wait, bytes of uploads excepted. 0: three on "
    "SQLite, as more of them do less together, twelve on PostgreSQL. Stay below ALBUMEN_DATABASE_POOL.",
)
ALBUMEN_WORKERS = env.integer(
    "ALBUMEN_WORKERS", 0, "Processes that look at photos, a thread each; 0: one for each core."
)
ALBUMEN_IO_WORKERS = env.integer("ALBUMEN_IO_WORKERS", 1, "Processes for files, mail and schedules.", least=1)
ALBUMEN_STOP_SECONDS = env.integer(
    "ALBUMEN_STOP_SECONDS",
    20,
    "How long processes may finish what they do when the site is stopped.",
    least=1,
)
ALBUMEN_ADMIN_EMAIL = env.text(
    "ALBUMEN_ADMIN_EMAIL", "admin@localhost", "The administrator that the first start makes."
)
ALBUMEN_ADMIN_PASSWORD = env.text(
    "ALBUMEN_ADMIN_PASSWORD", "", "Password of that administrator; empty: a random one, printed once."
)
