"""What lets us in: headers, a token, a password, a client certificate; none of it is ever printed.

It belongs to one URL and is sent to that URL's origin only. Nothing of it need be in the arguments of the command,
where `ps` shows it: headers and tokens can stand in files, a token in the environment, and a password is asked for.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tui.errors import BadOption, FileTrouble
from tui.fetch.certificates import check_certificates
from tui.fetch.file import read_file
from tui.fetch.secrecy import names_secret

TOKEN_VARIABLE = "PPROF_TUI_TOKEN"
"""Names the environment variable that may hold a bearer token."""
_MAX_FILE_BYTES = 1 << 16
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\xa0-\xff]*")
_TOKEN = re.compile(r"[\x21-\x7e]+")
_LONG = 8
"""Characters from which on a text is hidden whatever it is for; a shorter one, as `true`, stands in words by chance.

Not so in a header that is secret by its name.
"""
_OURS = ("connection", "content-length", "expect", "te", "trailer", "transfer-encoding", "upgrade")
"""Headers that say how a request is cut, which is for whoever sends it."""


@dataclass(frozen=True, slots=True, repr=False)
class Access:
    """Credentials for one URL."""

    headers: tuple[tuple[str, str], ...] = ()
    """Headers to send, names as typed."""
    token: str = ""
    """Bearer token; empty for none."""
    login: tuple[str, str] | None = None
    """User and password that were asked for or found in .netrc; those of the URL itself come first."""
    ca_file: str = ""
    """Certificates of the authorities to believe, instead of the system's; empty for the system's."""
    cert_file: str = ""
    """Client certificate, with its key unless `key_file` has it; empty for none."""
    key_file: str = ""
    unchecked: bool = False
    """True if the host's certificate is not to be checked where it redirects from http to https."""

    def __repr__(self) -> str:
        return "Access(...)" if self != NO_ACCESS else "Access()"

    @property
    def client_certificate(self) -> tuple[str, str] | str | None:
        """The client certificate as requests takes it."""
        return (self.cert_file, self.key_file) if self.key_file else self.cert_file or None

    def with_login(self, user: str, password: str) -> Access:
        """Return this with a password that was asked for; it takes the place of a token."""
        return replace(self, login=(user, password), token="", headers=_without_authorization(self.headers))

    def with_token(self, token: str) -> Access:
        """Return this with a bearer token that was asked for; it takes the place of a password.

        Raises:
            BadOption: it cannot be a token.
        """
        checked = _checked_token(token, "the token")
        return replace(self, login=None, token=checked, headers=_without_authorization(self.headers))

    def sent(self, userinfo: tuple[str, str] | None) -> dict[str, str]:
        """Return the headers to send: the password of the URL, or else one that was asked for, or else a token.

        Args:
            userinfo: user and password of the URL; None if it has neither.
        """
        instead = self.token or self.login or len(_without_authorization(self.headers)) < len(self.headers)
        if userinfo and not userinfo[1] and instead:
            # A user alone, whose password nobody was there to be asked for.
            userinfo = None
        if login := userinfo or self.login:
            return {**_joined(_without_authorization(self.headers)), "Authorization": basic(*login)}
        if self.token:
            return {**_joined(self.headers), "Authorization": f"Bearer {self.token}"}
        return _joined(self.headers)

    def secrets(self) -> set[str]:
        """Return every text that must not be shown, in the spellings that a server might echo."""
        values = {self.token, *(self.login or ())}
        for name, value in self.headers:
            # A server may echo the credentials without their scheme, or a cookie without its name.
            pairs = (pair.partition("=")[2] for pair in value.split(";"))
            parts = {part.strip(' \t"') for part in (value.partition(" ")[2], *pairs)}
            shortest = 1 if names_secret(name) else _LONG
            values.update(text for text in (value, *parts) if len(text) >= shortest)
        if self.login:
            values.add(basic(*self.login).partition(" ")[2])
        return values


NO_ACCESS = Access()
"""Nothing but what the URL says itself."""


