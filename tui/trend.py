"""How the cum of each function went over the last profiles of a source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tui.analysis.chips import Chips
from tui.analysis.results import Results
from tui.errors import ProfileError
from tui.pprof.arrays import Int64Array
from tui.snapshots import Snapshot


@dataclass(frozen=True, slots=True)
class _Costs:
    """The cum of every frame of one profile (int64[n]), by what its printable name hashes to, in ascending order.

    Names themselves would be as large as the profile, which may have had to make room.
    """

    names: Int64Array = field(default_factory=lambda: np.zeros(0, np.int64))
    cum: Int64Array = field(default_factory=lambda: np.zeros(0, np.int64))

    def of(self, name: bytes) -> int:
        """Return the cum of a frame by its name; 0 if there is none."""
        wanted = hash(name)
        place = int(np.searchsorted(self.names, wanted))
        return int(self.cum[place]) if place < len(self.names) and self.names[place] == wanted else 0


@dataclass(frozen=True, slots=True)
class _Counted:
    """What is known of some snapshots under the same chips."""

    chips: Chips = ()
    sample_type: str = ""
    costs: Mapping[Snapshot, _Costs | None] = field(default_factory=dict)
    """None for one that has none to show."""


class Trend:
    """The costs of all functions in some snapshots; of others, nothing is kept."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self._counted = _Counted()

    def of(self, name: bytes, snapshots: Sequence[Snapshot], chips: Chips, sample_type: str) -> list[int | None] | None:
        """Return the cum of a function in each of some snapshots.

        Args:
            name: its printable name, as `FrameTable.sort_key` has it.
            snapshots: in which.
            chips: filters and options to count under.
            sample_type: which values.

        Returns:
            0 for a snapshot without that function; None for one that has no such values or cannot be had any more.
            None for all if not all are counted.
        """
        known = self._known(chips, sample_type)
        if not all(one in known for one in snapshots):
            return None
        return [costs.of(name) if (costs := known[one]) is not None else None for one in snapshots]

    def count(self, snapshots: Sequence[Snapshot], chips: Chips, sample_type: str) -> None:
        """Count what is not counted of some snapshots; may take a while, and does in a thread."""
        known = self._known(chips, sample_type)
        costs = {one: known.get(one) or _counted(one, chips, sample_type) for one in snapshots}
        # At once, since the thread that draws may ask at any time.
        self._counted = _Counted(chips, sample_type, costs)

    def _known(self, chips: Chips, sample_type: str) -> Mapping[Snapshot, _Costs | None]:
        counted = self._counted
        return counted.costs if (counted.chips, counted.sample_type) == (chips, sample_type) else {}


def _counted(snapshot: Snapshot, chips: Chips, sample_type: str) -> _Costs | None:
    try:
        results = Results(snapshot.loaded(), chips)
        types = [value_type.type for value_type in results.profile.sample_types]
        if sample_type not in types:
            return None
        cum = results.top(types.index(sample_type)).cum
    except ProfileError:
        # It is gone, or the chips make no sense for it: then it has no costs to show, not those of 0.
        return None
    frames = np.flatnonzero(cum)
    names = np.fromiter(map(hash, results.table.sort_keys(frames)), np.int64, len(frames))
    order = np.argsort(names)
    return _Costs(names[order], cum[frames][order])
