"""`albumen up` for real: starts, refuses, restarts, stops, dies whole."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil

from albumen.cli.programs import NICENESS
from integration.sites import ADMIN, ADMIN_PASSWORD, Site, until

MAKE_JOBS = """
from django.db import transaction
from albumen.jobs.enqueue import enqueue
from albumen.photos.kinds import EXPIRE_UPLOADS
with transaction.atomic():
    enqueue(EXPIRE_UPLOADS, "{key}")
"""

STATE_OF = "from albumen.jobs.models import Job; print(Job.objects.get(key='{key}').state)"


def _everything(site: Site) -> list[psutil.Process]:
    assert site.process is not None
    return psutil.Process(site.process.pid).children(recursive=True)


def _wait_until_ready(site: Site) -> None:
    until(lambda: "Albumen is ready" in site.log(), 60, "the site says that it is ready")


def test_it_starts_works_refuses_a_second_one_and_stops_cleanly(site: Site) -> None:
    _wait_until_ready(site)
    assert f"Albumen is ready: {site.url}" in site.log()
    assert set(site.programs()) == {"web", "inference-1", "io-1", "beat"}
    assert site.programs()["inference-1"].nice() == site.programs()["io-1"].nice() + NICENESS
    assert f"go to {site.data / 'mail'}" in site.log(), "who signs up finds the code"
    assert stat.S_IMODE((site.data / "keys" / "secret_key").stat().st_mode) == 0o600
    assert httpx.get(f"{site.url}/api/v1/openapi.json", timeout=30).status_code == 200

    site.run(MAKE_JOBS.format(key="by-the-site"))
    until(lambda: "done" in site.run(STATE_OF.format(key="by-the-site")), 20, "the job is done")

    refused = site.albumen("up")
    assert refused.returncode == 2
    assert re.search(r"Error: Albumen runs already on the data folder .* \(process \d+\)", refused.stderr)
    assert site.process is not None and site.process.poll() is None

    children = _everything(site)
    assert site.stop() == 0
    assert not psutil.wait_procs(children, timeout=5)[1]
    assert site.log().rstrip().endswith("Stopped.")
    assert "Traceback" not in site.log()


def test_a_taken_port_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = Site(tmp_path, ALBUMEN_PORT=str(taken.getsockname()[1])).albumen("up")
    assert refused.returncode == 2
    assert "cannot listen" in refused.stderr
    assert "ALBUMEN_PORT" in refused.stderr


def test_what_is_killed_starts_again_and_its_job_is_not_lost(site: Site) -> None:
    _wait_until_ready(site)
    for name in ("web", "inference-1", "io-1", "beat"):
        victim = site.programs()[name]
        victim.kill()
        until(lambda v=victim, n=name: site.programs().get(n, v).pid != v.pid, 20, f"{name} starts again")
    site.run(MAKE_JOBS.format(key="after"))
    until(lambda: "done" in site.run(STATE_OF.format(key="after")), 30, "the job is done")
    until(site._answers, 20, "the site answers")
    assert site.log().count("was killed by SIGKILL; starts again in") == 4


def test_nothing_outlives_a_killed_supervisor_and_the_next_one_goes_on_until_ctrl_c(site: Site) -> None:
    _wait_until_ready(site)
    assert site.process is not None
    children = _everything(site)
    assert len(children) >= 5, "web has a worker of its own"
    site.process.kill()
    site.process.wait()
    assert not psutil.wait_procs(children, timeout=5)[1], "they died with their supervisor"
    site.start()
    _wait_until_ready(site)
    children = _everything(site)
    site.process.send_signal(signal.SIGINT)
    assert site.process.wait(40) == 0
    assert not psutil.wait_procs(children, timeout=5)[1]


def test_the_first_start_tells_a_password_once(start_site: Callable[..., Site]) -> None:
    site = start_site(fresh=True, ALBUMEN_ADMIN_PASSWORD="", ALBUMEN_ROLES="web")
    told = re.search(r"log in as (\S+) with the password in (.+)", site.log())
    assert told and told.group(1) == ADMIN
    path = Path(told.group(2).strip())
    assert path.stat().st_mode & 0o777 == 0o600
    email, password = path.read_text("utf-8").splitlines()
    assert email == ADMIN and password not in site.log()
    check = (
        "from albumen.accounts.models import User; from allauth.account.models import EmailAddress\n"
        f"u = User.objects.get(email='{ADMIN}')\n"
        f"print(u.check_password('{password}'), u.is_superuser,"
        " EmailAddress.objects.get(user=u).verified, User.objects.count())"
    )
    assert site.run(check).split() == ["True", "True", "True", "1"]
    site.stop()
    site.start()
    assert site.log().count("with the password") == 1
    assert site.run(check).split() == ["True", "True", "True", "1"]


def test_a_password_in_the_settings_is_used_and_not_printed(start_site: Callable[..., Site]) -> None:
    site = start_site(fresh=True, ALBUMEN_ROLES="web")
    assert ADMIN_PASSWORD not in site.log()
    check = f"from albumen.accounts.models import User; print(User.objects.get().check_password('{ADMIN_PASSWORD}'))"
    assert site.run(check).strip() == "True"


def test_a_closed_terminal_stops_it_and_setting_up_again_takes_a_moment(site: Site) -> None:
    assert site.process is not None
    os.kill(site.process.pid, signal.SIGHUP)
    assert site.process.wait(40) == 0
    before = len(site.log())
    began = time.monotonic()
    site.start(wait=0)
    until(lambda: "Models:" in site.log()[before:], 20, "it is set up")
    assert time.monotonic() - began < 10, "the second time there is nothing to do"
    assert "migrations to apply" not in site.log()[before:]
    assert "collected" not in site.log()[before:]


def test_a_setting_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    refused = Site(tmp_path, ALBUMEN_WORKERS="many").albumen("up")
    assert refused.returncode == 2
    assert refused.stderr.strip().splitlines() == [
        "Error: Setting ALBUMEN_WORKERS: 'many' cannot be used "
        "(invalid literal for int() with base 10: 'many'). It takes a whole number."
    ]


def test_a_data_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    refused = Site(tmp_path / "x", ALBUMEN_DATA=str(tmp_path / "file" / "data")).albumen("up")
    assert refused.returncode == 2
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "ALBUMEN_DATA" in refused.stderr


def test_workers_alone_without_a_site(tmp_path: Path) -> None:
    site = Site(tmp_path / "workers", ALBUMEN_ROLES="io", ALBUMEN_IO_WORKERS="2")
    try:
        site.start(wait=0)
        until(lambda: "workers without a site" in site.log(), 60, "they are ready")
        until(lambda: set(site.programs()) == {"io-1", "io-2"}, 10, "two workers run")
    finally:
        site.end()


def test_manage_passes_everything_on(tmp_path: Path) -> None:
    site = Site(tmp_path)
    helped = site.albumen("manage", "migrate", "--help")
    assert helped.returncode == 0
    assert "--fake-initial" in helped.stdout
    unknown = site.albumen("manage", "no-such-command")
    assert unknown.returncode != 0
    assert "Unknown command" in unknown.stderr
