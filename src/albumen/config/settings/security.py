"""Keys, hosts, cookies and headers."""

from urllib.parse import urlsplit

from albumen.config import env
from albumen.config.secret_key import secret_key
from albumen.config.settings.data import ALBUMEN_DATA

DEBUG = env.boolean("ALBUMEN_DEBUG", False, "Show tracebacks to visitors; never on a server others reach.")
SECRET_KEY = env.text(
    "ALBUMEN_SECRET_KEY", "", "Key that signs sessions and links; empty: made once and kept in data/keys."
) or secret_key(ALBUMEN_DATA / "keys" / "secret_key")

ALBUMEN_SITE_URL = env.text(
    "ALBUMEN_SITE_URL",
    "http://localhost:8000",
    "Address at which people reach this site; links and QR codes use it.",
).rstrip("/")
_site = urlsplit(ALBUMEN_SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname:
    raise env.SettingError(
        "ALBUMEN_SITE_URL", f"{ALBUMEN_SITE_URL!r} is no address like https://photos.example.org."
    )

ALLOWED_HOSTS = [
    _site.hostname,
    *env.names("ALBUMEN_HOSTS", "localhost,127.0.0.1,[::1]", "Further host names this site answers to."),
]
CSRF_TRUSTED_ORIGINS = [
    f"{_site.scheme}://{_site.netloc}",
    *env.names("ALBUMEN_TRUSTED_ORIGINS", "", "Further origins whose pages may send forms."),
]
ALBUMEN_BEHIND_PROXY = env.boolean(
    "ALBUMEN_BEHIND_PROXY", False, "Whether a reverse proxy sets X-Forwarded-Proto and X-Forwarded-For."
)
ALBUMEN_METRICS_TOKEN = env.text(
    "ALBUMEN_METRICS_TOKEN",
    "",
    "Bearer token for /metrics; empty: only this machine and administrators may read it.",
)
_SECURE = _site.scheme == "https"
if ALBUMEN_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "albumen.accounts.sessions"
SESSION_COOKIE_NAME = "albumen_session"
CSRF_COOKIE_NAME = "albumen_csrf"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Shared by all processes: rate limits and idempotency keys hold whichever process answers.
_REDIS = env.text(
    "ALBUMEN_CACHE_URL", "", "Address of a Redis cache (redis://…); empty for a table of the database."
)
CACHES = {
    "default": (
        {
            "BACKEND": "albumen.config.redis_cache.SharedRedisCache",
            "LOCATION": _REDIS,
            "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 5, "health_check_interval": 30},
        }
        if _REDIS
        else {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "albumen_cache",
            # Beyond it a third is dropped: whoever fills the table must not make rate limits forget.
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    )
}
