"""Every rule of the format: what is refused and in which words, what is accepted, and that pprof agrees."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pprof import cases
from tests.pprof.cases import Case, changed
from tests.pprof.wire_bytes import bytes_field, number_field, packed_field, tag
from tests.robust.test_verdicts import pprof_accepts
from tui.errors import BadProfile
from tui.pprof import profile_pb2 as pb
from tui.pprof.decode import decode

BROKEN = [*cases.validity(), *cases.wire(), *cases.strings(), *cases.once_only()]


def named(case: Case) -> str:
    return case.rule


@pytest.mark.parametrize("case", BROKEN, ids=named)
def test_a_broken_rule_is_named(case: Case) -> None:
    with pytest.raises(BadProfile) as refusal:
        decode(case.content)
    assert case.says in refusal.value.what


def test_a_known_field_of_another_type_is_refused() -> None:
    for case in cases.wrong_types():
        if case.rule == "W5 Profile.time_nanos as 2":
            continue  # test_a_packed_time_is_read
        with pytest.raises(BadProfile, match=case.says):
            decode(case.content)
            pytest.fail(case.rule)


@pytest.mark.parametrize("case", cases.accepted(), ids=named)
def test_what_only_looks_broken_is_accepted(case: Case) -> None:
    decode(case.content)


def test_a_fault_far_behind_is_found_and_the_first_one_counts() -> None:
    # GIVEN more samples than are read at a time, with faults in the second and third batch
    message = cases.valid()
    message.sample.extend(pb.Sample(value=[1], location_id=[1]) for _ in range(40_000))
    message.sample.add(value=[1], location_id=[5])
    message.sample.extend(pb.Sample(value=[1], location_id=[1]) for _ in range(40_000))
    message.sample.add(value=[1, 2, 3])
    # THEN the first one is named
    with pytest.raises(BadProfile, match="sample has nil location"):
        decode(message.SerializeToString())


def test_numbers_wrap_at_64_bits() -> None:
    (case,) = (case for case in cases.accepted() if case.rule == "W6 packed")
    assert decode(case.content).values.tolist() == [[-1]]


def test_the_last_of_repeated_scalars_counts() -> None:
    profile = decode(changed() + number_field(12, 7) + number_field(12, 8))
    assert profile.period == 8
    # Also for messages: google/pprof does not merge them as protobuf would.
    profile = decode(changed() + bytes_field(11, number_field(1, 1)) + bytes_field(11, number_field(2, 2)))
    assert profile.header.period_type == (0, 2)


def test_names_need_not_be_utf8() -> None:
    message = cases.valid()
    message.string_table[3] = b"\xff\xfe\x1b[2J"
    profile = decode(message.SerializeToString())
    assert profile.strings.raw[3] == b"\xff\xfe\x1b[2J"
    assert profile.function(0).name == "\\xff\\xfe\\x1b[2J"


def test_a_missing_mapping_is_none() -> None:
    profile = decode(changed(lambda message: message.location.add(id=2, mapping_id=99)))
    assert profile.location(1).mapping is None


def test_a_packed_time_is_read() -> None:
    # Known difference: pprof refuses it (W5). The top level is cut by protobuf, which reads either form of the one
    # field that must be declared repeated to see whether it is; no writer packs it, and nothing wrong is shown.
    assert decode(changed() + packed_field(9, [5])).time_nanos == 5


@pytest.mark.parametrize(
    "odd", [tag(0, 0) + b"\x01", b"\x80" * 9 + b"\x7f\x01"], ids=["field 0", "a field beyond 32 bits"]
)
def test_an_impossible_field_number_at_the_top_is_skipped_as_pprof_does(odd: bytes) -> None:
    assert decode(changed() + odd) == decode(changed())
    assert decode(odd + changed()) == decode(changed())


def test_a_packed_time_that_is_broken_is_refused() -> None:
    with pytest.raises(BadProfile, match="type mismatch"):
        decode(b"J\x06\x00\x00\x00\x00\x00\x80")


@pytest.mark.parametrize("nothing", [b"", gzip.compress(b"")], ids=["raw", "gzip"])
def test_an_empty_file_is_called_so(nothing: bytes) -> None:
    with pytest.raises(BadProfile, match="parsing profile: empty input file"):
        decode(nothing)


@pytest.mark.parametrize(
    "content", [b"<html>oops</html>", b"go 1.22 trace\x00", b"\x7fELF\x02\x01\x01", b"{}", b"main;f 1\n"]
)
def test_another_format_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(BadProfile) as refusal:
        decode(content)
    assert "\n" not in str(refusal.value)


@pytest.mark.rule("R3")
def test_pprof_refuses_the_same_files_in_the_same_words(go_pprof: Callable[..., str], tmp_path: Path) -> None:
    # GIVEN one call with every broken file, which pprof complains about one by one before it gives up
    files = {case: tmp_path / f"{number:03}.pb" for number, case in enumerate(BROKEN)}
    for case, file in files.items():
        file.write_bytes(case.content)
    with pytest.raises(AssertionError) as refusal:
        go_pprof("-raw", *files.values())
    complaints = dict(line.strip().split(": ", 1) for line in str(refusal.value).splitlines() if ".pb: " in line)
    # THEN it names each rule of CheckValid as we do; of the wire it only says that it cannot read it
    for case, file in files.items():
        in_pprofs_words = case.says.startswith("malformed profile:") or "concatenated" in case.says
        expected = case.says if in_pprofs_words else "parsing profile: unrecognized profile format"
        assert complaints.get(str(file)) == expected, case.rule


@pytest.mark.rule("R3")
def test_pprof_accepts_the_same_files(pprof_program: str, tmp_path: Path) -> None:
    for case in cases.accepted():
        if case.rule == "no sample types, no samples":
            continue  # its parser accepts the file; its command has nothing to show then
        file = tmp_path / "case.pb"
        file.write_bytes(case.content)
        accepts, theirs = pprof_accepts(pprof_program, file, tmp_path)
        assert accepts, (case.rule, theirs)
