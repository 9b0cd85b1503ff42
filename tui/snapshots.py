"""The profiles of one run of the program, in the order they came: to flip through, to compare, to see what grows.

The latest are kept in memory, as many as have room; of an older one there is the file that it was saved in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tui.comparing import difference
from tui.errors import FileTrouble
from tui.fetch.target import FileTarget
from tui.opening import open_profile
from tui.pprof.gunzip import MAX_BYTES
from tui.pprof.profile import Profile
from tui.symbolizing.shown import as_shown

MOST = 50
"""Profiles kept in memory."""
MOST_BYTES = 1 << 30
"""Bytes of their columns kept in memory, about."""


@dataclass(eq=False)
class Snapshot:
    """A profile as it was at one time."""

    profile: Profile | None = field(repr=False)
    """As decoded; None if it had to make room for others."""
    title: str
    """What it is of, clean and without secrets; equal for snapshots of one source."""
    origin: str
    """Where it can be had again, as it is shown."""
    when: datetime
    """When it came, in local time."""
    file: Path | None = None
    """Where it can be read again; None if it was not saved."""
    unreliable: tuple[str, ...] = ()
    """Sample types whose values mean nothing, as in `Opened`."""
    all_frames: bool = False
    """Keep the frames that the profile itself wants dropped."""
    sources: tuple[str, ...] = ()
    """What names it on a command line of pprof; `origin` if not given."""
    max_bytes: int = MAX_BYTES
    """Most bytes to read again."""
    warning: str = ""
    """What went wrong without harm while it was had; empty for nothing."""

    def __post_init__(self) -> None:
        self.size = _size(self.profile)
        self._stamp = _stamp(self.file)

    @property
    def unchanged(self) -> bool:
        """True if the file that it was read from still holds it."""
        return self._stamp is not None and _stamp(self.file) == self._stamp

    def is_again(self, other: Snapshot) -> bool:
        """Say whether this was read from the same file as another, and nothing was written in between."""
        return self._stamp is not None and (self.file, self._stamp) == (other.file, other._stamp)

    def arguments(self, base: Snapshot | None = None) -> tuple[str, ...]:
        """Return what names the very same profile on a command line of pprof: its file, if it has one.

        Args:
            base: what is subtracted; None for nothing.
        """
        own = (str(self.file),) if self.file is not None else self.sources or (self.origin,)
        return own if base is None else (*(f"-diff_base={source}" for source in base.arguments()), *own)

    def read(self) -> Profile:
        """Return the profile, from its file if it is no longer in memory.

        Raises:
            ProfileError: the file is gone, or it is another one now.
        """
        if self.profile is not None:
            return self.profile
        if self.file is None:
            raise FileTrouble("it had to make room for later ones, and was not saved", where=self.title)
        if not self.unchanged:
            raise FileTrouble("it has changed since, or is gone", where=str(self.file))
        return open_profile(FileTarget(self.file), max_bytes=self.max_bytes).profile

    def loaded(self, base: Snapshot | None = None) -> Profile:
        """Return the profile as pprof works on it.

        Args:
            base: what to subtract, as -diff_base does; None for nothing.

        Raises:
            ProfileError: one of them cannot be had any more, or they do not go together.
        """
        own = self.read()
        return as_shown(own if base is None else difference(own, base.read()), all_frames=self.all_frames)


class Snapshots:
    """All snapshots, numbered from 0, and the one that is the base of comparisons."""

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        """Begin without any.

        Args:
            most: profiles to keep in memory.
            most_bytes: bytes of them to keep, about.
        """
        self._all: list[Snapshot] = []
        self._most, self._most_bytes = most, most_bytes
        self.base: Snapshot | None = None

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, number: int) -> Snapshot:
        return self._all[number]

    def has(self, snapshot: Snapshot) -> bool:
        """Say whether the latest is of the same file, which has not changed since."""
        return bool(self._all) and snapshot.is_again(self._all[-1])

    def number(self, snapshot: Snapshot) -> int:
        """Return the number of a snapshot."""
        return self._all.index(snapshot)

    def add(self, snapshot: Snapshot) -> None:
        """Take another one, and let go of the oldest that have no room any more."""
        self._all.append(snapshot)
        held = size = 0
        for kept in sorted(self._all, key=lambda one: one is self.base)[::-1]:
            if kept.profile is None:
                continue
            held, size = held + 1, size + kept.size
            if kept is not snapshot and (held > self._most or size > self._most_bytes):
                kept.profile = None

    def alike(self, snapshot: Snapshot, most: int) -> Sequence[Snapshot]:
        """Return the latest snapshots of the same source, in their order, `snapshot` among them.

        Args:
            snapshot: one of them.
            most: how many to return.
        """
        same = [one for one in self._all if one.title == snapshot.title]
        number = same.index(snapshot)
        return same[min(number, max(len(same) - most, 0)) :][:most]


def _size(profile: Profile | None) -> int:
    """Return about how many bytes a profile holds."""
    if profile is None:
        return 0
    labels = profile.labels
    stacks = (profile.stack_of_sample, profile.stack_offsets, profile.stack_locations)
    columns = (profile.values, *stacks, labels.sample, labels.key, labels.string)
    return sum(column.nbytes for column in columns) + sum(map(len, profile.strings.raw))


def _stamp(file: Path | None) -> tuple[int, int] | None:
    """Return what changes when a file does; None if it is not there."""
    try:
        status = file.stat() if file is not None else None
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size) if status is not None else None