def basic(user: str, password: str) -> str:
    """Return the value of the header Authorization for a user and password."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def access_of(
    *,
    headers: Iterable[str] = (),
    token_file: str = "",
    tls_ca: str = "",
    tls_cert: str = "",
    tls_key: str = "",
    environment: Mapping[str, str] = os.environ,
) -> Access:
    """Return what the flags and the environment say.

    Args:
        headers: each `NAME: VALUE`, or `@FILE` with one of them on a line.
        token_file: file with a bearer token; else the environment may have one.
        tls_ca: file or folder with certificates of authorities.
        tls_cert: file with the client's certificate.
        tls_key: file with its key; empty if `tls_cert` has both.
        environment: where the token may be.

    Raises:
        BadOption: they make no sense; the message never holds what was to be secret.
        FileTrouble: a file cannot be read.
    """
    named = tuple(header for written in headers for header in _headers(written))
    token = _token(token_file, environment)
    has_own = len(_without_authorization(named)) < len(named)
    if token_file and has_own:
        raise BadOption("both -token-file and a header Authorization are given", remedy="Leave one of them out.")
    if tls_key and not tls_cert:
        raise BadOption("-tls_key is given without -tls_cert", remedy="Name the certificate, too.")
    check_certificates(tls_ca, tls_cert, tls_key)
    # A header that was named counts more than a variable that happens to be set.
    return Access(named, "" if has_own else token, None, tls_ca, tls_cert, tls_key)


def login_of_netrc(url: str) -> tuple[str, str] | None:
    """Return user and password that ~/.netrc, or the file that $NETRC names, has for the host of `url`.

    Raises:
        FileTrouble: the file cannot be read, or breaks the rules of its form.
    """
    from netrc import NetrcParseError

    from requests.utils import get_netrc_auth

    try:
        return get_netrc_auth(url, raise_errors=True)
    except NetrcParseError as error:
        # Its text may hold a password.
        where = f"{error.filename} line {error.lineno}" if error.lineno else str(error.filename)
        raise FileTrouble("this is no netrc", where=where, remedy="Mend it, or leave out -netrc.") from None
    except UnicodeError:
        # Its text has what could not be decoded, which may be a password.
        where = os.environ.get("NETRC") or "~/.netrc"
        raise FileTrouble("this netrc is no UTF-8", where=where, remedy="Mend it, or leave out -netrc.") from None
    except OSError as trouble:
        raise FileTrouble((trouble.strerror or "cannot be read").lower(), where=str(trouble.filename)) from None


def _without_authorization(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in headers if name.lower() != "authorization")


def _joined(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return headers by name; values of one name become one line, which HTTP takes for the same."""
    names, joined = dict[str, str](), dict[str, str]()
    for written, value in headers:
        name = names.setdefault(written.lower(), written)
        between = "; " if name.lower() == "cookie" else ", "
        joined[name] = f"{joined[name]}{between}{value}" if name in joined else value
    return joined


def _headers(written: str) -> list[tuple[str, str]]:
    if not written.startswith("@"):
        return [_header(written, "-header")]
    lines = enumerate(_text(written[1:]).splitlines(), 1)
    kept = [(number, line.strip()) for number, line in lines if line.strip() and not line.startswith("#")]
    if not kept:
        raise BadOption("there is no header in it", where=written[1:], remedy="Write NAME: VALUE on a line.")
    return [_header(line, f"{written[1:]} line {number}") for number, line in kept]


def _header(text: str, where: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    name, value = name.strip(), value.strip()
    if not colon or not _NAME.fullmatch(name):
        raise BadOption("this is no header", where=where, remedy="Write NAME: VALUE, or @FILE to keep it secret.")
    if not _VALUE.fullmatch(value):
        raise BadOption(f"the value of {name} has characters that no header can have", where=where)
    if name.lower() in _OURS:
        raise BadOption(f"{name} cannot be set", where=where, remedy="Leave it out.")
    return name, value


def _token(token_file: str, environment: Mapping[str, str]) -> str:
    if token_file:
        return _checked_token(_text(token_file), token_file)
    token = environment.get(TOKEN_VARIABLE, "")
    return _checked_token(token, f"${TOKEN_VARIABLE}") if token.strip() else ""


def _checked_token(text: str, where: str) -> str:
    token = text.strip().removeprefix("Bearer ").strip()
    if not token:
        raise BadOption("there is no token in it", where=where)
    if not _TOKEN.fullmatch(token):
        raise BadOption("this is no token: it has spaces or characters that no header can have", where=where)
    return token


def _text(path: str) -> str:
    return read_file(Path(path), _MAX_FILE_BYTES).decode("utf-8", "replace")
