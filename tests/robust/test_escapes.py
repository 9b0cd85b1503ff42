"""No name of a profile reaches the terminal as anything but text: all bytes of a real screen are looked at."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal, environment
from tests.robust.choosing import some
from tui.pprof import profile_pb2 as pb

pytestmark = pytest.mark.rule("R15")
PAYLOADS = {
    "OSC 52": "\x1b]52;c;RVZJTA==\x07",
    "title": "\x1b]0;EVIL\x1b\\",
    "clear": "\x1b[2J\x1b[1;1HEVIL",
    "C1": "\x9b31mEVIL\x9d0;EVIL\x9c",
    "DCS": "\x1bP$qm\x1b\\EVIL",
    "carriage return": "good\rEVIL\x08\x08\x7f\x00",
    "right to left": "\u202eLIVE\u2066\u200b\u2028EVIL",
    "lines": "one\ntwo\tEVIL\x0b\x0c",
    "markup": "[@click=app.quit]EVIL[/] [bold]x[/bold] [link=file:///etc]EVIL[/link]",
}
_OWN = re.compile(
    rb"\x1b(?:\[[0-9;:?<>=]*[ ]?[\"$]?[A-Za-z]|\](?:0;pprof-tui|22;default|1[01];\?)(?:\x07|\x1b\\)|[=>78])"
)
"""What Textual writes of its own: CSI, the shape of the mouse, questions about colours."""
_FOREIGN = re.compile(
    rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]"
)
_KEYS = (*"j2j345678 1t*F=", "\x1b", "Y", "\x1b", "?", "\x1b")


def profile(payload: str) -> bytes:
    """A profile of which every text is, or holds, a payload."""
    texts = ["", f"cpu{payload}", f"ns{payload}", f"main.f{payload}", f"/src/{payload}.go", f"/bin/{payload}"]
    texts += [f"{what}{payload}" for what in ("id", "key", "value", "comment", "https://x/")]
    made = pb.Profile(
        string_table=[text.encode("utf-8", "surrogateescape") for text in texts],
        sample_type=[pb.ValueType(type=1, unit=2)],
        period_type=pb.ValueType(type=1, unit=2),
        mapping=[pb.Mapping(id=1, memory_limit=1 << 20, filename=5, build_id=6)],
        function=[pb.Function(id=1, name=3, system_name=3, filename=4), pb.Function(id=2, name=4, filename=3)],
        location=[
            pb.Location(id=1, mapping_id=1, address=16, line=[pb.Line(function_id=1, line=3)]),
            pb.Location(id=2, mapping_id=1, address=32, line=[pb.Line(function_id=2, line=4)]),
            pb.Location(id=3, mapping_id=1, address=48),
        ],
        sample=[
            pb.Sample(location_id=[1, 2], value=[5], label=[pb.Label(key=7, str=8)]),
            pb.Sample(location_id=[3, 2], value=[3], label=[pb.Label(key=7, num=4, num_unit=2)]),
        ],
        comment=[9],
        doc_url=10,
    )
    return bytes(made.SerializeToString())


def foreign(raw: bytes) -> list[bytes]:
    """What in the bytes of a screen is neither text nor a sequence that we or Textual write."""
    return _FOREIGN.findall(_OWN.sub(b"", raw))


@pytest.mark.parametrize("name", some(PAYLOADS, ("OSC 52", "lines")))
def test_on_the_screen(home: Path, name: str) -> None:
    # GIVEN a file whose own name holds it as well
    file = home / f"p{PAYLOADS[name]}".replace("/", "").replace("\x00", "")
    file.write_bytes(profile(PAYLOADS[name]))
    with Terminal(home, str(file), size=(100, 30)) as terminal:
        terminal.until_shown("levels")
        for keys in _KEYS:
            terminal.press(keys)
            assert terminal.child.isalive()
        terminal.press("q")
        assert terminal.ended() == 0
        terminal.assert_restored()
        assert foreign(terminal.raw) == []
        assert b"\x1b]52;" not in terminal.raw


@pytest.mark.parametrize("name", PAYLOADS)
def test_errors_on_the_terminal(home: Path, name: str) -> None:
    odd = PAYLOADS[name].replace("\x00", "")
    for arguments in ([f"/nowhere/{odd}"], [f"-focus={odd}(", str(home)], [f"http://127.0.0.1:1/{odd}"], [f"-{odd}"]):
        done = subprocess.run(
            [sys.executable, "-m", "tui", "-top", *arguments], capture_output=True, check=False, env=environment(home)
        )
        assert done.returncode == 2
        assert foreign(done.stderr) == [], done.stderr
        assert done.stderr.count(b"\n") == 1, done.stderr


def reports() -> Iterator[str]:
    yield from ("-top", "-tree", "-peek=.", "-list=.", "-traces", "-tags", "-raw", "-comments")


@pytest.mark.parametrize("report", reports())
def test_reports_on_a_terminal_are_clean_and_in_a_pipe_as_recorded(home: Path, report: str) -> None:
    file = home / "p.pb"
    file.write_bytes(profile(PAYLOADS["clear"]))
    with Terminal(home, shell=f"exec {sys.executable} -m tui {report} {file}") as terminal:
        terminal.ended()
        assert foreign(terminal.raw) == []
        assert b"\\x1b[2J" in terminal.raw
    piped = subprocess.run(
        [sys.executable, "-m", "tui", report, str(file)], capture_output=True, check=True, env=environment(home)
    )
    assert b"\x1b[2J" in piped.stdout


def test_the_net_catches_what_it_is_for() -> None:
    assert foreign(b"\x1b[31mtext\x1b[0m\r\n") == []
    for payload in ("\x07", "\x1b]52;c;x\x07", "\x1bP$q\x1b\\", "\x9b31m", "\u202e", "\x08", "\x00"):
        assert foreign(payload.encode()), repr(payload)
