"""Numbers as Go reads and converts them: bounded to 64 bits, whatever a line says.

Follows Go's `strconv` (syntax, base prefixes, error texts) and its conversions on amd64; the scaling of sampled heaps
is google/pprof's `scaleHeapSample`.
"""

from __future__ import annotations

import math
import re
from array import array

from tui.numerals import truncated
from tui.pprof.legacy.verdict import shown

_TWO_TO_63 = 1 << 63
_TWO_TO_64 = 1 << 64
_MOST_DIGITS = 20
"""Decimal digits of the largest uint64; Python would take quadratic time to read a number of a million."""
_HEX_ADDRESS = re.compile(rb"0x[0-9a-f]+")
_PREFIXED = re.compile(
    rb"([+-]?)(?:0[xX]((?:_?[0-9a-fA-F])+)|0[bB]((?:_?[01])+)|0[oO]?((?:_?[0-7])+)|([1-9](?:_?[0-9])*|0))"
)
_BASES = (16, 2, 8, 10)


def int64(number: int) -> int:
    """Return a whole number cut to 64 bits, as Go's arithmetic wraps."""
    return (number + _TWO_TO_63) % _TWO_TO_64 - _TWO_TO_63


def divided(number: int, by: int) -> int:
    """Return the quotient cut towards zero, as an int64."""
    quotient = abs(number) // abs(by)
    return int64(quotient if (number < 0) == (by < 0) else -quotient)


def decimal(text: bytes) -> int:
    """Return an int64 written in decimal digits with an optional minus sign.

    Raises:
        ValueError: it is too large; with Go's text.
    """
    digits = text.lstrip(b"-0")
    if len(digits) <= _MOST_DIGITS:
        number = int(text)
        if -_TWO_TO_63 <= number < _TWO_TO_63:
            return number
    raise ValueError(f'strconv.ParseInt: parsing "{shown(text)}": value out of range')


def prefixed(text: bytes) -> int:
    """Return an int64 in Go's source syntax: `0x`, `0b`, `0o` or `0` choose the base, `_` may part the digits.

    Raises:
        ValueError: it is no such number, or too large; with Go's text.
    """
    match = _PREFIXED.fullmatch(text)
    if not match:
        raise ValueError(f'strconv.ParseInt: parsing "{shown(text)}": invalid syntax')
    sign, *bodies = match.groups()
    base, body = next((base, body) for base, body in zip(_BASES, bodies, strict=True) if body is not None)
    digits = body.replace(b"_", b"").lstrip(b"0")
    if len(digits) <= 64:
        number = int(sign + (digits or b"0"), base)
        if -_TWO_TO_63 <= number < _TWO_TO_63:
            return number
    raise ValueError(f'strconv.ParseInt: parsing "{shown(text)}": value out of range')


def hexadecimal(text: bytes) -> int:
    """Return a uint64 from hexadecimal digits without prefix.

    Raises:
        ValueError: it is too large; with Go's text.
    """
    number = int(text, 16)
    if number >= _TWO_TO_64:
        raise ValueError(f'strconv.ParseUint: parsing "{shown(text)}": value out of range')
    return number


def addresses(text: bytes) -> array[int]:
    """Return all the `0x...` in a text, in order.

    Raises:
        ValueError: one has more than 64 bits; with google/pprof's text.
    """
    found = _HEX_ADDRESS.findall(text)
    try:
        return array("Q", [int(number, 16) for number in found])
    except OverflowError:
        large = next(number for number in found if int(number, 16) >= _TWO_TO_64)
        raise ValueError(f"failed to parse as hex 64-bit number: {shown(large)}") from None


def unsampled(count: int, size: int, rate: int) -> tuple[int, int]:
    """Return count and bytes that a sampled allocation stands for.

    An allocation of S bytes was sampled with the probability 1 - exp(-S/rate), so both are divided by that.

    Args:
        count: allocations sampled.
        size: their bytes.
        rate: average bytes between two samples; 1 or less for "every one was taken".
    """
    if not count or not size:
        return 0, 0
    if rate <= 1:
        return count, size
    try:
        missed = math.exp(-(size / count) / rate)
    except OverflowError:
        missed = math.inf
    scale = 1 / (1 - missed) if missed != 1 else math.inf
    return truncated(count * scale), truncated(size * scale)
