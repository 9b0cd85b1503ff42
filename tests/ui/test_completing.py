"""What Tab puts behind `:` is a line that pprof's shell takes, and that means the name it shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from tests.ui.driving import browsing, profile_of, written
from tui.analysis.chips import Chip
from tui.pprof.decode import decode
from tui.pprof.profile import Profile
from tui.session import Session
from tui.ui.completing import completions
from tui.ui.shell import understood

CPU = Path(__file__).parents[1] / "data" / "go127_cpu_5s_busy.pb.gz"
ODD = profile_of(
    ("main;main.(*Server).Handle", 50),
    ("main;operator new(unsigned long)", 30),
    ("main;main.Map[...]", 9),
    ("main;App\\Shop\\sell", 8),
    ("main;-[View draw:]", 7),
)


def completed(line: str, profile: Profile = ODD) -> list[str]:
    session = Session(profile, title="cpu")
    return completions(line, session, session.rows(session.first_state()))


def test_lines_are_completed() -> None:
    session = Session(decode(CPU.read_bytes()), title="cpu")
    frames = session.rows(session.first_state())

    def completed(line: str) -> list[str]:
        return completions(line, session, frames)

    assert completed("") == []
    assert completed("foc") == ["focus="]
    assert completed("no") == ["noinlines", "nodecount=", "nodefraction="]
    assert completed("sample_index=") == ["sample_index=samples", "sample_index=cpu"]
    assert completed("unit=m") == ["unit=minimum", "unit=ms"]
    assert completed("gran") == []
    assert completed("granularity=l") == ["granularity=lines"]
    assert completed("tagfocus=") == [f"tagfocus={key}" for key in session.label_keys()]
    assert completed("focus=main.sq") == ["focus=main.squeeze"]
    assert completed("peek sha256.block") == ["peek sha256.blockSHANI", "peek sha256.block"]
    assert completed("top20 json main.sq") == ["top20 json main.squeeze"]
    assert completed("focus=") == completed("peek ") == completed("focus=nobody") == []
    assert completed("help fo") == ["help focus"]
    assert completed("focus = main.sq") == ["focus = main.squeeze"]


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("focus=main.(*S", [r"focus=main\.\(\*Server\)\.Handle"]),
        (r"focus=main\.\(\*S", [r"focus=main\.\(\*Server\)\.Handle"]),
        ("peek main.(*S", [r"peek main\.\(\*Server\)\.Handle"]),
        ("peek main.Map[", [r"peek main\.Map\[\.\.\.\]"]),
        ("focus=main.M", [r"focus=main.Map\[\.\.\.\]"]),
        ("focus=operator n", [r"focus=operator new\(unsigned long\)"]),
        ("peek operator n", [r"peek operator\x20new\(unsigned\x20long\)"]),
        (r"list operator\x20n", [r"list operator\x20new\(unsigned\x20long\)"]),
        ("top5 main operator", [r"top5 main operator\x20new\(unsigned\x20long\)"]),
        ("peek App\\S", [r"peek App\\Shop\\sell"]),
        (r"peek App\\S", [r"peek App\\Shop\\sell"]),
        ("peek -[V", [r"peek \x2d\[View\x20draw:\]"]),
        (r"focus=\x{ffffff}", []),
        (r"focus=\w", []),
    ],
)
def test_a_name_is_completed_to_a_pattern_of_it(typed: str, lines: list[str]) -> None:
    assert completed(typed) == lines
    for line in lines:
        assert understood(line, ()), "it is a line that is understood"


async def test_what_tab_completes_is_found(tmp_path: Path) -> None:
    async with browsing(written(tmp_path, ODD), (120, 24)) as user:
        field = user.screen.query_one("#options Input", Input)
        await user.press("colon")
        await user.type("peek main.(*S")
        # THEN nothing is shown behind the cursor that would not follow what is typed
        assert user.shown("#options Input").strip() == "peek main.(*S"
        await user.press("tab")
        assert field.value == r"peek main\.\(\*Server\)\.Handle"
        await user.press("enter")
        await user.until(lambda: user.selected == "main.(*Server).Handle")
        await user.press("colon")
        await user.type("focus=main.Ma")
        assert user.shown("#options Input").strip() == r"focus=main.Map\[\.\.\.\]"
        await user.press("tab", "enter")
        await user.until(lambda: user.state.chips == (Chip("focus", r"main.Map\[\.\.\.\]"),))
        assert "9ns" in user.shown("#flame-graph")


def test_names_are_completed_without_their_lines() -> None:
    session = Session(ODD, title="cpu").with_chips((Chip("granularity", "lines"),))
    lines = completions("focus=main.(*S", session, session.rows(session.first_state()))
    assert lines == [r"focus=main\.\(\*Server\)\.Handle"]
