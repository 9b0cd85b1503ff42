"""What a person types is understood as pprof understands it, and a bit more kindly."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.errors import BadOption, FileTrouble, ProfileError
from tui.fetch.target import FileTarget, ServerTarget, StdinTarget, UrlTarget, parse_target


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("6060", "http://localhost:6060/debug/pprof/"),
        (":6060", "http://localhost:6060/debug/pprof/"),
        ("localhost", "http://localhost/debug/pprof/"),
        ("api-1:6060", "http://api-1:6060/debug/pprof/"),
        ("api-1:6060/", "http://api-1:6060/debug/pprof/"),
        ("api-1:6060/debug/pprof", "http://api-1:6060/debug/pprof/"),
        ("api-1:6060/debug/pprof/", "http://api-1:6060/debug/pprof/"),
        ("api-1:6060/debug/pprof/?debug=1", "http://api-1:6060/debug/pprof/"),
        ("vault:8200/v1/sys/pprof", "http://vault:8200/v1/sys/pprof/"),
        ("brpc:8000/pprof/", "http://brpc:8000/pprof/"),
        ("api.example.com", "http://api.example.com/debug/pprof/"),
        ("10.1.2.3:80", "http://10.1.2.3:80/debug/pprof/"),
        ("[::1]:6060", "http://[::1]:6060/debug/pprof/"),
        ("[::1]", "http://[::1]/debug/pprof/"),
        ("http://host", "http://host/debug/pprof/"),
        ("HTTPS://Host:1/#top", "https://Host:1/debug/pprof/"),
        ("https+insecure://host:1", "https+insecure://host:1/debug/pprof/"),
        ("http://host/?token=t", "http://host/debug/pprof/?token=t"),
    ],
)
def test_a_host_without_a_profile_is_a_server_to_look_around_on(typed: str, asked: str) -> None:
    target = parse_target(typed)
    assert isinstance(target, ServerTarget)
    assert target.base.reveal() == asked


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("host:6060/debug/pprof/heap", "http://host:6060/debug/pprof/heap"),
        (":6060/debug/pprof/heap", "http://localhost:6060/debug/pprof/heap"),
        ("host:6060/x.pb.gz", "http://host:6060/x.pb.gz"),
        ("localhost/debug/pprof/a/b.c", "http://localhost/debug/pprof/a/b.c"),
        ("http://u:p@host/heap?gc=1", "http://u:p@host/heap?gc=1"),
        ("abc:123/mem_2023-11-02_03:55:24", "http://abc:123/mem_2023-11-02_03:55:24"),
    ],
)
def test_a_path_names_a_profile(typed: str, asked: str) -> None:
    target = parse_target(typed)
    assert isinstance(target, UrlTarget)
    assert target.url.reveal() == asked


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("unix:///run/A.sock", "http+unix://%2Frun%2FA.sock/debug/pprof/"),
        ("unix:/run/a.sock:/", "http+unix://%2Frun%2Fa.sock/debug/pprof/"),
        ("unix:///run/a.sock:/v1/sys/pprof", "http+unix://%2Frun%2Fa.sock/v1/sys/pprof/"),
        ("unix:///run/a.sock:/debug/pprof/heap?gc=1", "http+unix://%2Frun%2Fa.sock/debug/pprof/heap?gc=1"),
        ("unix:///run/a.sock?x=t", "http+unix://%2Frun%2Fa.sock/debug/pprof/?x=t"),
        ("unix:///run/a.sock:/heap?x=:/y", "http+unix://%2Frun%2Fa.sock/heap?x=:/y"),
        ("http+unix://%2Frun%2Fa%3A.sock/x/heap", "http+unix://%2Frun%2Fa%3A.sock/x/heap"),
    ],
)
def test_a_socket_is_named_in_either_way(typed: str, asked: str) -> None:
    target = parse_target(typed)
    assert isinstance(target, ServerTarget | UrlTarget)
    assert target.url.reveal() == asked
    assert parse_target(target.display) == target


@pytest.mark.parametrize("typed", ["cpu.pb.gz", "host:6060", "6060", "http:"])
def test_a_file_that_exists_is_a_file_whatever_it_looks_like(typed: str) -> None:
    Path(typed).write_bytes(b"x")
    assert parse_target(typed) == FileTarget(Path(typed))


def test_a_dash_is_standard_input() -> None:
    assert parse_target("-") == StdinTarget()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "cpu.pb.gz",
        "/tmp/none/heap",
        "./x",
        "~/x",
        "nothing",
        "dir/none.prof",
        "trace.out",
        "a b:80x",
        "\0",
        "x" * 5000,
    ],
)
def test_what_is_no_url_is_a_file_that_does_not_exist(typed: str) -> None:
    with pytest.raises(FileTrouble, match=r"(?i)no such file|name too long"):
        parse_target(typed)


@pytest.mark.parametrize(
    "typed", ["ftp://host/x", "file:///etc/passwd", "http://", "host:99999", "host:0", "http://[::1"]
)
def test_a_url_that_cannot_be_fetched_is_refused_in_one_line(typed: str) -> None:
    with pytest.raises(BadOption) as refused:
        parse_target(typed)
    assert "\n" not in str(refused.value)


def test_seconds_replace_those_of_the_url() -> None:
    target = parse_target("h:1/profile?seconds=3&x=y", seconds=8)
    assert isinstance(target, UrlTarget)
    assert (target.url.reveal(), target.seconds) == ("http://h:1/profile?x=y&seconds=8", 8)


def test_of_several_seconds_the_first_counts_as_in_go() -> None:
    target = parse_target("h:1/profile?seconds=1&seconds=7")
    assert isinstance(target, UrlTarget)
    assert (target.url.reveal(), target.seconds) == ("http://h:1/profile?seconds=1", 1)


def test_a_socket_may_have_a_question_mark_in_its_name(socket_folder: Path) -> None:
    path = socket_folder / "a?b.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        for rest in ("", ":/debug/pprof/heap"):
            target = parse_target(f"unix://{path}{rest}")
            assert isinstance(target, UrlTarget | ServerTarget)
            assert target.url.socket_path == str(path)


def test_a_server_keeps_the_seconds_for_later() -> None:
    assert parse_target("h:1", seconds=8).seconds == 8


@pytest.mark.parametrize("typed", ["1.5", "0", "-1", "x", "", "1e3", "٣"])
def test_seconds_that_go_would_silently_take_for_30_are_refused(typed: str) -> None:
    with pytest.raises(BadOption, match="not a whole number above 0"):
        parse_target(f"h:1/debug/pprof/profile?seconds={typed}")


def test_no_seconds_at_all_are_refused() -> None:
    with pytest.raises(BadOption, match="-seconds 0"):
        parse_target("h:1", seconds=0)


@pytest.mark.parametrize(
    ("typed", "deadline"),
    [
        ("h:1/debug/pprof/profile?seconds=20", 40),
        ("h:1/debug/pprof/profile", 55),
        ("h:1/debug/pprof/heap", 60),
        ("h:1/debug/pprof/heap?seconds=2", 13),
    ],
)
def test_the_deadline_follows_from_what_is_asked(typed: str, deadline: float) -> None:
    target = parse_target(typed)
    assert isinstance(target, UrlTarget)
    assert target.deadline == deadline


@given(st.text(max_size=60) | st.from_regex(r"(https?://)?[a-z@:/.?&=%\[\]0-9]{0,40}", fullmatch=True))
def test_anything_typed_is_a_target_or_one_line_that_says_why_not(typed: str) -> None:
    try:
        assert "\n" not in parse_target(typed).display
    except ProfileError as error:
        assert "\n" not in str(error)


def test_understanding_a_target_does_not_import_requests() -> None:
    modules = "tui.fetch.source, tui.fetch.endpoints, tui.fetch.recent, tui.fetch.store"
    code = f"import sys, {modules}; print('requests' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "False"


def test_names_that_are_no_utf8_are_asked_for_byte_by_byte() -> None:
    server = parse_target("host:1")
    assert isinstance(server, ServerTarget)
    assert server.profile("a/\udcffé").url.parts.path == "/debug/pprof/a/%FF%C3%A9"
    unix = parse_target("unix:///run/\udcff.sock:/")
    assert isinstance(unix, ServerTarget)
    assert unix.base.parts.netloc == "%2Frun%2F%FF.sock"
    assert os.fsencode(unix.base.socket_path) == b"/run/\xff.sock"
