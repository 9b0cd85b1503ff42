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
from tui.fetch.secret_url import UNIX_HOST, SecretUrl

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
        self._unix: list[HTTPConnectionPool] = []
        super().__init__(max_retries=0)

    def get_connection_with_tls_context(
        self,
        request: PreparedRequest,
        verify: bool | str | None,
        proxies: Mapping[str, str] | None = None,
        cert: tuple[str, str] | str | None = None,
    ) -> ConnectionPool:
        """Return the pool that requests would use, made to open watched connections, or one for a Unix socket."""
        if path := SecretUrl(request.url or "").socket_path:
            # Not one of requests' pools: those are told apart by host and port.
            unix = HTTPConnectionPool(UNIX_HOST)
            unix.ConnectionCls = type("WatchedUnix", (_WatchedUnix,), {"watch": self._watch, "path": path})
            self._unix.append(unix)
            return unix
        pool = super().get_connection_with_tls_context(request, verify, proxies=proxies, cert=cert)
        if isinstance(pool, HTTPSConnectionPool):
            kind = _UncheckedTls if verify is False else _WatchedTls
            pool.ConnectionCls = type("WatchedTls", (kind,), {"watch": self._watch})
        elif isinstance(pool, HTTPConnectionPool):
            pool.ConnectionCls = type("Watched", (_Watched,), {"watch": self._watch})
        return pool

    def close(self) -> None:
        """Close what was opened."""
        for pool in self._unix:
            pool.close()
        super().close()


class _Watched(HTTPConnection):
    watch: ClassVar[Watch]

    def _new_conn(self) -> socket.socket:
        opened = _dial(self.host, self.port, self.watch, "proxy " if self.proxy else "")
        opened.settimeout(self.watch.remaining or _SLICE_SECONDS)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.watch.adopt(opened)
        return opened


class _WatchedUnix(HTTPConnection):
    watch: ClassVar[Watch]
    path: ClassVar[str]

    def _new_conn(self) -> socket.socket:
        opened = _dial_unix(self.path, self.watch)
        opened.settimeout(self.watch.remaining or _SLICE_SECONDS)
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


def _dial_unix(path: str, watch: Watch) -> socket.socket:
    """Return a connection to the Unix socket at `path`.

    Raises:
        Unreachable: it is not there, closed to us, or nobody listens.
        TimedOut: nobody accepted within CONNECT_SECONDS or before the deadline.
        Cancelled: the user called it off.
    """
    watch.check()
    try:
        return _connect(socket.AF_UNIX, path, watch, time.monotonic() + CONNECT_SECONDS)
    except FileNotFoundError:
        raise Unreachable("there is no such socket", remedy="Is the program running, and is this its path?") from None
    except ConnectionRefusedError:
        raise Unreachable("nobody listens on this socket", remedy="Is the program running?") from None
    except PermissionError:
        raise Unreachable("permission to use this socket denied", remedy="Ask for access to it, or use sudo.") from None
    except TimeoutError:
        raise TimedOut(f"nobody accepted within {CONNECT_SECONDS:g} s", remedy="Does the program hang?") from None
    except (OSError, ValueError) as trouble:
        # A path that is longer than the kernel takes has no errno, nor has one with a zero byte.
        reason = getattr(trouble, "strerror", None) or str(trouble)
        raise Unreachable(f"cannot connect to this socket: {reason}") from None


def _connect(family: int, address: tuple[Any, ...] | str, watch: Watch, ends: float) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setblocking(False)
        code = opened.connect_ex(address)
        while family == socket.AF_UNIX and code == errno.EAGAIN:
            # The queue of a Unix socket is full, which no selector tells the end of.
            watch.check()
            if time.monotonic() > ends:
                raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
            time.sleep(_SLICE_SECONDS)
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
