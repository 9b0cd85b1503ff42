"""Digests of one field of many messages, of its bytes as they stand, eight at a time.

Each eight bytes are mixed until every bit of theirs has changed about half of the 64, and weighed by their place with
numbers drawn anew for each profile: nobody can prepare two that agree, and by chance a million have a pair that agrees
with a probability below one in ten million. The same list written in another way has another digest.
"""

from __future__ import annotations

import numpy as np

from tui.pprof.arrays import ByteArray, IndexArray, UInt64Array
from tui.pprof.distinct import summed
from tui.pprof.drawn import drawn, seed
from tui.pprof.runs import offsets_of, places
from tui.pprof.wire import BYTES, VARINT, Fields, Messages, require

_CHUNK = 256
"""Bytes of a field that are digested together; longer fields have several chunks, so that no step is for one alone."""
_WORD = 8


class SpanDigest:
    """Numbers drawn at random, and what they make of a field."""

    def __init__(self) -> None:
        """Draw the numbers."""
        self._seed = seed()
        self._salt, self._first, self._second = drawn(seed(), 3)
        self._weights = drawn(seed(), _CHUNK // _WORD + 1)

    def of(self, messages: Messages, fields: Fields, what: str) -> UInt64Array:
        """uint64[len(messages)]: equal for messages with equal bytes in a field.

        Args:
            messages: the messages.
            fields: the occurrences of the field, sorted by message (`Fields.of`).
            what: the field's name for the error text.

        Raises:
            BadProfile: the field has another wire type than VARINT or BYTES.
        """
        packed = fields.wire == BYTES
        require(packed | (fields.wire == VARINT), what)
        n_chunks = np.where(packed, (fields.value + np.uint64(_CHUNK - 1)) // np.uint64(_CHUNK), np.uint64(1))
        offsets, chunk = places(np.zeros(len(packed), np.int64), n_chunks.astype(np.int64))
        field = np.repeat(np.arange(len(packed)), np.diff(offsets))
        digest = self._mixed(fields.value[field] + self._salt)
        of_bytes = np.flatnonzero(packed[field])
        field_of, before = field[of_bytes], chunk[of_bytes] * _CHUNK
        length = np.minimum(fields.value[field_of].astype(np.int64) - before, _CHUNK)
        digest[of_bytes] = self._of_chunks(messages.buffer, fields.start[field_of] + before, length)
        return self._of_messages(digest, np.bincount(fields.owner[field], minlength=len(messages)))

    def _of_messages(self, digest: UInt64Array, count: IndexArray) -> UInt64Array:
        """Put the digests of chunks together, of which each message has a `count`."""
        ends = offsets_of(count)
        place = np.arange(len(digest)) - np.repeat(ends[:-1], count)
        return summed(digest * drawn(self._seed, int(count.max(initial=0)))[place], ends)

    def _of_chunks(self, buffer: ByteArray, start: IndexArray, length: IndexArray) -> UInt64Array:
        """Return the digests of runs of 1 to `_CHUNK` bytes, all of them word by word at once."""
        n_words = ((length + (_WORD - 1)) // _WORD).astype(np.uint8)
        # The longest first: at each word those that have it stand in front.
        order = np.argsort(n_words, kind="stable")[::-1]
        start, length = start[order], length[order]
        # Words of the buffer, of which any eight bytes lie in two.
        words = buffer[: len(buffer) // _WORD * _WORD].view("<u8")
        at = start // _WORD
        low = (start % _WORD * 8).astype(np.uint64)
        # Of a shift by all 64 bits nothing is left, in numpy.
        high = np.uint64(64) - low
        rest = (-length % _WORD * 8).astype(np.uint64)
        digest = length.astype(np.uint64) * self._salt
        following = words[at]
        having = len(start) - np.cumsum(np.bincount(n_words))
        for place, count in enumerate(having[:-1].tolist()):
            current, following = following[:count], words[place + 1 :][at[:count]]
            word = current >> low[:count] | following << high[:count]
            ending = slice(having[place + 1], count)
            word[ending] <<= rest[ending]
            digest[:count] += self._mixed(word) * self._weights[place]
        result: UInt64Array = np.empty_like(digest)
        result[order] = digest
        return result

    def _mixed(self, word: UInt64Array) -> UInt64Array:
        mixed: UInt64Array = word * self._first
        mixed ^= mixed >> np.uint64(32)
        mixed *= self._second
        mixed ^= mixed >> np.uint64(32)
        return mixed
