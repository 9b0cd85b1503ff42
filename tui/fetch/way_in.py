"""What to do about a server that does not let us in: what it wants to see, and what it was shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from tui.errors import WayOut
from tui.fetch.secrecy import names_secret
from tui.fetch.secret_url import SecretUrl

_GIVE = {
    "password": "Name a user as http://USER@HOST to be asked for a password, or use -netrc.",
    "token": "Give a token with -token-file FILE or $PPROF_TUI_TOKEN, or whatever it wants with -header @FILE.",
}
_SCHEME_OF = {"password": "basic", "token": "bearer"}
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_SCHEME = re.compile(r"(?:^|,)\s*([a-z][\w-]*)(?=\s+[^\s=]|\s*,|\s*$)", re.IGNORECASE)
_NOT_SPOKEN = ("digest", "negotiate", "ntlm", "hoba", "mutual")
"""Schemes that take more than sending what one knows."""


def way_in(status: int, headers: Mapping[str, str], url: SecretUrl) -> tuple[str, WayOut]:
    """Return what to do about a server that lets us not in: 401 for who are you, 403 for not you.

    Args:
        status: 401 or 403.
        headers: the answer's headers, names in lower case.
        url: what was asked, and what was sent to be let in.
    """
    schemes = _SCHEME.findall(_QUOTED.sub("", headers.get("www-authenticate", "")))
    names = {scheme.lower() for scheme in schemes}
    taken = [kind for kind, scheme in _SCHEME_OF.items() if scheme in names]
    foreign = next((scheme for scheme in schemes if scheme.lower() in _NOT_SPOKEN), "")
    if foreign and not taken:
        return f"It wants {foreign}, which is not spoken here. Is there another port or way in?", WayOut()
    sent = _sent(url)
    likely = sent if sent in _SCHEME_OF and (sent in taken or not taken) else next(iter(taken), "token")
    wants: Literal["password", "token"] = "password" if likely == "password" else "token"
    if not sent:
        return _GIVE[wants], WayOut(wants=wants)
    if status == 403:
        return "It is there, but not for you: ask for access.", WayOut(wants=wants)
    if sent in _SCHEME_OF and sent != wants:
        return f"A {sent} was sent, but it wants a {wants}. {_GIVE[wants]}", WayOut(wants=wants)
    return f"The {sent} that was sent is not the one it wants. Is it right, and still valid?", WayOut(wants=wants)


def way_on(asked: SecretUrl, there: str) -> str:
    """Return what to do about a server that was only redirected to, which is sent nothing to let us in.

    Args:
        asked: what was typed.
        there: where it led, as it is shown.
    """
    kept = f"What lets us in at {asked.address} was not sent there" if _sent(asked) else "It was sent nothing"
    return f"{kept}: name {there} itself."


def _sent(url: SecretUrl) -> str:
    """Return what was sent to be let in, in a word; empty if nothing was that is for this."""
    sent = url.access.sent(url.userinfo)
    for name, value in sent.items():
        if name.lower() == "authorization":
            return "password" if value.lower().startswith("basic ") else "token"
    return next((f"header {name}" for name in sent if names_secret(name)), "")
