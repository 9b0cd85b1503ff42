"""What labels weigh at each frame of a drawing: text labels all together, and the number under the key `bytes`.

Follows google/pprof's `Node.addSample` and `report.newGraph`, which drop all other numbers before a graph is made.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from tui import units
from tui.analysis.graph import Counted
from tui.analysis.stacks import Stacks, distinct_frames
from tui.pprof.arrays import IndexArray, Int64Array
from tui.pprof.distinct import digests, groups
from tui.pprof.profile import Profile

_BASE = b"pprof::base"
"""The mark of samples of a base, which is no label."""
_NUMBER = b"bytes"
BETWEEN_LABELS = "\\n"
"""A line break in the language of Graphviz."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A label at one frame."""

    name: str
    """As recorded; several labels of one sample are joined by `BETWEEN_LABELS`."""
    number: int
    """The number, if it is one."""
    flat: int
    cum: int
    flat_divisor: int
    """What flat is divided by for a mean; 0 for no mean."""
    cum_divisor: int

    @property
    def flat_value(self) -> int:
        """Return flat, divided for a mean."""
        return _quotient(self.flat, self.flat_divisor)

    @property
    def cum_value(self) -> int:
        """Return cum, divided for a mean."""
        return _quotient(self.cum, self.cum_divisor)


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """Labels at frames, or for stacks, one row for each place, text and name."""

    place: IndexArray
    """The frame, or the stack."""
    text: IndexArray
    """Number of the text labels of a sample; 0 for none."""
    name: IndexArray
    """Number of the written number; -1 for the text labels themselves."""
    first: IndexArray
    """Where the profile has it first."""
    number: Int64Array
    """The number there; others may be written alike."""
    cum: Int64Array
    flat: Int64Array
    cum_divisor: Int64Array
    flat_divisor: Int64Array

    def where(self, chosen: IndexArray) -> _Columns:
        return _Columns(*(getattr(self, column.name)[chosen] for column in fields(self)))

    def added_up(self) -> _Columns:
        """Return one row for each place, text and name."""
        if not len(self.place):
            return self
        ordered = self.where(np.lexsort((self.first, self.name, self.text, self.place)))
        keys = np.stack([ordered.place, ordered.text, ordered.name])
        begins = np.flatnonzero(np.concatenate([[True], (keys[:, 1:] != keys[:, :-1]).any(axis=0)]))
        sums = (
            np.add.reduceat(column, begins, dtype=np.int64)
            for column in (ordered.cum, ordered.flat, ordered.cum_divisor, ordered.flat_divisor)
        )
        once = (keys[0, begins], keys[1, begins], keys[2, begins], ordered.first[begins], ordered.number[begins])
        return _Columns(*once, *sums)

    @classmethod
    def joined(cls, parts: list[_Columns]) -> _Columns:
        return cls(*(np.concatenate([getattr(part, column.name) for part in parts]) for column in fields(cls)))


@dataclass(frozen=True, eq=False)
class Tags:
    """Labels at frames."""

    texts: list[str]
    names: list[str]
    """How numbers are written."""
    rows: _Columns
    n_frames: int

    def heavy(self, cutoff: int) -> Tags:
        """Return the labels of which flat or cum is not below the cutoff."""
        rows = self.rows
        enough = (np.abs(rows.flat) >= cutoff) | (np.abs(rows.cum) >= cutoff)
        return Tags(self.texts, self.names, rows.where(np.flatnonzero(enough)), self.n_frames)

    def counts(self) -> IndexArray:
        """int64[n_frames]: labels with a flat value at each frame."""
        return np.bincount(self.rows.place[self.rows.flat != 0], minlength=self.n_frames)

    def at(self, frame: int) -> tuple[list[Tag], dict[str, list[Tag]]]:
        """Return the text labels at a frame, and its numbers by the text labels they come with."""
        found = self.rows.where(np.arange(*np.searchsorted(self.rows.place, (frame, frame + 1))))
        texts: list[Tag] = []
        numbers: dict[str, list[Tag]] = {}
        columns = (found.text, found.name, found.number, found.flat, found.cum, found.flat_divisor, found.cum_divisor)
        for text, name, *weights in zip(*(column.tolist() for column in columns), strict=True):
            if name < 0:
                texts.append(Tag(self.texts[text], *weights))
            else:
                numbers.setdefault(self.texts[text], []).append(Tag(self.names[name], *weights))
        return texts, numbers


