"""The kinds of jobs about accounts; their handlers are in ``handlers``."""

from albumen.jobs.models import Priority, Queue
from albumen.jobs.registry import kind

SEND_MAIL = kind("mail.send", Queue.IO, Priority.SOMEBODY_WAITS, attempts=150)
"""Hand one e-mail to the server; key: an id of its own. 150 attempts with back-off are about a day."""

PREPARE_AVATAR = kind("avatar.prepare", Queue.IO, Priority.SOON)
"""Re-encode an uploaded profile picture; key: the picture's id, payload: user and raw (storage key)."""

DESTROY_ACCOUNT = kind("account.destroy", Queue.IO, Priority.SOON, attempts=20)
"""Destroy what belongs to a deleted account, then its row; key: the user's id."""
