"""The demo as its users get it: a program of its own, asked over HTTP."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from tui.demo.program import DemoProgram


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


Ask = Callable[..., Reply]


@pytest.fixture(scope="module")
def address(pprof_program: str) -> Iterator[str]:
    # What takes long to build is built first: the demo takes a processor for as long as it runs.
    with DemoProgram() as address:
        yield address


@pytest.fixture(scope="module")
def ask(address: str) -> Ask:
    """Returns the reply to a request below /debug/pprof/, whatever its status."""

    class NoRedirect(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)

    def ask(path: str, *, base: str = "/debug/pprof/", method: str = "GET") -> Reply:
        request = urllib.request.Request(f"http://{address}{base}{path}", method=method)
        try:
            with opener.open(request, timeout=30) as reply:
                return Reply(reply.status, dict(reply.headers), reply.read())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return Reply(refusal.code, dict(refusal.headers), refusal.read())

    return ask
