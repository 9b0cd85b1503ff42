"""Threads that hear no signals and do not hold up the end, as those of asyncio and of concurrent.futures do.

One may wait for a disk that does not answer, or be at work for a minute on a large profile.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from typing import Any, TypeVar

from tui.errors import as_profile_error

_PATIENCE = 1.0
"""Seconds that the end waits, so that what is all but done gets done: a file written, or choices kept."""
_HEARD_BY_MAIN = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT", "SIGTSTP", "SIGCONT")
_Result = TypeVar("_Result")
_at_work: set[Future[Any]] = set()


def leave_signals_to_main() -> None:
    """Have this thread hear no signal that ends, stops or continues the program, so that the main thread does.

    A shell that ends a stopped job sends SIGTERM and SIGCONT. If two threads wake up with one each, the main thread may
    stop again, since it is not in front, before the other has told of its own: the program would stay.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {getattr(signal, name) for name in _HEARD_BY_MAIN})


def begin(work: Callable[[], _Result], name: str) -> Future[_Result]:
    """Do something in a thread of its own, and return what will be its result.

    Raises:
        RuntimeError: the system starts no more threads.
    """
    future: Future[_Result] = Future()
    # Whoever gives up waiting cannot call it off.
    future.set_running_or_notify_cancel()

    def run() -> None:
        leave_signals_to_main()
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, daemon=True, name=name).start()
    _at_work.add(future)
    future.add_done_callback(_at_work.discard)
    return future


def begun(work: Callable[[], _Result], name: str) -> Future[_Result]:
    """Do the same; where there is no thread for it, that is what its result says."""
    try:
        return begin(work, name)
    except (MemoryError, RuntimeError) as error:
        failed: Future[_Result] = Future()
        failed.set_exception(error)
        return failed


async def awaited(work: Callable[..., _Result], *args: object) -> _Result:
    """Do something in a thread of its own, and wait for it.

    Raises:
        ProfileError: there is too little memory, or no more threads; and whatever `work` raises.
    """
    try:
        return await asyncio.to_thread(work, *args)
    except (MemoryError, RuntimeError) as error:
        raise as_profile_error(error) from error


def are_at_work() -> bool:
    """Say whether threads that were begun here have not ended."""
    return bool(_at_work)


class Unawaited(ThreadPoolExecutor):
    """What a loop uses for its threads: a new one for each work, and none of them is waited for at the end for long.

    asyncio takes nothing but a ThreadPoolExecutor.
    """

    def submit(self, fn: Callable[..., _Result], /, *args: object, **kwargs: object) -> Future[_Result]:
        """Begin a work."""
        return begin(partial(fn, *args, **kwargs), "work")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Wait for a while for what is at work."""
        if wait:
            _wait_for_a_while()


def _wait_for_a_while() -> None:
    wait(tuple(_at_work), _PATIENCE)
