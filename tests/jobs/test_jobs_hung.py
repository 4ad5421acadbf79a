"""A job that hangs costs its worker, not the job: in processes of their own, as they end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from albumen.jobs.worker import HUNG

WORK = """
import sys, time, django
django.setup()
from albumen.jobs import worker
from albumen.jobs.enqueue import enqueue
from albumen.jobs.models import Job, Queue
from albumen.jobs.registry import handles, kind

HANGS = kind("test.hangs", Queue.IO, longest=float(sys.argv[2]))

def in_python(job):
    time.sleep(600)

def holding_the_lock(job):
    import ctypes
    ctypes.PyDLL(None).sleep(600)

handles(HANGS)({"in_python": in_python, "holding_the_lock": holding_the_lock}.get(sys.argv[1], lambda job: None))
if sys.argv[1] != "later":
    from migrated import migrate
    migrate()
    enqueue(HANGS, "k")
else:
    from albumen.jobs.sweep import rearm_of
    rearm_of("w")
worker.run_waiting(Queue.IO)
job = Job.objects.get(kind=HANGS.name)
print(job.state, job.attempts)
"""


def _work(data: Path, how: str, longest: float) -> subprocess.CompletedProcess[str]:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "ALBUMEN_DATA": str(data),
        "ALBUMEN_WORKER": "w",
        "ALBUMEN_LEASE_SECONDS": "3",
        "DJANGO_SETTINGS_MODULE": "albumen.config.settings",
        "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
    }
    return subprocess.run(
        [sys.executable, "-c", WORK, how, str(longest)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(("how", "status"), [("in_python", HUNG), ("holding_the_lock", 1)])
def test_a_hung_worker_ends_itself_and_its_job_is_done_by_the_next(
    how: str, status: int, tmp_path: Path
) -> None:
    began = time.monotonic()
    hung = _work(tmp_path, how, 1.0)
    assert hung.returncode == status, hung.stderr
    assert time.monotonic() - began < 50
    assert how in hung.stderr, "where it hung is in the log"
    if status == HUNG:
        assert "test.hangs k hangs: not done within 1 s" in hung.stderr
    after = _work(tmp_path, "later", 30.0)
    assert after.stdout.split() == ["done", "2"], after.stderr
