"""A person at a terminal and live servers: two keys to a flame graph, a password that nobody reads, several at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal
from tui.pprof.decode import decode

PASSWORD = "c4nary-passw0rd"
Start = Callable[..., AbstractContextManager[str]]


def test_two_keys_lead_from_a_server_to_a_flame_graph_of_five_seconds(home: Path, go_server: str) -> None:
    with Terminal(home, go_server) as terminal:
        terminal.until_shown("CPU time, sampled while you wait", "fetch")
        terminal.press("\r")
        terminal.until_shown("sample for how many seconds? 5")
        terminal.press("\r")
        terminal.until_shown("1 Flame graph", "root")
        terminal.press("q")
        assert terminal.ended() == 0
        terminal.assert_restored()
    (saved,) = (home / "saved").iterdir()
    assert 4.5e9 < decode(saved.read_bytes()).duration_nanos < 30e9


@pytest.mark.rule("R14")
def test_a_password_reaches_the_server_and_neither_screen_nor_disk(home: Path, start_go_server: Start) -> None:
    with start_go_server("-basic", f"ops:{PASSWORD}") as address, Terminal(home, address) as terminal:
        terminal.until_shown("401 Unauthorized", "give user and password")
        terminal.press("\r")
        terminal.until_shown(f"User at {address}")
        terminal.press("ops\r")
        terminal.until_shown(f"Password at {address}")
        terminal.press(PASSWORD)
        terminal.until_shown("•" * len(PASSWORD))
        terminal.press("\r")
        terminal.until_shown("goroutine", "heap")
        terminal.press("q")
        assert terminal.ended() == 0
        assert PASSWORD.encode() not in terminal.raw
        kept = [path for path in home.rglob("*") if path.is_file()]
        assert kept, "the server is among the recent ones"
        assert not any(PASSWORD.encode() in path.read_bytes() for path in kept)


def test_goroutines_with_their_states_take_no_seconds(home: Path, go_server: str) -> None:
    with Terminal(home, "-profile", "goroutine?debug=2", "-seconds", "3", go_server) as terminal:
        terminal.until_shown("1 Flame graph", "root")
        terminal.press("q")
        assert terminal.ended() == 0


def test_several_servers_are_fetched_on_the_screen_and_merged(home: Path, start_go_server: Start) -> None:
    with start_go_server() as first, start_go_server() as second:
        (home / "hosts").write_text(f"# two of them\n{first}\n{second}\n")
        with Terminal(home, "-profile", "profile", "-seconds", "2", f"@{home}/hosts") as terminal:
            terminal.until_shown(f"{first}/debug/pprof/profile", f"{second}/debug/pprof/profile", "of 2 s")
            terminal.until_shown("1 Flame graph", "root")
            terminal.press(":tagroot=host\r")
            terminal.until_shown(first, second)
            terminal.press("q")
            assert terminal.ended() == 0


def test_an_error_before_anything_is_shown_names_every_source(home: Path, tmp_path: Path) -> None:
    pages = [tmp_path / "a.html", tmp_path / "b.html"]
    for page in pages:
        page.write_text("<html>hello</html>")
    with Terminal(home, *map(str, pages)) as terminal:
        assert terminal.ended() == 2
        terminal.assert_restored()
        said = terminal.raw[terminal.raw.rindex(b"\x1b[?1049l") :].decode()
        assert all(page.name in said for page in pages)
        assert "failed to fetch any source profiles" in said
