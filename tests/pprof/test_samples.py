"""Stacks that samples share, and which sample breaks a rule first."""

from __future__ import annotations

import pytest

from tests.pprof.wire_bytes import packed_field, unpacked_field
from tui.errors import BadProfile
from tui.pprof import profile_pb2 as pb
from tui.pprof.decode import decode

STRINGS = [b"", b"cpu", b"nanoseconds"]


def profile(*samples: bytes) -> bytes:
    message = pb.Profile(string_table=STRINGS, sample_type=[pb.ValueType(type=1, unit=2)])
    message.location.extend(pb.Location(id=id_, address=id_) for id_ in range(1, 400))
    content: bytes = message.SerializeToString()
    return content + b"".join(b"\x12" + _length(sample) + sample for sample in samples)


def _length(content: bytes) -> bytes:
    return bytes([len(content)]) if len(content) < 128 else bytes([len(content) & 0x7F | 0x80, len(content) >> 7])


def test_samples_share_equal_stacks() -> None:
    stacks = [[300, 2, 1], [2, 1], [300, 2, 1], [], [2, 1], []]
    read = decode(profile(*(packed_field(1, ids) + packed_field(2, [at]) for at, ids in enumerate(stacks))))
    assert read.stack_of_sample.tolist() == [0, 1, 0, 2, 1, 2]
    assert read.n_stacks == 3
    assert [[place.id for place in read.sample(row).locations] for row in range(6)] == stacks
    assert read.values.ravel().tolist() == [0, 1, 2, 3, 4, 5]


def test_stacks_written_in_two_ways_are_two_and_equal_all_the_same() -> None:
    ways = [packed_field(1, [2, 1]), unpacked_field(1, [2, 1]), packed_field(1, [2]) + packed_field(1, [1])]
    read = decode(profile(*(way + packed_field(2, [1]) for way in ways)))
    plain = decode(profile(*[ways[0] + packed_field(2, [1])] * 3))
    assert (read.n_stacks, plain.n_stacks) == (3, 1)
    assert read == plain


WIDE, NIL = packed_field(1, [1]) + packed_field(2, [1, 2]), packed_field(1, [500]) + packed_field(2, [1])
GOOD = packed_field(1, [1]) + packed_field(2, [1])


@pytest.mark.parametrize(
    ("samples", "says"),
    [
        ([GOOD, WIDE, NIL], "mismatch: sample has 2 values vs. 1 types"),
        ([GOOD, NIL, WIDE], "sample has nil location"),
        ([packed_field(1, [500]) + packed_field(2, [])], "mismatch: sample has 0 values vs. 1 types"),
        ([NIL, *[GOOD] * 20_000, WIDE], "sample has nil location"),
        ([WIDE, *[GOOD] * 20_000, NIL], "mismatch: sample has 2 values vs. 1 types"),
    ],
    ids=["values first", "location first", "both in one", "location far before", "values far before"],
)
def test_the_first_sample_at_fault_is_told(samples: list[bytes], says: str) -> None:
    with pytest.raises(BadProfile, match=says):
        decode(profile(*samples))
