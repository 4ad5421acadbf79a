"""E-mail: by SMTP when a server is named, else written to a folder, where a person can read it."""

from albumen.config import env
from albumen.config.settings.data import ALBUMEN_DATA

EMAIL_HOST = env.text("ALBUMEN_SMTP_HOST", "", "SMTP server; empty: e-mails become files in data/mail.")
EMAIL_PORT = env.integer("ALBUMEN_SMTP_PORT", 587, "Port of the SMTP server.", least=1)
EMAIL_HOST_USER = env.text("ALBUMEN_SMTP_USER", "", "User of the SMTP server.")
EMAIL_HOST_PASSWORD = env.text("ALBUMEN_SMTP_PASSWORD", "", "Password of the SMTP server.")
_SECURITY = env.choice(
    "ALBUMEN_SMTP_SECURITY", "starttls", "How the connection is protected.", among=("starttls", "tls", "none")
)
EMAIL_USE_TLS = _SECURITY == "starttls"
EMAIL_USE_SSL = _SECURITY == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("ALBUMEN_MAIL_FROM", "Albumen <albumen@localhost>", "Sender of e-mails.")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_FILE_PATH = str(ALBUMEN_DATA / "mail")
# Mails are jobs: stored with what they are about, sent by a worker, tried again while the server is away.
EMAIL_BACKEND = "albumen.accounts.mail.QueuedEmailBackend"
ALBUMEN_MAIL_TRANSPORT = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
