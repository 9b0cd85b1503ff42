"""Sizes that break recursion, quadratic loops and 32-bit counters."""

from __future__ import annotations

import numpy as np
import pytest

from tests.pprof.cases import changed, valid
from tests.pprof.wire_bytes import bytes_field, packed_field, unpacked_field
from tui.pprof import profile_pb2 as pb
from tui.pprof.decode import decode
from tui.pprof.encode import encode_raw
from tui.pprof.plain import decode_plainly

DEEP = 100_000


@pytest.mark.rule("R6")
def test_a_stack_of_100_000_different_frames() -> None:
    message = valid()
    message.location.extend(pb.Location(id=id_, address=id_) for id_ in range(2, DEEP + 1))
    message.sample.add(value=[1], location_id=range(1, DEEP + 1))
    profile = decode(message.SerializeToString())
    assert np.array_equal(profile.stack_locations[1:], np.arange(DEEP))
    assert decode(encode_raw(profile)) == profile


@pytest.mark.parametrize("count", [50_000, 100_000])
@pytest.mark.rule("R6")
def test_a_long_stack_written_unpacked(count: int) -> None:
    # GIVEN two stacks, one number to a field, which numpy's one-field-of-all-messages steps are the wrong tool for
    ids = [1] * count
    content = changed() + bytes_field(2, unpacked_field(1, ids) + packed_field(2, [3]))
    content += bytes_field(2, packed_field(2, [4]) + unpacked_field(1, ids))
    profile = decode(content)
    assert np.diff(profile.unshared()[0]).tolist() == [1, count, count]
    assert profile.values.tolist() == [[10], [3], [4]]


def test_many_stacks_of_medium_length_written_unpacked() -> None:
    ids = [1] * 300
    content = changed() + bytes_field(2, unpacked_field(1, ids) + packed_field(2, [3])) * 200
    profile = decode(content)
    assert profile.n_samples == 201
    assert profile == decode_plainly(content)


def test_more_samples_than_are_read_at_a_time_keep_their_labels() -> None:
    message = valid()
    for number in range(70_000):
        sample = message.sample.add(value=[number], location_id=[1] * (number % 3))
        if number % 1000 == 0:
            sample.label.add(key=3, num=number + 1)
    content = message.SerializeToString()
    profile = decode(content)
    assert profile == decode_plainly(content)
    assert profile.sample(66_001).labels[0].value == 66_001


def test_more_sample_types_than_bits_in_a_byte() -> None:
    message = valid()
    message.sample_type.extend(pb.ValueType(type=1, unit=2) for _ in range(299))
    message.sample[0].value.extend(range(299))
    assert decode(message.SerializeToString()).values.tolist() == [[10, *range(299)]]


def test_a_label_heavy_sample() -> None:
    message = valid()
    message.sample[0].label.extend(pb.Label(key=3, num=number) for number in range(1, 20_001))
    profile = decode(message.SerializeToString())
    assert [label.value for label in profile.sample(0).labels[1:]] == list(range(1, 20_001))


@pytest.mark.rule("R7")
def test_a_location_of_many_lines() -> None:
    message = valid()
    message.location.add(id=2, line=[pb.Line(function_id=1, line=number) for number in range(5000)])
    message.sample.add(value=[1], location_id=[2])
    profile = decode(message.SerializeToString())
    assert [line.line for line in profile.location(1).lines] == list(range(5000))
    assert decode(encode_raw(profile)) == profile


@pytest.mark.rule("R7")
def test_a_name_of_a_million_characters() -> None:
    message = valid()
    message.string_table[3] = b"x" * 1_000_000
    assert len(decode(message.SerializeToString()).function(0).name) == 1_000_000
