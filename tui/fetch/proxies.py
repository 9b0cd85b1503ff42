"""The proxies that the environment names."""

from __future__ import annotations

from requests.utils import get_environ_proxies, select_proxy
from urllib3.util import parse_url

from tui.errors import Unreachable
from tui.fetch.secret_url import SecretUrl


def proxies_of_environment(url: SecretUrl, spoken: str) -> dict[str, str]:
    """Return the proxies by scheme, but never one for this machine: only we can reach its loopback.

    Args:
        url: what is to be asked for.
        spoken: the same as requests takes it.

    Raises:
        Unreachable: the one for this URL cannot be spoken to. What it is is not told, for it may hold a password.
    """
    if url.is_loopback:
        return {}
    proxies = get_environ_proxies(spoken, no_proxy=None)
    if chosen := select_proxy(spoken, proxies):
        _check_proxy(chosen)
    return proxies


def _check_proxy(named: str) -> None:
    if named.lower().startswith("socks"):
        raise Unreachable("the environment names a SOCKS proxy, which is not spoken here", remedy="Set no_proxy.")
    try:
        parsed = parse_url(named)
        understood = parsed.scheme in (None, "http", "https") and bool(parsed.host)
    except ValueError:
        understood = False
    if not understood:
        remedy = "Name it as http://HOST:PORT, or set no_proxy."
        raise Unreachable("the environment names a proxy that is no http or https URL", remedy=remedy)
