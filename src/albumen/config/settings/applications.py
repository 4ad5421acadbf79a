"""Which Django applications there are, and what a request passes through."""

from importlib.metadata import distribution
from pathlib import Path

from albumen.config import env

INSTALLED_APPS = [
    "albumen.config",
    "albumen.accounts",  # before admin: its login page is ours
    "django.contrib.admin.apps.SimpleAdminConfig",  # its pages are found by the addresses: workers have none
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "allauth.usersessions",
    "django_celery_beat",
    "albumen.audit",
    "albumen.jobs",
    "albumen.search",
    "albumen.photos",
    "albumen.events",
    "albumen.guests",
    "albumen.people",
    "albumen.find",
    "albumen.upgrades",
    "albumen.api",
    "albumen.web",
]

MIDDLEWARE = [
    "albumen.web.middleware.Measured",
    "albumen.web.middleware.ProtectiveHeaders",
    "albumen.api.outcomes.ApiProblems",
    "django.middleware.security.SecurityMiddleware",
    "albumen.web.client_files.StaticAndClientFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",  # inside: an ETag says nothing about where it may be kept
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

ROOT_URLCONF = "albumen.config.urls"
ASGI_APPLICATION = "albumen.config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("hi", "हिन्दी")]
TIME_ZONE = "UTC"
USE_TZ = True
APPEND_SLASH = False
STATIC_URL = "/static/"
# The files of the interactive documentation. As an application Ninja would be loaded by workers, too.
STATICFILES_DIRS = [Path(str(distribution("django-ninja").locate_file("ninja/static")))]
CSRF_FAILURE_VIEW = "albumen.api.errors.csrf_failure"
_PACKAGED = Path(__file__).resolve().parents[2] / "web" / "built"
ALBUMEN_CLIENT = env.folder(
    "ALBUMEN_CLIENT",
    _PACKAGED if _PACKAGED.is_dir() else Path(__file__).resolve().parents[4] / "frontend" / "dist",
    "Folder of the built web client; where there is none, the server answers with its API alone.",
)
