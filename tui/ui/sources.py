"""Source files for the screen: found and read in threads, and there at once if that is quick.

A file may lie on a disk that does not answer, or be large; the thread that draws waits for none longer than is felt.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait

from tui.errors import as_profile_error
from tui.symbols.places import Search
from tui.symbols.sourcefiles import Missing, SourceFile, forget_sources
from tui.ui.highlight import prepare
from tui.ui.threads import begun

Found = SourceFile | Missing
Find = Callable[[bytes, Search], Found]
_PATIENCE = 0.008
"""Seconds that a file is waited for before it is shown later."""


class Sources:
    """The files that a pane has asked for."""

    def __init__(self, find: Find) -> None:
        """Begin with none.

        Args:
            find: finds and reads a file; runs in threads.
        """
        self._find = find
        self._asked: dict[tuple[bytes, Search], Future[Found]] = {}

    def get(self, wanted: Iterable[bytes], search: Search) -> dict[bytes, Found]:
        """Return those files, by path as recorded, that are there; `arrive` waits for the others.

        Args:
            wanted: paths as recorded.
            search: where to look.
        """
        asked = {recorded: (recorded, search) for recorded in wanted}
        new = [key for key in asked.values() if key not in self._asked]
        for key in new:
            self._asked[key] = _in_thread(self._find, *key)
        if new:
            wait([self._asked[key] for key in new], _PATIENCE)
        for key in [key for key, file in self._asked.items() if key not in asked.values() and file.done()]:
            # Whoever finds files knows the last ones. One that a disk has yet to bring is not asked for twice.
            del self._asked[key]
        return {recorded: self._result(key) for recorded, key in asked.items() if self._asked[key].done()}

    def _result(self, key: tuple[bytes, Search]) -> Found:
        """Return what came of a file; where something was too short for it, the next time may be a better one."""
        try:
            return self._asked[key].result()
        except (MemoryError, RuntimeError) as error:
            del self._asked[key]
            return Missing(as_profile_error(error).what, ())

    async def arrive(self) -> None:
        """Wait until a file is there that is not there yet."""
        waited = [asyncio.wrap_future(future) for future in self._asked.values() if not future.done()]
        if waited:
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)

    def forget(self) -> None:
        """Read all files anew when they are next asked for."""
        forget_sources()
        self._asked.clear()


def _in_thread(find: Find, recorded: bytes, search: Search) -> Future[Found]:
    """Find a file in a thread of its own; one that waits for a dead disk keeps neither others nor the program's end."""

    def work() -> Found:
        found = find(recorded, search)
        if isinstance(found, SourceFile):
            prepare(found.path)
        return found

    return begun(work, "source")
