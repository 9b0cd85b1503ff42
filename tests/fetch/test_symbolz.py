from __future__ import annotations

import pytest

from tui.fetch.secret_url import SecretUrl
from tui.fetch.symbolz import symbol_url


@pytest.mark.parametrize(
    ("profile", "symbol"),
    [
        ("http://h:1/debug/pprof/heap", "http://h:1/debug/pprof/symbol"),
        ("http://h:1/debug/pprof/profile?seconds=5", "http://h:1/debug/pprof/symbol"),
        ("http://h:1/pprof/contention", "http://h:1/pprof/symbol"),
        ("http://h:1/pprof/other", "http://h:1/pprof/symbolz"),
        ("http://h:1/profilez", "http://h:1/symbolz"),
        ("http://h:1/a/b/c?gc=1&token=t", "http://h:1/a/b/symbolz?token=t"),
        ("http://h:1", "http://h:1/symbolz"),
        ("https+insecure://u:p@h/debug/pprof/heap", "https+insecure://u:p@h/debug/pprof/symbol"),
        ("http+unix://%2Frun%2Fx.sock/debug/pprof/heap", "http+unix://%2Frun%2Fx.sock/debug/pprof/symbol"),
    ],
)
def test_where_names_are_asked_for(profile: str, symbol: str) -> None:
    assert symbol_url(SecretUrl(profile)).reveal() == symbol
