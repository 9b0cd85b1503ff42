"""Broken and odd profiles made by hand, each with the rule it is about.

The names of the rules (V, W, S) are those of the list in the reliability study. Rules V2, V5, V8, V11, V14 and V16 are
about nil pointers and tables of an API, which no file can have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from google.protobuf.descriptor import FieldDescriptor

from tests.pprof.wire_bytes import (
    BYTES,
    END_GROUP,
    FIXED32,
    FIXED64,
    START_GROUP,
    VARINT,
    bytes_field,
    number_field,
    packed_field,
    tag,
    unpacked_field,
    varint,
)
from tui.pprof import profile_pb2 as pb


class Case(NamedTuple):
    """Bytes and what is to be said of them."""

    rule: str
    content: bytes
    says: str
    """What `decode` raises; empty if it accepts the bytes."""


def valid() -> pb.Profile:
    """One sample of ten nanoseconds in `main` at main.go:5."""
    return pb.Profile(
        sample_type=[pb.ValueType(type=1, unit=2)],
        sample=[pb.Sample(location_id=[1], value=[10], label=[pb.Label(key=3, str=4)])],
        mapping=[pb.Mapping(id=1, filename=5)],
        location=[pb.Location(id=1, mapping_id=1, address=0x1000, line=[pb.Line(function_id=1, line=5)])],
        function=[pb.Function(id=1, name=3, system_name=3, filename=4)],
        string_table=[b"", b"cpu", b"nanoseconds", b"main", b"main.go", b"/bin/main"],
    )


def changed(*changes: Callable[[pb.Profile], object]) -> bytes:
    message = valid()
    for change in changes:
        change(message)
    return message.SerializeToString()


def _with_sample(*values: int, locations: tuple[int, ...] = (1,)) -> Callable[[pb.Profile], object]:
    return lambda message: message.sample.add(value=values, location_id=locations)


def _only(rule: str, says: str, *changes: Callable[[pb.Profile], object]) -> Case:
    return Case(rule, changed(*changes), f"malformed profile: {says}" if says else "")


def validity() -> list[Case]:
    """Rules V1 to V15 (google/pprof's CheckValid), and which of two counts."""
    no_types = lambda message: message.ClearField("sample_type")  # noqa: E731
    bad_mapping = lambda message: message.mapping.add(id=0)  # noqa: E731
    bad_function = lambda message: message.function.add(id=0)  # noqa: E731
    bad_location = lambda message: message.location.add(id=0)  # noqa: E731
    return [
        _only("V1 values", "missing sample type information", no_types),
        _only(
            "V1 no values",
            "missing sample type information",
            no_types,
            lambda m: m.ClearField("sample"),
            _with_sample(),
        ),
        _only("V1 before V4", "missing sample type information", no_types, _with_sample(locations=(9,)), bad_mapping),
        _only("V3 too many", "mismatch: sample has 2 values vs. 1 types", _with_sample(1, 2)),
        _only("V3 too few", "mismatch: sample has 0 values vs. 1 types", _with_sample()),
        _only("V4 unknown", "sample has nil location", _with_sample(1, locations=(1, 2))),
        _only("V4 zero", "sample has nil location", _with_sample(1, locations=(0,))),
        _only("V4 huge", "sample has nil location", _with_sample(1, locations=((1 << 64) - 1,))),
        _only(
            "V4 in an earlier sample than V3",
            "sample has nil location",
            _with_sample(1, locations=(2,)),
            _with_sample(),
        ),
        _only(
            "V3 in an earlier sample than V4",
            "mismatch: sample has 0 values vs. 1 types",
            _with_sample(),
            _with_sample(1, locations=(2,)),
        ),
        _only("V3 before V4 in one sample", "mismatch: sample has 0 values vs. 1 types", _with_sample(locations=(2,))),
        _only("V4 before V6", "sample has nil location", bad_mapping, _with_sample(1, locations=(2,))),
        _only("V6", "found mapping with reserved ID=0", bad_mapping),
        _only("V7", "multiple mappings with same id: 1", lambda m: m.mapping.add(id=1)),
        _only("V6 before V9", "found mapping with reserved ID=0", bad_function, bad_mapping),
        _only("V9", "found function with reserved ID=0", bad_function),
        _only("V10", "multiple functions with same id: 1", lambda m: m.function.add(id=1)),
        _only("V9 before V12", "found function with reserved ID=0", bad_location, bad_function),
        _only("V12", "found location with reserved id=0", bad_location),
        _only("V13", "multiple locations with same id: 1", lambda m: m.location.add(id=1)),
        _only("V13 huge", f"multiple locations with same id: {(1 << 64) - 1}", *_twice((1 << 64) - 1)),
        _only("V15 unknown", "location id: 7 has a line with nil function", _with_line(7, 2)),
        _only("V15 zero", "location id: 7 has a line with nil function", _with_line(7, 0)),
        _only(
            "V12 in an earlier location than V15", "found location with reserved id=0", bad_location, _with_line(7, 2)
        ),
        _only(
            "V15 in an earlier location than V13",
            "location id: 7 has a line with nil function",
            _with_line(7, 2),
            *_twice(8),
        ),
    ]


def _twice(id_: int) -> list[Callable[[pb.Profile], object]]:
    return [lambda message: message.location.add(id=id_)] * 2


def _with_line(location: int, function: int) -> Callable[[pb.Profile], object]:
    return lambda message: message.location.add(id=location, line=[pb.Line(function_id=function)])


def wire() -> list[Case]:
    """Rules W1 to W4 at the top level and inside a message."""
    endless, cut = tag(99, VARINT) + b"\xff" * 10 + b"\x01", tag(99, VARINT) + b"\xff"
    broken = [
        ("W1 endless", endless, "bad varint"),
        ("W1 cut", cut, "bad varint"),
        ("W1 cut tag", b"\xff", "bad varint"),
        ("W1 cut length", tag(99, BYTES) + b"\x80", "bad varint"),
        ("W2", tag(99, BYTES) + varint(5) + b"four", "too much data"),
        ("W2 huge", tag(99, BYTES) + varint(-1) + b"four", "too much data"),
        ("W3 fixed64", tag(99, FIXED64) + bytes(7), "not enough data"),
        ("W3 fixed32", tag(99, FIXED32) + bytes(3), "not enough data"),
        *((f"W4 {wire}", tag(99, wire) + bytes(8), f"unknown wire type: {wire}") for wire in (6, 7)),
        ("W4 group", tag(99, START_GROUP) + tag(99, END_GROUP), "unknown wire type: 3"),
        ("W4 end of no group", tag(99, END_GROUP), "unknown wire type: 4"),
    ]
    base = changed()
    homes = {"profile": lambda bad: bad, "sample": _in(2), "location": _in(4), "function": _in(5), "mapping": _in(3)}
    homes |= {"value type": _in(1), "label": lambda bad: _in(2)(_in(3)(bad)), "line": lambda bad: _in(4)(_in(4)(bad))}
    cases = [
        Case(f"{rule} in a {home}", base + nested(bad), f"parsing profile: {home}: {says}")
        for home, nested in homes.items()
        for rule, bad, says in broken
    ]
    for what, number in (("sample.location_id", 1), ("sample.value", 2)):
        for rule, bad in (("cut", b"\x01\xff"), ("endless", b"\xff" * 10 + b"\x01")):
            content = base + _in(2)(bytes_field(number, bad))
            cases.append(Case(f"W1 {rule} in {what}", content, f"parsing profile: {what}: bad varint"))
    return cases


def _in(number: int) -> Callable[[bytes], bytes]:
    return lambda content: bytes_field(number, content)


def wrong_types() -> Iterator[Case]:
    """Rule W5: every field of every message, in every wire type that it has not."""
    homes = {
        pb.Profile: lambda bad: bad,
        pb.ValueType: _in(1),
        pb.Sample: _in(2),
        pb.Label: lambda bad: _in(2)(_in(3)(bad)),
        pb.Mapping: _in(3),
        pb.Location: _in(4),
        pb.Line: lambda bad: _in(4)(_in(4)(bad)),
        pb.Function: _in(5),
    }
    content = {VARINT: b"\x00", FIXED64: bytes(8), BYTES: b"\x00", FIXED32: bytes(4)}
    for message, home in homes.items():
        for field in message.DESCRIPTOR.fields:
            right = {BYTES} if field.type in (FieldDescriptor.TYPE_MESSAGE, FieldDescriptor.TYPE_BYTES) else {VARINT}
            if field.is_repeated and right == {VARINT}:
                right.add(BYTES)
            for wire_type in set(content) - right:
                name = f"W5 {message.DESCRIPTOR.name}.{field.name} as {wire_type}"
                bad = tag(field.number, wire_type) + content[wire_type]
                yield Case(name, changed() + home(bad), "type mismatch")


def strings() -> list[Case]:
    """Rules S1 to S3."""
    cases = [
        Case("S1", changed(lambda m: m.string_table.insert(0, b"x")), "parsing profile: string_table[0] must be ''"),
        Case("S3", pb.Profile(period=1).SerializeToString(), "names string 0 of a table of 0"),
        Case("S3 types", pb.Profile(sample_type=[{"type": 1}]).SerializeToString(), "names string 1 of a table of 0"),
    ]
    places: dict[str, Callable[[pb.Profile, int], object]] = {
        "mapping.filename": lambda m, i: m.mapping.add(id=9, filename=i),
        "mapping.build_id": lambda m, i: m.mapping.add(id=9, build_id=i),
        "function.name": lambda m, i: m.function.add(id=9, name=i),
        "function.system_name": lambda m, i: m.function.add(id=9, system_name=i),
        "function.filename": lambda m, i: m.function.add(id=9, filename=i),
        "sample_type": lambda m, i: m.sample_type.add(type=i),
        "label.key": lambda m, i: m.sample[0].label.add(key=i, num=1),
        "label.str": lambda m, i: m.sample[0].label.add(str=i),
        "label.num_unit": lambda m, i: m.sample[0].label.add(num_unit=i),
        "drop_frames": lambda m, i: setattr(m, "drop_frames", i),
        "keep_frames": lambda m, i: setattr(m, "keep_frames", i),
        "period_type": lambda m, i: setattr(m.period_type, "unit", i),
        "comment": lambda m, i: m.comment.append(i),
        "default_sample_type": lambda m, i: setattr(m, "default_sample_type", i),
        "doc_url": lambda m, i: setattr(m, "doc_url", i),
        "label.key ": lambda m, i: m.sample[0].label.add(key=i),
    }
    for what, put in places.items():
        for index in (-1, 6, 1 << 40):
            says = f"parsing profile: malformed profile format: {what.strip()} names string {index} of a table of 6"
            note = " of a label without a value" if what.endswith(" ") else ""
            cases.append(Case(f"S2 {what.strip()}{note} {index}", changed(lambda m, put=put, i=index: put(m, i)), says))
    return cases


def once_only() -> list[Case]:
    """Rule W9, where it refuses."""
    says = "parsing profile: concatenated profiles detected"
    timed = changed(lambda m: setattr(m, "time_nanos", 5))
    return [
        Case("W9 two times", timed + number_field(9, 6), says),
        Case("W9 same time", timed + number_field(9, 5), says),
        Case("W9 second time 0", timed + number_field(9, 0), says),
        Case("W9 two profiles", timed + timed, says),
    ]


def accepted() -> list[Case]:
    """What looks broken and is not."""
    base = changed()
    huge = (1 << 64) - 1
    own = valid()
    own.ClearField("sample")
    no_sample = own.SerializeToString()
    wrapped = b"\xff" * 9 + b"\x7f"
    return [
        Case(rule, content, "")
        for rule, content in {
            "W6 unpacked": no_sample + bytes_field(2, tag(2, VARINT) + wrapped),
            "W6 packed": no_sample + bytes_field(2, bytes_field(2, wrapped)),
            "W6 in a table": base + bytes_field(4, number_field(1, 9) + tag(3, VARINT) + wrapped),
            "W7 field 0 inside": base + bytes_field(2, number_field(2, 1) + number_field(0, 1)),
            "W7 unknown": base + number_field(16, 1) + bytes_field(99, b"x") + tag(98, FIXED32) + bytes(4),
            "W8 mixed": no_sample
            + bytes_field(
                2, packed_field(2, []) + number_field(2, 1) + packed_field(1, [1, 1]) + unpacked_field(1, [1])
            ),
            "W8 comment unpacked": base + unpacked_field(13, [1, 2]) + packed_field(13, [3]),
            "W9 first time 0": base + number_field(9, 0) + number_field(9, 5),
            "W9 period": base + number_field(12, 7) + number_field(12, 8),
            "W9 period_type": base + bytes_field(11, number_field(1, 1)) + bytes_field(11, number_field(2, 2)),
            "W10": changed(lambda m: m.string_table.append(b"\xff\xfe")),
            "no samples": no_sample,
            "no sample types, no samples": pb.Profile(string_table=[b""]).SerializeToString(),
            "no locations": changed(_with_sample(1, locations=())),
            "a location without lines": changed(lambda m: m.location.add(id=2), _with_sample(1, locations=(2,))),
            "no such mapping": changed(lambda m: m.location.add(id=2, mapping_id=99), _with_sample(1, locations=(2,))),
            "huge ids": changed(lambda m: m.location.add(id=huge), _with_sample(1, locations=(huge, 1))),
            "negative numbers": changed(
                _with_sample(-5), lambda m: m.location.add(id=2, line=[pb.Line(function_id=1, line=-3)])
            ),
            "repeated strings": changed(lambda m: m.string_table.append(b"main")),
            "an unknown default": changed(lambda m: setattr(m, "default_sample_type", 5)),
            "a label without a key": changed(lambda m: m.sample[0].label.add(str=1)),
            "a label with several values": changed(*[lambda m: m.sample[0].label.add(key=3, str=1)] * 2),
            "a label without a value": changed(lambda m: m.sample[0].label.add(key=3)),
            "a bad pattern": changed(
                lambda m: setattr(m, "drop_frames", len(m.string_table)), lambda m: m.string_table.append(b"(")
            ),
            "a time before 1970": changed(lambda m: setattr(m, "time_nanos", -1)),
            "sums beyond 64 bits": changed(*[_with_sample((1 << 63) - 1)] * 2),
        }.items()
    ]
