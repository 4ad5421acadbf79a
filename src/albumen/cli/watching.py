"""Progress for a person: a bar with rate and remaining time on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING, Any

import typer

from albumen.folders.progress import Silent, Stage, Watcher

if TYPE_CHECKING:
    from rich.progress import TaskID

PLAIN_SECONDS = 10.0
"""Between two lines of plain progress."""

TITLES: dict[Stage, str] = {
    "scan": "Looking for photos",
    "analyse": "Looking at photos",
    "group": "Grouping faces",
    "place": "Placing photos",
    "page": "Writing the page",
}


@contextmanager
def watching(*, quiet: bool) -> Iterator[Watcher]:
    """A watcher for this terminal (or what stands in its place); everything it shows goes to standard
    error. Ctrl-C meanwhile ends the work, at the next step at the latest."""
    with _interrupts_kept() as interrupted:
        if quiet:
            yield _Interruptible(Silent(), interrupted)
        elif sys.stderr.isatty():
            with _Bar() as bar:
                yield _Interruptible(bar, interrupted)
        else:
            yield _Interruptible(PlainLines(), interrupted)


@contextmanager
def _interrupts_kept() -> Iterator[Event]:
    """Note Ctrl-C as well as raising it: an exception that comes while a library's C code calls back is lost there."""
    interrupted = Event()
    before = signal.getsignal(signal.SIGINT)
    ignored = before in (None, signal.SIG_IGN)  # as under nohup, or another program's own
    if ignored or threading.current_thread() is not threading.main_thread():
        yield interrupted
        return

    def interrupt(*_: object) -> None:
        interrupted.set()
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)


class _Interruptible:
    """Watches as another, and ends the work where Ctrl-C was lost."""

    def __init__(self, watcher: Watcher, interrupted: Event) -> None:
        self._watcher = watcher
        self._interrupted = interrupted

    def stage(self, stage: Stage, total: int | None) -> None:
        self._look()
        self._watcher.stage(stage, total)

    def step(self, done: int) -> None:
        self._look()
        self._watcher.step(done)

    def say(self, line: str) -> None:
        self._watcher.say(line)

    def _look(self) -> None:
        if self._interrupted.is_set():
            raise KeyboardInterrupt


class PlainLines:
    """A line when a stage begins, and every ten seconds while it lasts."""

    def __init__(self) -> None:
        self._stage: Stage = "scan"
        self._total: int | None = None
        self._began = self._last = time.monotonic()

    def stage(self, stage: Stage, total: int | None) -> None:
        self._stage, self._total = stage, total
        self._began = self._last = time.monotonic()
        if total:
            self.say(f"{TITLES[stage]}: {total:,}")

    def step(self, done: int) -> None:
        now = time.monotonic()
        if now - self._last < PLAIN_SECONDS:
            return
        self._last = now
        rate = done / (now - self._began)
        line = f"{TITLES[self._stage]}: {done:,}"
        if self._total:
            left = (self._total - done) / rate if rate else 0.0
            line += f" of {self._total:,}, {rate:.1f} photos/s, about {_duration(left)} left"
        self.say(line)

    def say(self, line: str) -> None:
        typer.echo(line, err=True)


class _Bar:
    """A live bar by Rich."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            ProgressColumn,
            SpinnerColumn,
            Task,
            TextColumn,
            TimeRemainingColumn,
        )
        from rich.text import Text

        class Rate(ProgressColumn):
            def render(self, task: Task) -> Text:
                speed = task.finished_speed or task.speed
                return Text("" if speed is None or not task.total else f"{speed:.1f} photos/s")

        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            Rate(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> _Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._progress.stop()

    def stage(self, stage: Stage, total: int | None) -> None:
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._task = self._progress.add_task(TITLES[stage], total=total)

    def step(self, done: int) -> None:
        if self._task is not None:
            self._progress.update(self._task, completed=done)

    def say(self, line: str) -> None:
        self._progress.console.print(line, highlight=False, markup=False)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
