"""E-mails survive everything between the decision to send them and the server that takes them."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMultiAlternatives, send_mail
from django.db import transaction

from albumen.jobs import clock
from albumen.jobs.claims import claim
from albumen.jobs.models import Job, Queue, State
from albumen.jobs.worker import run_waiting

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


class Mailbox:
    """Keeps what comes; answers recipients and contents as told."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.to_recipient = "250 OK"
        self.to_content = "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.to_content.startswith("250"):
            self.messages.append(envelope)
        return self.to_content


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def start_server(settings: Any, mailbox: Mailbox) -> Iterator[Callable[[], None]]:
    """Point the site at a mail server that is not there until the function given is called."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings.ALBUMEN_MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    controllers: list[Controller] = []

    def start() -> None:
        controller = Controller(mailbox, hostname="127.0.0.1", port=port)
        controller.start()
        controllers.append(controller)

    yield start
    for controller in controllers:
        controller.stop()


def _send() -> None:
    send_mail("Your code", "It is ABCD-EFGH.", "Albumen <albumen@example.org>", ["bo@example.org"])


def _try_again() -> int:
    Job.objects.filter(state=State.WAITING).update(run_after=clock.now())
    return run_waiting(Queue.IO)


def test_a_mail_arrives_and_its_content_is_forgotten(
    start_server: Callable[[], None], mailbox: Mailbox
) -> None:
    start_server()
    _send()
    assert run_waiting(Queue.IO) == 1
    [envelope] = mailbox.messages
    assert envelope.rcpt_tos == ["bo@example.org"]
    assert b"ABCD-EFGH" in envelope.content
    job = Job.objects.get()
    assert (job.state, job.payload) == (State.DONE, {})


def test_what_waits_cannot_be_read_in_the_list_of_jobs() -> None:
    _send()
    payload = str(Job.objects.get().payload)
    for secret in ("ABCD", "bo@example.org", "code"):
        assert secret not in payload


def test_a_mail_waits_for_a_server_that_is_down(start_server: Callable[[], None], mailbox: Mailbox) -> None:
    _send()
    for attempt in (1, 2, 3):
        assert _try_again() == 1
        job = Job.objects.get()
        assert (job.state, job.attempts, job.error_code) == (State.WAITING, attempt, "mail_server_away")
        assert job.run_after > clock.now()
    start_server()
    _try_again()
    assert len(mailbox.messages) == 1
    assert Job.objects.get().state == State.DONE


@pytest.mark.parametrize("answer", ["451 later", "421 busy", "452 full"])
def test_a_server_that_puts_us_off_is_asked_again(
    start_server: Callable[[], None], mailbox: Mailbox, answer: str
) -> None:
    start_server()
    mailbox.to_recipient = answer
    _send()
    _try_again()
    assert Job.objects.get().state == State.WAITING
    mailbox.to_recipient, mailbox.to_content = "250 OK", "451 not now"
    _try_again()
    assert Job.objects.get().state == State.WAITING
    mailbox.to_content = "250 OK"
    _try_again()
    assert Job.objects.get().state == State.DONE
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize(
    ("recipient", "content"), [("550 no such user", "250 OK"), ("250 OK", "554 we think this is spam")]
)
def test_a_refused_mail_fails_once_and_says_so(
    start_server: Callable[[], None], mailbox: Mailbox, recipient: str, content: str
) -> None:
    start_server()
    mailbox.to_recipient, mailbox.to_content = recipient, content
    _send()
    run_waiting(Queue.IO)
    job = Job.objects.get()
    assert (job.state, job.attempts, job.error_code) == (State.FAILED, 1, "mail_refused")
    assert job.payload == {} and "bo@example.org" not in job.error


def test_an_address_no_server_takes_fails_and_harms_nobody(
    start_server: Callable[[], None], mailbox: Mailbox
) -> None:
    start_server()
    send_mail("One", "1", None, ["bo@exa mple.org\x00"])
    _send()
    run_waiting(Queue.IO)
    assert sorted(Job.objects.values_list("state", flat=True)) == [State.DONE, State.FAILED]
    assert len(mailbox.messages) == 1


def test_a_mail_of_a_transaction_that_fails_is_never_sent() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        _send()
        raise RuntimeError
    assert not Job.objects.exists()


def test_a_worker_that_dies_after_sending_sends_the_same_mail_again(
    start_server: Callable[[], None], mailbox: Mailbox
) -> None:
    from albumen.accounts.handlers.mail import send_mail as handle
    from albumen.jobs.errors import ClaimLostError
    from albumen.jobs.running import RunningJob
    from albumen.jobs.sweep import rearm_of

    start_server()
    _send()
    job = claim(Queue.IO, "slow")
    assert job is not None
    rearm_of("slow")
    with pytest.raises(ClaimLostError):
        handle(RunningJob(job))
    assert Job.objects.get().payload  # still there for whoever has it now
    _try_again()
    first, second = (_parsed(envelope) for envelope in mailbox.messages)
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]


def test_everything_of_a_mail_travels(start_server: Callable[[], None], mailbox: Mailbox) -> None:
    start_server()
    message = EmailMultiAlternatives(
        "Grüße 👋",
        "text",
        "a@example.org",
        ["bo@example.org"],
        bcc=["cy@example.org"],
        reply_to=["ana@example.org"],
        headers={"X-Why": "test"},
    )
    message.attach_alternative("<b>html</b>", "text/html")
    message.attach("list.csv", "a,b", "text/csv")
    message.attach("dot.bin", b"\x00\xff", "application/octet-stream")
    message.send()
    run_waiting(Queue.IO)
    [envelope] = mailbox.messages
    assert sorted(envelope.rcpt_tos) == ["bo@example.org", "cy@example.org"]
    parsed = _parsed(envelope)
    assert parsed["Reply-To"] == "ana@example.org" and parsed["X-Why"] == "test" and parsed["Bcc"] is None
    parts = {part.get_content_type(): part.get_payload(decode=True) for part in parsed.walk()}
    assert parts["text/html"] == b"<b>html</b>" and parts["text/csv"] == b"a,b"
    assert parts["application/octet-stream"] == b"\x00\xff"


def test_a_mail_sealed_with_another_key_fails_with_the_reason(settings: Any) -> None:
    _send()
    settings.SECRET_KEY = "quite another key " * 4
    run_waiting(Queue.IO)
    assert Job.objects.get().error_code == "seal_broken"


def _parsed(envelope: Any) -> Message:
    import email

    return email.message_from_bytes(envelope.content)
