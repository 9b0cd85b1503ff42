"""A person at a terminal of 80x24: opens, drills down, quits, and finds the terminal as it was."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.e2e.terminal import DATA, PATIENCE, Terminal, command
from tests.processes import children, is_over
from tui.pprof.decode import decode
from tui.session import Session

CPU = str(DATA / "go127_cpu_5s_busy.pb.gz")
_MOST_PER_MOVE = {(80, 24): 1000, (200, 50): 8000}
"""Bytes that a cursor move may write, at 200x50 with all panes in step."""
_MOST_PER_ZOOM = 40_000


def test_a_profile_is_opened_drilled_into_and_left(home: Path) -> None:
    with Terminal(home, CPU) as terminal:
        # WHEN a file is opened THEN its flame graph is there
        terminal.until_shown("go127_cpu_5s_busy.pb.gz", "1 Flame graph", "root", "runtime/pprof.Do", "total 3.49s")
        # WHEN the heaviest calls are followed THEN the leaf is selected
        terminal.press("G")
        terminal.until_shown("flat 480ms 13.75%", "runtime.memclrNoHeapPointers")
        # AND the panes show it, one key each
        terminal.press("2")
        terminal.until_shown("2 Top", "480ms 13.75%")
        terminal.press("3")
        terminal.until_shown("3 Peek", "callers, share of its cum", "440ms 91.67%")
        terminal.press("4")
        terminal.until_shown("4 Source", "memclr_amd64.s")
        # WHEN a box is zoomed into THEN it fills the width
        terminal.press("1gjjjjj\r")
        terminal.until(
            lambda screen: screen.split("\n")[2].startswith(" main.squeeze") and "main.hashRound" not in screen
        )
        # AND q leaves the terminal as it was
        terminal.press("q")
        assert terminal.ended() == 0
        terminal.assert_restored()


@pytest.mark.parametrize("key", ["\x03", "\x11"], ids=["ctrl-c", "ctrl-q"])
def test_ctrl_c_and_ctrl_q_quit_as_well(home: Path, key: str) -> None:
    with Terminal(home, CPU) as terminal:
        terminal.until_shown("root")
        terminal.press(key)
        assert terminal.ended() == 0
        terminal.assert_restored()


def test_keys_that_come_in_one_burst_go_where_they_were_meant(home: Path) -> None:
    with Terminal(home, CPU) as terminal:
        terminal.until_shown("root")
        # WHEN a search is typed faster than the screen follows, as over a slow line
        terminal.press("/sha256\r")
        terminal.until_shown("6 names", "sha256.blockSHANI")
        # AND panes are changed and moved in
        terminal.press("2jj1gjj\r")
        terminal.until(lambda screen: screen.split("\n")[2].startswith(" main.main.func1"))
        terminal.press("q")
        assert terminal.ended() == 0


def test_an_escape_and_a_key_that_come_as_one_are_two(home: Path) -> None:
    with Terminal(home, CPU) as terminal:
        terminal.until_shown("root")
        # WHEN a prompt is left and a pane wanted at once, as over a slow line
        terminal.press("/sha256\x1b2")
        terminal.until_shown("▌2 Top")
        # AND when the program is left out of another
        terminal.press("/sha\x1bq")
        assert terminal.ended() == 0


def test_a_key_with_alt_that_the_settings_name_is_one(home: Path) -> None:
    settings = home / "settings" / "pprof-tui" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('[keys]\n"pane.top" = "alt+q"\n')
    with Terminal(home, CPU, XDG_CONFIG_HOME=str(home / "settings")) as terminal:
        terminal.until_shown("root")
        terminal.press("\x1bq")
        terminal.until_shown("▌2 Top")


@pytest.mark.parametrize("size", _MOST_PER_MOVE)
def test_a_cursor_move_and_a_zoom_write_few_bytes(
    home: Path, size: tuple[int, int], record_property: pytest.RecordProperty
) -> None:
    with Terminal(home, CPU, size=size) as terminal:
        terminal.until_shown("root")
        terminal.press("j")

        def written(key: str) -> int:
            terminal.rest()
            before = len(terminal.raw)
            terminal.child.send(key)
            terminal.until(lambda _: len(terminal.raw) > before)
            terminal.rest()
            return len(terminal.raw) - before

        moves = {f"{number} {key}": written(key) for number, key in enumerate("jjjljhlkkh")}
        zooms = {key: written(key) for key in ("\r", "0")}
        print(f"bytes at {size}: moves {moves}, zooms {zooms}")
        record_property("bytes", f"{moves} {zooms}")
        assert all(0 < count < _MOST_PER_MOVE[size] for count in moves.values()), moves
        assert all(0 < count < _MOST_PER_ZOOM for count in zooms.values()), zooms
        terminal.press("q")
        assert terminal.ended() == 0


@pytest.mark.parametrize(
    "environment",
    [{"LC_ALL": "C"}, {"LC_ALL": "de_DE.ISO-8859-1"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
    ids=["C", "latin-1", "not even Python"],
)
def test_a_terminal_without_utf_8_gets_plain_characters(home: Path, environment: dict[str, str]) -> None:
    with Terminal(home, CPU, **environment) as terminal:
        terminal.until_shown("root", "total 3.49s")
        terminal.press("jjjjjj/sha\r")
        terminal.press("?")
        terminal.until_shown("Up k         Move up", "Enter        Zoom in: the box")
        terminal.press("q2")
        terminal.until_shown("flat%")
        assert terminal.raw.isascii()
        # A character that the encoding lacks would be written as an escape, and shift what follows it.
        assert b"\\u" not in terminal.raw
        assert b"\\x" not in terminal.raw
        terminal.press("q")
        assert terminal.ended() == 0


@pytest.mark.parametrize(
    ("environment", "colours"),
    [
        ({}, rb"[34]8;2;"),
        ({"COLORTERM": ""}, rb"[34]8;5;"),
        ({"COLORTERM": "", "TERM": "xterm"}, rb"\x1b\[(?:[0-9;]*;)?(?:[349][0-7]|10[0-7])[;m]"),
    ],
    ids=["true colour", "256", "16"],
)
def test_a_terminal_gets_colours_that_it_has(home: Path, environment: dict[str, str], colours: bytes) -> None:
    every = {rb"[34]8;2;", rb"[34]8;5;"}
    with Terminal(home, CPU, **environment) as terminal:
        terminal.until_shown("root", "total 3.49s")
        terminal.press("jjj")
        assert re.search(colours, terminal.raw)
        for others in every - {colours}:
            assert not re.search(others, terminal.raw)
        terminal.press("q")
        assert terminal.ended() == 0


def test_without_colours_edges_tell_boxes_apart(home: Path) -> None:
    with Terminal(home, CPU, NO_COLOR="1") as terminal:
        terminal.until_shown("root", "total 3.49s")
        assert any(line.count("▏") > 2 for line in terminal.lines)
        # Shades of grey are no colours: red, green and blue are the same in every one.
        shades = re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", terminal.raw)
        assert all(red == green == blue for red, green, blue in shades)
        terminal.press("q")
        assert terminal.ended() == 0


def test_standing_still_writes_nothing(home: Path) -> None:
    with Terminal(home, CPU) as terminal:
        terminal.until_shown("root")
        terminal.read(1)
        assert terminal.read(1) == 0
        terminal.press("q")
        terminal.ended()


def test_standard_input_is_read_and_the_keys_still_work(home: Path) -> None:
    with Terminal(home, shell=f"exec {command()} - < {CPU}") as terminal:
        terminal.until_shown("standard input", "root")
        terminal.press("jj")
        terminal.until_shown("main.main.func1  ")
        terminal.press("q")
        assert terminal.ended() == 0
        terminal.assert_restored()


def test_without_a_source_the_opener_asks(home: Path) -> None:
    with Terminal(home) as terminal:
        terminal.until_shown("open a profile", "Server, URL or file", "demo")
        terminal.press(CPU + "\r")
        terminal.until_shown("1 Flame graph", "root")
        terminal.press("q")
        assert terminal.ended() == 0


def test_from_a_server_to_the_hottest_source_line_in_under_ten_keys(home: Path, go_server: str) -> None:
    keys = 0
    with Terminal(home, "-seconds", "2", go_server) as terminal:

        def press(key: str) -> None:
            nonlocal keys
            keys += 1
            terminal.press(key)

        # GIVEN the list of a live server, the CPU profile somewhere in it
        screen = terminal.until_shown("goroutine", "heap", "CPU time, sampled while you wait")
        names = [line.split()[0] for line in screen.split("\n")[2:] if line.startswith("  ")]
        while names.index("profile") > keys:
            press("j")
        # WHEN it is fetched, and the source pane opened
        press("\r")
        terminal.until_shown("1 Flame graph", "root")
        press("4")
        terminal.until_shown("4 Source")
        # THEN the costliest function is selected, its file found, and the cursor on its costliest line
        function, lines = hottest_lines(next((home / "saved").iterdir()))
        terminal.until_shown(function[-20:])
        assert "no source" not in terminal.text
        number = re.match(r"\s*(\d+)", terminal.cursor_line())
        assert number is not None and int(number[1]) in lines
        print(f"keys: {keys}\n{terminal.cursor_line()}")
        assert keys < 10
        terminal.press("q")
        assert terminal.ended() == 0
        terminal.assert_restored()


def test_the_demo_lists_its_profiles_and_ends_with_the_program(home: Path) -> None:
    with Terminal(home, "demo") as terminal:
        terminal.until_shown("profile", "heap", "fetch")
        # The demo, and what guards the terminal.
        started = children(terminal.child.pid)
        assert len(started) == 2
        terminal.press("q")
        assert terminal.ended() == 0
        terminal.assert_restored()
    gives_up = time.monotonic() + PATIENCE
    while not all(map(is_over, started)):
        assert time.monotonic() < gives_up, "one of them is still there"
        time.sleep(0.05)


def test_a_dumb_terminal_gets_the_top_table_and_is_told_why(home: Path) -> None:
    with Terminal(home, CPU, TERM="dumb") as terminal:
        assert terminal.ended() == 0
        shown = terminal.raw.decode()
        assert "pprof-tui: this terminal (TERM=dumb) has no full screen; printing the top table instead" in shown
        assert "flat%" in shown
        assert "sha256.blockSHANI" in shown
        assert "\x1b" not in shown


@pytest.mark.rule("R20")
def test_the_size_is_that_of_the_terminal_whatever_was_exported(home: Path) -> None:
    with Terminal(home, CPU, COLUMNS="50", LINES="12") as terminal:
        # The numbers of the root stand at the right.
        terminal.until(lambda _: terminal.lines[2].endswith("100%") and len(terminal.lines[2]) > 75)
        terminal.child.setwinsize(24, 60)
        terminal.until(lambda _: terminal.lines[2][:60].strip().endswith("100%"))


@pytest.mark.rule("R20")
@pytest.mark.parametrize("streams", ["2>said", "2>&-", "<&-", "<&- 2>&-", "</dev/null 2>/dev/null"])
def test_the_screen_needs_stdout_alone(home: Path, streams: str) -> None:
    with Terminal(home, shell=f"exec {command()} {CPU} {streams}") as terminal:
        terminal.until_shown("levels")
        terminal.press("2")
        terminal.until_shown("2 Top")
        terminal.press("q")
        assert terminal.ended() == 0
        terminal.assert_restored()
    said = home / "said"
    assert not said.exists() or said.read_text() == ""


def test_an_error_leaves_the_terminal_as_it_was_and_says_why(home: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html>hello</html>")
    with Terminal(home, str(page)) as terminal:
        assert terminal.ended() == 2
        terminal.assert_restored()
        after = terminal.raw[terminal.raw.rindex(b"\x1b[?1049l") :].decode()
        assert re.search(r"pprof-tui: \S+page\.html: [^\r\n]+\r\n", after)
        assert "Traceback" not in terminal.raw.decode()


def hottest_lines(saved: Path) -> tuple[str, set[int]]:
    """Return the costliest function of a profile, and which of its lines cost most."""
    session = Session(decode(saved.read_bytes()), title="")
    frame = int(session.rows(session.first_state())[0])
    listing = session.listing(replace(session.first_state(), frame=frame))
    assert listing is not None
    lines = listing.files[0].lines
    most = max((line.cum, line.flat) for line in lines)
    return session.table.label(frame), {line.line for line in lines if (line.cum, line.flat) == most}
