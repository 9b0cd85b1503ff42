"""Reads packed lists of varints, of many messages at once."""

from __future__ import annotations

import numpy as np

from tui.errors import BadProfile
from tui.pprof.arrays import BoolArray, ByteArray, IndexArray, UInt64Array, UnsignedArray
from tui.pprof.columns_pb2 import Packed


def read_packed(
    buffer: ByteArray, starts: IndexArray, lengths: IndexArray, what: str
) -> tuple[UnsignedArray, IndexArray]:
    """Read packed fields: all their numbers, and how many each has.

    Args:
        buffer: bytes that the fields lie in.
        starts: int64[n]: where each begins; they ascend and do not overlap.
        lengths: int64[n]: bytes of each.
        what: the field's name for the error text.

    Raises:
        BadProfile: a number is cut off, or longer than 64 bits.
    """
    full = lengths > 0
    ends = starts + lengths
    if (buffer[ends[full] - 1] >= 0x80).any():
        raise BadProfile(f"parsing profile: {what}: bad varint")
    edges = np.zeros(len(buffer) + 1, np.int8)
    # A span may begin where another ends, but no two begin or end at one place.
    edges[starts[full]] += 1
    edges[ends[full]] -= 1
    inside = np.cumsum(edges[:-1], dtype=np.int8).view(np.bool_)
    last = np.flatnonzero(inside & (buffer < 0x80))
    count = np.searchsorted(last, ends) - np.searchsorted(last, starts)
    short = _short_varints(buffer, inside)
    return (_unpack(buffer[inside].tobytes(), what) if short is None else short[last]), count


def _short_varints(buffer: ByteArray, inside: BoolArray) -> UnsignedArray | None:
    """Return, for every byte, the number that a varint ending there stands for; None if one is longer than 4 bytes.

    All bytes at once: a few steps over short numbers cost less than looking for the ends first, and unlike protobuf's
    parser they let other threads go on.
    """
    goes_on = (buffer >= 0x80) & inside
    digit = buffer & np.uint8(0x7F)
    # Mark k tells which bytes have k bytes of their number before them.
    marks: list[BoolArray] = []
    mark = _one_on(goes_on)
    while mark.any():
        if len(marks) == 3:
            return None
        marks.append(mark)
        mark = _one_on(mark & goes_on)
    if not marks:
        return digit
    place = sum((mark.view(np.uint8) for mark in marks), np.zeros(len(buffer), np.uint8))
    # Two bytes fill 14 bits, four fill 28.
    part: UnsignedArray = digit.astype(np.uint16 if len(marks) == 1 else np.uint32)
    part <<= place * np.uint8(7)
    number = part.copy()
    for distance, mark in enumerate(marks, 1):
        number[distance:] += part[:-distance] * mark[distance:]
    return number


def _one_on(marked: BoolArray) -> BoolArray:
    """Return the marks, each moved to the next byte."""
    moved = np.zeros(len(marked), np.bool_)
    moved[1:] = marked[:-1]
    return moved


def _unpack(varints: bytes, what: str) -> UInt64Array:
    """Return the numbers of a run of varints, read by protobuf's own parser as one packed field."""
    head = bytearray(b"\x0a")
    length = len(varints)
    while length > 0x7F:
        head.append(length & 0x7F | 0x80)
        length >>= 7
    head.append(length)
    packed = Packed()
    try:
        packed.ParseFromString(bytes(head) + varints)
    except Exception as error:  # protobuf's DecodeError; its message says nothing about the cause
        raise BadProfile(f"parsing profile: {what}: bad varint") from error
    unpacked: UInt64Array = np.array(packed.number)
    return unpacked.astype(np.uint64, copy=False)
