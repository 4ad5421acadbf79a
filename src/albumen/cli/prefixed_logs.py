"""What several processes write, on one terminal: whole lines, each with the name of its process before it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading

_LAST_LINES_SECONDS = 2.0
_COLOURS = (36, 32, 33, 35, 34, 96, 92, 93, 95, 94)


class PrefixedLogs:
    """``web         | the line``, in colours on a terminal (unless NO_COLOR is set)."""

    def __init__(self, names: list[str]) -> None:
        self._width = max([len(name) for name in [*names, "albumen"]])
        coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        self._colours = {
            name: _COLOURS[index % len(_COLOURS)] if coloured else 0 for index, name in enumerate(names)
        }
        self._bold = coloured
        self._lock = threading.Lock()
        self._threads: dict[str, threading.Thread] = {}

    def follow(self, name: str, process: subprocess.Popen[bytes]) -> None:
        """Write the lines of a process until it, and whatever holds its output, has ended."""
        thread = threading.Thread(target=self._copy, args=(name, process), name=f"log-{name}", daemon=True)
        thread.start()
        self._threads[name] = thread

    def wait_for(self, name: str) -> None:
        """Wait until the last lines of a process that ended are written; what is said of its end follows them."""
        self._threads[name].join(timeout=_LAST_LINES_SECONDS)

    def say(self, line: str) -> None:
        """A line of our own."""
        self._write("albumen", f"\033[1m{line}\033[0m" if self._bold else line)

    def close(self) -> None:
        """Wait for the last lines."""
        for name in self._threads:
            self.wait_for(name)

    def _copy(self, name: str, process: subprocess.Popen[bytes]) -> None:
        output = process.stdout
        assert output is not None  # noqa: S101 - for mypy
        with output, contextlib.suppress(ValueError):
            for line in output:
                text = line.decode("utf-8", "replace").rstrip()
                if text:
                    self._write(name, text)

    def _write(self, name: str, line: str) -> None:
        colour = self._colours.get(name, 0)
        prefix = f"{name:<{self._width}} |"
        if colour:
            prefix = f"\033[{colour}m{prefix}\033[0m"
        with self._lock, contextlib.suppress(OSError, ValueError):  # nobody reads any more: go on working
            sys.stdout.write(f"{prefix} {line}\n".encode("utf-8", "backslashreplace").decode("utf-8"))
            sys.stdout.flush()
