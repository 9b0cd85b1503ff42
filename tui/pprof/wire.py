"""Walks the fields of many protobuf messages at once: one numpy step reads one field of every message.

Go writes lists of one or two numbers unpacked and longer ones packed, so a generated class per sample is needed to
tell them apart, and a million of them cost seconds. Here all samples advance together, field by field; a profile takes
three or four steps however many samples it has. The verdicts on bad bytes are those of google/pprof's decoder
(`profile/proto.go`), which differ from protobuf's: a known field of another wire type is an error, groups are an error,
unknown fields are skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tui.errors import BadProfile, TooLarge
from tui.pprof.arrays import BoolArray, ByteArray, IndexArray, UInt64Array, UnsignedArray
from tui.pprof.packed import read_packed

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
_PADDING = 16
"""Zero bytes behind the last message, so that reading ahead stays inside the buffer."""
_ROW_BY_ROW = 8
"""With so few messages still unread, a step of numpy costs more than reading them one at a time."""
_MOST_FIELDS = 1 << 20
"""Fields of one message: a stack written number by number has as many as it is deep."""


@dataclass(frozen=True, slots=True)
class Messages:
    """Messages of one kind, end to end in one buffer."""

    buffer: ByteArray
    """The bytes of all messages, and at least `_PADDING` zero bytes behind them."""
    starts: IndexArray
    """int64[n]: where each message begins."""
    ends: IndexArray
    """int64[n]: where each ends; equal to its start for an empty message."""

    def __len__(self) -> int:
        return len(self.starts)

    @classmethod
    def join(cls, messages: Sequence[bytes]) -> Messages:
        """Lay separate messages end to end."""
        # Protobuf makes the bytes anew whenever they are asked for.
        parts = [*messages, bytes(_PADDING)]
        bounds = np.zeros(len(parts) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, parts), np.int64, len(parts)), out=bounds[1:])
        return cls(np.frombuffer(b"".join(parts), np.uint8), bounds[:-2], bounds[1:-1])


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of `Messages`, in an order that keeps each message's fields in sequence."""

    owner: IndexArray
    """int64[n]: index of the message the field belongs to; ascending for equal steps, not overall."""
    number: IndexArray
    """int64[n]: field numbers."""
    wire: ByteArray
    """uint8[n]: wire types: VARINT, FIXED64, BYTES or FIXED32."""
    value: UInt64Array
    """uint64[n]: the number of a VARINT field, the length of a BYTES field, else 0."""
    start: IndexArray
    """int64[n]: where the content begins in the buffer."""

    def of(self, number: int) -> Fields:
        """Return the fields with one number, sorted by message and in sequence within it."""
        chosen = np.flatnonzero(self.number == number)
        if len(chosen) > 1:
            owner = self.owner[chosen]
            if (owner[1:] < owner[:-1]).any():
                chosen = chosen[np.argsort(owner, kind="stable")]
        return Fields(
            self.owner[chosen], self.number[chosen], self.wire[chosen], self.value[chosen], self.start[chosen]
        )


def walk(messages: Messages, what: str) -> Fields:
    """Return every field of every message.

    Args:
        messages: the messages.
        what: what they are, for the error text: "sample", "location".

    Raises:
        BadProfile: bytes that google/pprof refuses (rules W1 to W4), naming `what` and the reason.
    """
    buffer = messages.buffer
    owner = np.flatnonzero(messages.starts < messages.ends)
    position, end = messages.starts[owner], messages.ends[owner]
    steps: list[Fields] = []
    while len(owner) > _ROW_BY_ROW or (len(owner) and not steps):
        tag, position = _varints(buffer, position, end, what)
        wire = (tag & np.uint64(7)).astype(np.uint8)
        value = np.zeros(len(owner), np.uint64)
        numeric = (wire == VARINT) | (wire == BYTES)
        if numeric.all():
            value, position = _varints(buffer, position, end, what)
        else:
            value[numeric], position[numeric] = _varints(buffer, position[numeric], end[numeric], what)
        content = _content_lengths(wire, value, end - position, what)
        steps.append(Fields(owner, (tag >> np.uint64(3)).astype(np.int64), wire, value, position))
        position = position + content
        left = position < end
        if not left.all():
            owner, position, end = owner[left], position[left], end[left]
    rows = zip(owner.tolist(), position.tolist(), end.tolist(), strict=True)
    steps.extend(_walk_one(buffer, *row, what) for row in rows)
    return _concatenate(steps)


def numbers(messages: Messages, fields: Fields, what: str) -> tuple[UnsignedArray, IndexArray]:
    """Read a repeated integer field, packed, unpacked or both mixed.

    Args:
        messages: the messages that `fields` were found in.
        fields: the occurrences of one field, sorted by message (`Fields.of`).
        what: the field's name for the error text.

    Returns:
        All numbers in order (uint64[n], or fewer bits if they fit) and how many each message has
        (int64[len(messages)]).

    Raises:
        BadProfile: a wire type other than VARINT or BYTES, or a broken varint.
    """
    require((fields.wire == VARINT) | (fields.wire == BYTES), what)
    packed = fields.wire == BYTES
    if not packed.any():
        return fields.value, np.bincount(fields.owner, minlength=len(messages))
    starts, lengths = fields.start[packed], fields.value[packed].astype(np.int64)
    number, count = read_packed(messages.buffer, starts, lengths, what)
    counts = np.ones(len(fields.owner), np.int64)
    counts[packed] = count
    if not packed.all():
        merged = np.empty(int(counts.sum()), np.uint64)
        is_packed = np.repeat(packed, counts)
        merged[is_packed] = number
        merged[~is_packed] = fields.value[~packed]
        number = merged
    return number, np.bincount(fields.owner, weights=counts, minlength=len(messages)).astype(np.int64)


