"""A raw-socket server that misbehaves in ways no real one can be asked to."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

Behaviour = Callable[[socket.socket, bytes], None]
Start = Callable[[Behaviour], str]
"""Starts a server that behaves so, and returns its address."""


class FaultServer:
    """Hands every connection, with the head of its request, to one function that answers as badly as it likes."""

    def __init__(self, behave: Behaviour, port: int = 0) -> None:
        """Begin to listen, on any port unless one is wanted, as by a server that starts again."""
        self.requests: list[bytes] = []
        self.client_left = threading.Event()
        self._behave = behave
        self._listener = socket.create_server(("127.0.0.1", port))
        self._clients: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def is_busy(self) -> bool:
        """True while a connection is open."""
        return bool(self._open)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join(10)
        for client in tuple(self._open):
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
        for thread in tuple(self._clients):
            thread.join(10)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(client)
            thread = threading.Thread(target=self._answer_and_forget, args=[client], daemon=True)
            self._clients.append(thread)
            thread.start()

    def _answer_and_forget(self, client: socket.socket) -> None:
        try:
            self._answer(client)
        finally:
            # Thousands of them would look as if it was the program that grew.
            self._open.remove(client)
            self._clients.remove(threading.current_thread())

    def _answer(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head and (piece := client.recv(4096)):
                head += piece
            self.requests.append(head)
            try:
                self._behave(client, head)
            except OSError:
                self.client_left.set()
                raise
            client.shutdown(socket.SHUT_WR)
            # Closing with unread bytes would reset the connection under the client's hands.
            client.settimeout(5)
            while client.recv(4096):
                pass
