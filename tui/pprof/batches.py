"""Work on large columns in batches that fit the processor's cache, on as many threads as help."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from tui.pprof.arrays import IndexArray

if TYPE_CHECKING:
    from concurrent.futures import Future

Piece = TypeVar("Piece")
Result = TypeVar("Result")
Number = TypeVar("Number", bound=np.generic)

THREADS = min(4, os.cpu_count() or 1)
"""More than these would wait for Python's lock, which numpy holds between its steps."""


Listener = Callable[[str, float], None]
"""Is told what is being done and the share of it that is done; what it raises ends the work."""
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def telling(listener: Listener) -> Iterator[None]:
    """Have a listener told how far long work is that this thread does meanwhile."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(doing: str, share: float) -> None:
    """Tell whoever listens; long work calls it every few milliseconds."""
    listener = _listener.get()
    if listener is not None:
        listener(doing, share)


def in_order(
    work: Callable[[Piece], Result], pieces: Iterable[Piece], *, doing: str = "", threads: int | None = None
) -> Iterator[Result]:
    """Yield what `work` makes of each piece, in their order; several are at work at once.

    Only a few results wait to be taken, so memory stays flat. An error of `work` is raised where its result is due.

    Args:
        work: what to do with a piece; runs in other threads.
        pieces: what to do it with.
        doing: what to tell whoever listens (`telling`); empty if it is too short to be told by name.
        threads: how many at most; one for work in steps so small that threads would only hand Python's lock about.
    """
    if doing:
        pieces = list(pieces)
    total = len(pieces) if isinstance(pieces, list) else 0
    for number, result in enumerate(_in_order(work, pieces, threads or THREADS), 1):
        tell(doing, number / total if total else 0.0)
        yield result


def _in_order(work: Callable[[Piece], Result], pieces: Iterable[Piece], n_threads: int) -> Iterator[Result]:
    left = iter(pieces)
    first = list(islice(left, 2))
    if len(first) < 2 or n_threads == 1:
        yield from map(work, first)
        yield from map(work, left)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(n_threads) as threads:
        running: deque[Future[Result]] = deque(threads.submit(work, piece) for piece in first)
        running.extend(threads.submit(work, piece) for piece in islice(left, n_threads - 1))
        try:
            while running:
                yield running.popleft().result()
                running.extend(threads.submit(work, piece) for piece in islice(left, 1))
        finally:
            for waiting in running:
                waiting.cancel()


def spans(offsets: IndexArray, most: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of runs that have about `most` elements together; a longer run is a range of its own.

    Args:
        offsets: int64[n+1]: run i has the elements offsets[i] to offsets[i+1].
        most: elements of a range.
    """
    first, count = 0, len(offsets) - 1
    while first < count:
        behind = max(first + 1, int(np.searchsorted(offsets, offsets[first] + most, side="right")) - 1)
        yield first, behind
        first = behind


class Growing(Generic[Number]):
    """An array that parts are appended to; it grows in place, so that it never exists twice."""

    def __init__(self, dtype: type[Number]) -> None:
        """Begin with an empty array of `dtype`."""
        self._array: np.ndarray[Any, np.dtype[Number]] = np.empty(0, dtype)
        self._length = 0

    def append(self, part: np.ndarray[Any, Any], *, done: float = 1.0) -> None:
        """Append a part (any[n], cast to the dtype); `done` is the share of all parts that is there with it."""
        needed = self._length + len(part)
        if not self._length:
            self._array = self._room(needed, done)
        elif needed > len(self._array):
            # The allocator moves pages, not bytes.
            self._array.resize(needed + needed // 8, refcheck=False)
        self._array[self._length : needed] = part
        self._length = needed

    def _room(self, needed: int, done: float) -> np.ndarray[Any, np.dtype[Number]]:
        """Return an array for all parts, should they all be like the first; it grows if not."""
        try:
            # What is asked for but never written to takes no memory.
            return np.empty(int(needed / done * 1.05), self._array.dtype)
        except MemoryError:
            # The first part was no sample of the others, or somebody prepared it so.
            return np.empty(needed, self._array.dtype)

    def whole(self) -> np.ndarray[Any, np.dtype[Number]]:
        """Return the array; nothing can be appended any more."""
        self._array.resize(self._length, refcheck=False)
        return self._array


def laid_end_to_end(
    parts: Iterable[np.ndarray[Any, Any]], length: int, dtype: type[Number]
) -> np.ndarray[Any, np.dtype[Number]]:
    """Return parts that are `length` long together as one array of `dtype`."""
    whole = np.empty(length, dtype)
    end = 0
    for part in parts:
        whole[end : end + len(part)] = part
        end += len(part)
    return whole
