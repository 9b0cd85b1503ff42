"""Certificates of authorities that the environment names, and what is said of those that cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tui.errors import Unreachable
from tui.fetch.certificates import authorities_of_environment
from tui.fetch.http import fetch_bytes
from tui.fetch.secret_url import SecretUrl

pytestmark = pytest.mark.rule("R11")
VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")


@pytest.fixture(autouse=True)
def _nothing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_none_need_be_named() -> None:
    assert authorities_of_environment() == ""


@pytest.mark.parametrize("variable", VARIABLES)
def test_what_cannot_be_used_is_named_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str
) -> None:
    monkeypatch.setenv(variable, str(tmp_path / "nowhere.pem"))
    with pytest.raises(
        Unreachable, match=rf"\${variable}: .*nowhere.pem: no such file.*-tls_ca FILE, or unset {variable}"
    ):
        fetch_bytes(SecretUrl("https://127.0.0.1:1/heap"), deadline=10)
    (empty := tmp_path / "empty.pem").touch()
    monkeypatch.setenv(variable, str(empty))
    with pytest.raises(Unreachable, match=rf"\${variable}: there is no certificate in .*empty.pem"):
        fetch_bytes(SecretUrl("https://127.0.0.1:1/heap"), deadline=10)


@pytest.mark.parametrize("variable", VARIABLES)
def test_it_is_of_no_matter_where_nothing_is_checked(
    start_go_server: Callable[..., AbstractContextManager[str]],
    go_server: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    variable: str,
) -> None:
    monkeypatch.setenv(variable, str(tmp_path / "nowhere.pem"))
    assert fetch_bytes(SecretUrl(f"http://{go_server}/debug/pprof/heap"), deadline=10).body
    with start_go_server("-tls", str(tmp_path / "ca.pem")) as address:
        url = f"https+insecure://{address}/debug/pprof/heap"
        assert fetch_bytes(SecretUrl(url), deadline=10).body


@pytest.mark.parametrize("variable", VARIABLES)
def test_a_named_authority_is_believed_and_the_first_counts(
    start_go_server: Callable[..., AbstractContextManager[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    variable: str,
) -> None:
    with start_go_server("-tls", str(tmp_path / "ca.pem")) as address:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "nowhere.pem"))
        monkeypatch.setenv(variable, str(tmp_path / "ca.pem"))
        assert fetch_bytes(SecretUrl(f"https://{address}/debug/pprof/heap"), deadline=10).body
