"""Setting up is done in a child, which ends with the process that asked for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

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
    end = time.monotonic() + 30
    while any(_lives(process) for process in (child.pid, helper)):
        assert time.monotonic() < end, "somebody lives on"


def _lives(process: int) -> bool:
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