@dataclass(frozen=True, eq=False)
class SampleTags:
    """Labels of the samples that count, added up for each stack."""

    texts: list[str]
    names: list[str]
    rows: _Columns

    @classmethod
    def of_samples(
        cls,
        profile: Profile,
        counted: Counted,
        values: Int64Array,
        divisors: Int64Array | None,
        written: tuple[str, str],
    ) -> SampleTags:
        """Collect labels.

        Args:
            profile: the samples.
            counted: the same samples in frames.
            values: int64[n_samples], in the unit of the sample type.
            divisors: int64[n_samples] for a mean, else None.
            written: unit that numbers are in, and the one to write them in.
        """
        by = np.zeros_like(values) if divisors is None else divisors
        labels, raw = profile.labels, profile.strings.raw
        numeric = np.array([key == _NUMBER for key in raw], np.bool_)[labels.key] & (labels.string == 0)
        text_of_sample, texts = _texts(profile)
        counts = (values != 0) | (by != 0)
        with_text = np.flatnonzero(counts & (text_of_sample > 0))
        with_number = np.flatnonzero(numeric & counts[labels.sample])
        distinct, place = np.unique(labels.number[with_number], return_inverse=True)
        number_of: dict[str, int] = {}
        same = [number_of.setdefault(units.label(number, *written), len(number_of)) for number in distinct.tolist()]
        name = np.array(same, np.int64)[place.reshape(-1)]
        sample = np.concatenate([with_text, labels.sample[with_number]])
        none = np.zeros(len(with_text), np.int64)
        rows = _Columns(
            place=counted.stacks.of_sample[sample],
            text=text_of_sample[sample],
            name=np.concatenate([none - 1, name]),
            first=np.concatenate([none, with_number]),
            number=np.concatenate([none, labels.number[with_number]]),
            cum=values[sample],
            flat=values[sample],
            cum_divisor=by[sample],
            flat_divisor=by[sample],
        )
        return cls(texts, list(number_of), rows.added_up())

    def of(self, stacks: Stacks, frames: IndexArray) -> Tags:
        """Return what the labels weigh at some frames."""
        wanted = np.zeros(stacks.n_frames, np.bool_)
        wanted[frames] = True
        parts = [self.rows.where(np.zeros(0, np.int64))]
        if len(self.rows.place):
            leaves = stacks.leaves()
            for stack, frame in distinct_frames(stacks):
                asked = wanted[frame]
                parts.append(self._at(stack[asked], frame[asked], leaves).added_up())
        return Tags(self.texts, self.names, _Columns.joined(parts).added_up(), stacks.n_frames)

    def _at(self, stack: IndexArray, frame: IndexArray, leaves: IndexArray) -> _Columns:
        """Return the labels of stacks as labels of frames in them; flat only where the frame is the leaf."""
        first, behind = (np.searchsorted(self.rows.place, stack, side=side) for side in ("left", "right"))
        count = behind - first
        pair = np.repeat(np.arange(len(stack)), count)
        rows = self.rows.where(np.arange(len(pair)) - np.repeat(np.cumsum(count) - count - first, count))
        at_leaf = leaves[stack[pair]] == frame[pair]
        return _Columns(
            place=frame[pair],
            text=rows.text,
            name=rows.name,
            first=rows.first,
            number=rows.number,
            cum=rows.cum,
            flat=rows.flat * at_leaf,
            cum_divisor=rows.cum_divisor,
            flat_divisor=rows.flat_divisor * at_leaf,
        )


def _texts(profile: Profile) -> tuple[IndexArray, list[str]]:
    """Return for each sample the number of its text labels together, and what they are together (`joinLabels`)."""
    labels, strings = profile.labels, profile.strings
    is_base = np.array([key == _BASE for key in strings.raw], np.bool_)
    chosen = np.flatnonzero((labels.string != 0) & ~is_base[labels.key])
    pairs, place = np.unique(np.stack([labels.key[chosen], labels.string[chosen]]), axis=1, return_inverse=True)
    written = [strings.raw[key] + b":" + strings.raw[value] for key, value in pairs.T.tolist()]
    in_order = sorted(set(written))
    rank = {text: number for number, text in enumerate(in_order)}
    ranked = np.array([rank[text] for text in written], np.int64)[place.reshape(-1)]
    order = np.lexsort((ranked, labels.sample[chosen]))
    sample, ranked = labels.sample[chosen][order], ranked[order]
    offsets = np.searchsorted(sample, np.arange(profile.n_samples + 1))
    first, group = groups(digests(offsets, ranked))
    number_of = {"": 0}
    numbers = []
    for one in first.tolist():
        parts = (in_order[number] for number in ranked[offsets[one] : offsets[one + 1]].tolist())
        text = BETWEEN_LABELS.join(part.decode("utf-8", "surrogateescape") for part in parts)
        numbers.append(number_of.setdefault(text, len(number_of)))
    return np.array(numbers, np.int64)[group], list(number_of)


def _quotient(value: int, divisor: int) -> int:
    """Return a quotient cut towards zero, as in Go; the value itself without a divisor."""
    if not divisor:
        return value
    whole = abs(value) // abs(divisor)
    return -whole if (value < 0) != (divisor < 0) else whole
