"""A proxy of the environment is asked for other machines; one that makes no sense is named as what is wrong."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest

from tui.errors import Unreachable
from tui.fetch.http import fetch_bytes
from tui.fetch.secret_url import SecretUrl

pytestmark = pytest.mark.rule("R11")
Start = Callable[[Callable[[socket.socket, bytes], None]], Any]
"""The fixture `misbehave` of conftest.py."""
SECRET = "c4nary-s3cret"


@pytest.fixture(autouse=True)
def _no_machine_is_an_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("scheme", ["http://", "HTTP://", ""])
def test_a_proxy_is_asked_for_other_machines_only(
    misbehave: Start, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    proxy = misbehave(lambda client, head: client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
    monkeypatch.setenv("http_proxy", f"{scheme}{proxy.address}")
    url = SecretUrl("http://profiled.invalid:6060/debug/pprof/heap")
    assert fetch_bytes(url, deadline=10).body == b"ok"
    assert proxy.requests[0].startswith(b"GET http://profiled.invalid:6060/debug/pprof/heap HTTP/1.1")
    assert fetch_bytes(SecretUrl(f"http://{proxy.address}/heap"), deadline=10).body == b"ok"
    assert proxy.requests[1].startswith(b"GET /heap HTTP/1.1")


@pytest.mark.parametrize("named", ["socks5://127.0.0.1:1", "SOCKS5H://127.0.0.1:1"])
def test_a_socks_proxy_is_declined_instead_of_passed_by(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("http_proxy", named)
    with pytest.raises(Unreachable, match="SOCKS"):
        fetch_bytes(SecretUrl("http://profiled.invalid/heap"), deadline=10)


@pytest.mark.parametrize(
    "named",
    [
        "ftp://127.0.0.1:1",
        "http://",
        "/",
        "http://[::1",
        "http://127.0.0.1:99999",
        f"http://ops:{SECRET}@127.0.0.1:port",
        "\x1b[31m",
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_makes_no_sense_is_to_blame(monkeypatch: pytest.MonkeyPatch, scheme: str, named: str) -> None:
    monkeypatch.setenv(f"{scheme}_proxy", named)
    with pytest.raises(Unreachable, match="names a proxy that is no http or https URL") as refused:
        fetch_bytes(SecretUrl(f"{scheme}://profiled.invalid/heap"), deadline=10)
    assert "set no_proxy" in refused.value.remedy
    assert SECRET not in str(refused.value)


def test_a_proxy_for_another_scheme_is_nobodys_business(misbehave: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = misbehave(lambda client, head: client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
    monkeypatch.setenv("http_proxy", f"http://{proxy.address}")
    monkeypatch.setenv("https_proxy", "socks5://127.0.0.1:1")
    assert fetch_bytes(SecretUrl("http://profiled.invalid/heap"), deadline=10).body == b"ok"
