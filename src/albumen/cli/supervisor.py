"""Keeps a set of processes running: prefixed logs, restart with back-off, a clean end, no orphans."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from albumen.cli.prefixed_logs import PrefixedLogs
from albumen.config import tied

FIRST_DELAY = 0.2
LONGEST_DELAY = 30.0
STEADY_SECONDS = 20.0
"""A process that lived so long starts again after the first delay, not after a longer one."""
_TICK = 0.5


def delay_before(deaths: int) -> float:
    """Seconds to wait after the n-th death in a row (from 1): doubling, at most :data:`LONGEST_DELAY`."""
    return float(min(FIRST_DELAY * 2.0 ** min(deaths - 1, 30), LONGEST_DELAY))


@dataclass(frozen=True, slots=True)
class Program:
    """A process that is to run.

    Attributes:
        name: stands before each line it writes.
        command: absolute path of the executable, and its arguments.
        environment: what it sees besides ours.
        niceness: added to ours; larger lets others go first.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    niceness: int = 0


@dataclass(slots=True)
class _Slot:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    deaths: int = 0
    start_at: float = 0.0


class Supervisor:
    """Runs programs until it is told to end by SIGINT, SIGTERM or SIGHUP.

    Every program leads a process group of its own, so that a Ctrl-C in the terminal reaches only us, and so that what
    it leaves behind can be ended with it. All of them die when this process does, even by SIGKILL.

    Args:
        programs: what to run.
        grace: seconds between the request to end and the kill.
        inherited: open files that the programs hold as long as they live (the lock of the data folder).
        on_tick: called about twice a second while all goes on.
    """

    def __init__(
        self,
        programs: list[Program],
        *,
        grace: float,
        inherited: tuple[int, ...] = (),
        on_tick: Callable[[], None] | None = None,
    ) -> None:
        self._slots = [_Slot(program) for program in programs]
        self._grace = grace
        self._inherited = inherited
        self._on_tick = on_tick
        self._logs = PrefixedLogs([program.name for program in programs])
        self._stopping = 0

    def say(self, line: str) -> None:
        """A line of the supervisor itself, among the others."""
        self._logs.say(line)

    def run(self) -> None:
        """Start everything, keep it running, and come back when all of it has ended."""
        with self._signals() as wake_up:
            try:
                while not self._stopping:
                    self._restart_dead()
                    if self._on_tick is not None:
                        self._on_tick()
                    self._wait(wake_up, self._next_start())
            finally:
                self._stop_all(wake_up)
                self._logs.close()

    def _restart_dead(self) -> None:
        now = time.monotonic()
        for slot in self._slots:
            if slot.process is None:
                if now >= slot.start_at:
                    self._start(slot)
            elif _ended(slot.process):
                self._bury(slot)

    def _start(self, slot: _Slot) -> None:
        program = slot.program
        wrapper = tied.command(program.niceness)
        slot.began = time.monotonic()
        slot.process = subprocess.Popen(  # noqa: S603 - our own programs
            [*wrapper, *program.command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **program.environment},
            start_new_session=True,
            pass_fds=self._inherited,
        )
        self._logs.follow(program.name, slot.process)

    def _bury(self, slot: _Slot) -> None:
        process = slot.process
        assert process is not None  # noqa: S101 - for mypy
        _end_group(process)
        process.wait()
        self._logs.wait_for(slot.program.name)
        lived = time.monotonic() - slot.began
        slot.deaths = 1 if lived >= STEADY_SECONDS else slot.deaths + 1
        wait = delay_before(slot.deaths)
        slot.process = None
        slot.start_at = time.monotonic() + wait
        self.say(f"{slot.program.name} {_how(process.returncode)}; starts again in {wait:.1f} s.")

    def _next_start(self) -> float:
        """Seconds until there is something to do, at most a tick."""
        now = time.monotonic()
        waits = [slot.start_at - now for slot in self._slots if slot.process is None]
        return max(0.0, min([_TICK, *waits]))

    def _stop_all(self, wake_up: int) -> None:
        """Ask, wait, kill; a second signal kills at once."""
        asked = self._stopping
        living = [slot.process for slot in self._slots if slot.process is not None]
        for process in living:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        until = time.monotonic() + self._grace
        while not all(_ended(process) for process in living):
            if time.monotonic() >= until or self._stopping > max(asked, 1):
                names = [s.program.name for s in self._slots if s.process and not _ended(s.process)]
                self.say(f"{', '.join(names)}: not ended in time, killed. Their jobs are done again later.")
                break
            self._wait(wake_up, 0.1)
        for process in living:
            _end_group(process)
            process.wait()

    @staticmethod
    def _wait(wake_up: int, seconds: float) -> None:
        """Sleep until a signal comes (a child ended, somebody wants us to stop), at most so long."""
        if select.select([wake_up], [], [], seconds)[0]:
            with contextlib.suppress(BlockingIOError):
                os.read(wake_up, 1024)

    @contextlib.contextmanager
    def _signals(self) -> Iterator[int]:
        """Signals become bytes in a pipe; yields its reading end."""
        reading, writing = os.pipe()
        for end in (reading, writing):
            os.set_blocking(end, False)

        def stop(*_: object) -> None:
            self._stopping += 1

        wanted = {signal.SIGINT: stop, signal.SIGTERM: stop, signal.SIGHUP: stop}
        before = {number: signal.signal(number, handler) for number, handler in wanted.items()}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        old = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        try:
            yield reading
        finally:
            signal.set_wakeup_fd(old)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(reading)
            os.close(writing)


def _ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether it has ended; its number stays taken until it is waited for, so that its group can still be named."""
    if process.returncode is not None:
        return True
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a program's process group: what it started must not outlive it."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


def _how(status: int) -> str:
    if status < 0:
        return f"was killed by {signal.Signals(-status).name}"
    return f"ended with status {status}"
