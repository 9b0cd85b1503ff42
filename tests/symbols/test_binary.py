"""Functions and machine code of ELF and Mach-O for amd64 and arm64, compared with Go's own tools; and damaged files."""

from __future__ import annotations

import os
import random
import struct
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.symbols.cross_builds import BURN_LINE, CrossBuild
from tui.errors import BadOption, FileTrouble, ProfileError
from tui.pprof.profile import Mapping
from tui.symbols.binary import Binary, Symbol
from tui.symbols.debuginfo import DebugInfo

NOWHERE = Mapping(1, 0, 0, 0, 0, 0, False, False, False, False)


def burn(binary: Binary) -> Symbol:
    return next(symbol for symbol in binary.symbols() if symbol.name == "main.Burn")


def test_functions_are_those_that_go_tool_nm_lists(cross_built: CrossBuild) -> None:
    mine = {symbol.start: (symbol.end - symbol.start, symbol.name) for symbol in Binary(cross_built.program).symbols()}
    # On macOS, names that are not Go's have an underscore in front, which is no part of what was written.
    is_mac = cross_built.target.startswith("darwin")
    theirs = {
        start: (size, name.removeprefix("_") if is_mac and not name.startswith("_.") else name)
        for start, (size, name) in cross_built.functions.items()
        if name != "runtime.etext"  # A mark at the end of the code, with whatever follows for its size.
    }
    assert len(theirs) > 1000
    assert {start: mine.get(start) for start in theirs} == theirs


def test_instructions_are_those_that_go_tool_objdump_lists(cross_built: CrossBuild) -> None:
    binary = Binary(cross_built.program)
    mine = list(binary.instructions(burn(binary)))
    assert [one.address for one in mine] == [address for address, _ in cross_built.instructions]
    assert all(one.text for one in mine)
    assert any(one.text.startswith(("ret", "retq")) for one in mine)
    assert any(one.text.startswith(("divsd", "fdiv")) for one in mine)


def test_lines_are_those_that_go_tool_objdump_lists(cross_built: CrossBuild) -> None:
    binary = Binary(cross_built.program)
    known = DebugInfo(binary)
    calls = {address: known.calls(address)[-1] for address, _ in cross_built.instructions}
    assert {call.function for call in calls.values()} == {"main.Burn"}
    known_lines = [(address, line) for address, line in cross_built.instructions if line > 0]
    assert {Path(calls[address].file).name for address, _ in known_lines} == {"main.go"}
    equal = sum(calls[address].line == line for address, line in known_lines)
    # What fills the end of a function belongs to no line, or to the last.
    assert equal >= len(known_lines) * 0.8
    assert BURN_LINE in {call.line for call in calls.values()}


def test_addresses_in_a_process_are_found_in_the_file(cross_built: CrossBuild) -> None:
    binary = Binary(cross_built.program)
    start = burn(binary).start
    code = next(segment for segment in binary._image.segments if segment.is_code)
    # GIVEN the file loaded as a whole, wherever the system liked, with its code mapped as one part
    moved = 0x7F0000000000
    whole = replace(NOWHERE, start=moved + code.address, limit=moved + code.address + code.size, offset=code.offset)
    assert binary.to_binary(start + moved, whole) == start
    # AND as written, for a profile whose mapping is all of memory
    assert binary.to_binary(start, NOWHERE) == start
    assert binary.to_binary(start, replace(NOWHERE, limit=(1 << 64) - 1)) == start


def test_syntaxes_differ(cross_built: CrossBuild) -> None:
    binary = Binary(cross_built.program)
    att, intel = (" ".join(one.text for one in binary.instructions(burn(binary), intel=flag)) for flag in (False, True))
    if cross_built.target.endswith("amd64"):
        assert "%" in att
        assert "%" not in intel
    else:
        assert att == intel


def test_calls_name_what_is_called(cross_built: CrossBuild) -> None:
    binary = Binary(cross_built.program)
    main = next(symbol for symbol in binary.symbols() if symbol.name == "main.main")
    calls = [one.text for one in binary.instructions(main) if one.text.startswith(("call", "bl "))]
    assert any(call.endswith(" main.Burn") for call in calls), calls


