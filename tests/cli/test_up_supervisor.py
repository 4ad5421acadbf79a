"""The supervisor alone, with small programs: back-off, names before lines, process groups, an end for all."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from albumen.cli.main import run
from albumen.cli.supervisor import LONGEST_DELAY, delay_before
from albumen.config.instance import AlreadyRunningError, InstanceLock, instance_name

SUPERVISE = """
import sys
from albumen.cli.supervisor import Program, Supervisor
programs = [Program(name, (sys.executable, "-u", "-c", code)) for name, code in zip(sys.argv[2::2], sys.argv[3::2])]
Supervisor(programs, grace=float(sys.argv[1])).run()
"""
SLEEP = "import time\nprint('up', flush=True)\ntime.sleep(600)"
STUBBORN = "import signal, time\nsignal.signal(signal.SIGTERM, lambda *_: None)\n" + SLEEP.partition("\n")[2]
POLITE = (
    "import signal, sys, time\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(print('bye')))\n" + SLEEP
)
WITH_CHILD = (
    "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    + SLEEP
)


@contextmanager
def _supervised(*programs: str, grace: float = 10) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, str(grace), *programs], stdout=subprocess.PIPE, text=True
    )
    try:
        with process:
            yield process
            process.kill()
    finally:
        process.kill()


def _lines_until(process: subprocess.Popen[str], pattern: str) -> list[str]:
    assert process.stdout
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if re.search(pattern, line):
            return lines
    raise AssertionError(f"{pattern} never came: {lines}")


def _family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def test_delays_double_up_to_a_limit() -> None:
    assert [delay_before(n) for n in (1, 2, 3, 4)] == [0.2, 0.4, 0.8, 1.6]
    assert delay_before(20) == delay_before(10**6) == LONGEST_DELAY


def test_lines_have_names_and_a_program_that_ends_starts_again_later_each_time() -> None:
    with _supervised("short", "print('here'); raise SystemExit(3)", "longer-name", SLEEP) as process:
        lines = _lines_until(process, r"starts again in 0\.8 s")
    assert "longer-name | up" in lines
    assert lines.count("short       | here") == 3
    assert [line for line in lines if "ended with status 3" in line][:2] == [
        "albumen     | short ended with status 3; starts again in 0.2 s.",
        "albumen     | short ended with status 3; starts again in 0.4 s.",
    ]


def test_asked_to_end_it_lets_programs_end_and_says_nothing_more() -> None:
    with _supervised("polite", POLITE) as process:
        _lines_until(process, "up")
        process.send_signal(signal.SIGTERM)
        assert process.stdout
        assert "bye" in process.stdout.read()
        assert process.wait(10) == 0


@pytest.mark.parametrize("impatient", [False, True])
def test_who_does_not_end_in_time_is_killed(impatient: bool) -> None:
    with _supervised("stubborn", STUBBORN + "\n", "polite", SLEEP, grace=60 if impatient else 0.5) as process:
        _lines_until(process, "polite *| up")
        time.sleep(0.5)  # for the stubborn one to have its handler, which it cannot tell
        family = _family(process)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        if impatient:
            time.sleep(0.3)
            process.send_signal(signal.SIGINT)
        _lines_until(process, "stubborn: not ended in time, killed")
        assert process.wait(10) == 0
        assert time.monotonic() - began < 20
    assert not psutil.wait_procs(family, timeout=5)[1]


def test_what_a_killed_program_started_is_ended_before_it_starts_again() -> None:
    with _supervised("parent", WITH_CHILD) as process:
        _lines_until(process, "up")
        before = _family(process)
        assert len(before) == 2
        before[0].kill()
        _lines_until(process, "up")
        assert not psutil.wait_procs(before, timeout=5)[1]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel offers this on Linux only")
def test_programs_die_with_a_killed_supervisor() -> None:
    with _supervised("one", SLEEP, "two", STUBBORN) as process:
        _lines_until(process, "one *| up")
        family = _family(process)
        process.kill()
        assert not psutil.wait_procs(family, timeout=5)[1]


def test_the_lock_is_held_until_its_last_holder_ends(tmp_path: Path) -> None:
    lock = InstanceLock(tmp_path / "data")
    lock.acquire()
    with subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(lock.handle,)
    ) as child:
        lock.release()
        with pytest.raises(AlreadyRunningError, match=str(os.getpid())):
            InstanceLock(tmp_path / "data").acquire()
        child.communicate(b"\n")
    InstanceLock(tmp_path / "data").acquire(seconds=2)


def test_the_name_of_a_site_stays(tmp_path: Path) -> None:
    assert instance_name(tmp_path) == instance_name(tmp_path)


@pytest.mark.parametrize("command", ["up", "backup", "restore"])
def test_commands_of_the_site_explain_themselves(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--help"]) == 0
    assert "Usage" in capsys.readouterr().out
