"""The rules of each family, one by one, without asking pprof."""

from __future__ import annotations

import gzip
import math

import numpy as np
import pytest

from tests.pprof.legacy.cases import DATA
from tests.pprof.legacy.cpu_words import FORMS, MAPS, WITH_HANDLER, WITH_LEAF_TWICE, cpu
from tui.errors import BadProfile
from tui.pprof.decode import decode
from tui.pprof.encode import encode
from tui.pprof.legacy import read_legacy
from tui.pprof.legacy.attach import attach
from tui.pprof.legacy.lines import Lines
from tui.pprof.legacy.maps import Region, read_map
from tui.pprof.legacy.numbers import prefixed, unsampled
from tui.pprof.profile import Profile, ValueType


def text(name: str) -> bytes:
    return (DATA / name).read_bytes()


def stacks(profile: Profile) -> list[list[int]]:
    return [[location.address for location in profile.sample(row).locations] for row in range(profile.n_samples)]


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\n# only comments\n", b"\x00" * 40, b"<html>", b"# x" * 99999])
def test_what_is_in_no_legacy_form_is_none(content: bytes) -> None:
    assert read_legacy(content) is None


def test_the_error_about_protobuf_stands_if_no_form_matches() -> None:
    with pytest.raises(BadProfile, match="It is not a pprof profile, or it is damaged"):
        decode(b"heap profile of something else")


def test_a_gzipped_text_is_read_too() -> None:
    assert decode(gzip.compress(text("heap_go.txt"))) == decode(text("heap_go.txt"))


def test_return_addresses_are_lowered_into_the_call() -> None:
    # GIVEN a text of goroutines, where each address is one to return to
    profile = decode(b"goroutine profile: total 5\n5 @ 0x11 0x21\n")
    # THEN all are lowered by one
    assert stacks(profile) == [[0x10, 0x20]]
    assert profile.sample(0).values == (5,)
    assert profile.period_type == ValueType("goroutine", "count")


def test_what_is_counted_may_be_no_utf8() -> None:
    # GIVEN a kind that pprof accepts, since to RE2 such a byte is a character
    profile = decode(b"\xff profile: total 1\n1 @ 0x1\n")
    # THEN it is kept as it is, also when the profile is written
    assert profile.sample_types == (ValueType(r"\xff", "count"),)
    assert b"\xff" in profile.strings.raw and b"\xff" in decode(encode(profile)).strings.raw


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_where_the_program_was_stopped_is_not_lowered(form: str) -> None:
    # GIVEN samples with the same signal handler's frame behind every leaf, in words of any size and order
    profile = decode(cpu(form, WITH_HANDLER, MAPS))
    # THEN the leaf stays, callers are lowered, and the handler is gone
    assert stacks(profile) == [[0x401000, 0x402000, 0x403000], [0x401050, 0x403000, 0x403000], [0x402000]]
    assert [profile.sample(row).values for row in range(3)] == [(3, 30_000_000), (1, 10_000_000), (2, 20_000_000)]


def test_a_leaf_recorded_twice_counts_once() -> None:
    profile = decode(cpu("<Q", WITH_LEAF_TWICE))
    assert stacks(profile) == [[0x401000, 0x402000], [0x401050, 0x403000], [0x401060, 0x402000]]


def test_a_sampled_heap_is_scaled_up() -> None:
    # GIVEN 3 blocks of 1024 bytes, sampled every 524288 bytes on average
    profile = decode(text("heap_go.txt"))
    # THEN they stand for as many as it takes to be seen three times
    scale = 1 / (1 - math.exp(-1024 / 524288))
    allocated, allocated_bytes, live, live_bytes = profile.sample(0).values
    assert (allocated, allocated_bytes) == (int(3 * scale), int(3072 * scale))
    assert (live, live_bytes) == (int(scale), int(1024 * scale))
    assert [kind.type for kind in profile.sample_types] == [
        "alloc_objects",
        "alloc_space",
        "inuse_objects",
        "inuse_space",
    ]
    assert profile.sample(0).labels[0].value == 1024


def test_numbers_that_fit_nowhere_do_as_on_amd64() -> None:
    assert unsampled(2**63 - 1, 2**63 - 1, 524288) == (-(2**63), -(2**63))
    assert unsampled(1, 1, 2**62) == (-(2**63), -(2**63))
    assert unsampled(1, -(2**40), 2) == (0, 0)


@pytest.mark.parametrize(
    ("written", "number"),
    [(b"010", 8), (b"0x_1f", 31), (b"-0b11", -3), (b"0o17", 15), (b"1_000", 1000), (b"0", 0), (b"0" * 5000 + b"7", 7)],
)
def test_numbers_are_read_as_in_go_source(written: bytes, number: int) -> None:
    assert prefixed(written) == number


@pytest.mark.parametrize("written", [b"", b"08", b"1__0", b"_1", b"0x", b" 1", b"1" * 100_000, b"0x" + b"f" * 17])
def test_numbers_that_go_refuses_are_refused(written: bytes) -> None:
    with pytest.raises(ValueError, match=r"strconv\.ParseInt: parsing"):
        prefixed(written)


def test_delays_become_nanoseconds() -> None:
    # GIVEN cycles at 1 GHz of every 100th contention
    profile = decode(b"--- mutex:\ncycles/second=1000000000\nsampling period=100\n7 2 @ 0x11\n")
    # THEN both are scaled
    assert profile.sample(0).values == (200, 700)


def test_a_thread_like_the_one_before_counts_it_again() -> None:
    profile = decode(text("thread_threadz.txt"))
    assert [profile.sample(row).values for row in range(2)] == [(1,), (3,)]


def test_java_brings_names_along() -> None:
    profile = decode(text("java_heapz.txt"))
    first = profile.sample(0).locations
    assert [(line.function.name, line.function.filename, line.line) for at in first for line in at.lines] == [
        ("com.example.Pool.get", "Pool.java", 0),
        ("com.example.Main.run(java.lang.String)", "Main.java", 0),
        ("com.example.Main.last", "Main.java", 11),
    ]


def test_parts_of_one_mapping_are_joined_and_the_program_comes_first() -> None:
    regions = read_map(
        Lines(
            b"7000-8000 r-xp 00001000 00:00 1 /lib/libc.so.6\n"
            b"8000-9000 r-xp 00002000 00:00 1 /lib/libc.so.6\n"
            b"9000-a000 rw-p 00003000 00:00 1 /lib/libc.so.6\n"
            b"where=/opt\n"
            b"400000-500000: $where/program (@0) beef\n"
        )
    )
    assert regions == [
        Region(0x400000, 0x500000, 0, b"/opt/program", b"beef"),
        Region(0x7000, 0x9000, 0x1000, b"/lib/libc.so.6"),
    ]


def test_an_address_in_the_missing_start_of_a_file_makes_its_mapping_grow() -> None:
    regions, rows = attach(np.array([0x5001, 0x3001, 0x1], np.uint64), [Region(0x5000, 0x6000, 0x2000, b"/lib/a.so")])
    assert rows.tolist() == [0, 0, 1]
    assert regions == [Region(0x3000, 0x6000, 0, b"/lib/a.so"), Region(0, 2**64 - 1, 0)]
