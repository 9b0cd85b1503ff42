"""The terminal is lent to an editor and taken back, in a real pseudo-terminal."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests.e2e.terminal import PATIENCE, Terminal

GOLOAD = Path(__file__).parents[1] / "ui" / "goload"
PROFILE = str(GOLOAD / "cpu_15s.pb.gz")
MAP = f"--map=/src={GOLOAD.parent}"
HOTTEST = 118
"""The line of main.serveOrders that costs most."""


def editor(folder: Path, body: str) -> str:
    """Write a program that an editor may be, and return its path."""
    path = folder / "bin" / "my editor"
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


def opened(terminal: Terminal) -> list[str]:
    """Show the source of a function, and return the screen."""
    terminal.until_shown("root", "total 3.02s")
    terminal.press("/main.serveOrders\r")
    terminal.press("4")
    terminal.until_shown("4 Source", f"{HOTTEST}         .     730ms", "compressText(")
    # What the search found is said until the next key.
    terminal.press("jk")
    terminal.until_shown("calls main.compressText", "? help")
    terminal.read()
    return terminal.lines


def until_written(path: Path, lines: int) -> list[str]:
    gives_up = time.monotonic() + PATIENCE
    while not path.exists() or len(path.read_text().splitlines()) < lines:
        assert time.monotonic() < gives_up, f"never written: {path}"
        time.sleep(0.02)
    return path.read_text().splitlines()


@pytest.mark.parametrize(("pane", "key"), [("4", "e"), ("4", "E"), ("2", "e"), ("1", "E")])
def test_the_editor_opens_at_the_line_and_the_screen_is_right_after(
    home: Path, tmp_path: Path, pane: str, key: str
) -> None:
    # GIVEN an editor that notes what it was asked for, and makes a mess of the terminal until Enter is pressed
    said = tmp_path / "said"
    program = editor(
        tmp_path,
        f'printf "%s\\n" "$@" >"{said}"; stty -a | grep -o "[-]*icanon" >>"{said}"\n'
        'printf "\\033[2J\\033[3;3HEDITING"; trap "echo interrupted" INT\n'
        'until read -r answer; do :; done; echo "$answer" >>"' + str(said) + '"; printf "\\033[2J\\033[41mMESS"',
    )
    with Terminal(home, MAP, PROFILE, EDITOR=f"'{program}' --wait 'two words'") as terminal:
        before = opened(terminal)
        if pane != "4":
            terminal.press(pane)
            terminal.until(lambda screen: "4 Source" not in screen and "main.serveOrders" in screen)
            terminal.read(1)
            before = terminal.lines
        # WHEN the key is pressed
        terminal.press(key)
        terminal.until_shown("EDITING")
        # THEN it has the terminal for itself, as a program has one, and is told file and line, each in one word
        file = str(GOLOAD / "main.go")
        assert until_written(said, 5)[:5] == ["--wait", "two words", f"+{HOTTEST}", file, "icanon"]
        assert terminal.raw.rindex(b"\x1b[?1049l") > terminal.raw.rindex(b"\x1b[?1049h")
        # AND what is typed is the editor's, an interrupt too
        terminal.child.send("\x03")
        terminal.until_shown("interrupted")
        terminal.child.send("q q q\r")
        # AND afterwards the screen is as it was, and keys are ours again
        terminal.until(lambda _: terminal.lines == before)
        assert until_written(said, 6)[5] == "q q q"
        terminal.press("3")
        terminal.until_shown("3 Peek")
        terminal.press("q")
        assert terminal.ended() == 0
        terminal.assert_restored()


def test_an_edit_is_seen_at_once(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "src" / "goload" / "main.go"
    copy.parent.mkdir(parents=True)
    copy.write_bytes((GOLOAD / "main.go").read_bytes())
    os.utime(copy, (1e9, 1e9))
    program = editor(tmp_path, 'sed -i.before "s/compressText(/squeezeHard(/" "$2"')
    with Terminal(home, f"--map=/src={tmp_path}/src", PROFILE, VISUAL=f"'{program}'", EDITOR="false") as terminal:
        opened(terminal)
        terminal.press("e")
        terminal.until_shown("squeezeHard(", "changed after the profile was taken")
        assert copy.with_suffix(".go.before").exists()


def test_what_goes_on_while_an_editor_has_the_terminal_is_the_editor(home: Path, tmp_path: Path) -> None:
    program = editor(tmp_path, 'printf "\\033[2JEDITING"; until read -r answer; do :; done')
    with Terminal(home, MAP, PROFILE, EDITOR=f"'{program}'") as terminal:
        before = opened(terminal)
        terminal.press("e")
        terminal.until_shown("EDITING")
        # WHEN both were stopped meanwhile, as by Ctrl-Z in the editor, and go on
        written = len(terminal.raw)
        terminal.child.kill(signal.SIGSTOP)
        terminal.child.kill(signal.SIGCONT)
        terminal.read(0.5)
        # THEN the editor keeps the terminal, which is taken once when it ends
        assert len(terminal.raw) == written
        terminal.child.send("\r")
        terminal.until(lambda _: terminal.lines == before)
        terminal.read(0.5)
        assert terminal.raw[written:].count(b"\x1b[?1049h") == 1


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({}, "no editor is set"),
        ({"EDITOR": "no-such-editor"}, "no program no-such-editor"),
        ({"EDITOR": "false"}, "false ended with status 1"),
        ({"EDITOR": "main.go", "PATH": ".:/usr/bin:/bin"}, "no program main.go"),
    ],
)
def test_what_is_wrong_is_one_line(home: Path, variables: dict[str, str], words: str) -> None:
    with Terminal(home, MAP, PROFILE, **variables) as terminal:
        opened(terminal)
        terminal.press("e")
        terminal.until_shown(words, "4 Source")
        terminal.press("q")
        assert terminal.ended() == 0
        terminal.assert_restored()


def test_an_order_to_end_reaches_the_editor_and_us(home: Path, tmp_path: Path) -> None:
    said = tmp_path / "said"
    program = editor(
        tmp_path, f'trap "echo ended >>{said}; exit 0" TERM\necho began >{said}; while :; do sleep 0.1; done'
    )
    with Terminal(home, MAP, PROFILE, EDITOR=f"'{program}'") as terminal:
        opened(terminal)
        terminal.press("e")
        until_written(said, 1)
        terminal.child.kill(15)
        assert terminal.ended() == 128 + 15
        assert until_written(said, 2) == ["began", "ended"]
        terminal.assert_restored()
