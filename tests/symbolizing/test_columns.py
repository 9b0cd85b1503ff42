from __future__ import annotations

import numpy as np

from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.decode import decode
from tui.pprof.encode import encode
from tui.symbolizing.columns import with_calls, with_whole_mapping
from tui.symbols.debuginfo import Call


def test_calls_take_the_place_of_what_a_location_had_and_leave_the_others() -> None:
    # GIVEN locations of one line each
    builder = ProfileBuilder([("samples", "count")], mapping_file="/bin/mill")
    builder.add([Frame("a", "a.c", 1), Frame("b", "b.c", 2), Frame("c", "c.c", 3)], [1])
    profile = builder.build()
    # WHEN the middle one turns out to hold an inlined call, and the last nothing but a name
    found = with_calls(profile, {1: [Call("inner", "i.h", 7), Call("outer", "o.c", 8)], 2: [Call("plain", "", 0)]})
    # THEN they have these calls, the innermost first, and the first is as it was
    lines = [
        [(line.function.name, line.function.filename, line.line) for line in found.location(row).lines]
        for row in (0, 1, 2)
    ]
    assert lines == [[("a", "a.c", 1)], [("inner", "i.h", 7), ("outer", "o.c", 8)], [("plain", "", 0)]]
    # AND it is a whole profile: ids are unique, and it can be written and read
    assert len(set(found.functions.ids.tolist())) == len(found.functions)
    assert decode(encode(found)).location(1).lines == found.location(1).lines


def test_the_mapping_says_what_is_known_now() -> None:
    builder = ProfileBuilder([("samples", "count")])
    builder.add([Frame("a")], [1])
    profile = with_whole_mapping(builder.build())
    assert not profile.mappings[0].has_functions
    named = with_calls(profile, {0: [Call("a", "", 0)]}).mappings[0]
    assert (named.has_functions, named.has_filenames, named.has_line_numbers) == (True, False, False)
    placed = with_calls(profile, {0: [Call("a", "a.c", 3)]}).mappings[0]
    assert (placed.has_functions, placed.has_filenames, placed.has_line_numbers) == (True, True, True)


def test_equal_functions_become_one() -> None:
    builder = ProfileBuilder([("samples", "count")])
    builder.add([Frame(name) for name in "abcd"], [1])
    profile = builder.build()
    found = with_calls(profile, {row: [Call("same", "s.c", row)] for row in range(4)})
    assert len(found.functions) == len(profile.functions) + 1
    assert found.locations.line_number.tolist() == [0, 1, 2, 3]
    assert len(np.unique(found.locations.line_function)) == 1


def test_nothing_found_changes_nothing() -> None:
    profile = ProfileBuilder([("samples", "count")]).build()
    assert with_calls(profile, {}) is profile
