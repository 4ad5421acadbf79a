"""Sort an event and be killed at the n-th touch of the file system: run_until_killed.py FOLDER N MODE."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from photo_event import Event

WATCHED = {"os.link", "os.rename", "os.remove", "os.mkdir", "os.symlink", "open"}


def main() -> None:
    event, moment, touches = Event(Path(sys.argv[1])), int(sys.argv[2]), 0

    def watch(name: str, arguments: tuple[object, ...]) -> None:
        nonlocal touches
        if name not in WATCHED or str(event.photos.parent) not in str(arguments):
            return
        touches += 1
        if touches >= moment:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    event.sort(mode=sys.argv[3])


main()
