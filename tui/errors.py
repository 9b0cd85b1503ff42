"""What can go wrong, as one tree; every message is one line that says what happened and what to do next.

ProfileError
├── NotAProfile       the bytes are something else: a web page, a trace, an archive, nothing
├── BadProfile        the bytes are a profile, and it breaks a rule of the format
├── TooLarge          reading on would take more memory than allowed
├── OutOfThreads      the system starts no more threads
├── FileTrouble       a file cannot be read
├── FetchError        a server could not be asked, or said no
│   ├── Unreachable       no connection, or it broke
│   ├── TimedOut          the deadline passed
│   ├── Refused           an HTTP status other than 200; carries status, the server's own words, and what would help
│   ├── NoneFetched       not one of several sources could be had; carries why, for each
│   └── Cancelled         the user called it off
└── BadOption         an option's value makes no sense for this profile
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tui.text import clean

_LONGEST = 160
"""Characters of a file's name or a URL in a message."""


class ProfileError(Exception):
    """Something about a profile, its source or its options that the user can read and act upon."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        """Keep the parts of the message, cleaned of anything a terminal would act upon.

        Args:
            what: what happened, in the server's or file's own words where there are any; no final stop.
            where: the file, URL or option it is about; empty if there is none.
            remedy: what to do next, as a sentence; empty if nothing helps.
        """
        self.what = clean(what)
        self.where = clean(where)
        self.remedy = clean(remedy)
        super().__init__(str(self))

    def at(self, where: str) -> ProfileError:
        """Return the same error about `where`, unless it already says where it happened."""
        if not self.where:
            self.where = clean(where)
        return self

    def __str__(self) -> str:
        head = f"{_shortened(self.where)}: {self.what}" if self.where else self.what
        return f"{head}. {self.remedy}" if self.remedy else head


def _shortened(where: str) -> str:
    """Return where something happened; of a very long URL, which would hide what happened, both ends."""
    half = _LONGEST // 2
    return where if len(where) <= _LONGEST else f"{where[:half]}...{where[-half:]}"


class NotAProfile(ProfileError):
    """The bytes are no profile in any form that is read here."""


class BadProfile(ProfileError):
    """The bytes are a profile that breaks a rule of the format."""


class TooLarge(ProfileError):
    """A limit on memory was reached before the input ended."""


class OutOfThreads(ProfileError):
    """The system starts no more threads: the user has too many, or the container."""


def shortage(error: BaseException) -> ProfileError | None:
    """Return what to say where the system has no more of something to give; None if `error` tells of no such thing."""
    if isinstance(error, MemoryError):
        return TooLarge("there is not enough memory for this", remedy="Try it where there is more.")
    if isinstance(error, RuntimeError) and str(error) == "can't start new thread":
        return OutOfThreads("no more threads can be started here", remedy="End some, or allow more.")
    return None


def as_profile_error(error: BaseException | None) -> ProfileError:
    """Return the error of a thread; one that nobody foresaw is raised here, where the program ends with a report."""
    if isinstance(error, ProfileError):
        return error
    if error is not None and (short := shortage(error)):
        return short
    raise error or RuntimeError("a thread failed without an error")


class FileTrouble(ProfileError):
    """A file is missing, unreadable, or no file at all."""


class BadOption(ProfileError):
    """An option has a value that does not fit."""


class FetchError(ProfileError):
    """A profile could not be had from a server."""


class Unreachable(FetchError):
    """No connection could be made, or it broke."""


class TimedOut(FetchError):
    """The deadline of the whole fetch passed."""


class Cancelled(FetchError):
    """The user called the fetch off."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """What would help against a refusal, for a screen to offer."""

    seconds: int | None = None
    """A shorter length to ask for, in s, where the server found the length too long."""
    later: bool = False
    """True if the same request may well work in a moment."""
    after: int = 0
    """How long the server wants to be left in peace first, in s; 0 if it does not say."""
    wants: Literal["", "password", "token"] = ""
    """What the server wants to see before it answers; empty if that is not what it lacks."""


class Refused(FetchError):
    """The server answered with another status than 200."""

    def __init__(
        self, what: str, *, status: int, where: str = "", remedy: str = "", way_out: WayOut = WayOut()
    ) -> None:
        """Keep the HTTP status beside the message.

        Args:
            what: the server's own words where it gave any, else the status line.
            status: the HTTP status code.
            where: the URL asked, without secrets.
            remedy: what to do next.
            way_out: the same for a screen.
        """
        self.status = status
        self.way_out = way_out
        super().__init__(what, where=where, remedy=remedy)


class NoneFetched(FetchError):
    """Several sources were asked, and not one gave a profile."""

    def __init__(self, what: str, failures: Sequence[ProfileError]) -> None:
        """Keep why each failed.

        Args:
            what: what was to be fetched, as pprof says it.
            failures: one for each source, saying where.
        """
        self.failures = tuple(failures)
        super().__init__(what)
