"""No file, however made, brings the program down, takes long, or takes memory beyond its own size."""

from __future__ import annotations

import time
import tracemalloc
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pprof.legacy.cases import by_hand, ours
from tests.pprof.legacy.cpu_words import FORMS, cpu, words
from tests.pprof.legacy.mutations import mutated
from tui.errors import ProfileError
from tui.pprof.decode import decode

pytestmark = pytest.mark.rule("R30")
SECONDS = 20
"""Each of these takes less than two on an idle machine; what it must not be is quadratic."""
FILES = list(by_hand().values())
HEAP = b"heap profile: 1: 1 [1: 1] @ heapprofile\n"
MAP = b"--- Memory map: ---\n"


def within_the_deadline(content: bytes) -> None:
    begun = time.monotonic()
    try:
        decode(content)
    except ProfileError as error:
        assert "\n" not in str(error)
        assert len(str(error)) < 500
    assert time.monotonic() - begun < SECONDS


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FILES), st.randoms(use_true_random=False), st.integers(1, 4))
def test_a_damaged_file_is_a_profile_or_an_error_to_read(content: bytes, random: Random, times: int) -> None:
    for _ in range(times):
        content = mutated(content, random)
    try:
        ours("traces", content)
    except ProfileError as error:
        assert "\n" not in str(error)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(list(FORMS.values())), st.lists(st.integers(0, 2**32 - 1), max_size=30), st.binary(max_size=9))
def test_any_words_behind_the_header_of_a_cpu_profile(form: str, numbers: list[int], rest: bytes) -> None:
    within_the_deadline(words(form, 0, 3, 0, 1, 0, *numbers) + rest)


@pytest.mark.parametrize("frames", [2**31, 2**40, 2**60, 2**64 - 1])
def test_a_stack_that_claims_to_be_huge_takes_no_memory(frames: int) -> None:
    content = words("<Q", 0, 3, 0, 1, 0, 1, frames, 1, 2, 3)
    tracemalloc.start()
    with pytest.raises(ProfileError, match=f"cut off: a stack says that it has {frames} frames"):
        decode(content)
    assert tracemalloc.get_traced_memory()[1] < 1 << 20
    tracemalloc.stop()


LONG_LINES = {
    "digits": b"1" * 65000,
    "digits and spaces": b"1 " * 32000,
    "brackets": b"1: 1 [" * 10000,
    "addresses": b"1: 1 [1: 1] @" + b" 0x0x" * 12000,
    "spaces": b" " * 65000 + b"x",
    "parentheses": b" 0x1 " + b"( :1" * 16000,
}
HEADERS = {
    "heap": HEAP,
    "count": b"x profile: total 1\n",
    "contention": b"--- mutex:\n",
    "attributes": b"--- contentionz 1 ---\nformat=java\n",
    "thread": b"--- Thread 1 (name: a/1) stack: ---\n",
    "java": b"--- heapz 1 ---\nresolution=bytes\n1 1 @ 0x1\n",
    "map": HEAP + MAP,
    "cpu": cpu("<I", [(1, [1])]),
}


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("line", LONG_LINES)
def test_long_lines_take_no_quadratic_time(header: str, line: str) -> None:
    within_the_deadline(HEADERS[header] + (LONG_LINES[line] + b"\n") * 4)


def test_a_java_line_may_have_any_length() -> None:
    for line in LONG_LINES.values():
        within_the_deadline(b"--- heapz 1 ---\nresolution=bytes\n1 1 @ 0x1\n" + line * 20 + b"\n" + line * 20)


def test_many_mappings_and_many_addresses() -> None:
    # GIVEN 30,000 mappings with room below, and as many addresses, all in that room
    count = 30_000
    samples = b"".join(b"1: 1 [1: 1] @ 0x%x\n" % (at * 0x1000 + 0x101 + at % 2 * 0x600) for at in range(1, count))
    maps = b"".join(
        b"%x-%x r-xp 00000800 00:00 1 /%d\n" % (at * 0x1000 + 0x900, at * 0x1000 + 0xA00, at) for at in range(1, count)
    )
    within_the_deadline(HEAP + samples + MAP + maps)


def test_mappings_that_all_overlap() -> None:
    samples = b"".join(b"1: 1 [1: 1] @ 0x%x\n" % (at * 16 + 1) for at in range(1, 20_000))
    maps = b"".join(b"%x-%x r-xp 00010000 00:00 1 /%d\n" % (0x20000 + at, 0xFFFFFFFF, at) for at in range(1, 20_000))
    within_the_deadline(HEAP + samples + MAP + maps)


@pytest.mark.parametrize(
    "lines",
    [
        b"a=" + b"x" * 60_000 + b"\n" + b"$a$a$a$a\n" * 100_000,
        b"a=xxxxxxxx\n" + b"".join(b"%c=$%c$%c$%c$%c\n" % (at + 1, at, at, at, at) for at in range(97, 122)),
        b"".join(b"name%d=$name%d\n" % (at, at - 1) for at in range(50_000)),
        b"=$\n" + b"$" * 60_000 + b"\n",
        b"$" * 250 + b"=y\n" + (b"$" * 60_000 + b"\n") * 10,
    ],
    ids=["long value", "values of values", "many names", "no name", "names of dollars"],
)
def test_names_in_a_map_cannot_make_it_grow_without_end(lines: bytes) -> None:
    within_the_deadline(HEAP + MAP + lines)


def test_ten_megabytes_of_samples() -> None:
    within_the_deadline(HEAP + b"1: 1 [1: 1] @ 0x401001 0x402002 0x403003 0x404004 0x405005\n" * 170_000)
