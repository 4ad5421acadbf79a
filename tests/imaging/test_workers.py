"""Workers that crash, hang and eat memory for real: each costs its item and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import hostile_jobs
import psutil
import pytest

from albumen.errors import AlbumenError
from albumen.imaging.errors import WorkerSetupError
from albumen.imaging.workers import _NO_WORDS, SupervisedPool

MEMORY = 800_000_000


@pytest.fixture(scope="module")
def pool() -> Iterator[SupervisedPool[str, object]]:
    with SupervisedPool[str, object](
        hostile_jobs.obedient, processes=2, seconds_per_item=3, memory_limit=MEMORY
    ) as pool:
        yield pool


@pytest.fixture(autouse=True)
def others() -> Iterator[set[int]]:
    """Children that were there before the test: the browser of other tests lives as long as all of them."""
    _OTHERS.clear()
    _OTHERS.update(child.pid for child in psutil.Process().children())
    yield _OTHERS


_OTHERS: set[int] = set()


def _children() -> list[psutil.Process]:
    """Processes that the test has started."""
    mine = [p for p in psutil.Process().children() if p.pid not in _OTHERS]
    return [p for p in mine if "resource_tracker" not in _line(p)]


def _line(process: psutil.Process) -> str:
    """Its command; of one that is ending none can be read."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def _wait_until(true: object, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():  # type: ignore[operator]
            return True
        os.sched_yield()
    return False


def test_every_item_comes_back_once_with_its_result(pool: SupervisedPool[str, object]) -> None:
    items = [f"echo:{n}" for n in range(200)]
    answers = list(pool.run(items))
    assert sorted(item for item, _ in answers) == sorted(items)
    assert all(result == item.removeprefix("echo:") for item, result in answers)


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ("crash:", "worker_died"),
        ("null:", "worker_died"),
        ("exit:7", "worker_died"),
        ("exit:0", "timed_out"),  # an orderly end says nothing; the time limit notices
        ("kill:", "worker_died"),
        ("eat:", "out_of_memory"),
        ("hang:", "timed_out"),
        ("hang_holding_lock:", "timed_out"),
        ("slow_decode:0.2", "timed_out"),
        ("typed:", "picture_damaged"),
        ("untyped:", "worker_failed"),
        ("unpicklable:", "worker_failed"),
    ],
)
def test_what_an_item_does_costs_that_item_only(
    pool: SupervisedPool[str, object], order: str, code: str
) -> None:
    items = [*(f"echo:{n}" for n in range(10)), order, *(f"echo:{n}" for n in range(10, 20))]
    answers = dict(pool.run(items))
    assert len(answers) == len(items)
    error = answers.pop(order)
    assert isinstance(error, AlbumenError)
    assert error.code == code
    assert error.sentence.endswith(".")
    assert error.advice
    assert all(result == item.removeprefix("echo:") for item, result in answers.items())


def test_many_crashes_among_much_work_lose_nothing_and_double_nothing() -> None:
    items = [f"exit:{n}" if n % 25 == 7 else f"echo:{n}" for n in range(150)]
    with SupervisedPool[str, object](hostile_jobs.obedient, processes=2, seconds_per_item=20) as pool:
        answers = list(pool.run(items))
    assert sorted(item for item, _ in answers) == sorted(items)
    for item, result in answers:
        if item.startswith("exit"):
            assert isinstance(result, AlbumenError)
            assert result.code == "worker_died"
        else:
            assert result == item.removeprefix("echo:")


def test_a_deadline_ends_with_its_step(pool: SupervisedPool[str, object]) -> None:
    assert dict(pool.run(["quick_decode:"])) == {"quick_decode:": "done"}


def test_workers_that_end_between_two_runs_harm_neither() -> None:
    with SupervisedPool[str, object](hostile_jobs.obedient, processes=2, seconds_per_item=3) as pool:
        assert dict(pool.run(["echo:1"])) == {"echo:1": "1"}
        before = _children()
        for worker in before:
            worker.kill()
        assert _wait_until(lambda: len(_children()) == 2 and not {*_children()} & {*before})
        time.sleep(_NO_WORDS + 0.3)  # by then it is decided whose fault it was
        assert dict(pool.run(["echo:2", "echo:3"])) == {"echo:2": "2", "echo:3": "3"}


