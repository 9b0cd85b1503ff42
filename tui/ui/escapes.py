"""Tells an Escape and the key after it apart, which over a slow line or on a busy machine come as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser

_SIGNS = {sequence for sequence, key in ANSI_SEQUENCES_KEYS.items() if len(sequence) == 2 and isinstance(key, str)}
"""What Textual takes for a sign of a Mac's keyboard: an Escape and a digit as ™ and the like."""


class EscapeParser(XTermParser):
    """Textual's own, but for what a terminal sends for a key with Alt: Escape and the key, as somebody types them too.

    Textual takes the two for one key, that does nothing, or forgets the first of them.
    """

    def __init__(self, debug: bool, means: Callable[[str], bool]) -> None:
        """Read keys; `means` says whether one with Alt, named as Textual does, means something to the user."""
        self._means = means
        super().__init__(debug)

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        if sequence in _SIGNS:
            sequence, alt = sequence[1], True
        keys = list(super()._sequence_to_key_events(sequence, alt))
        if alt and not any(self._means(key.key) for key in keys):
            yield events.Key("escape", "\x1b")
            keys = list(super()._sequence_to_key_events(sequence))
        yield from keys
