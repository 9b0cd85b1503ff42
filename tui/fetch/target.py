"""What a person typed, understood: a file, standard input, one profile of a server, or a server to look around on.

The rule is pprof's (internal/driver/fetch.go): a file that exists is a file, anything with a host is a URL, the rest
is a file that does not exist. Beyond pprof: `6060` and `:6060` mean this machine, and a host without a profile's path
is a server whose profiles are listed instead of a 30 s CPU profile begun unasked.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit, urlunsplit

from tui.errors import BadOption, FileTrouble
from tui.fetch.secret_url import SecretUrl, hide_secrets

INDEX_PATH = "/debug/pprof/"
"""Where net/http/pprof mounts itself."""
SCHEMES = ("http", "https", "https+insecure")
GO_CPU_SECONDS = 30
"""How long net/http/pprof profiles the CPU when nobody says how long."""
_CPU_NAMES = ("profile", "fgprof", "wall")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_HOST = r"(?:[^\s/?#@]*@)?(?:\[[0-9A-Fa-f:.%]+\]|[\w.-]+)"
_WITH_PORT = re.compile(rf"(?:{_HOST})?:\d+(?=[/?#]|$)")
_WITHOUT_PORT = re.compile(rf"{_HOST}(?=[/?#]|$)")
_FILE_ENDING = re.compile(
    r"\.(?:pb|pb\.gz|gz|prof|pprof|profile|perf|data|out|txt|trace|json|svg|folded|html|zst|xz|zip)$"
)
_WHOLE_SECONDS = re.compile(r"0*[1-9]\d{0,8}")


@dataclass(frozen=True, slots=True)
class FileTarget:
    """A file to read."""

    path: Path
    """As typed; it existed when it was typed."""

    @property
    def display(self) -> str:
        """The path as typed."""
        return str(self.path)


@dataclass(frozen=True, slots=True)
class StdinTarget:
    """Standard input, typed as `-`."""

    @property
    def display(self) -> str:
        """How standard input is named in messages."""
        return "standard input"


@dataclass(frozen=True, slots=True)
class UrlTarget:
    """One profile of a server."""

    url: SecretUrl
    """The whole URL, `seconds` included."""
    seconds: int | None = None
    """How long the server was asked to profile, in s; None if it decides."""

    @property
    def display(self) -> str:
        """The URL without its secrets."""
        return self.url.display

    @property
    def deadline(self) -> float:
        """How long to wait for the whole answer, in s: half as long again as the profile runs, and 10 s for the rest.

        A CPU profile without `seconds` runs for Go's 30 s; any other profile gets pprof's 60 s.
        """
        if self.seconds is None and self.url.parts.path.rpartition("/")[2] not in _CPU_NAMES:
            return 60.0
        return 1.5 * (self.seconds or GO_CPU_SECONDS) + 10


@dataclass(frozen=True, slots=True)
class ServerTarget:
    """A server whose profiles can be listed."""

    base: SecretUrl
    """The folder the profiles are in; its path ends in a slash."""
    seconds: int | None = None
    """How long to profile once a profile is chosen, in s; None if nobody said."""

    @property
    def display(self) -> str:
        """The base URL without its secrets."""
        return self.base.display


Target: TypeAlias = FileTarget | StdinTarget | UrlTarget | ServerTarget


def parse_target(text: str, *, seconds: int | None = None) -> Target:
    """Return what `text` names.

    Args:
        text: what was typed: `-`, a path, `host:port`, `:port`, `port`, or a URL.
        seconds: how long to profile, in s; replaces a `seconds` in the URL. A file or standard input has no use for it.

    Raises:
        BadOption: seconds is not a whole number above 0 (given or in the URL), or the URL cannot be.
        FileTrouble: it is neither a file that exists nor a URL.
    """
    if seconds is not None and seconds < 1:
        raise BadOption(f"-seconds {seconds} is not a whole number above 0", remedy="Try -seconds 5.")
    if text == "-":
        return StdinTarget()
    if text and os.path.exists(text):
        return FileTarget(Path(text))
    spelled = _spelled_out(text)
    if spelled is None:
        raise FileTrouble(
            _why_no_file(text),
            where=hide_secrets(text),
            remedy="For a server, type host:port or http://host:port/debug/pprof/.",
        )
    return _target_of(_checked(spelled), seconds)


def check_seconds(seconds: str) -> int:
    """Return the whole number of seconds that `seconds` spells.

    Go does not refuse `seconds=1.5` or `0` for a CPU profile: it silently profiles for 30 s. So they are refused here.

    Raises:
        BadOption: it spells no whole number above 0.
    """
    if not _WHOLE_SECONDS.fullmatch(seconds):
        raise BadOption(f"seconds={seconds} is not a whole number above 0", remedy="Try seconds=5.")
    return int(seconds)


def _spelled_out(text: str) -> str | None:
    """Return the URL that `text` is short for, or None if it is no URL."""
    if _SCHEME.match(text):
        return text
    if text.isascii() and text.isdigit():
        return f"http://localhost:{text}"
    if _WITH_PORT.match(text):
        return f"http://localhost{text}" if text.startswith(":") else f"http://{text}"
    host = _WITHOUT_PORT.match(text)
    if host is None or text.startswith(("/", "./", "../", "~")) or _FILE_ENDING.search(text):
        return None
    name = host.group().rpartition("@")[2]
    looks_like_host = name == "localhost" or name.startswith("[") or "." in name.strip(".")
    return f"http://{text}" if looks_like_host else None


def _checked(text: str) -> SecretUrl:
    """Return the URL, sure to have a known scheme, a host, and a port that can be."""
    try:
        parts = urlsplit(text)
        port_is_possible = parts.port != 0
        host = parts.hostname
    except ValueError:
        raise BadOption("this is no URL: its host or port cannot be read", remedy="Type host:port.") from None
    if parts.scheme not in SCHEMES:
        raise BadOption(f"{parts.scheme}:// is not fetched", remedy="Use http://, https:// or https+insecure://.")
    if not host or re.search(r"\s", host):
        raise BadOption("this URL has no host", remedy="Type host:port or http://host:port/debug/pprof/.")
    if not port_is_possible:
        raise BadOption("this URL has port 0", remedy="Type the port the server listens on.")
    return SecretUrl(urlunsplit(parts._replace(fragment="")))


def _target_of(url: SecretUrl, seconds: int | None) -> UrlTarget | ServerTarget:
    if seconds is None:
        written = [value for key, value in url.query if key == "seconds"]
        seconds = check_seconds(written[-1]) if written else None
    path = url.parts.path.rstrip("/")
    if not path:
        return ServerTarget(_as_base(url, INDEX_PATH), seconds)
    if path.endswith("/pprof"):
        return ServerTarget(_as_base(url, path + "/"), seconds)
    return UrlTarget(url if seconds is None else url.with_query({"seconds": str(seconds)}), seconds)


def _as_base(url: SecretUrl, path: str) -> SecretUrl:
    """Return the index's URL; the rest of the query stays, for it may be what lets us in."""
    base = url.with_path(path)
    return base.with_query({"seconds": None, "debug": None}) if base.parts.query else base


def _why_no_file(text: str) -> str:
    try:
        os.stat(text)
    except FileNotFoundError:
        return "no such file"
    except (OSError, ValueError) as trouble:
        return getattr(trouble, "strerror", None) or "no such file"
    return "no such file"
