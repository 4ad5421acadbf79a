"""Who people are: e-mail as the name, django-allauth for everything about logging in."""

from urllib.parse import urlsplit

from albumen.config import env
from albumen.config.settings.security import ALBUMEN_BEHIND_PROXY, ALBUMEN_SITE_URL

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["albumen.accounts.sessions.Backend"]
ACCOUNT_ADAPTER = "albumen.accounts.adapter.AccountAdapter"
HEADLESS_ADAPTER = "albumen.accounts.headless.HeadlessAdapter"
ACCOUNT_FORMS = {"signup": "albumen.accounts.forms.GuestSignupForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ALBUMEN_SITE_URL.startswith("https") else "http"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Counted in the shared cache, so that they hold whichever process answers (docs/accounts.md).
ACCOUNT_RATE_LIMITS = {
    "signup": env.text(
        "ALBUMEN_SIGNUP_RATE", "20/m/ip", "Sign-ups allowed; amount/period/per, several with commas."
    ),
    "login_failed": env.text(
        "ALBUMEN_LOGIN_FAILED_RATE", "10/m/ip,5/300s/key", "Failed logins allowed, by address and by account."
    ),
    "confirm_email": "1/10s/key",  # of codes for one address; MailedAMomentAgoError says how long to wait
    "create_token": "20/h/user",
    "put_avatar": "30/h/user",
    "delete_account": "5/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = (
    env.integer(
        "ALBUMEN_PROXY_COUNT",
        1,
        "Reverse proxies in front of this site, each of which adds to X-Forwarded-For; "
        "counts only with ALBUMEN_BEHIND_PROXY.",
        least=1,
    )
    if ALBUMEN_BEHIND_PROXY
    else 0
)

HEADLESS_ONLY = False
HEADLESS_CLIENTS = ("browser",)
HEADLESS_FRONTEND_URLS = {
    "account_signup": f"{ALBUMEN_SITE_URL}/accounts/signup/",
    "account_reset_password": f"{ALBUMEN_SITE_URL}/accounts/password/reset/",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account_home"

MFA_ADAPTER = "albumen.accounts.second_factor.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "Albumen"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off, either way
# Browsers take localhost for secure without TLS; so must we, and nothing else.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = urlsplit(ALBUMEN_SITE_URL).hostname in {"localhost", "127.0.0.1"}
USERSESSIONS_TRACK_ACTIVITY = False  # it would make every request a write

ALBUMEN_TERMS_FILE = env.text(
    "ALBUMEN_TERMS_FILE",
    "",
    "TOML file with the terms photographers accept (version, date, title, text); empty: those that come along.",
)
ALBUMEN_AVATAR_MAX_BYTES = env.integer(
    "ALBUMEN_AVATAR_MAX_BYTES", 10_000_000, "Largest profile picture that may be uploaded, bytes.", least=1
)
ALBUMEN_TOKENS_PER_USER = env.integer(
    "ALBUMEN_TOKENS_PER_USER", 50, "Valid access tokens one person may have.", least=1
)
ALBUMEN_TOKEN_DAYS_MAX = env.integer(
    "ALBUMEN_TOKEN_DAYS_MAX", 366, "Longest life of an access token, days.", least=1
)
