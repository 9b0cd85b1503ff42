"""Profiles made from stacks, and the row views of a profile."""

from __future__ import annotations

from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.decode import decode
from tui.pprof.encode import encode
from tui.pprof.profile import Profile, ValueType
from tui.pprof.views import Label


def built() -> Profile:
    builder = ProfileBuilder(
        [("samples", "count"), ("cpu", "nanoseconds")],
        default_sample_type="cpu",
        period_type=("cpu", "nanoseconds"),
        period=10,
        time_nanos=20,
        duration_nanos=30,
        comments=["made by hand"],
        mapping_file="/usr/bin/program",
    )
    work = Frame("work", "a.py", 12, start_line=10)
    builder.add([work, Frame("main", "a.py", 3)], [1, 10], {"thread": "main", "bytes": 64})
    builder.add([work, work, Frame("main", "a.py", 3)], [2, -20])
    builder.add([], [0, 0])
    return builder.build()


def test_a_built_profile_survives_the_wire() -> None:
    assert decode(encode(built())) == built()


def test_a_built_profile_says_what_it_was_told() -> None:
    profile = built()
    assert profile.sample_types == (ValueType("samples", "count"), ValueType("cpu", "nanoseconds"))
    assert profile.default_sample_type == "cpu"
    assert profile.period_type == ValueType("cpu", "nanoseconds")
    assert (profile.period, profile.time_nanos, profile.duration_nanos) == (10, 20, 30)
    assert profile.comments == ("made by hand",)
    assert profile.binary == "program"
    assert (profile.drop_frames, profile.keep_frames, profile.doc_url) == ("", "", "")


def test_equal_frames_share_a_location_and_a_function() -> None:
    profile = built()
    assert len(profile.locations) == 2
    assert len(profile.functions) == 2


def test_a_sample_reads_in_pprofs_words() -> None:
    sample = built().sample(1)
    assert [location.lines[0].function.name for location in sample.locations] == ["work", "work", "main"]
    assert sample.values == (2, -20)
    line = sample.locations[0].lines[0]
    assert (line.line, line.function.filename, line.function.start_line) == (12, "a.py", 10)
    assert sample.locations[0].mapping is not None
    assert built().sample(0).labels == (Label("thread", "main", ""), Label("bytes", 64, ""))


def test_a_profile_without_samples_or_mapping_can_be_built() -> None:
    profile = ProfileBuilder([("cpu", "nanoseconds")]).build()
    assert profile.n_samples == 0
    assert profile.mappings == ()
    assert profile.binary == ""
    assert decode(encode(profile)) == profile
