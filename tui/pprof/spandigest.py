"""Digests of one field of many messages, of its bytes as they stand, eight at a time.

Each eight bytes are mixed until every bit of theirs has changed about half of the 64, and weighed by their place with
numbers drawn anew for each profile: nobody can prepare two that agree, and by chance a million have a pair that agrees
with a probability below one in ten million. The same list written in another way has another digest.
"""

from __future__ import annotations

import numpy as np

from tui.errors import TooLarge
from tui.pprof.arrays import IndexArray, UInt64Array
from tui.pprof.distinct import summed
from tui.pprof.drawn import drawn, seed
from tui.pprof.runs import offsets_of
from tui.pprof.wire import BYTES, VARINT, Fields, Messages, require

_WORD = 8
_MOST_WORDS = 1 << 21
"""Words of one field: a stack 8 million calls deep."""


class SpanDigest:
    """Numbers drawn at random, and what they make of a field."""

    def __init__(self) -> None:
        """Draw the numbers."""
        self._seed = seed()
        self._salt, self._first, self._second = drawn(seed(), 3)

    def of(self, messages: Messages, fields: Fields, what: str) -> UInt64Array:
        """uint64[len(messages)]: equal for messages with equal bytes in a field.

        Args:
            messages: the messages.
            fields: the occurrences of the field, sorted by message (`Fields.of`).
            what: the field's name for the error text.

        Raises:
            BadProfile: the field has another wire type than VARINT or BYTES.
            TooLarge: a message has more of it than any program would write.
        """
        packed = fields.wire == BYTES
        require(packed | (fields.wire == VARINT), what)
        n_words = np.where(packed, (fields.value + np.uint64(_WORD - 1)) >> np.uint64(3), np.uint64(1)).astype(np.int64)
        per_message = np.bincount(fields.owner, weights=n_words, minlength=len(messages)).astype(np.int64)
        if per_message.max(initial=0) > _MOST_WORDS:
            raise TooLarge(f"{what} of more than {_MOST_WORDS * _WORD:,} bytes", remedy="No program has such stacks.")
        word = self._words(messages, fields, n_words)
        ends = offsets_of(per_message)
        place = np.arange(len(word)) - np.repeat(ends[:-1], per_message)
        return summed(self._mixed(word) * drawn(self._seed, int(per_message.max(initial=0)))[place], ends)

    def _words(self, messages: Messages, fields: Fields, n_words: IndexArray) -> UInt64Array:
        """Return the content of all occurrences as words, each marked with the length of its occurrence."""
        packed = fields.wire == BYTES
        ends = np.cumsum(n_words)
        step = np.arange(int(n_words.sum())) - np.repeat(ends - n_words, n_words)
        at = np.repeat(fields.start, n_words) + step * _WORD
        # Every place of the buffer as the beginning of a word; the padding behind the last message allows it.
        size = len(messages.buffer) - _WORD + 1
        words: UInt64Array = np.ndarray((size,), np.dtype("<u8"), messages.buffer, strides=(1,))
        if packed.all():
            word = words[at]
        else:
            word = np.repeat(fields.value, n_words)
            inside = np.repeat(packed, n_words)
            word[inside] = words[at[inside]]
        odd = fields.value & np.uint64(_WORD - 1)
        cut = packed & (odd != 0)
        word[ends[cut] - 1] &= (np.uint64(1) << (odd[cut] << np.uint64(3))) - np.uint64(1)
        length = np.where(packed, fields.value << np.uint64(1), np.uint64(1))
        marked: UInt64Array = word + np.repeat(length, n_words) * self._salt
        return marked

    def _mixed(self, word: UInt64Array) -> UInt64Array:
        mixed: UInt64Array = word * self._first
        mixed ^= mixed >> np.uint64(32)
        mixed *= self._second
        mixed ^= mixed >> np.uint64(32)
        return mixed
