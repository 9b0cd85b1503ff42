"""Numbers are read and cut as Go does it; what is said of them was asked of Go 1.27's packages flag and strconv."""

from __future__ import annotations

import math

import pytest

from tui.numerals import any_float, decimal_int, flag_int, least_kept, scaled, truncated

LEAST = -(1 << 63)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0), ("7", 7), ("-5", -5), ("+3", 3), ("010", 8), ("0x10", 16), ("0X1f", 31), ("0b11", 3), ("0o17", 15),
        ("1_000", 1000), ("0x_1F", 31), ("0_7", 7), ("-0x10", -16), ("9223372036854775807", (1 << 63) - 1),
        ("-9223372036854775808", LEAST), ("0" * 400 + "7", 7),
    ],
)  # fmt: skip
def test_a_flag_takes_any_base(text: str, number: int) -> None:
    assert flag_int(text) == number


@pytest.mark.parametrize(
    "text", ["", " 3", "3 ", "3.0", "1__0", "_1", "1_", "0b2", "1e4", "٣", "²", "--", "x", "0x", "+-1", "1\n"]
)
def test_a_flag_takes_nothing_else(text: str) -> None:
    with pytest.raises(ValueError, match=r"^parse error$"):
        flag_int(text)
    with pytest.raises(ValueError, match=r"^parse error$"):
        decimal_int(text)


@pytest.mark.parametrize("text", ["9223372036854775808", "-9223372036854775809", "1" * 5000], ids=len)
def test_more_than_64_bits_are_out_of_range(text: str) -> None:
    for read in (flag_int, decimal_int):
        with pytest.raises(ValueError, match=r"^value out of range$"):
            read(text)


def test_a_line_takes_decimal_digits_alone() -> None:
    assert [decimal_int(text) for text in ("010", "08", "-5", "+3")] == [10, 8, -5, 3]
    with pytest.raises(ValueError, match="parse error"):
        flag_int("08")
    for text in ("0x10", "1_000", "0b1"):
        with pytest.raises(ValueError, match="parse error"):
            decimal_int(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1.0), (".5", 0.5), ("1.", 1.0), ("-1e3", -1000.0), ("1E+2", 100.0), ("1_000", 1000.0), ("0x1p-2", 0.25),
        ("0x1.8p1", 3.0), ("0x_8p0", 8.0), ("1e-400", 0.0), ("1e-320", 1e-320), ("-0", 0.0),
    ],
)  # fmt: skip
def test_floats(text: str, number: float) -> None:
    assert any_float(text) == number


def test_floats_that_are_no_numbers() -> None:
    for text in ("inf", "Inf", "+Infinity", "INF"):
        assert any_float(text) == math.inf
    assert any_float("-inf") == -math.inf
    assert math.isnan(any_float("NaN"))


@pytest.mark.parametrize("text", ["", " 2", "٣", "1__0", "0x10", "0x1", "1e", "e5", ".", "1,5", "infi", "--", "1p3"])
def test_nothing_else_is_a_float(text: str) -> None:
    with pytest.raises(ValueError, match=r"^parse error$"):
        any_float(text)


@pytest.mark.parametrize("text", ["1e400", "-1e309", "0x1p5000"])
def test_a_float_may_be_out_of_range(text: str) -> None:
    with pytest.raises(ValueError, match=r"^value out of range$"):
        any_float(text)


def test_what_does_not_fit_is_the_least_int64() -> None:
    assert [truncated(number) for number in (1.9, -1.9, 0.0)] == [1, -1, 0]
    assert {truncated(number) for number in (math.nan, math.inf, -math.inf, 1e300, 2.0**63)} == {LEAST}


def test_a_share_that_is_no_int64_leaves_nothing_out() -> None:
    assert [least_kept(1000, 0.005), least_kept(-1000, 0.005), least_kept(1000, 0.0)] == [5, 5, 0]
    assert all(least_kept(1000, fraction) < 0 for fraction in (math.nan, math.inf, 1e308))


def test_a_ratio_counts_if_it_is_positive() -> None:
    assert [scaled(100, ratio) for ratio in (1.0, 0.5, 0.0, -2.0, math.nan)] == [100, 50, 100, 100, 100]
    assert scaled(100, math.inf) == LEAST
