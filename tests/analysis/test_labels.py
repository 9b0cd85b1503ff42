from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.analysis.labels import LabelKey, LabelValue, label_keys
from tui.analysis.search import Matches
from tui.analysis.tags import filter_by_tag
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.profile import Labels, Profile

NASTY = ("plain", "a,b", "1", "12kb:", "x=y", "[b]|(", "$", "/a/{id}", "ä,;:", " spaced ", "back\\slash")


def orders() -> Profile:
    builder = ProfileBuilder([("samples", "count"), ("cpu", "nanoseconds")])
    stack = [Frame("work"), Frame("main")]
    for row, text in enumerate(NASTY):
        builder.add(stack, (1, 10 + row), {"kind": text, "bytes": 1024 * (row % 3)})
    builder.add(stack, (1, 1000), {"kind": "plain", "a=b": "c"})
    builder.add(stack, (1, 7))
    return builder.build()


def keys(profile: Profile) -> dict[str, LabelKey]:
    return {key.name: key for key in label_keys(profile, np.ascontiguousarray(profile.values[:, 1]))}


def plain(found: dict[str, LabelKey]) -> list[tuple[str, int, int, list[LabelValue]]]:
    return [(name, key.weight, key.samples, [*key.values]) for name, key in found.items()]


def test_keys_and_values_weigh_what_their_samples_weigh() -> None:
    found = keys(orders())
    assert list(found) == ["kind", "a=b", "bytes"]
    assert (found["kind"].weight, found["kind"].samples) == (sum(range(10, 21)) + 1000, 12)
    assert found["kind"].values[0] == LabelValue("kind", "plain", "", 1010, 2)
    assert (found["kind"].values[0].text, found["kind"].values[0].filter) == ("plain", "kind=^plain$")
    assert sorted(value.text for value in found["bytes"].values) == ["0", "1kB", "2kB"]


def test_of_values_that_weigh_the_same_texts_come_first_and_each_in_order() -> None:
    builder = ProfileBuilder([("samples", "count"), ("cpu", "nanoseconds")])
    for value, weight in ((2, 10), ("b", 10), (-1, 10), ("a", -10), ("z", -30), (10, 20)):
        builder.add([Frame("work")], (1, weight), {"key": value})
    assert [one.value for one in keys(builder.build())["key"].values] == ["z", 10, "a", "b", -1, 2]


@pytest.mark.parametrize("key", ["kind", "bytes"])
def test_the_filter_of_a_value_keeps_its_samples_and_no_others(key: str) -> None:
    profile = orders()
    for value in keys(profile)[key].values:
        assert value.filter
        left, _ = filter_by_tag(profile, value.filter, "")
        assert (left.n_samples, int(left.values[:, 1].sum())) == (value.samples, value.weight), value


def test_what_a_filter_cannot_say_has_none() -> None:
    assert keys(orders())["a=b"].values[0].filter == ""


def test_a_value_of_a_key_without_a_name_is_told_from_that_of_others() -> None:
    builder = ProfileBuilder([("samples", "count"), ("cpu", "nanoseconds")])
    for weight, labels in enumerate([{"": "a"}, {"b": "a"}, {"": "a:b"}, {":a": "b"}, {"": 7}, {"b": 7}]):
        builder.add([Frame("work")], (1, 1 << weight), labels)
    profile = builder.build()
    unnamed = {value.value: value for value in keys(profile)[""].values}
    left, _ = filter_by_tag(profile, unnamed["a"].filter, "")
    assert left.values[:, 1].tolist() == [1]
    # AND what would match others too is not offered
    assert [unnamed["a:b"].filter, unnamed[7].filter] == ["", ""]


def test_a_sample_that_carries_a_value_twice_counts_once() -> None:
    profile = orders()
    labels = profile.labels
    columns = ("sample", "key", "string", "number", "unit")
    twice = Labels(*(np.repeat(getattr(labels, name), 2) for name in columns))
    assert plain(keys(replace(profile, labels=twice))) == plain(keys(profile))


def test_a_profile_without_labels_has_no_keys() -> None:
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    builder.add([Frame("main")], (1,))
    assert label_keys(builder.build(), np.ones(1, np.int64)) == ()


def test_a_value_is_found_by_what_was_recorded() -> None:
    found = keys(orders())
    for key in found.values():
        for place, value in enumerate(key.values):
            assert key.values.find(value.value) == place
        assert key.values.find("none of them") == key.values.find(-1) == -1
    assert found["bytes"].values.find("plain") == found["kind"].values.find(1024) == -1


TEXTS = st.one_of(
    st.binary(max_size=6), st.sampled_from([b"", b"a\nb", b"\n", b"A\x1b[1m", "ä".encode(), b"\xff", b"plain"])
)


@given(
    values=st.lists(st.one_of(TEXTS, st.integers(-5000, 5000)), min_size=1, max_size=12),
    pattern=st.sampled_from(["a", "A", "^$", "$", ".", "b$", "[0-9]k", "", "ä", r"\\x", "^-?1", "(?s)a.*b", "n$"]),
)
def test_all_values_are_searched_as_each_of_them_is_shown(values: list[bytes | int], pattern: str) -> None:
    builder = ProfileBuilder([("samples", "count"), ("cpu", "nanoseconds")])
    for value in values:
        builder.add([Frame("work")], (1, 1), {"bytes": value if isinstance(value, int) else as_text(value)})
    shown = keys(builder.build())["bytes"].values
    assert shown.lines.text.decode() == "\n".join(one.text for one in shown)
    matches = Matches(pattern, np.zeros(0, np.bool_), 0, 0)
    assert matches.in_lines(shown.lines).tolist() == [matches.in_text(one.text) for one in shown]


def as_text(value: bytes) -> str:
    return value.decode("utf-8", "surrogateescape")
