"""E-mails that are never lost: each is a job in the transaction that sends it; a worker hands it to the server."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from email.mime.base import MIMEBase
from email.utils import formatdate
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import make_msgid

from albumen.accounts.kinds import SEND_MAIL
from albumen.accounts.sealing import seal
from albumen.identifiers import new_id
from albumen.jobs.enqueue import enqueue


class QueuedEmailBackend(BaseEmailBackend):
    """Stores e-mails as jobs, in the current transaction if there is one; sends nothing itself."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store them; returns how many. Their content is sealed, for it holds codes and links that log in."""
        count = 0
        for message in email_messages:
            if message.recipients():
                enqueue(SEND_MAIL, new_id(), {"sealed": seal(packed(message))})
                count += 1
        return count


def packed(message: EmailMessage) -> dict[str, Any]:
    """A message as JSON. It gets its Message-ID and date now: a repeated attempt is the same e-mail."""
    headers = {str(name): str(value) for name, value in message.extra_headers.items()}
    given = {name.lower() for name in headers}
    if "message-id" not in given:
        headers["Message-ID"] = make_msgid()
    if "date" not in given:
        headers["Date"] = formatdate(localtime=False)
    return {
        "subject": str(message.subject),
        "body": str(message.body),
        "subtype": message.content_subtype,
        "from": str(message.from_email),
        "to": [str(address) for address in message.to],
        "cc": [str(address) for address in message.cc],
        "bcc": [str(address) for address in message.bcc],
        "reply_to": [str(address) for address in message.reply_to],
        "headers": headers,
        "alternatives": [[str(content), str(kind)] for content, kind in getattr(message, "alternatives", [])],
        "attachments": [_packed_attachment(attachment) for attachment in message.attachments],
    }


def unpacked(content: dict[str, Any]) -> EmailMultiAlternatives:
    """The message again, for a backend that really sends."""
    message = EmailMultiAlternatives(
        subject=content["subject"],
        body=content["body"],
        from_email=content["from"],
        to=content["to"],
        cc=content["cc"],
        bcc=content["bcc"],
        reply_to=content["reply_to"],
        headers=content["headers"],
    )
    message.content_subtype = content["subtype"]
    for text, kind in content["alternatives"]:
        message.attach_alternative(text, kind)
    for name, data, kind in content["attachments"]:
        message.attach(name, base64.b64decode(data), kind)
    return message


def _packed_attachment(attachment: Any) -> list[str | None]:
    if isinstance(attachment, MIMEBase):
        data: Any = attachment.get_payload(decode=True) or b""
        return [attachment.get_filename(), base64.b64encode(data).decode(), attachment.get_content_type()]
    name, data, kind = attachment
    raw = data.encode() if isinstance(data, str) else data
    return [name, base64.b64encode(raw).decode(), kind or "application/octet-stream"]
