"""What is written reads back as it was, here, in protobuf and in pprof."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.pprof.random_profiles import messages
from tui.pprof import profile_pb2 as pb
from tui.pprof.decode import decode
from tui.pprof.encode import encode, encode_raw
from tui.pprof.plain import decode_plainly

DATA = sorted((Path(__file__).parents[1] / "data").glob("*.pb.gz"))


@settings(deadline=None, max_examples=100)
@given(messages())
def test_any_profile_reads_back_as_it_was(message: pb.Profile) -> None:
    profile = decode(message.SerializeToString())
    assert decode(encode(profile)) == profile
    assert decode_plainly(encode_raw(profile)) == profile


@pytest.mark.parametrize("file", DATA, ids=lambda file: file.name)
def test_a_real_profile_reads_back_as_it_was(file: Path) -> None:
    profile = decode(file.read_bytes())
    written = encode(profile)
    assert decode(written) == profile
    assert gzip.decompress(written) == encode_raw(profile)


def test_labels_stay_with_their_samples_and_in_order() -> None:
    profile = decode(
        pb.Profile(
            string_table=[b"", b"n", b"a", b"b"],
            sample_type=[pb.ValueType(type=1, unit=1)],
            sample=[
                pb.Sample(value=[1], label=[pb.Label(key=2, str=3), pb.Label(key=2, num=-7, num_unit=3)]),
                pb.Sample(value=[2]),
                pb.Sample(value=[3], label=[pb.Label(key=3, str=2)]),
            ],
        ).SerializeToString()
    )
    again = decode(encode(profile))
    said = [[(label.key, label.value, label.unit) for label in again.sample(row).labels] for row in range(3)]
    assert said == [[("a", "b", ""), ("a", -7, "b")], [], [("b", "a", "")]]


@pytest.mark.parametrize("name", ["go127_heap_delta_3s", "go127_cpu_5s_busy", "node20_datadog_wall_cpu_2s"])
def test_pprof_says_the_same_of_what_is_written(name: str, go_pprof: Callable[..., str], tmp_path: Path) -> None:
    (original,) = (file for file in DATA if file.name == f"{name}.pb.gz")
    written = tmp_path / original.name
    written.write_bytes(encode(decode(original.read_bytes())))
    assert go_pprof("-raw", written) == go_pprof("-raw", original)
