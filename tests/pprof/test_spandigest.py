"""Digests of a field: equal for equal bytes, and for nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pprof.wire_bytes import bytes_field, packed_field, unpacked_field
from tui.errors import BadProfile
from tui.pprof.spandigest import SpanDigest
from tui.pprof.wire import Messages, walk

IDS = st.lists(st.integers(0, 300), max_size=20)
PARTS = st.lists(st.tuples(st.booleans(), IDS), max_size=3)


def written(parts: list[tuple[bool, list[int]]]) -> bytes:
    return b"".join(packed_field(1, ids) if is_packed else unpacked_field(1, ids) for is_packed, ids in parts)


def digests(contents: list[bytes]) -> list[int]:
    messages = Messages.join(contents)
    return SpanDigest().of(messages, walk(messages, "sample").of(1), "sample.location_id").tolist()


@given(st.lists(PARTS, max_size=8))
def test_equal_fields_and_only_those_agree(all_parts: list[list[tuple[bool, list[int]]]]) -> None:
    # GIVEN each list among other fields, so that it begins at another place each time
    contents = [written(parts) for parts in all_parts]
    found = digests([*contents, *(packed_field(2, [7] * at) + content for at, content in enumerate(contents))])
    # THEN a digest stands for the bytes of the field, but that nothing at all is written in several ways
    said = [b"".join(written([part]) for part in parts if part[1]) for parts in all_parts]
    same = {(a, b) for a in range(len(said)) for b in range(len(said)) if said[a] == said[b]}
    assert same == {(a, b) for a in range(len(said)) for b in range(len(said)) if found[a] == found[b]}
    assert found[len(contents) :] == found[: len(contents)]


def test_lists_that_differ_in_any_one_byte_or_in_length_differ() -> None:
    ids = [5] * 40
    changed = [[*ids[:at], 6, *ids[at + 1 :]] for at in range(40)]
    swapped = [[*ids[:at], 6, 7, *ids[at + 2 :]] for at in range(0, 40, 8)]
    found = digests([packed_field(1, each) for each in [ids, *changed, *swapped, ids[:-1], [*ids, 0], [*ids, 5]]])
    assert len(set(found)) == len(found)


def test_another_wire_type_is_refused() -> None:
    messages = Messages.join([bytes_field(1, b"\x01"), b"\x09" + bytes(8)])
    with pytest.raises(BadProfile, match="type mismatch"):
        SpanDigest().of(messages, walk(messages, "sample").of(1), "sample.location_id")


def test_many_random_lists_do_not_collide() -> None:
    random = np.random.default_rng(1)
    lists = {tuple(row) for row in random.integers(0, 200, (20_000, 12)).tolist()}
    assert len(set(digests([packed_field(1, each) for each in lists]))) == len(lists)


def test_of_long_lists_each_byte_and_its_place_count() -> None:
    # GIVEN lists of several hundred bytes, which are digested piece by piece
    ids = np.random.default_rng(2).integers(1, 128, 900).tolist()
    changed = [[*ids[:at], ids[at] ^ 1, *ids[at + 1 :]] for at in range(0, 900, 7)]
    swapped = [[*ids[256:512], *ids[:256], *ids[512:]], [*ids[:256], *ids[512:768], *ids[256:512], *ids[768:]]]
    cut = [ids[:length] for length in (255, 256, 257, 511, 512, 513, 899)]
    found = digests([packed_field(1, each) for each in [ids, *changed, *swapped, *cut]])
    assert len(set(found)) == len(found)
    # THEN the same list has the same digest, wherever it stands
    again = digests([packed_field(2, [7] * at) + packed_field(1, ids) for at in range(20)])
    assert len(set(again)) == 1
