"""Values and percentages read as in `go tool pprof`.

tests/report/test_top_units.py asks the program itself.
"""

from __future__ import annotations

import pytest

from tui import units

MS, S = 1_000_000, 1_000_000_000
MAX, MIN = (1 << 63) - 1, -(1 << 63)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0, "nanoseconds", "0"),
        (0, "bytes", "0"),
        (0, "count", "0"),
        (1, "nanoseconds", "1ns"),
        (999, "nanoseconds", "999ns"),
        (1000, "nanoseconds", "1us"),
        (1500, "nanoseconds", "1.50us"),
        (10 * MS, "nanoseconds", "10ms"),
        (10 * MS, "ns", "10ms"),
        (2210 * MS, "nanoseconds", "2.21s"),
        (59 * S, "nanoseconds", "59s"),
        (3600 * S, "nanoseconds", "1hrs"),
        (5400 * S, "nanoseconds", "1.50hrs"),
        (3, "milliseconds", "3ms"),
        (1500, "microseconds", "1.50ms"),
        (7, "seconds", "7s"),
        (512, "bytes", "512B"),
        (1024, "bytes", "1kB"),
        (1536, "byte", "1.50kB"),
        (1 << 20, "bytes", "1MB"),
        (23055331, "bytes", "21.99MB"),
        (84291831785, "bytes", "78.50GB"),
        (1 << 50, "bytes", "1PB"),
        (3, "kb", "3kB"),
        (2048, "MB", "2GB"),
        (1, "gcu", "1GCU"),
        (1500, "milligcu", "1.50GCU"),
        (5, "count", "5"),
        # No family: the unit goes without saying, unless a table asks for it by name.
        (5, "samples", "5"),
        (5, "widgets", "5"),
        (-10 * MS, "nanoseconds", "-10ms"),
        (-1129993, "bytes", "-1.08MB"),
        (MAX, "nanoseconds", "2562047.79hrs"),
        (MAX, "bytes", "8192PB"),
    ],
)
def test_a_value_is_written_in_the_unit_that_suits_it(value: int, unit: str, text: str) -> None:
    assert units.label(value, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "text"),
    [
        (2210 * MS, "nanoseconds", "ms", "2210ms"),
        (2210 * MS, "nanoseconds", "seconds", "2.21s"),
        (1, "nanoseconds", "s", "0"),
        (1536, "bytes", "B", "1536B"),
        (1536, "bytes", "mb", "0"),
        # An unknown unit of a known family is that family's own: seconds, bytes.
        (2 * S, "nanoseconds", "fortnights", "2s"),
        (5, "count", "count", "5"),
        (5, "count", "minimum", "5"),
        (5, "count", "things", "5things"),
        (5, "widgets", "widgets", "5widgets"),
    ],
)
def test_a_value_is_written_in_the_unit_asked_for(value: int, unit: str, wanted: str, text: str) -> None:
    assert units.label(value, unit, wanted) == text


@pytest.mark.parametrize(
    ("value", "total", "text"),
    [
        (0, 100, "    0%"),
        (100, 100, "  100%"),
        (-100, 100, "  100%"),
        (99_949, 100_000, "99.95%"),
        (99_950, 100_000, "  100%"),
        (100_050, 100_000, "  100%"),
        (100_051, 100_000, "100.05%"),
        (250, 100, "250.00%"),
        (1, 100, " 1.00%"),
        (999, 100_000, "    1%"),
        (994, 100_000, " 0.99%"),
        (5, 1000, "  0.5%"),
        (1, 3000, "0.033%"),
        (1, 1_000_000, "0.0001%"),
        (1, 10_000_000, "1e-05%"),
        (349, 349, "  100%"),
        (5, 0, "    0%"),
        (0, 0, "    0%"),
        (-5, 1000, "  0.5%"),
    ],
)
def test_a_percentage(value: int, total: int, text: str) -> None:
    assert units.percentage(value, total) == text


@pytest.mark.parametrize(
    ("smallest", "largest", "unit", "common"),
    [
        (10 * MS, 100 * MS, "nanoseconds", "ms"),
        (10 * MS, 3490 * MS, "nanoseconds", "s"),
        (1, 3490 * MS, "nanoseconds", "ns"),
        (0, 3490 * MS, "nanoseconds", "s"),
        (512 << 10, 22 << 20, "bytes", "kB"),
        (1 << 20, 220 << 20, "bytes", "MB"),
        (1, 5, "count", "count"),
    ],
)
def test_a_table_has_one_unit(smallest: int, largest: int, unit: str, common: str) -> None:
    assert units.common_unit(smallest, largest, unit) == common


def test_an_extreme_value_does_not_loop() -> None:
    # -2**63 has no positive counterpart in 64 bits; pprof writes it in the smallest unit.
    assert units.label(MIN, "nanoseconds", "ns").startswith("-9223372036854775808")


@pytest.mark.parametrize("unit", ["\udcff\udcfe", "", "µs", "🔥"])
def test_any_text_can_be_a_unit(unit: str) -> None:
    assert units.label(5, unit).startswith("5")
