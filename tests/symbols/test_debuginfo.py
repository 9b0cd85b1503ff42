from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.symbols.cross_builds import CrossBuild
from tui.symbols import debuginfo
from tui.symbols.binary import Binary
from tui.symbols.debuginfo import Call, DebugInfo, debug_info


def start_of_burn(cross_built: CrossBuild) -> int:
    return cross_built.instructions[0][0]


def test_fast_knows_functions_alone(cross_built: CrossBuild) -> None:
    known = DebugInfo(Binary(cross_built.program), fast=True)
    assert known.calls(start_of_burn(cross_built)) == [Call("main.Burn", "", 0)]


def test_without_the_library_functions_are_known(cross_built: CrossBuild, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debuginfo, "can_read_lines", lambda: False)
    known = DebugInfo(Binary(cross_built.program))
    assert known.calls(start_of_burn(cross_built)) == [Call("main.Burn", "", 0)]


def test_too_much_is_not_read(cross_built: CrossBuild, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debuginfo, "MOST_BYTES", 1000)
    known = DebugInfo(Binary(cross_built.program))
    assert known.calls(start_of_burn(cross_built)) == [Call("main.Burn", "", 0)]
    assert known.too_large == cross_built.program.stat().st_size


def test_what_was_read_of_late_is_kept_until_the_file_changes(cross_built: CrossBuild, tmp_path: Path) -> None:
    program = tmp_path / "program"
    shutil.copy(cross_built.program, program)
    known = debug_info(Binary(program))
    assert debug_info(Binary(program)) is known
    assert debug_info(Binary(program), fast=True) is not known
    os.utime(program, (1, 1))
    assert debug_info(Binary(program)) is not known


def test_who_wants_the_same_waits_for_it(cross_built: CrossBuild, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []

    class Counted(DebugInfo):
        def __init__(self, binary: Binary, *, fast: bool = False) -> None:
            read.append(binary.path)
            super().__init__(binary, fast=fast)

    monkeypatch.setattr(debuginfo, "DebugInfo", Counted)
    monkeypatch.setattr(debuginfo, "_LATELY", {})
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: debug_info(Binary(cross_built.program)), range(16)))
    assert read == [cross_built.program]


def test_addresses_that_are_nowhere_have_no_calls(cross_built: CrossBuild) -> None:
    known = DebugInfo(Binary(cross_built.program))
    for address in (0, 1, 1 << 63, (1 << 64) - 1):
        assert known.calls(address) == []


def test_inlined_calls_come_innermost_first(cross_built: CrossBuild) -> None:
    known = DebugInfo(Binary(cross_built.program))
    binary = Binary(cross_built.program)
    main = next(symbol for symbol in binary.symbols() if symbol.name == "main.main")
    stacks = [known.calls(one.address) for one in binary.instructions(main)]
    inlined = [calls for calls in stacks if len(calls) > 1]
    assert inlined
    assert all(calls[-1].function == "main.main" for calls in inlined)
    assert any(calls[0].function == "main.Mean" and Path(calls[0].file).name == "mean.go" for calls in inlined)
