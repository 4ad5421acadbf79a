"""Worker processes in which one bad file costs one file.

Decoders are large C libraries fed with strangers' files: they crash, hang and eat memory. So the work on a
file runs in a spawned process with a memory limit and a time limit. A process that dies or hangs costs the
item it held, which comes back as a typed error; another process takes its place and the run goes on. Built
on pebble's ``ProcessPool``, which knows which process holds which item.

The module that calls :meth:`SupervisedPool.run` must be importable without side effects
(``if __name__ == "__main__":``), as always with spawned processes.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process
from typing import Any, Final, Generic, Self, TypeVar

from albumen.errors import AlbumenError
from albumen.imaging import deadline
from albumen.imaging.errors import (
    DecodeTimeoutError,
    OutOfMemoryError,
    WorkerDiedError,
    WorkerFailedError,
    WorkerSetupError,
)

Item = TypeVar("Item")
Result = TypeVar("Result")

_MOST_TRIES: Final = 3
"""How often an item is given out again whose worker was lost for reasons that were perhaps not its own."""
_DEATHS_TO_BLAME: Final = 2
"""How many workers must have died over an item before it is the one that killed them."""
_LAST_WORDS: Final = 0.3
"""Seconds after a worker's death in which what it said last is read."""
_NO_WORDS: Final = 2.0
"""Seconds after which a dead worker that holds no item is taken to have held none."""
_MOST_BREAKS: Final = 3
"""How often the whole pool may break with no result in between before the run gives up."""
_GRACE_SECONDS: Final = 15.0
"""Silence beyond an item's time after which what is in flight is lost; covers starting a worker, too."""
_ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VIPS_CONCURRENCY")


@dataclass(slots=True, eq=False)
class _Ticket(Generic[Item]):
    item: Item
    tries: int = 1


