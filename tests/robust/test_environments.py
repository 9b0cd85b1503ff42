"""Any terminal, locale, size and standard input: no traceback, and all is there from 80x24 on (R20)."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.terminal import DATA, Terminal, command
from tests.processes import is_over

pytestmark = pytest.mark.rule("R20")
PROFILE = str(DATA / "go127_cpu_5s_busy.pb.gz")
TERMS = ("xterm-256color", "xterm", "screen", "screen-256color", "tmux-256color", "linux", "vt100", "rxvt", "unknown")
LATIN = "en_US.ISO-8859-1"
LOCALES = ("C.UTF-8", "C", "POSIX", LATIN)
SIZES = (
    *((0, 0), (1, 1), (2, 2), (10, 3), (20, 5), (40, 10)),
    *((80, 24), (120, 40), (200, 50), (500, 200), (80, 3), (5, 60)),
)
INPUTS = {"a terminal": "", "nothing": "</dev/null", "a pipe": "true |"}
COLOURS = tuple(itertools.product(("", "1"), ("", "truecolor")))
"""Of NO_COLOR and COLORTERM."""
FEW = [
    ("xterm-256color", LATIN, "a terminal", (120, 40), ("", "truecolor")),
    ("linux", "C", "nothing", (80, 24), ("1", "")),
    ("unknown", "POSIX", "a pipe", (0, 0), ("", "")),
    ("vt100", "C.UTF-8", "a terminal", (10, 3), ("1", "truecolor")),
]


@pytest.fixture(scope="session")
def locales(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder with a locale that no machine has any more, without which it would be as C is."""
    if not shutil.which("localedef"):
        pytest.skip("localedef is not installed, which makes the locale of old")
    folder = tmp_path_factory.mktemp("locales")
    made = subprocess.run(
        ["localedef", "-i", "en_US", "-f", "ISO-8859-1", folder / LATIN], capture_output=True, check=False, timeout=60
    )
    if not (folder / LATIN / "LC_CTYPE").exists():
        pytest.skip(f"localedef cannot make {LATIN}: {made.stderr.decode(errors='replace')[:80]}")
    return str(folder)


def opens_and_leaves(
    home: Path, locales: str, term: str, locale: str, stdin: str, size: tuple[int, int], colours: tuple[str, str]
) -> None:
    changes = {"TERM": term, "LANG": locale, "LC_ALL": locale, "LOCPATH": locales, "COLORTERM": colours[1]}
    if colours[0]:
        changes["NO_COLOR"] = colours[0]
    redirected = INPUTS[stdin]
    line = f"{redirected} {command()} {PROFILE}" if "|" in redirected else f"exec {command()} {PROFILE} {redirected}"
    with Terminal(home, shell=line, size=size, **changes) as terminal:
        if size[0] >= 80 and size[1] >= 24:
            terminal.until_shown("levels")
        else:
            terminal.until_written(b"\x1b[?1049h")
        for keys in ("j", "2", "G", "/main\r", "n", "\x1b", "1", "\r", "3", "4", *("\x1b",) * 4):
            terminal.child.send(keys)
            terminal.read(0.03)
        assert not is_over(terminal.child.pid), terminal.raw[-2000:]
        terminal.child.send("\x03")
        assert terminal.ended() in (0, 130)
        terminal.assert_restored()
        assert b"Traceback" not in terminal.raw
        assert b"went wrong" not in terminal.raw


@pytest.mark.parametrize(("term", "locale", "stdin", "size", "colours"), FEW)
def test_some(
    home: Path, locales: str, term: str, locale: str, stdin: str, size: tuple[int, int], colours: tuple[str, str]
) -> None:
    opens_and_leaves(home, locales, term, locale, stdin, size, colours)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("stdin", INPUTS)
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("term", TERMS)
def test_all(home: Path, locales: str, term: str, locale: str, stdin: str) -> None:
    for size, colours in itertools.product(SIZES, COLOURS):
        opens_and_leaves(home, locales, term, locale, stdin, size, colours)
