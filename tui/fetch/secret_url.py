"""A URL that can be shown: what is secret in it comes out only where it is asked for by name.

`go tool pprof` prints user and password of a URL on the terminal. Here str(), repr() and `display` never hold them, so
that no message, traceback, history or file name can.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from tui.fetch.access import NO_ACCESS, Access, basic
from tui.fetch.secrecy import HIDDEN, names_secret
from tui.text import clean

_SHORTEST_SECRET = 3
"""A shorter one is not searched for in text: replacing every `a` would only garble the message."""
DEFAULT_PORTS = {"http": 80, "https": 443}
UNIX_SCHEME = "http+unix"
"""HTTP over a Unix socket, whose path stands percent-encoded where the host would be."""
UNIX_HOST = "localhost"
"""What a server behind a Unix socket is called in a request, as curl does."""
_PLAIN_SOCKET_PATH = re.compile(r"/[\w./@+,=-]*", re.ASCII)
"""Paths that can be written as unix:///PATH:/REST and be read again."""


@dataclass(frozen=True, slots=True, repr=False)
class SecretUrl:
    """An absolute http, https, https+insecure or http+unix URL whose secrets are not printed.

    With it goes what lets us in there; both are kept when the path or the query changes.
    """

    _text: str
    """The URL in full, fragment left out. Read it through `reveal`."""
    access: Access = field(default=NO_ACCESS)
    """What to send to this URL's origin, besides the URL's own user and password."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_text", self._text.partition("#")[0])

    def reveal(self) -> str:
        """Return the URL in full, with its secrets: for the socket, never for a person."""
        return self._text

    @property
    def display(self) -> str:
        """The URL without userinfo and with secret query values hidden; `http://` is left out where a port tells.

        What is shown can be typed again.
        """
        parts = self.parts
        query = urlencode([(key, HIDDEN if names_secret(key) else value) for key, value in self.query], safe="/:,")
        rest = f"{parts.path}{'?' + query if query else ''}"
        if self.socket_path and _PLAIN_SOCKET_PATH.fullmatch(self.socket_path):
            return clean(f"unix://{self.socket_path}:{rest}")
        bare = f"{_without_userinfo(parts.netloc)}{rest}"
        return clean(bare if parts.scheme == "http" and parts.port else f"{parts.scheme}://{bare}")

    def __str__(self) -> str:
        return self.display

    def __repr__(self) -> str:
        return f"SecretUrl({self.display!r})"

    @property
    def parts(self) -> SplitResult:
        """The parts of the URL in full."""
        return urlsplit(self._text)

    @property
    def query(self) -> list[tuple[str, str]]:
        """Names and values of the query, in order."""
        return parse_qsl(self.parts.query, keep_blank_values=True)

    @property
    def insecure(self) -> bool:
        """True if the certificate is not to be checked: the scheme is https+insecure, as pprof spells it."""
        return self.parts.scheme == "https+insecure"

    @property
    def scheme(self) -> str:
        """What is spoken: `http` or `https`."""
        return self.parts.scheme.partition("+")[0]

    @property
    def socket_path(self) -> str:
        """The path of the Unix socket to ask; empty for a host."""
        parts = self.parts
        return unquote(_without_userinfo(parts.netloc), errors="surrogateescape") if parts.scheme == UNIX_SCHEME else ""

    @property
    def host(self) -> str:
        """The host without port and brackets, in lower case."""
        return UNIX_HOST if self.socket_path else self.parts.hostname or ""

    @property
    def address(self) -> str:
        """`host:port`, the port always given, or the path of the Unix socket."""
        if self.socket_path:
            return clean(self.socket_path)
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.parts.port or DEFAULT_PORTS[self.scheme]}"

    @property
    def origin(self) -> tuple[str, str]:
        """Scheme and address: whoever shares both may see the same credentials."""
        return "unix" if self.socket_path else self.scheme, self.address

    @property
    def service(self) -> str:
        """The path before the folder of its profiles, clean; empty but where several services share an address."""
        before, _, _ = self.parts.path.rpartition("/pprof/")
        return clean(unquote(before.removesuffix("/debug")))

    @property
    def is_loopback(self) -> bool:
        """True if the host is this machine."""
        if self.socket_path:
            return True
        try:
            found = ipaddress.ip_address(self.host)
        except ValueError:
            return self.host == "localhost" or self.host.endswith(".localhost")
        return found.is_loopback or found.is_unspecified

    @property
    def userinfo(self) -> tuple[str, str] | None:
        """User and password of the URL, decoded; None if it has neither."""
        parts = self.parts
        if parts.username is None and parts.password is None:
            return None
        return unquote(parts.username or ""), unquote(parts.password or "")

    @property
    def asks_for_password(self) -> str:
        """The user, if the URL names one and no password was given so far; else empty."""
        parts = self.parts
        return unquote(parts.username) if parts.username and parts.password is None and not self.access.login else ""

    def with_access(self, access: Access) -> SecretUrl:
        """Return the URL with something else to let us in."""
        return replace(self, access=access)

    def with_login(self, user: str, password: str) -> SecretUrl:
        """Return the URL with a user and password that were asked for, instead of what it had."""
        return replace(self.without_userinfo(), access=self.access.with_login(user, password))

    def with_token(self, token: str) -> SecretUrl:
        """Return the URL with a bearer token that was asked for, instead of what it had.

        Raises:
            BadOption: it cannot be a token.
        """
        return replace(self.without_userinfo(), access=self.access.with_token(token))

    def without_userinfo(self) -> SecretUrl:
        """Return the URL without user and password."""
        return self._with(netloc=_without_userinfo(self.parts.netloc))

    def on_the_wire(self) -> str:
        """Return the URL in full as a request names it: http, https or http+unix, without user and password."""
        if not self.socket_path:
            return self.as_page()
        return urlunsplit(self.parts._replace(netloc=_without_userinfo(self.parts.netloc)))

    def as_page(self) -> str:
        """Return the URL in full as links on its page refer to it: http or https, without user and password."""
        netloc = UNIX_HOST if self.socket_path else _without_userinfo(self.parts.netloc)
        return urlunsplit(self.parts._replace(scheme=self.scheme, netloc=netloc))

    def resolved(self, link: str) -> SecretUrl:
        """Return where a link or redirect leads that the server gave, with nothing to let us in there.

        Behind a Unix socket, a link to the host that the request named stays behind the socket.

        Raises:
            ValueError: it leads nowhere.
        """
        parts = urlsplit(urljoin(self.as_page(), link))
        if self.socket_path and (parts.scheme, parts.netloc) == ("http", UNIX_HOST):
            parts = parts._replace(scheme=UNIX_SCHEME, netloc=_without_userinfo(self.parts.netloc))
        return SecretUrl(urlunsplit(parts)).without_userinfo()

    def with_query(self, values: Mapping[str, str | None]) -> SecretUrl:
        """Return the URL with these query values set, each replacing what was there; None removes one."""
        kept = [(key, value) for key, value in self.query if key not in values]
        added = [(key, value) for key, value in values.items() if value is not None]
        return self._with(query=urlencode(kept + added))

    @property
    def left_out(self) -> str:
        """The name of a secret in the query of which only the placeholder is there; empty if there is none."""
        return next((key for key, value in self.query if value == HIDDEN and names_secret(key)), "")

    def with_secrets_of(self, known: SecretUrl) -> SecretUrl:
        """Return the URL with those secrets of its query that were left out and that another URL has."""
        if not self.left_out:
            return self
        had = {key: value for key, value in known.query if names_secret(key)}
        filled = [(key, had.get(key, value) if value == HIDDEN else value) for key, value in self.query]
        return self._with(query=urlencode(filled))

    def with_path(self, path: str) -> SecretUrl:
        """Return the URL with another path, given percent-encoded."""
        return self._with(path=path)

    def _with(self, **parts: str) -> SecretUrl:
        return replace(self, _text=urlunsplit(self.parts._replace(**parts)))

    def scrub(self, text: str) -> str:
        """Return `text`, in which a server may have echoed what it was sent, without the secrets of this URL."""
        values = {value for key, value in self.query if names_secret(key)} | self.access.secrets()
        if self.userinfo:
            values |= {*self.userinfo, basic(*self.userinfo).partition(" ")[2]}
        spellings = values | {quote(value, safe="") for value in values}
        for secret in sorted(spellings, key=len, reverse=True):
            if len(secret) >= _SHORTEST_SECRET:
                text = text.replace(secret, HIDDEN)
        return text


def hide_secrets(text: str) -> str:
    """Return `text`, which looks like no URL that can be asked for, without what would be secret if it were one."""
    if "@" not in text and "?" not in text:
        return text
    try:
        return SecretUrl(text if "://" in text else f"http://{text}").display.removeprefix("http://")
    except ValueError:
        return HIDDEN


def _without_userinfo(netloc: str) -> str:
    return netloc.rpartition("@")[2]