def test_a_function_is_found_by_any_of_its_addresses(cross_built: CrossBuild) -> None:
    binary = Binary(cross_built.program)
    found = burn(binary)
    assert binary.symbol_at(found.start) == binary.symbol_at(found.end - 1) == found
    assert binary.symbol_at(found.end) != found
    assert binary.symbol_at(found.start - 1) != found
    for outside in (0, -1, (1 << 64) - 1, 1 << 64):
        assert binary.symbol_at(outside) is None


def test_a_large_table_of_symbols_is_read_at_once(cross_built: CrossBuild) -> None:
    # A library that makes an object of each takes 10 s for 100,000; reading them must not grow to that again.
    began = time.process_time()
    for _ in range(20):
        assert Binary(cross_built.program).has_symbols
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x7fEL",
        b"\x7fELF",
        b"\x7fELF" + bytes(60),
        b"\xcf\xfa\xed\xfe" + bytes(64),
        b"MZ" * 40,
        b"\xca\xfe\xba\xbe",
    ],
)
def test_what_is_no_binary_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "program"
    file.write_bytes(content)
    with pytest.raises(FileTrouble) as refused:
        Binary(file)
    assert str(refused.value).startswith(f"{file}: ")
    assert "\n" not in str(refused.value)


def test_a_damaged_binary_is_refused_or_read_and_nothing_else(cross_built: CrossBuild, tmp_path: Path) -> None:
    chance = random.Random(cross_built.target)
    content = cross_built.program.read_bytes()
    file = tmp_path / "damaged"
    headers = len(content) if len(content) < 4096 else 4096
    for number in range(120):
        if number % 3 == 0:
            bad = bytearray(content[: chance.randrange(len(content))])
        else:
            bad = bytearray(content)
            for _ in range(chance.randrange(1, 30)):
                at = chance.randrange(headers) if number % 3 == 1 else chance.randrange(len(bad))
                bad[at] = chance.randrange(256)
        file.write_bytes(bad)
        try:
            binary = Binary(file)
            symbol = next(binary.symbols(), None)
            if symbol is not None:
                list(zip(range(50), binary.instructions(symbol), strict=False))
            for address in (0, 0x401000, chance.randrange(1 << 64)):
                binary.symbol_at(address)
                binary.to_binary(address, replace(NOWHERE, start=1, limit=1 << 40, offset=chance.randrange(1 << 40)))
            if number % 4 == 0:
                DebugInfo(binary).calls(0x401000)
        except ProfileError as refused:
            assert "\n" not in str(refused)


def test_sizes_that_lie_cost_no_memory(tmp_path: Path) -> None:
    # GIVEN a header that promises 65,535 sections of names as large as all of memory
    header = b"\x7fELF\x02\x01\x01" + bytes(9)
    header += struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, 0, 64, 64, 0, 64, 56, 65535, 64, 65535, 1)
    sections = struct.pack("<IIQQQQIIQQ", 1, 2, 0, 0, 0, (1 << 63) - 1, 1, 0, 8, 24) * 4
    file = tmp_path / "liar"
    file.write_bytes(header + sections)
    with pytest.raises(FileTrouble):
        Binary(file)


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        with pytest.raises(FileTrouble, match="not a regular file"):
            Binary(path)


def test_a_processor_that_is_not_known_is_named(cross_built: CrossBuild, tmp_path: Path) -> None:
    content = bytearray(cross_built.program.read_bytes())
    # The place of the processor in ELF, and in Mach-O.
    struct.pack_into(*(("<H", content, 18) if cross_built.target.startswith("linux") else ("<I", content, 4)), 243)
    file = tmp_path / "riscv"
    file.write_bytes(content)
    binary = Binary(file)
    with pytest.raises(BadOption, match="no disassembler here for machine 243"):
        list(binary.instructions(next(binary.symbols())))