def scalar(messages: Messages, fields: Fields, number: int, what: str) -> UInt64Array:
    """Read an integer field that occurs once: uint64[len(messages)], 0 where absent, the last one where repeated.

    Raises:
        BadProfile: the field has another wire type than VARINT.
    """
    chosen = fields.of(number)
    require(chosen.wire == VARINT, what)
    column = np.zeros(len(messages), np.uint64)
    column[chosen.owner] = chosen.value
    return column


def submessages(messages: Messages, fields: Fields, number: int, what: str) -> tuple[Messages, IndexArray]:
    """Return the messages nested in a field, and the index of the message that each belongs to.

    Raises:
        BadProfile: the field has another wire type than BYTES.
    """
    chosen = fields.of(number)
    require(chosen.wire == BYTES, what)
    return Messages(messages.buffer, chosen.start, chosen.start + chosen.value.astype(np.int64)), chosen.owner


def require(right: BoolArray, what: str) -> None:
    """See that the wire types of a field are right (bool[n]).

    Raises:
        BadProfile: one is not.
    """
    if not right.all():
        raise BadProfile(f"parsing profile: {what}: type mismatch")


def _content_lengths(wire: ByteArray, value: UInt64Array, room: IndexArray, what: str) -> IndexArray:
    """Return how many bytes follow each field's head, checked against the `room` left in the message."""
    content = np.zeros(len(wire), np.int64)
    if (wire == BYTES).any():
        is_bytes = wire == BYTES
        if (value[is_bytes] > room[is_bytes].astype(np.uint64)).any():
            raise BadProfile(f"parsing profile: {what}: too much data")
        content[is_bytes] = value[is_bytes].astype(np.int64)
    if (wire & 1).any() or (wire > FIXED32).any() or (wire == 4).any():
        known = np.isin(wire, (VARINT, FIXED64, BYTES, FIXED32))
        if not known.all():
            raise BadProfile(f"parsing profile: {what}: unknown wire type: {int(wire[~known][0])}")
        content[wire == FIXED64] = 8
        content[wire == FIXED32] = 4
        if (content > room).any():
            raise BadProfile(f"parsing profile: {what}: not enough data")
    return content


def _varints(buffer: ByteArray, position: IndexArray, end: IndexArray, what: str) -> tuple[UInt64Array, IndexArray]:
    """Read one varint at each position; return the numbers and the positions behind them."""
    byte = buffer[position]
    value = (byte & 0x7F).astype(np.uint64)
    behind = position + 1
    more = np.flatnonzero(byte >= 0x80)
    shift = 7
    while len(more):
        if shift > 63:
            raise BadProfile(f"parsing profile: {what}: bad varint")
        byte = buffer[behind[more]]
        value[more] |= (byte & 0x7F).astype(np.uint64) << np.uint64(shift)
        behind[more] += 1
        more = more[byte >= 0x80]
        shift += 7
    if (behind > end).any():
        raise BadProfile(f"parsing profile: {what}: bad varint")
    return value, behind


def _walk_one(buffer: ByteArray, owner: int, position: int, end: int, what: str) -> Fields:
    """Walk what is left of one message; a stack written unpacked has thousands of fields."""
    content = buffer[:end].tobytes() if end < 4096 else buffer[position:end].tobytes()
    offset = 0 if end < 4096 else position
    rows: list[tuple[int, int, int, int]] = []
    at, stop = position - offset, end - offset
    while at < stop:
        if len(rows) == _MOST_FIELDS:
            raise TooLarge(f"a {what} has more than {_MOST_FIELDS:,} fields", remedy="No writer of profiles does that.")
        tag, at = _varint(content, at, stop, what)
        wire = tag & 7
        value = length = 0
        if wire in (VARINT, BYTES):
            value, at = _varint(content, at, stop, what)
            length = value if wire == BYTES else 0
        elif wire in (FIXED64, FIXED32):
            length = 8 if wire == FIXED64 else 4
        else:
            raise BadProfile(f"parsing profile: {what}: unknown wire type: {wire}")
        if length > stop - at:
            raise BadProfile(f"parsing profile: {what}: {'too much data' if wire == BYTES else 'not enough data'}")
        rows.append((tag >> 3, wire, value, at + offset))
        at += length
    number, wires, values, starts = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Fields(
        np.full(len(rows), owner, np.int64),
        np.array(number, np.uint64).astype(np.int64),
        np.array(wires, np.uint8),
        np.array(values, np.uint64),
        np.array(starts, np.int64),
    )


def _varint(content: bytes, at: int, stop: int, what: str) -> tuple[int, int]:
    value = shift = 0
    while shift < 70 and at < stop:
        byte = content[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return value & 0xFFFF_FFFF_FFFF_FFFF, at
        shift += 7
    raise BadProfile(f"parsing profile: {what}: bad varint")


def _concatenate(steps: list[Fields]) -> Fields:
    if len(steps) == 1:
        return steps[0]
    none = np.zeros(0, np.int64)
    if not steps:
        return Fields(none, none, none.astype(np.uint8), none.astype(np.uint64), none)
    return Fields(
        np.concatenate([step.owner for step in steps]),
        np.concatenate([step.number for step in steps]),
        np.concatenate([step.wire for step in steps]),
        np.concatenate([step.value for step in steps]),
        np.concatenate([step.start for step in steps]),
    )
