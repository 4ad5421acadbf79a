"""Handing stored e-mails to the server."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.mail import get_connection

from albumen.accounts.kinds import SEND_MAIL
from albumen.accounts.mail import unpacked
from albumen.accounts.sealing import unseal
from albumen.errors import AlbumenError
from albumen.jobs.errors import TransientError
from albumen.jobs.models import Job
from albumen.jobs.registry import gives_up, handles
from albumen.jobs.running import RunningJob


class MailRefusedError(AlbumenError):
    """The server will not take this e-mail, now or later."""

    code = "mail_refused"
    advice = "Check the address, and what the mail server says."


class MailServerAwayError(TransientError):
    """The server cannot be reached, or takes nothing at the moment."""

    code = "mail_server_away"


@handles(SEND_MAIL)
def send_mail(job: RunningJob) -> None:
    """Send one e-mail and forget what was in it. A crash in between sends it again, with the same Message-ID."""
    message = unpacked(unseal(job.payload["sealed"]))
    try:
        get_connection(settings.ALBUMEN_MAIL_TRANSPORT).send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        answers = [answer for answer, _ in error.recipients.values()]
        if answers and all(500 <= answer < 600 for answer in answers):
            raise MailRefusedError(f"The mail server refused the recipient ({answers[0]}).") from error
        raise MailServerAwayError("The mail server does not take the recipient now.") from error
    except smtplib.SMTPAuthenticationError as error:
        # Whoever runs the site mends the password; the e-mail waits for that.
        raise MailServerAwayError("The mail server does not accept our user and password.") from error
    except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
        if 500 <= error.smtp_code < 600:
            raise MailRefusedError(f"The mail server refused the e-mail ({error.smtp_code}).") from error
        raise MailServerAwayError(f"The mail server takes nothing now ({error.smtp_code}).") from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailServerAwayError(f"The mail server cannot be used ({type(error).__name__}).") from error
    except (UnicodeError, ValueError) as error:  # an address that cannot be written
        raise MailRefusedError("The e-mail cannot be put into a form that servers take.") from error
    with job.finishing():
        _forget(job)


@gives_up(SEND_MAIL)
def _given_up(job: RunningJob, code: str, sentence: str) -> None:
    _forget(job)


def _forget(job: RunningJob) -> None:
    Job.objects.filter(pk=job.id).update(payload={})