class SupervisedPool(Generic[Item, Result]):
    """Processes that turn items into results and survive what items do to them.

    Args:
        initialise: called once in each worker, returns the function that is then called with each item. Must
            be picklable (a module's function, or a ``functools.partial`` of one). Heavy imports and models
            belong here.
        processes: workers, 1 or more.
        seconds_per_item: longest time for one item, all stages together. The time for decoding alone is
            ``Limits.decode_seconds`` and is watched by the kernel (see ``imaging.deadline``).
        memory_limit: bytes of data (heap and private mappings, ``RLIMIT_DATA``) one worker may hold;
            ``None`` for no limit. Code and reserved address space don't count, so large libraries are no
            trouble.
        quiet: drop what C libraries print to the workers' standard error.
    """

    def __init__(
        self,
        initialise: Callable[[], Callable[[Item], Result]],
        *,
        processes: int = 1,
        seconds_per_item: float = 60.0,
        memory_limit: int | None = None,
        quiet: bool = True,
    ) -> None:
        if processes < 1:
            raise ValueError(f"processes must be at least 1, got {processes}")
        self._processes = processes
        self._seconds = seconds_per_item
        # Unpickled in the worker only after its limits are set: it may import large libraries.
        self._arguments = (pickle.dumps(initialise), memory_limit, quiet)
        self._pool: Any = None

    def run(self, items: Iterable[Item]) -> Iterator[tuple[Item, Result | AlbumenError]]:
        """Each item with its result or its error, as they complete; every item comes back exactly once.

        ``items`` is read only as far as workers need it. Leaving the loop early, or an exception in it
        (Ctrl-C), ends the workers.

        Raises:
            WorkerSetupError: ``initialise`` failed, so that no item can be worked on.
        """
        source = iter(items)
        done: queue.SimpleQueue[Future[Any]] = queue.SimpleQueue()
        flying: dict[Future[Any], _Ticket[Item]] = {}
        again: list[_Ticket[Item]] = []
        breaks = 0
        try:
            while True:
                while len(flying) < 2 * self._processes + 2:
                    ticket = again.pop() if again else next((_Ticket(item) for item in source), None)
                    if ticket is None:
                        break
                    future = self._schedule(ticket.item)
                    flying[future] = ticket
                    future.add_done_callback(done.put)
                if not flying:
                    return
                try:
                    future = done.get(timeout=self._seconds + _GRACE_SECONDS)
                except queue.Empty:
                    # The pool lost track of what is in flight (a worker ended between two of its messages).
                    lost = list(flying.values())
                    flying.clear()
                    done = queue.SimpleQueue()
                    breaks = self._break(breaks)
                else:
                    finished = flying.pop(future, None)
                    if finished is None:
                        continue
                    outcome = self._outcome(future)
                    if isinstance(outcome, WorkerDiedError) and finished.tries < _DEATHS_TO_BLAME:
                        # The dead worker's last result may still be on its way: then this item is blamed for
                        # the next one's crash. Dying again with it settles who it was.
                        again.append(_Ticket(finished.item, finished.tries + 1))
                        continue
                    if outcome is not _LOST:
                        breaks = 0
                        yield finished.item, outcome
                        continue
                    lost = [finished, *flying.values()]
                    flying.clear()
                    done = queue.SimpleQueue()
                    breaks = self._break(breaks)
                for ticket in lost:
                    if ticket.tries >= _MOST_TRIES:
                        yield ticket.item, WorkerDiedError("The process that worked on the file ended.")
                    else:
                        again.append(_Ticket(ticket.item, ticket.tries + 1))
        finally:
            if flying:
                self.close()

    def close(self) -> None:
        """End the workers now; :meth:`run` may be called again and starts new ones."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()
            pool.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _schedule(self, item: Item) -> Future[Any]:
        try:
            return self._given_out(item)
        except RuntimeError:
            # Broken since: what was in flight comes back as lost, and what is new goes to a new one.
            self.close()
            return self._given_out(item)

    def _given_out(self, item: Item) -> Future[Any]:
        if self._pool is None:
            self._pool = self._start()
        with _interrupts_held():  # the first call starts processes and threads, which inherit it
            future: Future[Any] = self._pool.schedule(_work, args=(item,), timeout=self._seconds)
        return future

    def _start(self) -> Any:
        import pebble

        pebble.CONSTS.sleep_unit = 0.05  # how soon a dead or hung worker is noticed, seconds
        pebble.CONSTS.term_timeout = 0.5  # from asking a hung worker to end to killing it, seconds
        pool = pebble.ProcessPool(
            max_workers=self._processes,
            initializer=_prepare,
            initargs=self._arguments,
            context=get_context("spawn"),
        )
        _hear_the_dead_out(pool)
        return pool

    def _break(self, breaks: int) -> int:
        self.close()
        if breaks + 1 >= _MOST_BREAKS:
            raise WorkerSetupError("The worker processes end before they do any work.")
        return breaks + 1

    def _outcome(self, future: Future[Any]) -> Any:
        import pebble

        try:
            outcome = pickle.loads(future.result())  # noqa: S301 - written by our own worker
        except BrokenProcessPool:
            return _LOST
        except pebble.ProcessExpired as error:
            return _death(error.exitcode)
        except TimeoutError:
            return DecodeTimeoutError(f"The work on the file took over {self._seconds:g} s and was stopped.")
        except Exception as error:  # noqa: BLE001 - its class decides what unpickling it raises
            return WorkerFailedError(
                f"The result could not be handed back ({type(error).__name__}: {error})."
            )
        if isinstance(outcome, WorkerSetupError):
            self.close()
            raise outcome
        return outcome


def _hear_the_dead_out(pool: Any) -> None:
    """Have a worker's death judged only when its last messages were read.

    pebble looks for the item of a dead worker at once. What the worker said last (a result, the next item taken) may
    still be in the pipe: then the item before is blamed, or none, and the culprit is noticed by its time limit alone.
    """
    manager = pool._pool_manager
    judge, look = manager.handle_worker_expiration, manager.update_workers
    dead: list[tuple[float, Any]] = []

    def update_workers() -> None:
        look()
        now = time.monotonic()
        tasks = list(manager.task_manager.tasks.values())
        holders = {task.worker_id for task in tasks}
        for since, expiration in dead[:]:
            if now - since >= (_LAST_WORDS if expiration[0] in holders else _NO_WORDS):
                dead.remove((since, expiration))
                if (
                    tasks
                ):  # one that died while there was nothing to do is no reason to call all of them broken
                    judge(expiration)

    manager.handle_worker_expiration = lambda expiration: dead.append((time.monotonic(), expiration))
    manager.update_workers = update_workers


_LOST: Final = object()


def _death(exit_code: int) -> AlbumenError:
    if exit_code >= 0:
        return WorkerDiedError(f"The process that worked on the file ended with status {exit_code}.")
    if exit_code == -getattr(signal, "SIGALRM", 0):
        return DecodeTimeoutError("Decoding the file took too long and was stopped.")
    try:
        name = signal.Signals(-exit_code).name
    except ValueError:
        name = str(-exit_code)
    if name == "SIGKILL":
        return WorkerDiedError(
            "The process that worked on the file was killed (SIGKILL), perhaps for lack of memory."
        )
    return WorkerDiedError(f"The process that worked on the file crashed ({name}).")


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Keep Ctrl-C from what is started inside: it is for the parent, which ends its workers in order."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# What follows runs in the workers.

_function: Callable[[Any], Any] | None = None
_setup_error: WorkerSetupError | None = None


def _prepare(initialise: bytes, memory_limit: int | None, quiet: bool) -> None:
    global _function, _setup_error
    threading.Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()
    for variable in _ONE_THREAD:
        os.environ.setdefault(variable, "1")
    deadline.arm()
    _limit_memory(memory_limit)
    if quiet:
        sys.stderr.flush()
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
    try:
        _function = pickle.loads(initialise)()  # noqa: S301 - written by our own parent
    except AlbumenError as error:
        _setup_error = WorkerSetupError(error.sentence, advice=error.advice)
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
        _setup_error = WorkerSetupError(f"Workers could not be made ready ({type(error).__name__}: {error}).")


def _work(item: Any) -> bytes:
    # Pickled here and not by pebble, whose worker dies of a result that cannot be.
    outcome = _attempt(item)
    try:
        return pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 - its class decides what pickling it raises
        failure = WorkerFailedError(f"The result cannot be handed back ({type(error).__name__}: {error}).")
        return pickle.dumps(failure)


def _attempt(item: Any) -> Any:
    if _function is None:
        return _setup_error
    try:
        return _function(item)
    except AlbumenError as error:
        return error
    except MemoryError:
        return OutOfMemoryError("The work on the file needs more memory than a worker may take.")
    except Exception as error:  # noqa: BLE001 - any failure costs this item only
        return WorkerFailedError(f"The work on the file failed ({type(error).__name__}: {error}).")


def _end_with_parent() -> None:
    """End at once when the parent is gone, however it ended: its end of a pipe closes."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _limit_memory(most: int | None) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    # Writing a core file takes longer than the photo is worth.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if most is not None:
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
