"""Any terminal, locale and size: no traceback, and from 80x24 on all that there is (R20, R21)."""

from __future__ import annotations

import itertools
import time
from pathlib import Path
from random import Random

import pytest

from tests.e2e.terminal import DATA, PATIENCE, Terminal

pytestmark = pytest.mark.rule("R20", "R21")
PROFILE = str(DATA / "go127_cpu_5s_busy.pb.gz")
TERMS = ("xterm-256color", "xterm", "screen", "screen-256color", "tmux-256color", "linux", "vt100", "rxvt", "unknown")
LOCALES = ("C.UTF-8", "C", "POSIX", "en_US.ISO-8859-1")
SIZES = ((1, 1), (2, 2), (10, 3), (20, 5), (40, 10), (80, 24), (120, 40), (200, 50), (500, 200), (80, 3), (5, 60))
ALL = list(itertools.product(TERMS, LOCALES, SIZES, ("", "1"), ("", "truecolor")))
FEW = [ALL[at] for at in sorted(Random(1).sample(range(len(ALL)), 4))]


def opens_and_leaves(home: Path, term: str, locale: str, size: tuple[int, int], plain: str, colours: str) -> None:
    changes = {"TERM": term, "LANG": locale, "LC_ALL": locale, "COLORTERM": colours}
    if plain:
        changes["NO_COLOR"] = plain
    with Terminal(home, PROFILE, size=size, **changes) as terminal:
        if size[0] >= 80 and size[1] >= 24:
            terminal.until_shown("levels")
        for keys in ("j", "2", "G", "/main\r", "n", "\x1b", "1", "\r", "3", "4"):
            terminal.child.send(keys)
            terminal.read(0.05)
        assert terminal.child.isalive(), terminal.raw[-2000:]
        for _ in range(4):
            terminal.press("\x1b")
        terminal.child.send("\x03")
        assert terminal.ended() in (0, 130)
        assert b"Traceback" not in terminal.raw
        assert b"went wrong" not in terminal.raw


@pytest.mark.parametrize(("term", "locale", "size", "plain", "colours"), FEW)
def test_some(home: Path, term: str, locale: str, size: tuple[int, int], plain: str, colours: str) -> None:
    opens_and_leaves(home, term, locale, size, plain, colours)


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("term", TERMS)
def test_all(home: Path, term: str) -> None:
    for combination in ALL:
        if combination[0] == term:
            opens_and_leaves(home, *combination)


def test_a_storm_of_sizes(home: Path) -> None:
    random = Random(3)
    with Terminal(home, PROFILE) as terminal:
        terminal.until_shown("levels")
        for _ in range(300):
            terminal.child.setwinsize(random.randint(1, 120), random.randint(1, 300))
            terminal.read(0.005)
        terminal.read()
        drawn = len(terminal.raw)
        terminal.child.setwinsize(24, 80)
        gives_up = time.monotonic() + PATIENCE
        # All of it is drawn anew, from the head of the pane to the lines of the selection.
        while not all(word in terminal.raw[drawn:] for word in (b"levels", b"total")):
            assert time.monotonic() < gives_up
            terminal.read(0.1)
        assert terminal.child.isalive()
        before = _cpu(terminal.child.pid)
        time.sleep(2)
        assert terminal.read(0.05) == 0
        assert _cpu(terminal.child.pid) - before < 0.5
        terminal.press("q")
        assert terminal.ended() == 0
        terminal.assert_restored()


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100
