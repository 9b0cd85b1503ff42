from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.errors import BadProfile
from tui.pprof.wire import Messages, numbers, walk


def varint(number: int) -> bytes:
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*written, number])


def packed(values: list[int]) -> bytes:
    content = b"".join(map(varint, values))
    return b"\x0a" + varint(len(content)) + content


def unpacked(values: list[int]) -> bytes:
    return b"".join(b"\x08" + varint(value) for value in values)


def read(messages: list[bytes]) -> list[list[int]]:
    joined = Messages.join(messages)
    found, counts = numbers(joined, walk(joined, "sample").of(1), "sample.location_id")
    left = iter(found.tolist())
    return [[next(left) for _ in range(count)] for count in counts.tolist()]


@pytest.mark.parametrize("width", range(1, 11))
def test_packed_numbers_of_every_width_are_read(width: int) -> None:
    # Up to four bytes go a short way of their own; the neighbours of each border are where it would go wrong.
    low, high = 1 << 7 * (width - 1), min(1 << 7 * width, 1 << 64) - 1
    values = [low, high, 0, 127, 1, low, low + 1, high]
    assert read([packed(values), packed([]), packed(values[::-1])]) == [values, [], values[::-1]]


@given(st.lists(st.lists(st.integers(0, (1 << 64) - 1)), min_size=1), st.integers(1, 64), st.booleans())
def test_numbers_packed_unpacked_and_mixed_are_read(lists: list[list[int]], bits: int, mixed: bool) -> None:
    lists = [[value % (1 << bits) for value in values] for values in lists]
    messages = [unpacked(values) if mixed and row % 2 else packed(values) for row, values in enumerate(lists)]
    assert read(messages) == lists


def test_a_number_that_does_not_end_is_refused() -> None:
    with pytest.raises(BadProfile, match="bad varint"):
        read([b"\x0a\x02\x01\x80", packed([1])])
    with pytest.raises(BadProfile, match="bad varint"):
        read([b"\x0a\x0b" + b"\xff" * 10 + b"\x01"])
