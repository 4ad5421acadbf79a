"""Logs go to standard error, one line each; the supervisor puts the process's name before them."""

from albumen.config import env

_LEVEL = env.choice(
    "ALBUMEN_LOG_LEVEL",
    "INFO",
    "Least important line that is logged.",
    among=("DEBUG", "INFO", "WARNING", "ERROR"),
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname:<7} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "albumen": {"level": _LEVEL},
        "celery": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
    },
}
