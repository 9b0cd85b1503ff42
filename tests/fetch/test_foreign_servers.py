"""Daemons that are not ours."""

from __future__ import annotations

import pytest

from tui.fetch.endpoints import list_endpoints, profile_url
from tui.fetch.source import load
from tui.fetch.target import ServerTarget, parse_target


@pytest.mark.parametrize("daemon", ["caddy", "nats"])
def test_a_production_daemon_is_listed_and_read(daemon: str, request: pytest.FixtureRequest) -> None:
    target = parse_target(request.getfixturevalue(daemon))
    assert isinstance(target, ServerTarget)
    index = list_endpoints(target)
    assert index.title.startswith(daemon)
    names = [endpoint.name for endpoint in index.endpoints]
    assert names[0] == "profile"
    assert {"heap", "goroutine", "mutex", "block"} <= set(names)
    heap = index.endpoints[names.index("heap")]
    assert load(profile_url(heap)).body.startswith(b"\x1f\x8b")


def test_no_mutex_records_are_explained(caddy: str) -> None:
    target = parse_target(caddy)
    assert isinstance(target, ServerTarget)
    mutex = next(one for one in list_endpoints(target).endpoints if one.name == "mutex")
    assert (mutex.count, mutex.what) == (0, "0 records: the program has not set a rate")
