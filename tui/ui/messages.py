"""Messages that cross screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from tui.ui.loading import Order


class WantsOpener(Message):
    """The user wants to open something else."""


class WantsDemo(Message):
    """The user wants to see the demo program's profiles."""


class WantsList(Message):
    """The user goes back from a profile to the list of its server, if it came from one."""


@dataclass
class CancelLoad(Message):
    """The user calls off what is under way."""

    called_off: bool = False
    """Whether there was anything; set by whoever calls it off."""


@dataclass
class Named(Message):
    """The user named a file, a server or a URL to open."""

    text: str


@dataclass
class WantsWatch(Message):
    """The user wants the profile on the screen fetched again and again."""

    order: Order
    """What brings it."""
    seconds: int
    """Time between two fetches, in s; 0 for one right after the other."""


class WantsFreeze(Message):
    """The user wants the watching to stop, or to go on."""


@dataclass
class Gone(Message):
    """A profile is no longer on the screen, or not under the same chips."""

    nbytes: int
    """Bytes that it takes, about."""


@dataclass
class Liked(Message):
    """The user chose how to see profiles: fields of `Preferences`."""

    chosen: dict[str, object]


@dataclass
class Wanted(Message):
    """The user chose what to load."""

    order: Order
