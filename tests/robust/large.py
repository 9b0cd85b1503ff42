"""Profiles that are large in one way: many functions, deep stacks, long names, many children."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.pprof.wire_bytes import bytes_field, number_field, varint

_HEAD = b"".join(bytes_field(6, text) for text in (b"", b"cpu", b"nanoseconds")) + bytes_field(1, b"\x08\x01\x10\x02")
_FIRST_NAME = 3


def write_functions(path: Path, names: Iterable[bytes]) -> int:
    """Write a profile of functions, each with a location; return how many there are. Samples are to be appended."""
    count = 0
    with path.open("wb") as file:
        file.write(_HEAD)
        for count, name in enumerate(names, 1):
            number = varint(count)
            file.write(
                bytes_field(6, name)
                + bytes_field(5, b"\x08" + number + b"\x10" + varint(count + _FIRST_NAME - 1))
                + bytes_field(4, b"\x08" + number + bytes_field(4, b"\x08" + number))
            )
    return count


def append_samples(path: Path, stacks: Iterable[bytes]) -> None:
    """Append samples of stacks, given as packed ids of locations, leaf first; each is a little heavier."""
    with path.open("ab") as file:
        for value, stack in enumerate(stacks, 1):
            file.write(bytes_field(2, bytes_field(1, stack) + number_field(2, value)))


def many_functions(path: Path, count: int) -> None:
    """Write so many functions, and as many samples, each of one of them below ten others."""
    write_functions(path, (b"example.test/server/pkg%d.(*Type%d).Method%d" % (n % 97, n % 31, n) for n in range(count)))
    shared = varint(1) * 2
    append_samples(path, (varint(number) + varint(number * 7 % count + 1) + shared for number in range(1, count + 1)))


def deep_stack(path: Path, depth: int, distinct: int) -> None:
    """Write one stack so deep, of that many functions in turn; the last one is called last."""
    write_functions(path, (b"f%d" % number for number in range(distinct)))
    with path.open("ab") as file:
        file.write(
            bytes_field(6, b"last") + bytes_field(5, b"\x08" + varint(distinct + 1) + b"\x10" + varint(distinct + 3))
        )
        own = varint(distinct + 1)
        file.write(bytes_field(4, b"\x08" + own + bytes_field(4, b"\x08" + own)))
    numbers = (varint(number % distinct + 1) for number in range(depth - 2, -1, -1))
    append_samples(path, [varint(distinct + 1) + b"".join(numbers)])


def wide(path: Path, children: int) -> None:
    """Write one function that calls so many others."""
    write_functions(path, (b"main", *(b"child%d" % number for number in range(children))))
    append_samples(path, (varint(number) + varint(1) for number in range(2, children + 2)))
