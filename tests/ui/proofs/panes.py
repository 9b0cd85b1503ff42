"""Proofs of keys: panes."""

from __future__ import annotations

from tests.ui.driving import User
from tests.ui.proofs.registry import HOTTEST, PROOFS, Proof, proves


def _goes_to(word: str, label: str) -> Proof:
    async def proof(user: User, key: str) -> None:
        await user.press("2" if word == "flame" else "1", key)
        assert user.browser.active == word
        await user.until(lambda: label in user.everything())
        assert [pane.word for pane in user.browser.panes() if pane.display] == [word]

    return proof


PROOFS["pane.flame"] = _goes_to("flame", "1 Flame graph · icicle")
PROOFS["pane.top"] = _goes_to("top", "2 Top · 366 functions")
PROOFS["pane.peek"] = _goes_to("peek", f"3 Peek · {HOTTEST}")
PROOFS["pane.source"] = _goes_to("source", "sha256block_amd64.s")
PROOFS["pane.labels"] = _goes_to("labels", "5 Labels · 2 keys")
PROOFS["pane.traces"] = _goes_to("traces", "6 Traces · the 189 heaviest stacks")
PROOFS["pane.disasm"] = _goes_to("disasm", "no machine code: ")
PROOFS["pane.info"] = _goes_to("info", "7 Info · the profile as a whole")


@proves("pane.next")
async def _(user: User, key: str) -> None:
    seen = []
    for _round in range(8):
        await user.press(key)
        seen.append(user.browser.active)
    assert seen == ["top", "peek", "source", "labels", "traces", "info", "disasm", "flame"]


@proves("pane.previous")
async def _(user: User, key: str) -> None:
    seen = []
    for _round in range(8):
        await user.press(key)
        seen.append(user.browser.active)
    assert seen == ["disasm", "info", "traces", "labels", "source", "peek", "top", "flame"]


@proves("pane.maximise")
async def _(user: User, key: str) -> None:
    await user.pilot.resize_terminal(200, 50)
    await user.settle()
    await user.press("2", key)
    assert [pane.word for pane in user.browser.panes() if pane.display] == ["top"]
    assert "Flame graph" not in user.everything()
    await user.press(key)
    assert len([pane for pane in user.browser.panes() if pane.display]) == 4
    assert "1 Flame graph" in user.everything()


@proves("pane.callers")
async def _(user: User, key: str) -> None:
    await user.press("down", key)
    await user.until_shown("#peek-list", "callers, share of its cum", "runtime/pprof.Do", "main.main.func1")
    assert user.browser.active == "peek"


@proves("pane.annotate")
async def _(user: User, key: str) -> None:
    await user.press("down", "down", key)
    await user.until_shown("#source-view", "tried ", "2.98s")
    assert user.browser.active == "source"
