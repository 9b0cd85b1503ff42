"""Whatever comes from the keyboard, the program goes on and can be left: in a real pseudo-terminal."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.e2e.terminal import DATA, Terminal
from tests.robust.choosing import some

pytestmark = pytest.mark.rule("R9")
PROFILE = str(DATA / "go127_cpu_5s_busy.pb.gz")
BYTES = 12_000
MANY_BYTES = int(os.environ.get("PPROF_TUI_BYTES", "1000000"))
"""Sent in each of the long runs."""
_AS_KEYS, _AT_ONCE = 1_000, 50_000
"""Bytes that come in one piece: first as many as are acted upon, then so many that they are left out."""
ODD = {
    "no UTF-8": b"\xff\xfe\x80",
    "a mouse of old, far to the right": b"\x1b[M \xf0\x90",
    "half a sequence": b"\x1b[",
    "an endless parameter": b"\x1b[" + b"9;" * 3000 + b"~",
    "a paste": b"\x1b[200~" + b"[/bold]\x1b]0;x\x07" * 500 + b"\x1b[201~",
    "a paste of a megabyte": b"\x1b[200~" + b"q/\x1bq\r" * 200_000 + b"\x1b[201~",
    "control characters": bytes(set(range(1, 32)) - {3, 17, 26, 27}),
    "a reply nobody asked for": b"\x1b[?1;2c\x1b[24;80R\x1b]11;rgb:0000/0000/0000\x1b\\",
}
_QUIET = 0.3
"""Seconds in which nothing is written; the cursor of a field blinks every half of one."""


def leaves(terminal: Terminal) -> None:
    """Close whatever is open, and quit."""
    for _ in range(4):
        if not terminal.child.isalive():
            break
        terminal.press("\x1b")
    if terminal.child.isalive():
        terminal.child.send("\x03")
    assert terminal.ended() in (0, 130)
    terminal.assert_restored()


@pytest.mark.parametrize("name", some(ODD, ("no UTF-8", "a mouse of old, far to the right", "a paste")))
def test_odd_bytes(home: Path, name: str) -> None:
    with Terminal(home, PROFILE) as terminal:
        terminal.until_shown("levels")
        terminal.child.send(ODD[name])
        # What comes while more comes than can be acted upon is left out with it.
        terminal.rest()
        # THEN keys are heard as before
        for _ in range(4):
            terminal.press("\x1b")
        terminal.press("2")
        terminal.until_shown("▌2 Top")
        leaves(terminal)


def test_more_keys_than_can_be_acted_upon(home: Path) -> None:
    with Terminal(home, PROFILE) as terminal:
        terminal.until_shown("levels")
        # WHEN somebody sends a file in place of keys
        for _ in range(500):
            terminal.child.send(b"jk" * 1000)
        # THEN it is said, and the next key is heard long before so many would be
        terminal.until_shown("more was typed at once than can be acted upon, and was left out")
        terminal.press("2")
        terminal.until_shown("▌2 Top")
        leaves(terminal)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("seed", "count"), [(0, BYTES), *(pytest.param(seed, MANY_BYTES, marks=pytest.mark.slow) for seed in range(1, 21))]
)
def test_random_bytes(home: Path, seed: int, count: int, measured: Callable[..., None]) -> None:
    # GIVEN all bytes but those of the keys that leave: q, Ctrl-C, Ctrl-Q, and Ctrl-Z, which would stop it
    random = Random(seed)
    allowed = bytes(set(range(256)) - {ord("q"), 3, 17, 26})
    with Terminal(home, PROFILE) as terminal:
        terminal.until_shown("levels")
        while count > 0:
            for length in (_AS_KEYS, _AT_ONCE):
                terminal.child.send(bytes(random.choices(allowed, k=min(length, count))))
                count -= length
                terminal.rest(_QUIET)
                assert terminal.child.isalive(), terminal.raw[-3000:]
        # THEN it can be left by its key, once nothing is open that takes it for text
        for _ in range(4):
            terminal.child.send("\x1b")
            terminal.rest(_QUIET)
        began = time.monotonic()
        # Where names are typed, another key leaves, and the screen says so.
        terminal.child.send("\x11" if "Ctrl-Q quit" in terminal.text else "q")
        assert terminal.ended() == 0, terminal.raw[-3000:]
        measured("seconds from q to the end", time.monotonic() - began, at_most=1)
        terminal.assert_restored()