def test_a_pool_that_broke_is_replaced() -> None:
    with SupervisedPool[str, object](hostile_jobs.obedient, processes=2, seconds_per_item=20) as pool:
        assert dict(pool.run(["echo:1"])) == {"echo:1": "1"}
        pool._pool._pool_manager.handle_broken_pool(BrokenProcessPool("as pebble says it"))
        items = [f"echo:{n}" for n in range(20)]
        assert sorted(item for item, _ in pool.run(items)) == sorted(items)


def test_items_are_read_only_as_far_as_needed(pool: SupervisedPool[str, object]) -> None:
    read = 0

    def endless() -> Iterator[str]:
        nonlocal read
        while True:
            read += 1
            yield f"echo:{read}"

    run = pool.run(endless())
    for _ in range(20):
        next(run)
    assert read < 40
    run.close()


def test_leaving_the_loop_early_ends_the_workers() -> None:
    with SupervisedPool[str, object](hostile_jobs.obedient, processes=2, seconds_per_item=60) as pool:
        run = pool.run(["pid:", *["hang:"] * 5])
        assert isinstance(next(run)[1], int)
        workers = _children()
        assert len(workers) >= 2
        run.close()
        assert not any(worker.is_running() for worker in workers)
        assert [result for _, result in pool.run(["echo:again"])] == ["again"]


def test_an_interrupt_ends_the_workers_and_reaches_the_caller() -> None:
    with SupervisedPool[str, object](hostile_jobs.obedient, processes=1, seconds_per_item=60) as pool:
        run = pool.run(["pid:", "hang:"])
        next(run)
        workers = _children()
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        before = signal.signal(signal.SIGALRM, signal.default_int_handler)
        try:
            with pytest.raises(KeyboardInterrupt):
                next(run)
        finally:
            signal.signal(signal.SIGALRM, before)
        assert workers
        assert not any(worker.is_running() for worker in workers)


def test_workers_do_not_hear_an_interrupt(pool: SupervisedPool[str, object]) -> None:
    ((_, worker),) = pool.run(["pid:"])
    assert isinstance(worker, int)
    os.kill(worker, signal.SIGINT)
    answers = [result for _, result in pool.run(["pid:"] * 12)]
    assert not any(isinstance(answer, AlbumenError) for answer in answers)
    assert psutil.pid_exists(worker)


def test_workers_end_when_the_parent_is_killed(tmp_path: Path) -> None:
    script = subprocess.Popen([sys.executable, hostile_jobs.__file__, str(tmp_path)])
    try:
        assert _wait_until(lambda: len(list(tmp_path.iterdir())) == 2)
    finally:
        script.kill()
        script.wait()
    workers = [int(file.name) for file in tmp_path.iterdir()]
    assert _wait_until(lambda: not any(_alive(worker) for worker in workers))


def _alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_setup_that_fails_is_told_as_what_it_is() -> None:
    with (
        SupervisedPool[str, object](hostile_jobs.broken_setup) as pool,
        pytest.raises(WorkerSetupError, match="no model here"),
    ):
        list(pool.run(["echo:1"] * 3))


def test_a_setup_that_crashes_ends_the_run() -> None:
    with (
        SupervisedPool[str, object](hostile_jobs.crashing_setup) as pool,
        pytest.raises(WorkerSetupError),
    ):
        list(pool.run(["echo:1"] * 3))


def test_chatter_of_c_libraries_stays_out_of_the_terminal(
    pool: SupervisedPool[str, object], capfd: pytest.CaptureFixture[str]
) -> None:
    assert [result for _, result in pool.run(["chatter:"])] == ["done"]
    assert capfd.readouterr().err == ""


def test_handing_out_an_item_costs_little(pool: SupervisedPool[str, object]) -> None:
    list(pool.run(["echo:warm"] * 10))
    began = time.perf_counter()
    list(pool.run([f"echo:{n}" for n in range(500)]))
    # Measured 0.3 ms; the bound is for a busy machine.
    assert (time.perf_counter() - began) / 500 < 0.01
