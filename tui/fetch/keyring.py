"""What lets us in, by server, for whatever is named once the screen is up.

A secret that was given for one server is sent to that server only, also when another one is typed, or chosen among the
recent ones. Where several services share a server, as behind a gateway, it is for the one that it was given for, and
for what lies below that. What the environment and .netrc hold is for every server, as on the command line.
"""

from __future__ import annotations

from urllib.parse import unquote

from tui.fetch.access import NO_ACCESS, Access
from tui.fetch.secret_url import SecretUrl
from tui.fetch.target import ServerTarget, Target, UrlTarget, parse_target, with_url


class Keyring:
    """Access for every server, and for those services that are known."""

    def __init__(self, everywhere: Access = NO_ACCESS, *, netrc: bool = False) -> None:
        """Begin with what is for every server.

        Args:
            everywhere: the token of the environment, certificates to believe and to show.
            netrc: look for passwords in .netrc.
        """
        self._everywhere = everywhere
        self._netrc = netrc
        self._services: dict[tuple[tuple[str, str], str], SecretUrl] = {}

    def learn(self, target: Target) -> None:
        """Note what lets us in at a server that was named with it, or that has taken it."""
        if isinstance(target, UrlTarget | ServerTarget):
            self._services[_service(target.url)] = target.url

    def target(self, text: str, seconds: int | None = None) -> Target:
        """Return what was typed, with what lets us in there.

        Args:
            text: as for `parse_target`.
            seconds: how long to profile, likewise.

        Raises:
            BadOption: it cannot be.
            FileTrouble: it is neither a file that exists nor a URL, or there is no reading .netrc.
        """
        plain = parse_target(text, seconds=seconds, access=self._everywhere)
        if not isinstance(plain, UrlTarget | ServerTarget):
            return plain
        known = self._nearest(plain.url)
        if known is None or plain.url.userinfo:
            # A password that was typed, or that .netrc has, counts more than a token.
            unchecked = self._is_unchecked(plain.url)
            return parse_target(text, seconds=seconds, access=self._everywhere, netrc=self._netrc, insecure=unchecked)
        return with_url(plain, _as_known(plain.url, known))

    def opening(self, target: Target) -> Target:
        """Return what was asked for before, with what let us in last at its service.

        What lets us in at another service of its server is none of its business: it was asked for without.
        """
        if not isinstance(target, UrlTarget | ServerTarget):
            return target
        known = self._services.get(_service(target.url))
        return target if known is None else with_url(target, _as_known(target.url.without_userinfo(), known))

    def _nearest(self, url: SecretUrl) -> SecretUrl | None:
        """Return the known service that `url` is of, or else the deepest of those below which it lies."""
        origin, before = _service(url)
        if known := self._services.get((origin, before)):
            return known
        # At the usual place, /debug/pprof/, is the whole server; /team/debug/pprof/ is all of /team.
        above = {
            mount: known
            for (its_origin, its_before), known in self._services.items()
            if its_origin == origin and f"{before}/".startswith(f"{(mount := its_before.removesuffix('/debug'))}/")
        }
        return above[max(above, key=len)] if above else None

    def _is_unchecked(self, url: SecretUrl) -> bool:
        """Say whether the certificate of the server was not to be checked, which is all of its services'."""
        return any(origin == url.origin and known.insecure for (origin, _), known in self._services.items())


def _service(url: SecretUrl) -> tuple[tuple[str, str], str]:
    """Return what is equal for all profiles of one service: its origin, and the path before its profiles."""
    path = url.parts.path
    if {".", ".."} & set(unquote(path).split("/")):
        # Where it leads is for others to find out, so that it is a service of its own.
        return url.origin, f"./{path}"
    before, _, _ = path.rpartition("/pprof/" if "/pprof/" in path else "/")
    return url.origin, before


def _as_known(url: SecretUrl, known: SecretUrl) -> SecretUrl:
    """Return a URL with what lets us in at another URL of its origin."""
    access = known.access.with_login(*known.userinfo) if known.userinfo else known.access
    if known.insecure and not url.insecure:
        url = SecretUrl(url.reveal().replace("https", "https+insecure", 1))
    return url.with_secrets_of(known).with_access(access)
