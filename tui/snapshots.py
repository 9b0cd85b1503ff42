"""The profiles of one run of the program, in the order they came: to flip through, to compare, to see what grows.

The latest are kept in memory, as many as have room; of an older one there is the file that it was saved in. Of those
that came long before, as in a watch of a day, nothing is known any more but that they came.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from pathlib import Path

from tui.comparing import difference
from tui.errors import BadOption, FileTrouble
from tui.fetch.target import FileTarget
from tui.opening import open_profile
from tui.pprof.gunzip import MAX_BYTES
from tui.pprof.profile import Profile
from tui.symbolizing.shown import as_shown

KNOWN = 1000
"""Snapshots known, at most, besides the base of comparisons."""
MOST = 50
"""Profiles kept in memory."""
MOST_BYTES = 1 << 27
"""Bytes of them, about; the latest is kept whatever it takes."""
_CHANGED = "it has changed since, or is gone"
_Stamp = tuple[int, int]
"""When a file was written last, in ns since 1970, and its size in bytes."""


@dataclass(eq=False)
class Snapshot:
    """A profile as it was at one time."""

    profile: Profile | None = field(repr=False)
    """As decoded; None if it had to make room for others."""
    title: str
    """What it is of, short, clean and without secrets."""
    origin: str
    """Where it can be had again, as it is shown."""
    when: datetime
    """When it came, in local time."""
    identity: str = ""
    """What is equal for snapshots of one source, and for them alone; `title` if not given."""
    file: Path | None = None
    """Where it can be read again; None if it was not saved."""
    parts: tuple[Path, ...] = ()
    """Files among those that it was merged of, and that were subtracted."""
    in_files: bool = False
    """True if there is nothing else in it, so that it is the same as long as they are."""
    unreliable: tuple[str, ...] = ()
    """Sample types whose values mean nothing, as in `Opened`."""
    all_frames: bool = False
    """Keep the frames that the profile itself wants dropped."""
    sources: tuple[str, ...] = ()
    """What names it on a command line of pprof, if it is in no file; empty if nothing does."""
    flags: tuple[str, ...] = ()
    """What else is said there of a difference of several sources."""
    binary: str = ""
    """The program's binary, if it is named there, too."""
    max_bytes: int = MAX_BYTES
    """Most bytes to read again."""
    warning: str = ""
    """What went wrong without harm while it was had; empty for nothing."""
    incomplete: bool = False
    """True if some of several sources are missing in it."""
    number: int = field(default=0, init=False)
    """The how many-th it is of all that came, from 1; 0 as long as it is not among them."""

    def __post_init__(self) -> None:
        self.identity = self.identity or self.title
        self.size = self.profile.nbytes if self.profile is not None else 0
        """Bytes that its profile takes in memory, about."""
        self._stamps = {file: _stamp(file) for file in (self.file, *self.parts) if file is not None}

    @property
    def unchanged(self) -> bool:
        """True if the file that it was read from still holds it."""
        return self._stamp is not None and self.file not in self._changed()

    @property
    def gone(self) -> FileTrouble | None:
        """Why it cannot be had any more; None if it can."""
        if self.profile is not None or self.unchanged:
            return None
        if self.file is None:
            return FileTrouble("it had to make room for later ones, and was not saved", where=self.title)
        return FileTrouble(_CHANGED, where=str(self.file))

    def is_again(self, other: Snapshot) -> bool:
        """Say whether this was read from the same files as another, and nothing was written in between."""
        if self.file is None and not (self.in_files and self.identity == other.identity):
            return False
        return bool(self._stamps) and None not in self._stamps.values() and self._stamps == other._stamps

    @property
    def _stamp(self) -> _Stamp | None:
        return self._stamps.get(self.file) if self.file is not None else None

    def _changed(self) -> list[Path]:
        """Return its files that are others now, or gone; one of several may never have been there."""
        return [
            file
            for file, stamp in self._stamps.items()
            if _stamp(file) != stamp or (stamp is None and file == self.file)
        ]

    def arguments(self, base: Snapshot | None = None) -> tuple[str, ...]:
        """Return what names the very same profile on a command line of pprof: its file, if it has one.

        Args:
            base: what is subtracted; None for nothing.

        Raises:
            BadOption: pprof has no words for it.
            FileTrouble: a file of it holds another one by now, or there was none.
        """
        own = (*self.flags, *filter(None, (self.binary,)), *self._named())
        if base is None:
            return own
        if self.flags or base.flags:
            raise BadOption("one of the two is a difference already, and pprof subtracts only once")
        if self._named() == base._named():
            raise FileTrouble("it would be compared with itself, since neither was saved", where=self.title)
        return (*(f"-diff_base={source}" for source in base._named()), *own)

    def _named(self) -> tuple[str, ...]:
        if changed := self._changed():
            raise FileTrouble(_CHANGED, where=str(changed[0]))
        if self.file is None and not self.sources:
            raise FileTrouble("it came from standard input, and is in no file", where=self.title)
        return (str(self.file),) if self.file is not None else self.sources

    def read(self) -> Profile:
        """Return the profile, from its file if it is no longer in memory.

        Raises:
            ProfileError: the file is gone, or it is another one now.
        """
        if self.profile is not None:
            return self.profile
        if (gone := self.gone) is not None:
            raise gone
        assert self.file is not None
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
    """The snapshots that are known, in the order they came, and the one that is the base of comparisons."""

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES, known: int = KNOWN) -> None:
        """Begin without any.

        Args:
            most: profiles to keep in memory.
            most_bytes: bytes of them to keep, about.
            known: snapshots to know, besides the base.
        """
        self._known: list[Snapshot] = []
        self._most, self._most_bytes, self._most_known = most, most_bytes, known
        self.base: Snapshot | None = None
        self.count = 0
        """How many came, known or not."""

    @property
    def latest(self) -> Snapshot | None:
        """The last that came; None before the first."""
        return self._known[-1] if self._known else None

    def before(self, snapshot: Snapshot) -> Snapshot | None:
        """Return the one that came before another, known or not; None if none is known."""
        place = bisect_left(self._known, snapshot.number, key=_number)
        return self._known[place - 1] if place else None

    def after(self, snapshot: Snapshot) -> Snapshot | None:
        """Return the one that came after another, known or not; None if there is none."""
        place = bisect_right(self._known, snapshot.number, key=_number)
        return self._known[place] if place < len(self._known) else None

    def has(self, snapshot: Snapshot) -> bool:
        """Say whether one that is known is of the same file, which has not changed since."""
        return any(map(snapshot.is_again, self._known))

    def mark(self, snapshot: Snapshot) -> None:
        """Make one that came the base, which is known as long as it is that, even if it was no longer."""
        self.base = snapshot
        self._known = _with(self._known, snapshot)

    def add(self, snapshot: Snapshot) -> None:
        """Take another one, and let go of the oldest, and of the oldest profiles, that have no room any more."""
        self.count += 1
        snapshot.number = self.count
        self._known.append(snapshot)
        gone = [one for one in self._known if one is not self.base][: -self._most_known]
        self._known = [one for one in self._known if one not in gone]
        self._make_room()

    def _make_room(self) -> None:
        """Keep the latest profile, and of the base's and those before it as many as have room."""
        held = size = 0
        for kept in sorted(self._known, key=lambda one: one is self.base)[::-1]:
            if kept.profile is None:
                continue
            held, size = held + 1, size + kept.size
            if kept is not self.latest and (held > self._most or size > self._most_bytes):
                kept.profile = None

    def alike(self, snapshot: Snapshot, most: int) -> Sequence[Snapshot]:
        """Return the latest snapshots of the same source, in their order, `snapshot` among them.

        Args:
            snapshot: one that came, known or not.
            most: how many to return.
        """
        same = _with([one for one in self._known if one.identity == snapshot.identity], snapshot)
        return same[min(same.index(snapshot), max(len(same) - most, 0)) :][:most]


_number = attrgetter("number")


def _with(known: list[Snapshot], snapshot: Snapshot) -> list[Snapshot]:
    """Return some snapshots in their order with one more, if it is not there."""
    return known if snapshot in known else sorted([*known, snapshot], key=_number)


def _stamp(file: Path) -> _Stamp | None:
    """Return what changes when a file does; None if it is not there."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
