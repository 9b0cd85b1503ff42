"""Sources that a profile names relative to the folder they were compiled in, which only the binary knows."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.symbolizing.conftest import Mill
from tui.pprof.decode import decode
from tui.pprof.profile import Profile
from tui.pprof.strings import StringTable
from tui.symbolizing.how import How
from tui.symbolizing.symbolize import symbolized
from tui.symbols.places import COMPILED_IN, Search
from tui.symbols.sourcefiles import Missing, SourceFile, find_source


@pytest.fixture(autouse=True)
def _no_folders() -> Iterator[None]:
    COMPILED_IN.clear()
    yield
    COMPILED_IN.clear()


def with_relative_files(profile: Profile, folder: Path) -> Profile:
    """A profile as a tool writes it that leaves out where the program was compiled."""
    prefix, files = os.fsencode(f"{folder}/"), set(profile.functions.filename.tolist())
    strings = [raw.removeprefix(prefix) if at in files else raw for at, raw in enumerate(profile.strings.raw)]
    return replace(profile, strings=StringTable(strings))


def test_the_binary_tells_the_folder(cpp_mill: Mill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # GIVEN a profile with a relative name of a source, and a place to work from where it is not
    symbolic, _ = symbolized(decode(cpp_mill.profile.read_bytes()), How())
    profile = with_relative_files(symbolic, cpp_mill.source.parent)
    assert b"mill.cpp" in profile.strings.raw
    monkeypatch.chdir(tmp_path)
    assert isinstance(find_source(b"mill.cpp", Search(tmp_path)), Missing)
    # WHEN it is opened while its binary is here
    symbolized(profile, How())
    # THEN the source is found where it was compiled
    assert list(COMPILED_IN) == [cpp_mill.source.parent]
    found = find_source(b"mill.cpp", Search(tmp_path, compiled_in=tuple(COMPILED_IN)))
    assert isinstance(found, SourceFile)
    assert found.path == str(cpp_mill.source)


def test_without_the_binary_nothing_is_known(cpp_mill: Mill, tmp_path: Path) -> None:
    symbolic, _ = symbolized(decode(cpp_mill.profile.read_bytes()), How())
    profile = with_relative_files(symbolic, cpp_mill.source.parent)
    elsewhere = profile.mappings[0].file
    strings = [b"/nowhere/mill" if at == elsewhere else raw for at, raw in enumerate(profile.strings.raw)]
    symbolized(replace(profile, strings=StringTable(strings)), How())
    assert not COMPILED_IN
