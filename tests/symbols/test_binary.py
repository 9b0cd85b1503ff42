from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tui.errors import FileTrouble
from tui.symbols.binary import Binary, locate


@pytest.fixture(scope="module")
def program(goload: Path) -> Binary:
    return Binary(goload)


def test_functions_are_found_by_address(program: Binary) -> None:
    found = next(symbol for symbol in program._symbols if symbol.name == "main.main")
    assert found.end > found.start
    assert program.symbol_at(found.start) == program.symbol_at(found.end - 1) == found
    assert program.symbol_at(found.end) != found
    assert program.symbol_at(0) is None
    assert program.symbol_at(1 << 63) is None


@pytest.mark.skipif(sys.platform != "linux", reason="built for this machine, which has other registers elsewhere")
def test_instructions_cover_a_function_and_name_what_they_call(program: Binary) -> None:
    found = next(symbol for symbol in program._symbols if symbol.name == "main.main")
    listed = list(program.instructions(found))
    assert listed[0].address == found.start
    assert [one.address for one in listed] == sorted({one.address for one in listed})
    assert listed[-1].address < found.end
    calls = [one.text for one in listed if one.text.startswith(("call", "bl "))]
    assert any("main." in call for call in calls)
    att, intel = (" ".join(one.text for one in program.instructions(found, intel=flag)) for flag in (False, True))
    if "%rsp" in att:
        assert "%" not in intel


def test_a_binary_is_found_by_build_id_where_pprof_looks(
    program: Binary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_id = program.build_id or "0123456789abcdef"
    place = tmp_path / build_id / "anything"
    place.parent.mkdir()
    place.write_bytes(program.path.read_bytes())
    monkeypatch.setenv("PPROF_BINARY_PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert locate("/nowhere/server", build_id).path == place
    with pytest.raises(FileTrouble, match=r"(?i)no such"):
        locate("/nowhere/server", "ffff0000")


def test_another_build_is_refused(program: Binary) -> None:
    if not program.build_id:
        pytest.skip("this toolchain writes no build id")
    with pytest.raises(FileTrouble, match="build id"):
        locate(str(program.path), "00" * 20)


@pytest.mark.parametrize(
    "content", [b"", b"\x7fELF", b"\x7fELF" + bytes(60), b"\xcf\xfa\xed\xfe" + bytes(64), b"MZ" * 40]
)
def test_what_is_no_binary_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "program"
    file.write_bytes(content)
    with pytest.raises(FileTrouble):
        Binary(file)
