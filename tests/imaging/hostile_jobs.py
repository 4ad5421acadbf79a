"""Work for test_workers.py: named by module, because spawned workers import it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from albumen.imaging.deadline import Deadline
from albumen.imaging.decode import open_picture
from albumen.imaging.errors import DamagedPictureError
from albumen.imaging.limits import Limits


def obedient() -> Callable[[str], object]:
    return _obey


def _obey(order: str) -> object:
    verb, _, argument = order.partition(":")
    match verb:
        case "echo":
            return argument
        case "pid":
            return os.getpid()
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "null":
            ctypes.string_at(0)
        case "exit":
            os._exit(int(argument))
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            while True:
                time.sleep(60)
        case "hang_holding_lock":  # C code that never gives Python's lock back
            ctypes.PyDLL(None).pause()
        case "slow_decode":
            with Deadline(float(argument)):
                ctypes.PyDLL(None).pause()
        case "quick_decode":
            watch = Deadline(0.2)
            for _ in range(3):
                with watch:
                    pass
            time.sleep(0.3)  # longer than the deadline, but not within it
            return "done"
        case "eat":
            hoard = []
            while (
                True
            ):  # not written to: a busy machine may need seconds to find a gigabyte, and time is limited, too
                hoard.append(np.empty(50_000_000, np.uint8))
        case "typed":
            raise DamagedPictureError("Nothing to be seen.")
        case "untyped":
            raise KeyError(argument)
        case "unpicklable":
            return lambda: None
        case "chatter":
            os.write(2, b"a C library complains\n")
            return "done"
        case "say_pid":
            Path(argument, str(os.getpid())).touch()
            while True:
                time.sleep(60)
    raise AssertionError(order)


def broken_setup() -> Callable[[str], object]:
    raise ValueError("no model here")


def crashing_setup() -> Callable[[str], object]:
    os._exit(3)


def picture_reader(limits: Limits, longest_side: int) -> Callable[[Path], dict[str, object]]:
    return partial(_read, limits, longest_side)


def _read(limits: Limits, longest_side: int, path: Path) -> dict[str, object]:
    import resource

    began = time.perf_counter()
    picture = open_picture(path, limits)
    pixels = picture.at(longest_side)
    return {
        "size": picture.size,
        "shape": pixels.shape,
        "dtype": str(pixels.dtype),
        "contiguous": pixels.flags.c_contiguous,
        "metadata": picture.metadata,
        "seconds": time.perf_counter() - began,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        * (1 if sys.platform == "darwin" else 1024),
    }


def stuck_parent(folder: str) -> None:
    """Run as a script by a test that then kills it: a pool whose workers are all in the middle of something."""
    from albumen.imaging.workers import SupervisedPool

    with SupervisedPool[str, object](obedient, processes=2, seconds_per_item=300) as pool:
        for _ in pool.run([f"say_pid:{folder}"] * 2):
            pass


if __name__ == "__main__":
    stuck_parent(sys.argv[1])
