"""The demo answers as Go's net/http/pprof does."""

from __future__ import annotations

import re
import socket
import threading
import time

import pytest

from tui.pprof.decode import decode


def test_the_index_lists_the_profiles_in_rows_like_gos(ask) -> None:
    reply = ask("")
    rows = re.findall(r"<tr><td>(\d+)</td><td><a href='(\w+)\?debug=1'>(\w+)</a></td></tr>", reply.body.decode())
    assert [href for _, href, _ in rows] == [name for _, _, name in rows]
    assert [name for _, _, name in rows] == ["cmdline", "heap", "profile", "threadcreate"]
    assert int(rows[3][0]) >= 8
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_base_without_slash_redirects_as_gos_mux_does(ask) -> None:
    reply = ask("", base="/debug/pprof")
    assert (reply.status, reply.headers["Location"]) == (307, "/debug/pprof/")


def test_the_command_line_is_joined_by_nul(ask) -> None:
    assert ask("cmdline").body.split(b"\0")[-2:] == [b"-m", b"tui.demo"]


def test_an_unknown_profile_is_refused_in_gos_words(ask) -> None:
    reply = ask("goroutine")
    assert (reply.status, reply.body) == (404, b"Unknown profile\n")
    assert reply.headers["X-Go-Pprof"] == "1"
    assert reply.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_a_path_outside_the_base_is_not_answered_by_pprof(ask) -> None:
    reply = ask("heap", base="/other/")
    assert reply.status == 404
    assert "X-Go-Pprof" not in reply.headers


@pytest.mark.parametrize("seconds", ["0", "-1", "0.5", "ten", "99999999999999999999", "%C2%B2"])
def test_a_difference_over_a_bad_time_is_refused_in_gos_words(ask, seconds: str) -> None:
    reply = ask(f"heap?seconds={seconds}")
    assert (reply.status, reply.headers["X-Go-Pprof"]) == (400, "1")
    assert reply.body == b'invalid value for "seconds" - must be a positive integer\n'


def test_a_difference_as_text_is_refused_in_gos_words(ask) -> None:
    reply = ask("threadcreate?seconds=1&debug=1")
    assert (reply.status, reply.body) == (400, b"seconds and debug params are incompatible\n")


def test_only_get_is_allowed(ask) -> None:
    assert ask("heap", method="POST").status == 405


def test_a_snapshot_can_be_read_by_people(ask) -> None:
    reply = ask("threadcreate?debug=1")
    assert reply.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "1 thread: orders\n" in reply.body.decode()


def test_threads_are_there_one_by_one_with_their_names(ask) -> None:
    profile = decode(ask("threadcreate").body)
    names = {profile.strings[index] for index in profile.labels.string.tolist()}
    assert {"MainThread", "orders", "logs", "ranking", "forecast", "archive", "clerk 1", "clerk 2"} <= names
    assert profile.values.sum() == profile.values.max() * profile.n_samples


def test_a_difference_of_threads_holds_only_what_changed(ask) -> None:
    reply = ask("threadcreate?seconds=1")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="threadcreate-delta"'
    profile = decode(reply.body)
    assert (profile.values != 0).all()
    assert profile.duration_nanos >= 1_000_000_000


def test_the_heap_is_that_of_the_workload(ask) -> None:
    # GIVEN a program that has kept some orders and hits by now
    reply = ask("heap?gc=1")
    profile = decode(reply.body)
    # THEN its functions are named, and what they hold is positive
    functions = {profile.strings[index] for index in profile.functions.name.tolist()}
    assert {
        "tui.demo.shop.decode_order",
        "tui.demo.logs.parse_line",
        "tui.demo.workload.Workload.__init__",
    } <= functions
    assert (profile.values > 0).all()
    assert [(kind.type, kind.unit) for kind in profile.sample_types] == [
        ("inuse_objects", "count"),
        ("inuse_space", "bytes"),
    ]
    assert reply.headers["Content-Disposition"] == 'attachment; filename="heap"'


def test_a_cpu_profile_holds_the_real_work_and_pprof_reads_it(ask, go_pprof, tmp_path) -> None:
    # WHEN the program is profiled for a second
    reply = ask("profile?seconds=2")
    # THEN the functions it spends its time in are there, down to the library
    profile = decode(reply.body)
    functions = {profile.strings[index] for index in profile.functions.name.tolist()}
    assert {
        "tui.demo.worker.Worker.run",
        "tui.demo.shop.Shop.serve_requests",
        "tui.demo.logs.LogReader.follow_log",
        "tui.demo.ranking.merge_sort",
        "tui.demo.forecast.fibonacci",
    } <= functions
    assert any(name.startswith("json.encoder.") for name in functions)
    # AND the time is what threads can have used
    samples, cpu = profile.values.sum(axis=0).tolist()
    assert samples > 0
    assert 0 < cpu <= profile.duration_nanos * 7 * 1.2
    assert 2_000_000_000 <= profile.duration_nanos < 30_000_000_000
    assert profile.period == 10_000_000
    assert reply.headers["Content-Disposition"] == 'attachment; filename="profile"'
    # AND pprof agrees
    file = tmp_path / "cpu.pb.gz"
    file.write_bytes(reply.body)
    text = go_pprof("-top", "-cum", file)
    assert "File: pprof-tui-demo" in text
    assert "tui.demo.worker.Worker.run" in text
    assert "orders" in go_pprof("-tags", file)


def test_a_second_cpu_profile_is_refused_until_the_first_client_hangs_up(ask, address) -> None:
    host, port = address.split(":")
    for _ in range(20):
        # GIVEN a client that asked for a long CPU profile
        with socket.create_connection((host, int(port))) as client:
            client.sendall(b"GET /debug/pprof/profile?seconds=600 HTTP/1.1\r\nHost: demo\r\n\r\n")
            # WHEN another asks, THEN it is refused, unless its request was the first of the two that was read
            refusal = ask("profile?seconds=1")
        if refusal.status != 200:
            break
    words = b"Could not enable CPU profiling: cpu profiling already in use\n"
    assert (refusal.status, refusal.body, refusal.headers["X-Go-Pprof"]) == (500, words, "1")
    assert "Content-Disposition" not in refusal.headers
    # WHEN the first hangs up, THEN a new one is answered
    assert _ask_until(ask, lambda reply: reply.status == 200).body


def test_a_client_that_asks_again_while_it_waits_gets_both_answers(address) -> None:
    host, port = address.split(":")
    with socket.create_connection((host, int(port)), timeout=30) as client:
        client.sendall(b"GET /debug/pprof/threadcreate?seconds=1 HTTP/1.1\r\nHost: demo\r\n\r\n")
        client.sendall(b"GET /debug/pprof/nothing HTTP/1.1\r\nHost: demo\r\nConnection: close\r\n\r\n")
        with client.makefile("rb") as replies:
            said = replies.read()
    assert said.index(b"200 OK") < said.index(b"404 Not Found")


def test_many_can_ask_at_once(ask) -> None:
    statuses: list[int] = []
    threads = [threading.Thread(target=lambda: statuses.append(ask("threadcreate").status)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 8


def _ask_until(ask, good):
    """Ask for a CPU profile of a second until the reply is as wanted."""
    deadline = time.monotonic() + 20
    while not good(reply := ask("profile?seconds=1")):
        assert time.monotonic() < deadline
    return reply
