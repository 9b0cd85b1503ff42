"""The demo's HTTP server: on a free port of this machine only, one thread for each connection.

A client that hangs up ends the profile that it asked for, as with Go: while a profile runs, the connection is watched.
"""

from __future__ import annotations

import contextlib
import select
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qsl, unquote, urlsplit

from tui.demo.endpoints import Answer, Endpoints
from tui.demo.heap import Heap
from tui.demo.workload import SOURCE_FILES, Workload

_LONGEST_WAIT = 0.2
"""Seconds between two looks at a client that sends more while it waits for its answer."""


class HungUp(Exception):
    """The client is gone; nobody waits for the answer."""


class DemoServer:
    """The workload, and the server that profiles it. `with DemoServer() as server:` starts and stops both."""

    def __init__(self) -> None:
        """Take a port; nothing runs yet."""
        self._heap = Heap(SOURCE_FILES)
        self._http: _HttpServer | None = None
        self._workload: Workload | None = None
        self._serving: threading.Thread | None = None

    @property
    def address(self) -> str:
        """Where it listens, such as `127.0.0.1:41234`; empty unless it runs."""
        if self._http is None:
            return ""
        host, port = self._http.server_address[:2]
        return f"{host!s}:{port}"

    def start(self) -> None:
        """Begin to trace memory, to work and to serve.

        Raises:
            OSError: there is no free port.
        """
        self._http = _HttpServer()
        # What the workload is made of belongs to the heap profile, so tracing begins first.
        self._heap.start()
        self._workload = Workload()
        self._http.endpoints = Endpoints(self._workload, self._heap)
        self._workload.start()
        self._serving = threading.Thread(target=self._http.serve_forever, args=(0.1,), name="server", daemon=True)
        self._serving.start()

    def stop(self) -> None:
        """Hang up on all clients and end everything: well below a second."""
        if self._http is not None:
            self._http.shutdown()
            if self._serving is not None:
                self._serving.join()
            self._http.hang_up()
            self._http.server_close()
            self._http = None
        if self._workload is not None:
            self._workload.stop()
            self._workload = None
        self._heap.stop()

    def __enter__(self) -> DemoServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _HttpServer(ThreadingHTTPServer):
    """Knows its connections, so that it can end them."""

    daemon_threads = False  # server_close waits for them
    endpoints: Endpoints

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()

    def hang_up(self) -> None:
        """Shut all connections down: every handler sees its client gone."""
        with self._lock:
            for connection in self._connections:
                _shut_down(connection)

    def process_request(self, request: socket.socket, client_address: tuple[str, int]) -> None:  # type: ignore[override]
        """Note a new connection before its thread begins."""
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]
        """Forget a connection, and close it."""
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: socket.socket, client_address: tuple[str, int]) -> None:  # type: ignore[override]
        """Say nothing of a client that went away; a fault of our own goes to standard error."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    timeout = 60
    wbufsize = -1
    server: _HttpServer

    def do_GET(self) -> None:
        """Answer as the endpoints say."""
        url = urlsplit(self.path)
        parameters = dict(reversed(parse_qsl(url.query, keep_blank_values=True)))
        try:
            self._send(self.server.endpoints.answer(unquote(url.path), parameters, self._wait))
        except HungUp:
            self.close_connection = True

    def refuse_method(self) -> None:
        """Answer any method but GET as Go's mux does; the body it may bring is not read."""
        self.close_connection = True
        self._send(Answer(b"Method Not Allowed\n", status=405, headers=(("Allow", "GET"), ("Connection", "close"))))

    do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = refuse_method

    def log_message(self, *_: object) -> None:
        """Log nothing: the terminal belongs to somebody else."""

    def version_string(self) -> str:
        """Return what the Server header says."""
        return "pprof-tui-demo"

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def _wait(self, seconds: float) -> None:
        """Wait, with an eye on the client.

        Raises:
            HungUp: the client closed the connection, or its side of it.
        """
        end = time.monotonic() + seconds
        watch = select.poll()
        watch.register(self.connection, select.POLLIN)
        while (left := end - time.monotonic()) > 0:
            if not watch.poll(left * 1000):
                continue
            try:
                said = self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
            except ConnectionError:
                said = b""
            if not said:
                raise HungUp
            # The next request waits behind this one, which hides a hang-up from poll.
            time.sleep(min(left, _LONGEST_WAIT))


def _shut_down(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it is gone already
        connection.shutdown(socket.SHUT_RDWR)
