"""Who people are: e-mail as the name, django-allauth for everything about logging in."""

from albumen.config.settings.security import ALBUMEN_SITE_URL

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ALBUMEN_SITE_URL.startswith("https") else "http"
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": f"{ALBUMEN_SITE_URL}/verify/{{key}}",
    "account_reset_password": f"{ALBUMEN_SITE_URL}/reset",
    "account_reset_password_from_key": f"{ALBUMEN_SITE_URL}/reset/{{key}}",
    "account_signup": f"{ALBUMEN_SITE_URL}/join",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "Albumen"
USERSESSIONS_TRACK_ACTIVITY = True
LOGIN_URL = "/login"
