"""Parts what is pasted from what is typed, where the terminal marks it, so that no piece of a paste acts as a key.

Textual hands on as keys what stands in a paste behind an escape, and loses it from the paste. It still reads a paste
whose first mark is cut by the line after one or two characters, since these are keys of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_START, _END = "\x1b[200~", "\x1b[201~"
_SURE = len("\x1b[2")
"""Characters of a mark after which it is worth while to wait for the rest: fewer are keys of their own."""
LONGEST = 1 << 14
"""Characters of the longest paste that is taken: longer than any token or address."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """A whole paste."""

    text: str
    """What was pasted; empty if it is longer than `LONGEST`."""
    whole: bool
    """Whether it is not."""


class Pastes:
    """Reads pieces of what comes from a terminal."""

    def __init__(self) -> None:
        """Begin with nothing pasted."""
        self._held = ""
        self._pasting = False
        self._too_long = False

    @property
    def waits(self) -> bool:
        """Whether the end of a paste, or the rest of a mark, has yet to come."""
        return self._pasting or bool(self._held)

    def read(self, piece: str) -> Iterator[str | Pasted]:
        """Yield what is typed in its pieces, and what is pasted whole."""
        rest = self._held + piece
        self._held = ""
        while rest:
            if not self._pasting:
                typed, mark, rest = rest.partition(_START)
                if not mark:
                    typed, self._held = _without_begun(typed, _START, _SURE)
                self._pasting = bool(mark)
                if typed:
                    yield typed
            else:
                pasted, mark, after = rest.partition(_END)
                if not mark:
                    self._hold(rest)
                    return
                self._pasting = False
                rest = after
                yield self._pasted(pasted)

    def _hold(self, pasted: str) -> None:
        """Keep the beginning of a paste; of one that is too long only what may be the beginning of its end."""
        if len(pasted) > LONGEST + len(_END):
            self._too_long = True
            pasted = pasted[-len(_END) :]
        self._held = pasted

    def _pasted(self, text: str) -> Pasted:
        whole = not self._too_long and len(text) <= LONGEST
        self._too_long = False
        return Pasted(text if whole else "", whole)

    def give_up(self) -> Iterator[str | Pasted]:
        """Yield what was held, since nothing more comes: a paste that never ends would make all keys part of it."""
        held, self._held = self._held, ""
        if self._pasting:
            self._pasting = False
            yield self._pasted(held)
        elif held:
            yield held


def _without_begun(text: str, mark: str, least: int) -> tuple[str, str]:
    """Part a text from the beginning of a mark at its end, of at least some characters."""
    for length in range(len(mark) - 1, least - 1, -1):
        if text.endswith(mark[:length]):
            return text[:-length], mark[:length]
    return text, ""
