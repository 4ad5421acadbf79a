"""Durable jobs and the Celery that wakes their workers (decision 1 of the architecture)."""

from albumen.config import env
from albumen.config.settings.data import ALBUMEN_DATA

ALBUMEN_LEASE_SECONDS = env.integer(
    "ALBUMEN_LEASE_SECONDS", 60, "A worker that is silent this long about a job loses it to another.", least=2
)
ALBUMEN_JOB_ATTEMPTS = env.integer(
    "ALBUMEN_JOB_ATTEMPTS", 5, "How often a job is tried before it is reported as failed.", least=1
)
ALBUMEN_JOB_LONGEST_SECONDS = env.integer(
    "ALBUMEN_JOB_LONGEST_SECONDS",
    900,
    "A worker that is busy with one job for so long counts as hung: it ends itself, another one starts, and the job "
    "is tried again. Kinds of jobs that may take longer say so themselves.",
    least=1,
)
ALBUMEN_SWEEP_SECONDS = env.integer(
    "ALBUMEN_SWEEP_SECONDS",
    60,
    "How often lost jobs are looked for and workers woken for waiting ones.",
    least=1,
)
ALBUMEN_JOB_HISTORY_DAYS = env.integer(
    "ALBUMEN_JOB_HISTORY_DAYS", 14, "Days that finished jobs stay in the list.", least=0
)

ALBUMEN_BROKER_URL = env.text(
    "ALBUMEN_BROKER_URL", "", "Address of a Redis broker (redis://…); empty for a folder in the data folder."
)

BROKER_FOLDER = ALBUMEN_DATA / "broker"
CELERY_BROKER_URL = ALBUMEN_BROKER_URL or "folder://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = (
    {
        # Whoever wakes workers waits a moment for a Redis that is away, then leaves it to the sweep.
        **{"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1},
        **{"socket_connect_timeout": 2, "socket_timeout": 10, "socket_keepalive": True},
    }
    if ALBUMEN_BROKER_URL
    else {"folder": str(BROKER_FOLDER), "polling_interval": 0.03}
)
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # workers wait for their broker, however long it is away
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False  # a message is only a wake-up: losing it loses nothing
CELERY_TASK_DEFAULT_QUEUE = "io"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False  # the admin looks at the rows, not at the workers
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_TIMEZONE = "UTC"
ALBUMEN_SORT_AFTER_SECONDS = env.integer(
    "ALBUMEN_SORT_AFTER_SECONDS",
    20,
    "How long no faces must have arrived, at least, before a library that has grown by a fifth is sorted anew.",
    least=0,
)
