"""Ctrl-C ends long work, whatever it is in the midst of."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Iterator

import pytest

from albumen.cli.watching import watching


@pytest.fixture
def in_a_terminal() -> Iterator[None]:
    """Tests started in the background of a script inherit that Ctrl-C is not for them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("in_a_terminal")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_interrupt_that_a_callback_swallows_ends_the_next_step() -> None:
    @ctypes.CFUNCTYPE(None)
    def called_back() -> None:
        os.kill(os.getpid(), signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), watching(quiet=True) as watcher:
        watcher.stage("analyse", 2)
        watcher.step(1)
        called_back()  # what is raised inside does not come out
        watcher.step(2)
        pytest.fail("the work went on")
    assert signal.getsignal(signal.SIGINT) is before


def test_who_ignores_interrupts_goes_on_ignoring_them() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with watching(quiet=True) as watcher:
            os.kill(os.getpid(), signal.SIGINT)
            watcher.step(1)
    finally:
        signal.signal(signal.SIGINT, before)
