"""Writes protobuf by hand: every encoding that readers must accept, and some that they must refuse."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from random import Random
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

VARINT, FIXED64, BYTES, START_GROUP, END_GROUP, FIXED32 = range(6)
_BEYOND_THE_SCHEMA = (16, 99, 2047, (1 << 29) - 1)


class Style(StrEnum):
    """How lists of numbers are written."""

    PACKED = "packed"
    UNPACKED = "unpacked"
    MIXED = "mixed"


def varint(number: int, *, padding: int = 0) -> bytes:
    """One number, negative ones as protobuf has them; `padding` makes it longer than it need be."""
    number &= (1 << 64) - 1
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F)
    groups += [0] * padding
    return bytes([*(group | 0x80 for group in groups[:-1]), groups[-1]])


def tag(number: int, wire: int) -> bytes:
    return varint(number << 3 | wire)


def number_field(number: int, value: int) -> bytes:
    return tag(number, VARINT) + varint(value)


def bytes_field(number: int, content: bytes) -> bytes:
    return tag(number, BYTES) + varint(len(content)) + content


def packed_field(number: int, values: Iterable[int]) -> bytes:
    return bytes_field(number, b"".join(map(varint, values)))


def unpacked_field(number: int, values: Iterable[int]) -> bytes:
    return b"".join(number_field(number, value) for value in values)


def write(message: Message, style: Style, random: Random, *, noise: bool = False) -> bytes:
    """Encode a message.

    Args:
        message: what to encode.
        style: how its lists of numbers are written.
        random: decides whatever the style leaves open.
        noise: throw in unknown fields and empty lists, and write scalars twice (the last one counts).
    """
    groups: list[list[bytes]] = []
    for field, value in message.ListFields():
        groups.append(_field(field, value, style, random, noise))
    if noise:
        groups.append([_unknown(random) for _ in range(random.randrange(3))])
        # Fields with different numbers come in any order; those with the same number keep theirs.
        return b"".join(_shuffled_together(groups, random))
    return b"".join(piece for group in groups for piece in group)


def _field(field: FieldDescriptor, value: Any, style: Style, random: Random, noise: bool) -> list[bytes]:
    if field.is_repeated and field.type in (FieldDescriptor.TYPE_INT64, FieldDescriptor.TYPE_UINT64):
        return _numbers(field.number, list(value), style, random, noise)
    values = value if field.is_repeated else [value]
    if field.type == FieldDescriptor.TYPE_MESSAGE:
        return [bytes_field(field.number, write(inner, style, random, noise=noise)) for inner in values]
    if field.type == FieldDescriptor.TYPE_BYTES:
        return [bytes_field(field.number, content) for content in values]
    pieces = [tag(field.number, VARINT) + varint(int(number), padding=0) for number in values]
    # Two times of one profile would be two profiles (rule W9), so that field is never written twice.
    if noise and field.name != "time_nanos" and random.random() < 0.2:
        pieces.insert(0, number_field(field.number, random.randrange(1000)))
    return pieces


def _numbers(number: int, values: list[int], style: Style, random: Random, noise: bool) -> list[bytes]:
    if style is Style.PACKED:
        return [packed_field(number, values)]
    if style is Style.UNPACKED:
        return [number_field(number, value) for value in values]
    pieces = []
    while values:
        count = random.randint(1, len(values))
        run, values = values[:count], values[count:]
        pieces.append(random.choice((packed_field, unpacked_field))(number, run))
        if noise and random.random() < 0.2:
            pieces.append(packed_field(number, []))
    return pieces


def _unknown(random: Random) -> bytes:
    number = random.choice(_BEYOND_THE_SCHEMA)
    return random.choice(
        (
            number_field(number, random.getrandbits(64)),
            bytes_field(number, random.randbytes(random.randrange(20))),
            tag(number, FIXED64) + random.randbytes(8),
            tag(number, FIXED32) + random.randbytes(4),
        )
    )


def _shuffled_together(groups: list[list[bytes]], random: Random) -> list[bytes]:
    turns = [index for index, group in enumerate(groups) for _ in group]
    random.shuffle(turns)
    waiting = [iter(group) for group in groups]
    return [next(waiting[turn]) for turn in turns]
