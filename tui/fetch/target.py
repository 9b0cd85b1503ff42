"""What a person typed, understood: a file, standard input, one profile of a server, or a server to look around on.

The rule is pprof's (internal/driver/fetch.go): a file that exists is a file, anything with a host is a URL, the rest
is a file that does not exist. Beyond pprof: `6060` and `:6060` mean this machine, and a host without a profile's path
is a server whose profiles are listed instead of a 30 s CPU profile begun unasked. `unix:///path.sock:/rest` and the
path of a socket mean HTTP over that socket.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote, urlsplit, urlunsplit

from tui.errors import BadOption, FileTrouble
from tui.fetch.access import NO_ACCESS, Access
from tui.fetch.secret_url import UNIX_SCHEME, SecretUrl, hide_secrets

INDEX_PATH = "/debug/pprof/"
"""Where net/http/pprof mounts itself."""
SCHEMES = ("http", "https", "https+insecure", UNIX_SCHEME)
GO_CPU_SECONDS = 30
"""How long net/http/pprof profiles the CPU when nobody says how long."""
SAMPLED_NAMES = ("profile", "fgprof", "wall")
"""Profiles for which `seconds` is how long to sample."""
_GC_NAMES = ("heap", "delta_heap")
"""Profiles for which Go collects garbage first if `gc=1` asks for it."""
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
    """As typed; it existed when it was typed, but for one of several."""

    @property
    def display(self) -> str:
        """The path as typed."""
        return str(self.path)


@dataclass(frozen=True, slots=True)
class StdinTarget:
    """Standard input, typed as `-`."""

    body: bytes | None = field(default=None, repr=False)
    """What came, if it was read before, since it can be read only once; None if it is still to be read."""

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
        if self.seconds is None and not is_sampled(self.url):
            return 60.0
        # Whole numbers may be larger than any that a fraction can be taken of.
        return 1.5 * min(self.seconds or GO_CPU_SECONDS, 10**9) + 10


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

    @property
    def url(self) -> SecretUrl:
        """The base, by the name it has in a `UrlTarget`."""
        return self.base

    def profile(self, name: str) -> UrlTarget:
        """Return the target for one profile of this server, or for `goroutine?debug=2`; its name may hold slashes."""
        bare, _, debug = name.partition("?debug=")
        # A name from the command's arguments may be no UTF-8.
        url = self.base.with_path(self.base.parts.path + quote(bare, errors="surrogateescape"))
        if debug:
            return UrlTarget(url.with_query({"debug": debug}))
        return UrlTarget(url if self.seconds is None else _asking(url, self.seconds), self.seconds)


Target: TypeAlias = FileTarget | StdinTarget | UrlTarget | ServerTarget


def with_url(target: UrlTarget | ServerTarget, url: SecretUrl) -> UrlTarget | ServerTarget:
    """Return the target with another URL, such as one with a password that was asked for."""
    return replace(target, base=url) if isinstance(target, ServerTarget) else replace(target, url=url)


def parse_target(
    text: str, *, seconds: int | None = None, access: Access = NO_ACCESS, netrc: bool = False, insecure: bool = False
) -> Target:
    """Return what `text` names.

    Args:
        text: what was typed: `-`, a path, `host:port`, `:port`, `port`, or a URL.
        seconds: how long to profile, in s; replaces a `seconds` in the URL. A file or standard input has no use for it.
        access: what lets us in, if it is a URL.
        netrc: look for a password in .netrc, if the URL has none.
        insecure: treat https as https+insecure.

    Raises:
        BadOption: seconds is not a whole number above 0 (given or in the URL), or the URL cannot be.
        FileTrouble: it is neither a file that exists nor a URL, or there is no reading .netrc.
    """
    if seconds is not None and seconds < 1:
        raise BadOption(f"-seconds {seconds} is not a whole number above 0", remedy="Try -seconds 5.")
    if text == "-":
        return StdinTarget()
    if text and os.path.exists(text):
        if not _is_socket(text):
            return FileTarget(Path(text))
        text = f"unix:{os.path.abspath(text)}"
    spelled = _unix(text) or _spelled_out(text)
    if spelled is None:
        raise FileTrouble(
            _why_no_file(text),
            where=hide_secrets(text),
            remedy="For a server, type host:port or http://host:port/debug/pprof/.",
        )
    url = _checked(spelled).with_access(replace(access, unchecked=True) if insecure else access)
    if insecure and url.parts.scheme == "https":
        url = SecretUrl(url.reveal().replace("https", "https+insecure", 1), access)
    return _target_of(_with_netrc(url) if netrc else url, seconds)


def is_sampled(url: SecretUrl) -> bool:
    """Say whether this is a profile that is sampled while one waits, such as one of the CPU."""
    return url.parts.path.rpartition("/")[2] in SAMPLED_NAMES


def takes_gc(url: SecretUrl) -> bool:
    """Say whether this is a profile before which a server can be made to collect garbage, by `gc=1`."""
    return url.parts.path.rpartition("/")[2] in _GC_NAMES


def check_seconds(seconds: str) -> int:
    """Return the whole number of seconds that `seconds` spells.

    Go does not refuse `seconds=1.5` or `0` for a CPU profile: it silently profiles for 30 s. So they are refused here.

    Raises:
        BadOption: it spells no whole number above 0.
    """
    if not _WHOLE_SECONDS.fullmatch(seconds):
        raise BadOption(f"seconds={seconds} is not a whole number above 0", remedy="Try seconds=5.")
    return int(seconds)


def _is_socket(path: str) -> bool:
    try:
        return stat.S_ISSOCK(os.stat(path).st_mode)
    except OSError:
        return False


def _unix(text: str) -> str | None:
    """Return the URL for `unix:///SOCKET`, with or without a query, or `unix:///SOCKET:/REST`; None if it is no such.

    Raises:
        BadOption: the path of the socket is not absolute.
    """
    if not text.startswith("unix:"):
        return None
    path = text.removeprefix("unix:")
    path = path.removeprefix("//") if path.startswith("//") else path
    if not path.startswith("/"):
        raise BadOption("the path of a Unix socket is absolute", remedy="Type unix:///PATH or unix:///PATH:/REST.")
    # A socket may have a colon in its name; if it is there, what follows it is not the rest.
    socket_path, _, rest = (path, "", "") if _is_socket(path) else path.partition(":/")
    if "?" in socket_path and not _is_socket(socket_path):
        socket_path, _, query = path.partition("?")
        rest = f"?{query}"
    return f"{UNIX_SCHEME}://{quote(socket_path, safe='', errors='surrogateescape')}/{rest}"


def _with_netrc(url: SecretUrl) -> SecretUrl:
    """Return the URL with what .netrc has for its host, unless it brings a password or is for another user."""
    from tui.fetch.access import login_of_netrc

    user, password = url.userinfo or ("", "")
    if url.socket_path or password or url.access.login:
        return url
    found = login_of_netrc(url.on_the_wire())
    return url.with_login(*found) if found and user in ("", found[0]) else url


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
        raise BadOption(f"{parts.scheme}:// is not fetched", remedy="Use http://, https:// or unix:///PATH.")
    if not host or re.search(r"\s", host):
        raise BadOption("this URL has no host", remedy="Type host:port or http://host:port/debug/pprof/.")
    if not port_is_possible:
        raise BadOption("this URL has port 0", remedy="Type the port the server listens on.")
    url = SecretUrl(urlunsplit(parts._replace(fragment="")))
    if parts.scheme == UNIX_SCHEME and not url.socket_path.startswith("/"):
        remedy = "Write the socket's path percent-encoded: http+unix://%2Frun%2Fx.sock/."
        raise BadOption("the path of a Unix socket is absolute", remedy=remedy)
    return url


def _target_of(url: SecretUrl, seconds: int | None) -> UrlTarget | ServerTarget:
    if seconds is None:
        # Of several, Go takes the first.
        written = next((value for key, value in url.query if key == "seconds"), None)
        seconds = None if written is None else check_seconds(written)
    path = url.parts.path.rstrip("/")
    if not path:
        return ServerTarget(_as_base(url, INDEX_PATH), seconds)
    if path.endswith("/pprof"):
        return ServerTarget(_as_base(url, path + "/"), seconds)
    return UrlTarget(url if seconds is None else _asking(url, seconds), seconds)


def _asking(url: SecretUrl, seconds: int) -> SecretUrl:
    return url.with_query({"seconds": str(seconds)})


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
