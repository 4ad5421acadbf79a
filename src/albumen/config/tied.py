"""Runs a command that dies when its parent dies, and may be nicer to others: ``tied.py PARENT NICE COMMAND...``.

A process of its own because the request to be killed with one's parent is made after the fork, and Python code
between fork and exec can hang where the parent has threads. Started with ``python -I -S``, it costs a few
milliseconds. Elsewhere than on Linux the kernel offers no such thing, and the command is only run.
"""

import os
import sys

_PR_SET_PDEATHSIG = 1
_SIGKILL = 9


def main(arguments: list[str]) -> None:
    """Tie this process to its parent and become the command."""
    parent, nice, *command = arguments
    tie(int(parent))
    if int(nice):
        os.nice(int(nice))
    os.execv(command[0], command)  # noqa: S606 - the supervisor names the command


def command(niceness: int = 0) -> list[str]:
    """What to put before a command (its program by its whole path) for it to die with this process."""
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), str(niceness)]


def tie(parent: int) -> None:
    """Have the kernel kill this process when ``parent`` (its process id) ends; end where it has ended already.

    Raises:
        SystemExit: the parent has ended already, or the kernel refuses.
    """
    if sys.platform.startswith("linux"):
        import ctypes

        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0):
            sys.exit(f"prctl failed: {os.strerror(ctypes.get_errno())}")
    if os.getppid() != parent:
        sys.exit("the parent has ended")


if __name__ == "__main__":
    main(sys.argv[1:])
