"""A URL that can be shown: what is secret in it comes out only where it is asked for by name.

`go tool pprof` prints user and password of a URL on the terminal. Here str(), repr() and `display` never hold them, so
that no message, traceback, history or file name can.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from tui.text import clean

_SECRET_KEY = re.compile(r"token|key|sig|passw|pwd|auth|secret|credential", re.IGNORECASE)
_SECRET_ARGUMENT = re.compile(
    rf"(?P<flag>(?<!\S)-{{0,2}}[\w.-]*(?:{_SECRET_KEY.pattern})[\w.-]*)(?P<gap>=|\s+(?=[^\s-]))(?P<value>\S+)",
    re.IGNORECASE,
)
_USERINFO = re.compile(r"(?<=://)[^\s/@]+@")
_SHORTEST_SECRET = 3
"""A shorter one is not searched for in text: replacing every `a` would only garble the message."""
HIDDEN = "xxxxx"
"""What stands for a secret, as in Go's url.Redacted."""
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, repr=False)
class SecretUrl:
    """An absolute http, https or https+insecure URL whose secrets are not printed."""

    _text: str
    """The URL in full, fragment left out. Read it through `reveal`."""

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
        query = urlencode(
            [(key, HIDDEN if _SECRET_KEY.search(key) else value) for key, value in self.query], safe="/:,"
        )
        bare = f"{_without_userinfo(parts.netloc)}{parts.path}{'?' + query if query else ''}"
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
        return self.parts.scheme.removesuffix("+insecure")

    @property
    def host(self) -> str:
        """The host without port and brackets, in lower case."""
        return self.parts.hostname or ""

    @property
    def address(self) -> str:
        """`host:port`, the port always given."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.parts.port or DEFAULT_PORTS[self.scheme]}"

    @property
    def origin(self) -> tuple[str, str]:
        """Scheme and address: whoever shares both may see the same credentials."""
        return self.scheme, self.address

    @property
    def is_loopback(self) -> bool:
        """True if the host is this machine."""
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

    def without_userinfo(self) -> SecretUrl:
        """Return the URL without user and password."""
        parts = self.parts
        return SecretUrl(urlunsplit(parts._replace(netloc=_without_userinfo(parts.netloc))))

    def on_the_wire(self) -> str:
        """Return the URL in full as a request names it: http or https, without user and password."""
        return urlunsplit(self.parts._replace(scheme=self.scheme, netloc=_without_userinfo(self.parts.netloc)))

    def with_query(self, values: Mapping[str, str | None]) -> SecretUrl:
        """Return the URL with these query values set, each replacing what was there; None removes one."""
        kept = [(key, value) for key, value in self.query if key not in values]
        added = [(key, value) for key, value in values.items() if value is not None]
        return SecretUrl(urlunsplit(self.parts._replace(query=urlencode(kept + added))))

    def with_path(self, path: str) -> SecretUrl:
        """Return the URL with another path, given percent-encoded."""
        return SecretUrl(urlunsplit(self.parts._replace(path=path)))

    def scrub(self, text: str) -> str:
        """Return `text`, in which a server may have echoed what it was sent, without the secrets of this URL."""
        values = {*(self.userinfo or ()), *(value for key, value in self.query if _SECRET_KEY.search(key))}
        spellings = values | {quote(value, safe="") for value in values}
        for secret in sorted(spellings, key=len, reverse=True):
            if len(secret) >= _SHORTEST_SECRET:
                text = text.replace(secret, HIDDEN)
        return text


def hide_secret_arguments(command_line: str) -> str:
    """Return a command line in which `--token=x`, `-password x`, `KEY=x` and `//user:pw@` say nothing."""
    hidden = _SECRET_ARGUMENT.sub(rf"\g<flag>\g<gap>{HIDDEN}", command_line)
    return _USERINFO.sub(f"{HIDDEN}@", hidden)


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
