"""Labels as one looks through them: keys, and what the samples with each value weigh.

A sample counts once for a key and once for a value, however often it carries them. (`-tags` adds it up each time, as
pprof does.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tui import units
from tui.analysis.namelines import NameLines, printable_lines
from tui.analysis.ranks import ranks
from tui.analysis.regex import escaped
from tui.analysis.tags import number_units, tag_range
from tui.pprof.arrays import IndexArray, Int64Array
from tui.pprof.distinct import used
from tui.pprof.profile import Profile
from tui.pprof.runs import without_repeats
from tui.pprof.scale import BASE_LABEL
from tui.pprof.strings import StringTable
from tui.text import clean

COMMA = r"\x2c"
"""A comma as patterns write it where a comma itself would end them."""


@dataclass(frozen=True)
class LabelValue:
    """One value of a key; how it is written is found out for those that are looked at."""

    key: str
    """Its key, with the profile's own bytes (`surrogateescape`)."""
    value: str | int
    """A text, likewise, or a number."""
    unit: str
    """Unit of a number."""
    weight: int
    """Value of the samples that carry it, in the unit of the sample type."""
    samples: int
    """Number of these samples."""

    @cached_property
    def text(self) -> str:
        """As it is shown, clean; numbers with their unit."""
        return clean(self.value) if isinstance(self.value, str) else units.label(self.value, self.unit)

    @cached_property
    def filter(self) -> str:
        """What tagfocus and tagignore take to mean this value alone; empty if they cannot say it."""
        if isinstance(self.value, str):
            return _text_filter(self.key, self.value)
        return _number_filter(self.key, self.value, self.unit)


@dataclass(frozen=True, eq=False)
class LabelValues:
    """All values of a key, the heaviest first: each is made when it is looked at, for there may be one a sample."""

    key: str
    unit: str
    strings: StringTable
    string: IndexArray
    """int64[n]: the text of each; 0 for a number."""
    number: Int64Array
    """int64[n]: each number; 0 for a text."""
    weight: Int64Array
    """int64[n], in the unit of the sample type."""
    samples: IndexArray
    """int64[n]: how many samples carry each."""

    def __len__(self) -> int:
        return len(self.string)

    def __getitem__(self, row: int) -> LabelValue:
        string = int(self.string[row])
        value = self.strings.decoded(string) if string else int(self.number[row])
        return LabelValue(self.key, value, self.unit, int(self.weight[row]), int(self.samples[row]))

    def __iter__(self) -> Iterator[LabelValue]:
        return map(self.__getitem__, range(len(self)))

    @cached_property
    def lines(self) -> NameLines:
        """All of them as they are shown, a line each; of numbers, each has to be written."""
        raw, strings, numbers = self.strings.raw, self.string.tolist(), self.number.tolist()

        def printable(row: int) -> str:
            return clean(raw[strings[row]]) if strings[row] else units.label(numbers[row], self.unit)

        return printable_lines(list(map(raw.__getitem__, strings)), self.string != 0, printable)

    def find(self, value: str | int) -> int:
        """Return the place of a value, a text with the profile's own bytes or a number; -1 if there is none."""
        if isinstance(value, int):
            found = np.flatnonzero((self.string == 0) & (self.number == value))
        else:
            try:
                text = self.strings.raw.index(value.encode(errors="surrogateescape"))
            except ValueError:
                return -1
            found = np.flatnonzero(self.string == text)
        return int(found[0]) if len(found) else -1


@dataclass(frozen=True, slots=True)
class LabelKey:
    """A key with all its values."""

    name: str
    """Clean."""
    recorded: str
    """With the profile's own bytes (`surrogateescape`): what tagroot and tagleaf take."""
    weight: int
    """Value of the samples that carry the key."""
    samples: int
    values: LabelValues


def label_keys(profile: Profile, values: Int64Array) -> tuple[LabelKey, ...]:
    """Return all keys, the heaviest first; the mark of a base's samples is none.

    Args:
        profile: the profile.
        values: int64[n_samples], in the unit of the sample type.
    """
    labels, strings = profile.labels, profile.strings
    key, string = strings.canonical[labels.key], strings.canonical[labels.string]
    units_of, _ = number_units(profile)
    found = []
    for one in used(key).tolist():
        if strings.raw[one] == BASE_LABEL[0]:
            continue
        rows = np.flatnonzero(key == one)
        carriers = used(labels.sample[rows])
        found.append(
            LabelKey(
                name=strings[one],
                recorded=strings.decoded(one),
                weight=int(values[carriers].sum(dtype=np.int64)),
                samples=len(carriers),
                values=_values(profile, values, rows, string[rows], strings.decoded(one), units_of.get(one, "")),
            )
        )
    return tuple(sorted(found, key=lambda label: (-abs(label.weight), label.name)))


def _values(
    profile: Profile, values: Int64Array, rows: IndexArray, string: IndexArray, key: str, unit: str
) -> LabelValues:
    """Return the values that the labels in `rows`, all of one key, have."""
    labels = profile.labels
    number = np.where(string != 0, 0, labels.number[rows])
    # Sorting numbers is many times faster than sorting pairs of them.
    numbers, number_place = np.unique(number, return_inverse=True)
    strings, string_place = np.unique(string, return_inverse=True)
    distinct, place = np.unique(string_place * len(numbers) + number_place, return_inverse=True)
    # A sample may carry a value twice.
    pairs = without_repeats(np.sort(place * profile.n_samples + labels.sample[rows]))
    carried, carrier = np.divmod(pairs, profile.n_samples)
    weight = np.zeros(len(distinct), np.int64)
    np.add.at(weight, carried, values[carrier])
    samples = np.bincount(carried, minlength=len(distinct))
    text, amount = np.divmod(distinct, len(numbers))
    by_name = ranks([profile.strings.raw[one] for one in strings.tolist()])[text]
    # Texts before numbers, should a key have both; `strings` begins with that of the numbers, if there are any.
    order = np.lexsort((numbers[amount], by_name, strings[text] == 0, -np.abs(weight)))
    return LabelValues(
        key, unit, profile.strings, strings[text][order], numbers[amount][order], weight[order], samples[order]
    )


def _text_filter(key: str, value: str) -> str:
    """Return the filter that matches a text; pprof splits patterns at commas, so none may stand in one."""
    if "=" in key or (not key and ":" in value):
        return ""
    # Where a filter names no key, pprof looks for `key:value`.
    return f"{key}=^{'' if key else ':'}{escaped(value).replace(',', COMMA)}$"


def _number_filter(key: str, number: int, unit: str) -> str:
    """Return the filter that matches a number; a unit that pprof does not know is left out."""
    for written in () if "=" in key or not key else (f"{number}{unit}", str(number)):
        inside = tag_range(written)
        if inside is not None and inside(number, unit):
            return f"{key}={written}"
    return ""
