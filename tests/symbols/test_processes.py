from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from tui.symbols.processes import local_port, process_at


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells which process listens")
@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_the_process_behind_a_port_is_found(family: socket.AddressFamily) -> None:
    try:
        listener = socket.create_server(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0), family=family)
    except OSError as trouble:
        pytest.skip(f"no such address here: {trouble}")
    port = listener.getsockname()[1]
    with listener:
        process = process_at(port)
        assert process is not None
        # It is this one, which shares our root.
        assert process.root is None
        assert os.path.samefile(process.directory, ".")
    assert process_at(port) is None


def test_a_process_in_a_container_has_a_root_of_its_own(tmp_path: Path) -> None:
    process = tmp_path / "proc/42"
    (process / "fd").mkdir(parents=True)
    (process / "root").mkdir()
    (process / "fd/3").symlink_to("socket:[777]")
    (tmp_path / "proc/net").mkdir()
    head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    listens = "   0: 0100007F:17AC 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 777 1\n"
    (tmp_path / "proc/net/tcp").write_text(head + listens)
    found = process_at(6060, tmp_path / "proc")
    assert found is not None
    assert found.root == process / "root"
    assert process_at(6061, tmp_path / "proc") is None


@pytest.mark.parametrize(
    ("address", "port"),
    [
        ("127.0.0.1:6060/debug/pprof/profile", 6060),
        ("http://localhost:80/x", 80),
        ("[::1]:6060", 6060),
        ("10.0.0.1:6060", 0),
        ("localhost.example:6060", 0),
        ("/tmp/127.0.0.1:6060/x.pb.gz", 0),
        ("", 0),
    ],
)
def test_only_addresses_of_this_machine_have_a_local_port(address: str, port: int) -> None:
    assert local_port(address) == port
