"""Children end with the process that started them, also with one that has ended before they could be tied to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

_STORY = """
import subprocess, sys, time
from albumen.cli.up import _in_a_child
from albumen.config import tied

def work():
    helper = subprocess.Popen([*tied.command(), sys.executable, "-c", "import time; time.sleep(120)"])
    print(helper.pid, flush=True)
    time.sleep(120)

_in_a_child(work)
"""

# Granian forks, or spawns, its workers: here a worker is only as far as the import when Granian is gone already.
_GRANIAN = """
import multiprocessing, os, sys, time

def worker(granian):
    print(os.getpid(), flush=True)
    while os.getppid() == granian:
        time.sleep(0.01)
    import albumen.config.asgi
    time.sleep(120)

if __name__ == "__main__":
    multiprocessing.get_context(sys.argv[1]).Process(target=worker, args=(os.getpid(),)).start()
    time.sleep(120)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux offers it")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_who_is_ended_while_setting_up_leaves_nobody_behind(how: signal.Signals) -> None:
    parent = subprocess.Popen([sys.executable, "-c", _STORY], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        helper = int(parent.stdout.readline())
    (child,) = psutil.Process(parent.pid).children()
    assert psutil.pid_exists(helper)
    os.kill(parent.pid, how)
    parent.wait(30)
    _gone_soon(child.pid, helper)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux offers it")
@pytest.mark.parametrize("how", ["fork", "spawn"])
def test_a_web_process_that_comes_up_after_its_parent_ended_ends(how: str, tmp_path: Path) -> None:
    program = tmp_path / "granian.py"
    program.write_text(_GRANIAN)
    environment = {**os.environ, "ALBUMEN_SUPERVISED": "1", "ALBUMEN_DATA": str(tmp_path / "data")}
    parent = subprocess.Popen(
        [sys.executable, program, how], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert parent.stdout is not None
    with parent.stdout:
        child = int(parent.stdout.readline())
    parent.kill()
    parent.wait(30)
    _gone_soon(child)


def _gone_soon(*processes: int) -> None:
    end = time.monotonic() + 30
    while any(_lives(process) for process in processes):
        assert time.monotonic() < end, "somebody lives on"
        time.sleep(0.05)


def _lives(process: int) -> bool:
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
