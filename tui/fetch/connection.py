"""Connections that a `Watch` can end at any stage: while connecting, in the TLS handshake, before and in the body."""

from __future__ import annotations

import errno
import os
import selectors
import socket
import time
from collections.abc import Mapping
from typing import Any, ClassVar

from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import ConnectionPool

from tui.errors import TimedOut, Unreachable
from tui.fetch.cancel import Watch

CONNECT_SECONDS = 10.0
"""How long a host may take to accept a connection; a firewall that swallows packets never answers."""
_SLICE_SECONDS = 0.05
"""How often a connection that is being made looks whether it is still wanted."""


class WatchedAdapter(HTTPAdapter):
    """Sends a request over connections that end when the watch says so. Nothing is retried.

    It is driven without a requests.Session, which would read, and inflate without bound, the body of a redirect.
    """

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        super().__init__(max_retries=0)

    def get_connection_with_tls_context(
        self,
        request: PreparedRequest,
        verify: bool | str | None,
        proxies: Mapping[str, str] | None = None,
        cert: tuple[str, str] | str | None = None,
    ) -> ConnectionPool:
        """Return the pool that requests would use, made to open watched connections."""
        pool = super().get_connection_with_tls_context(request, verify, proxies=proxies, cert=cert)
        if isinstance(pool, HTTPSConnectionPool):
            kind = _UncheckedTls if verify is False else _WatchedTls
            pool.ConnectionCls = type("WatchedTls", (kind,), {"watch": self._watch})
        elif isinstance(pool, HTTPConnectionPool):
            pool.ConnectionCls = type("Watched", (_Watched,), {"watch": self._watch})
        return pool


class _Watched(HTTPConnection):
    watch: ClassVar[Watch]

    def _new_conn(self) -> socket.socket:
        opened = _dial(self.host, self.port, self.watch, "proxy " if self.proxy else "")
        opened.settimeout(self.watch.remaining or _SLICE_SECONDS)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.watch.adopt(opened)
        return opened


class _WatchedTls(_Watched, HTTPSConnection):
    pass


class _UncheckedTls(_WatchedTls):
    def connect(self) -> None:
        super().connect()
        # https+insecure was typed on purpose; urllib3 would print a warning into the middle of the screen.
        self.is_verified = True


def _dial(host: str, port: int, watch: Watch, kind: str) -> socket.socket:
    """Return a socket connected to the first address of `host` that accepts.

    Raises:
        Unreachable: the name is unknown or no address accepts.
        TimedOut: nothing accepted within CONNECT_SECONDS or before the deadline.
        Cancelled: the user called it off.
    """
    who = f"{kind}{f'[{host}]' if ':' in host else host}:{port}"
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as trouble:
        why = getattr(trouble, "strerror", None) or "not a host name"
        raise Unreachable(f"cannot look up {kind}{host}: {why}", remedy="Is the name right?") from None
    ends = time.monotonic() + CONNECT_SECONDS
    refusal: OSError = OSError(errno.EADDRNOTAVAIL, os.strerror(errno.EADDRNOTAVAIL))
    for family, _, _, _, address in addresses:
        watch.check()
        try:
            return _connect(family, address, watch, ends)
        except OSError as trouble:
            refusal = trouble
    if isinstance(refusal, TimeoutError):
        raise TimedOut(f"no connection to {who} within {CONNECT_SECONDS:g} s", remedy="Is a firewall in between?")
    if isinstance(refusal, ConnectionRefusedError):
        raise Unreachable(f"connection refused by {who}", remedy="Is the program running, and is this its port?")
    raise Unreachable(f"cannot connect to {who}: {refusal.strerror or 'no address'}", remedy="Is the address right?")


def _connect(family: int, address: tuple[Any, ...], watch: Watch, ends: float) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setblocking(False)
        code = opened.connect_ex(address)
        if code in (errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EINTR):
            with selectors.DefaultSelector() as selector:
                selector.register(opened, selectors.EVENT_WRITE)
                while not selector.select(_SLICE_SECONDS):
                    watch.check()
                    if time.monotonic() > ends:
                        raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
            code = opened.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, os.strerror(code))
    except BaseException:
        opened.close()
        raise
    return opened
