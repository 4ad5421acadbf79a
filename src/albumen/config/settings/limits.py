"""What people may ask for, in numbers."""

from albumen.config import env

ALBUMEN_UPLOAD_MAX_BYTES = env.integer(
    "ALBUMEN_UPLOAD_MAX_BYTES", 100_000_000, "Largest photo that may be uploaded, bytes.", least=1
)
ALBUMEN_UPLOAD_HOURS = env.integer(
    "ALBUMEN_UPLOAD_HOURS", 48, "Hours after its last byte that an unfinished upload is dropped.", least=1
)
ALBUMEN_UPLOADS_OPEN = env.integer(
    "ALBUMEN_UPLOADS_OPEN", 5_000, "Unfinished uploads one person may have at a time.", least=1
)
ALBUMEN_UPLOAD_IDLE_SECONDS = env.integer(
    "ALBUMEN_UPLOAD_IDLE_SECONDS",
    30,
    "Seconds without a byte after which an upload's connection counts as dropped.",
    least=1,
)
ALBUMEN_UPLOAD_COMMIT_BYTES = env.integer(
    "ALBUMEN_UPLOAD_COMMIT_BYTES",
    16_000_000,
    "Bytes after which a long transfer is flushed to the disk, so that at most so much is sent again.",
    least=65_536,
)
ALBUMEN_UPLOAD_FREE_BYTES = env.integer(
    "ALBUMEN_UPLOAD_FREE_BYTES", 100_000_000, "Bytes of the disk that uploads leave free."
)
ALBUMEN_EVENT_MAX_PHOTOS = env.integer(
    "ALBUMEN_EVENT_MAX_PHOTOS", 20_000, "Photos in an event, unless its own limit is lower.", least=1
)
ALBUMEN_EVENT_MAX_BYTES = env.integer(
    "ALBUMEN_EVENT_MAX_BYTES",
    500_000_000_000,
    "Bytes of originals in an event, unless its own limit is lower.",
    least=1,
)
ALBUMEN_USER_MAX_BYTES = env.integer(
    "ALBUMEN_USER_MAX_BYTES", 2_000_000_000_000, "Bytes of originals one person may keep in all.", least=1
)
ALBUMEN_USER_MAX_EVENTS = env.integer(
    "ALBUMEN_USER_MAX_EVENTS", 1_000, "Events one photographer may keep.", least=1
)
ALBUMEN_SELFIE_MAX_BYTES = env.integer(
    "ALBUMEN_SELFIE_MAX_BYTES", 20_000_000, "Largest selfie that may be shown, bytes.", least=1
)
ALBUMEN_SELFIES_PER_GUEST = env.integer(
    "ALBUMEN_SELFIES_PER_GUEST", 5, "Selfies one guest may keep for one event.", least=1
)
ALBUMEN_SELFIES_PER_DAY = env.integer(
    "ALBUMEN_SELFIES_PER_DAY",
    10,
    "Selfies one account may show in 24 hours, deleted ones too; with those that cannot be used twice as many.",
    least=1,
)
ALBUMEN_SELFIE_DAYS = env.integer(
    "ALBUMEN_SELFIE_DAYS",
    30,
    "Days after which a selfie and its face data are destroyed; never later than the event's photos expire.",
    least=1,
)
ALBUMEN_SEARCHES_OPEN = env.integer(
    "ALBUMEN_SEARCHES_OPEN", 3, "Searches of one guest in one event that may wait or run at a time.", least=1
)
ALBUMEN_SEARCHES_PER_DAY = env.integer(
    "ALBUMEN_SEARCHES_PER_DAY", 200, "Searches one guest may ask for in one event in 24 hours.", least=1
)
ALBUMEN_AVAILABLE_DAYS = env.integer(
    "ALBUMEN_AVAILABLE_DAYS",
    30,
    "Days after its end that an event's photos can be seen, if the host says nothing.",
    least=2,
)
ALBUMEN_UNDO_SECONDS = env.integer(
    "ALBUMEN_UNDO_SECONDS",
    600,
    "Seconds that a deleted photo or event can be brought back before it is destroyed.",
)
ALBUMEN_PAGE_SIZE_MAX = env.integer("ALBUMEN_PAGE_SIZE_MAX", 500, "Largest page any list gives.", least=1)
DATA_UPLOAD_MAX_MEMORY_SIZE = env.integer(
    "ALBUMEN_REQUEST_MAX_BYTES", 2_500_000, "Largest request body other than files, bytes.", least=10_000
)
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
ALBUMEN_IDEMPOTENCY_HOURS = env.integer(
    "ALBUMEN_IDEMPOTENCY_HOURS", 24, "Hours that the answer to an Idempotency-Key is kept.", least=1
)
ALBUMEN_IDEMPOTENCY_LOCK_SECONDS = env.integer(
    "ALBUMEN_IDEMPOTENCY_LOCK_SECONDS",
    60,
    "Seconds after which a creation without an answer counts as dead and its Idempotency-Key may be tried again.",
    least=1,
)
ALBUMEN_ZIP_MAX_PHOTOS = env.integer("ALBUMEN_ZIP_MAX_PHOTOS", 5_000, "Photos in one ZIP.", least=1)
ALBUMEN_EXPORT_MAX_PHOTOS = env.integer(
    "ALBUMEN_EXPORT_MAX_PHOTOS", 200_000, "Photos in one export of people from a library.", least=1
)
ALBUMEN_STREAMS_OPEN = env.integer(
    "ALBUMEN_STREAMS_OPEN", 1_000, "Progress streams one web process keeps open.", least=1
)
ALBUMEN_PROGRESS_SECONDS = env.number(
    "ALBUMEN_PROGRESS_SECONDS",
    1.0,
    "Seconds between two looks at progress that somebody watches.",
    least=0.05,
)
