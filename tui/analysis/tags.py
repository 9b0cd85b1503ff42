"""Labels as pprof's tag options mean them: filter samples by them, drop them, or turn them into frames.

Follows google/pprof's `internal/driver/driver_focus.go`, `tagroot.go` and `Profile.NumLabelUnits`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tui import units
from tui.analysis.regex import Pattern
from tui.pprof.arrays import BoolArray, FrameArray, IndexArray
from tui.pprof.distinct import rows_grouped, used
from tui.pprof.parts import with_labels, with_samples
from tui.pprof.profile import Functions, Locations, Profile
from tui.pprof.runs import taken
from tui.pprof.strings import StringTable

_RANGE = re.compile(r"([+-]?[0-9]+)([A-Za-z]+)?")
_BYTES_BY_NAME = ("alignment", "request")
"""Keys whose numbers are bytes, should the profile not say."""


def number_units(profile: Profile) -> tuple[dict[int, str], list[str]]:
    """Return the unit of each numeric label key, and remarks on keys that have several.

    The first unit met counts; without one, a few keys are bytes, and any other key is its own unit.

    Returns:
        Units as recorded, by the string index of the key (canonical); and lines for stderr.
    """
    labels, strings = profile.labels, profile.strings
    numeric = labels.string == 0
    keys = strings.canonical[labels.key[numeric]]
    unit_names = strings.canonical[labels.unit[numeric]]
    chosen: dict[int, str] = {}
    others: dict[int, set[str]] = {}
    pairs, first = np.unique(np.stack([keys, unit_names], axis=1), axis=0, return_index=True)
    for key, unit in pairs[np.argsort(first)].tolist():
        if not unit:
            continue
        name = strings.decoded(unit)
        if chosen.setdefault(key, name) != name:
            others.setdefault(key, set()).add(name)
    for key in used(keys).tolist():
        name = strings.decoded(key)
        chosen.setdefault(key, "bytes" if name in _BYTES_BY_NAME else name)
    remarks = [
        f"For tag {strings.decoded(key)} used unit {chosen[key]}, also encountered unit(s) {', '.join(sorted(names))}"
        for key, names in others.items()
    ]
    return chosen, remarks


def filter_by_tag(profile: Profile, focus: str, ignore: str) -> tuple[Profile, list[str]]:
    """Return the profile that pprof's tagfocus and tagignore leave, and remarks for stderr.

    Raises:
        BadOption: a pattern is no regular expression.
    """
    remarks: list[str] = []
    every = np.ones(profile.n_samples, np.bool_)
    focused = _tagged(profile, "tagfocus", focus, remarks) if focus else every
    ignored = _tagged(profile, "tagignore", ignore, remarks) if ignore else ~every
    if focus and not focused.any():
        remarks.append("TagFocus expression matched no samples")
    if ignore and not ignored.any():
        remarks.append("TagIgnore expression matched no samples")
    return with_samples(profile, focused & ~ignored), remarks


def _tagged(profile: Profile, option: str, wanted: str, remarks: list[str]) -> BoolArray:
    """bool[n_samples]: samples that a tag filter matches; an empty key, as in `=PATTERN`, stands for any."""
    key, equals, value = wanted.partition("=")
    if not equals:
        key, value = "", wanted
    labels, strings = profile.labels, profile.strings
    of_key = np.ones(len(labels), np.bool_)
    if key:
        raw = key.encode("utf-8", "surrogateescape")
        of_key = np.array([name == raw for name in strings.raw], np.bool_)[labels.key] if len(strings) else of_key
    numeric = labels.string == 0
    in_range = tag_range(value)
    if in_range is not None:
        remarks.append(f"{option}:Interpreted '{value}' as range, not regexp")
        rows = np.flatnonzero(of_key & numeric)
        chosen, _ = number_units(profile)
        hits = rows[[in_range(*pair) for pair in _numbers(profile, rows, chosen)]] if len(rows) else rows
        return _samples_of(profile, hits)
    patterns = [Pattern(part, option) for part in value.split(",")]
    rows = np.flatnonzero(of_key & ~numeric)
    if key:
        hit = np.zeros(len(rows), np.bool_)
        for pattern in patterns:
            hit |= pattern.strings(strings, labels.string[rows])
        return _samples_of(profile, rows[hit])
    every = np.ones(profile.n_samples, np.bool_)
    for pattern in patterns:
        every &= _samples_of(profile, rows[_pairs_match(profile, rows, pattern)])
    return every


def _numbers(profile: Profile, rows: IndexArray, chosen: dict[int, str]) -> list[tuple[int, str]]:
    keys = profile.strings.canonical[profile.labels.key[rows]].tolist()
    return [(number, chosen[key]) for number, key in zip(profile.labels.number[rows].tolist(), keys, strict=True)]


def _pairs_match(profile: Profile, rows: IndexArray, pattern: Pattern) -> BoolArray:
    """bool[len(rows)]: text labels of which `key:value` matches."""
    labels, raw = profile.labels, profile.strings.raw
    pairs = np.stack([labels.key[rows], labels.string[rows]], axis=1)
    distinct, place = np.unique(pairs, axis=0, return_inverse=True)
    found = [pattern.found_in(raw[key] + b":" + raw[value]) for key, value in distinct.tolist()]
    return np.array(found, np.bool_)[place.reshape(-1)]


def _samples_of(profile: Profile, rows: IndexArray) -> BoolArray:
    marked = np.zeros(profile.n_samples, np.bool_)
    marked[profile.labels.sample[rows]] = True
    return marked


def tag_range(text: str) -> Callable[[int, str], bool] | None:
    """Return a test of numbers if `text` is a range such as `32kb`, `:64kb`, `4mb:` or `1kb:2mb`; else None."""
    found = list(_RANGE.finditer(text))[:2]
    if not found:
        return None
    low, unit = _bound(found[0])
    if len(found) == 1:
        whole = found[0].group()
        bounds = {whole: (low, low), f"{whole}:": (low, np.inf), f":{whole}": (-np.inf, low)}.get(text)
    else:
        high, other = units.scale(int(found[1].group(1)), found[1].group(2) or "", unit)
        bounds = (low, high) if other == unit and text == f"{found[0].group()}:{found[1].group()}" else None
    if bounds is None:
        return None
    least, most = bounds

    def inside(number: int, number_unit: str) -> bool:
        scaled, scaled_unit = units.scale(number, number_unit, unit)
        return scaled_unit == unit and least <= scaled <= most

    return inside


def _bound(found: re.Match[str]) -> tuple[float, str]:
    unit = found.group(2) or ""
    return units.scale(int(found.group(1)), unit, unit)


def filter_labels(profile: Profile, show: Pattern | None, hide: Pattern | None) -> tuple[Profile, list[str]]:
    """Return the profile with the labels that tagshow and taghide leave, and the options that matched nothing."""
    keys = profile.labels.key
    shown = np.ones(len(keys), np.bool_) if show is None else show.strings(profile.strings, keys)
    hidden = np.zeros(len(keys), np.bool_) if hide is None else hide.strings(profile.strings, keys)
    unmatched = ["TagShow"] if show is not None and not shown.any() else []
    unmatched += ["TagHide"] if hide is not None and not hidden.any() else []
    return with_labels(profile, shown & ~hidden), unmatched


def with_tag_frames(
    profile: Profile, roots: list[str], leaves: list[str], unit: str, *, keyed: bool = False
) -> tuple[Profile, list[str]]:
    """Return the profile with a frame for each of some labels at the root or the leaf of every stack.

    The frame is named by the label's values, and its file is the key; a sample without the label gets a frame without
    a name.

    Args:
        profile: the profile.
        roots: keys, outermost first.
        leaves: keys, the last one becoming the leaf.
        unit: unit to write numbers in.
        keyed: name frames `key=value`, and also where the label is missing. pprof shows the value alone, which says
            nothing beside another key's (google/pprof#811).

    Returns:
        The profile, and the options that matched no label.
    """
    if not roots and not leaves:
        return profile, []
    frames = _TagFrames(profile, unit, keyed=keyed)
    columns = frames.locations([*reversed(roots), *reversed(leaves)])
    root_columns, leaf_columns = columns[: len(roots)], columns[len(roots) :]
    unmatched = ["TagRoot"] if roots and not frames.matched(roots) else []
    unmatched += ["TagLeaf"] if leaves and not frames.matched(leaves) else []
    # Samples that shared a stack go on sharing it if all their values are equal.
    first, stack_of_sample = rows_grouped([profile.stack_of_sample, *columns])
    plain, locations = taken(profile.stack_offsets, profile.stack_locations, profile.stack_of_sample[first])
    depths, added = np.diff(plain), len(columns)
    offsets = plain + added * np.arange(len(plain))
    stack = np.empty(int(offsets[-1]), np.uint32)
    for place, column in enumerate(leaf_columns):
        stack[offsets[:-1] + place] = column[first]
    for place, column in enumerate(root_columns):
        stack[offsets[:-1] + len(leaf_columns) + depths + place] = column[first]
    owner = np.repeat(np.arange(len(depths)), depths)
    stack[np.arange(len(owner)) + added * owner + len(leaf_columns)] = locations
    return frames.applied(stack_of_sample, offsets, stack), unmatched


class _TagFrames:
    """New functions and locations for label values, numbered behind those of the profile."""

    def __init__(self, profile: Profile, unit: str, *, keyed: bool) -> None:
        self._profile = profile
        self._unit = unit
        self._keyed = keyed
        self._strings = list(profile.strings.raw)
        self._rows: list[tuple[bytes, bytes]] = []
        self._matched: set[str] = set()

    def matched(self, keys: list[str]) -> bool:
        """Say whether some sample has a label of one of the keys."""
        return any(key in self._matched for key in keys)

    def locations(self, keys: list[str]) -> list[IndexArray]:
        """For each key int64[n_samples]: the new location of each sample's value; numbered as samples meet them."""
        numbers: dict[tuple[bytes, bytes], int] = {}
        table = np.zeros((self._profile.n_samples, len(keys)), np.int64)
        for place, key in enumerate(keys):
            raw = key.encode("utf-8", "surrogateescape")
            values = self._values(raw)
            if values:
                self._matched.add(key)
            table[:, place] = numbers.setdefault((self._name(raw, b""), raw), len(numbers))
            for sample, texts in values.items():
                table[sample, place] = numbers.setdefault((self._name(raw, b",".join(texts)), raw), len(numbers))
        used, first = np.unique(table, return_index=True)
        used = used[np.argsort(first)]
        names = list(numbers)
        self._rows = [names[number] for number in used.tolist()]
        row = np.zeros(len(names), np.int64)
        row[used] = len(self._profile.locations) + np.arange(len(used))
        return [row[table[:, place]] for place in range(len(keys))]

    def _name(self, key: bytes, value: bytes) -> bytes:
        return key + b"=" + value if self._keyed else value

    def _values(self, key: bytes) -> dict[int, list[bytes]]:
        """Return the values that samples have for a key, text before numbers."""
        labels, strings = self._profile.labels, self._profile.strings
        rows = np.flatnonzero(np.array([name == key for name in strings.raw], np.bool_)[labels.key])
        texts: dict[int, list[bytes]] = {}
        for row in rows[labels.string[rows] != 0].tolist():
            texts.setdefault(int(labels.sample[row]), []).append(strings.raw[labels.string[row]])
        numeric = rows[labels.string[rows] == 0]
        has_unit = {int(sample) for sample in labels.sample[numeric[labels.unit[numeric] != 0]]}
        for row in numeric.tolist():
            sample, unit = int(labels.sample[row]), strings.decoded(int(labels.unit[row]))
            written = units.label(int(labels.number[row]), unit, self._unit if sample in has_unit else "")
            texts.setdefault(sample, []).append(written.encode("utf-8", "surrogateescape"))
        return texts

    def _string(self, text: bytes) -> int:
        self._strings.append(text)
        return len(self._strings) - 1

    def applied(self, stack_of_sample: IndexArray, offsets: IndexArray, stack: FrameArray) -> Profile:
        """Return the profile with the new tables and stacks."""
        profile, count = self._profile, len(self._rows)
        functions, locations = profile.functions, profile.locations
        new = np.arange(count)
        zero = np.zeros(count, np.int64)
        names = np.array([self._string(name) for name, _ in self._rows], np.int64)
        files = np.array([self._string(file) for _, file in self._rows], np.int64)
        function_ids = (int(functions.ids.max(initial=0)) + 1 + new).astype(np.uint64)
        location_ids = (int(locations.ids.max(initial=0)) + 1 + new).astype(np.uint64)
        n_lines = len(locations.line_function)
        return replace(
            profile,
            strings=StringTable(self._strings),
            part_of=None,
            stack_of_sample=stack_of_sample,
            stack_offsets=offsets,
            stack_locations=stack,
            functions=Functions(
                np.concatenate([functions.ids, function_ids]),
                np.concatenate([functions.name, names]),
                np.concatenate([functions.system_name, zero]),
                np.concatenate([functions.filename, files]),
                np.concatenate([functions.start_line, zero]),
            ),
            locations=Locations(
                np.concatenate([locations.ids, location_ids]),
                np.concatenate([locations.mapping, zero - 1]),
                np.concatenate([locations.address, zero.view(np.uint64)]),
                np.concatenate([locations.folded, np.zeros(count, np.bool_)]),
                np.concatenate([locations.line_offsets, n_lines + 1 + new]),
                np.concatenate([locations.line_function, len(functions) + new]),
                np.concatenate([locations.line_number, zero]),
                np.concatenate([locations.line_column, zero]),
            ),
        )
