"""Names from binaries: of a C++ program built here, whole, stripped, with its debugging information elsewhere."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.symbolizing.conftest import Mill, built
from tui.errors import Cancelled
from tui.fetch.cancel import CancelToken
from tui.fetch.secret_url import SecretUrl
from tui.pprof.batches import telling
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.decode import decode
from tui.pprof.profile import Mapping, Profile
from tui.pprof.strings import StringTable
from tui.symbolizing import local
from tui.symbolizing.how import How
from tui.symbolizing.symbolize import lacks_names, symbolized
from tui.symbols.binary import Binary
from tui.symbols.processes import Process


def names(profile: Profile) -> set[str]:
    return {profile.strings[name] for name in profile.functions.name.tolist()}


def hottest(profile: Profile) -> list[tuple[str, str, int]]:
    """The calls at the address that was sampled most, the innermost first."""
    leaves = profile.stack_locations[profile.stack_offsets[:-1]].tolist()
    weights = {
        leaf: sum(profile.values[row, 0] for row, one in enumerate(leaves) if one == leaf) for leaf in set(leaves)
    }
    lines = profile.location(max(weights, key=lambda leaf: weights[leaf])).lines
    return [(line.function.name, Path(line.function.filename).name, line.line) for line in lines]


def test_functions_files_lines_and_inlined_calls_come_from_the_binary(cpp_mill: Mill) -> None:
    # GIVEN a profile of addresses
    profile = decode(cpp_mill.profile.read_bytes())
    assert not len(profile.functions)
    # WHEN it is symbolized
    found, remarks = symbolized(profile, How())
    # THEN the address that burns is in the marked line of an inlined template, in the function that it was inlined into
    inner, outer = hottest(found)[:2]
    # Samples of the division are counted where it is waited for, which may be the turn of the loop above.
    assert inner[:2] == ("mill::churn", "mill.cpp")
    assert inner[2] in (cpp_mill.hot_line - 1, cpp_mill.hot_line)
    assert outer[0] == "mill::Grinder::grind"
    assert outer[1] == "mill.cpp"
    assert {"_start"} <= names(found)
    assert found.values is profile.values
    assert found.mappings[0].has_functions and found.mappings[0].has_inline_frames
    assert not [remark for remark in remarks if "mill" in remark]
    # AND a file that was compiled by a relative path is named whole
    files = {found.strings[file] for file in found.functions.filename.tolist()}
    assert str(cpp_mill.source) in files


def test_fastlocal_finds_functions_alone(cpp_mill: Mill) -> None:
    found, _ = symbolized(decode(cpp_mill.profile.read_bytes()), How(remote=False, fast=True))
    assert hottest(found) == [("mill::Grinder::grind", "", 0)]


def test_none_leaves_addresses(cpp_mill: Mill) -> None:
    profile = decode(cpp_mill.profile.read_bytes())
    assert symbolized(profile, How(off=True)) == (profile, ())


@pytest.mark.parametrize("place", ["{folder}/mill.debug", "{folder}/.debug/mill.debug", "{searched}/{id}"])
def test_debugging_information_is_found_elsewhere(
    cpp_mill: Mill, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not (shutil.which("objcopy") and shutil.which("strip")):
        pytest.skip("no objcopy and strip here to take debugging information out")
    # GIVEN a stripped program
    stripped, searched = tmp_path / "mill", tmp_path / "searched"
    shutil.copy(cpp_mill.program, stripped)
    build_id = Binary(stripped).build_id
    debug = Path(place.format(folder=tmp_path, searched=searched, id=f"{build_id[:2]}/{build_id[2:]}.debug"))
    debug.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["objcopy", "--only-keep-debug", stripped, tmp_path / "mill.debug"], check=True, timeout=60)
    subprocess.run(["strip", stripped], check=True, timeout=60)
    subprocess.run(["objcopy", "--add-gnu-debuglink=mill.debug", stripped], cwd=tmp_path, check=True, timeout=60)
    profile = decode(cpp_mill.profile.read_bytes())
    # THEN it has no names without what was taken out
    kept = (tmp_path / "mill.debug").read_bytes()
    os.unlink(tmp_path / "mill.debug")
    assert "mill::churn" not in names(symbolized(profile, How(), binary=str(stripped))[0])
    # AND all of them with it
    monkeypatch.setenv("PPROF_BINARY_PATH", str(searched))
    debug.write_bytes(kept)
    assert hottest(symbolized(profile, How(), binary=str(stripped))[0])[0][0] == "mill::churn"


def test_a_binary_is_looked_for_by_name_where_pprof_looks(
    cpp_mill: Mill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # GIVEN a profile from another machine, whose program is in a folder of binaries
    profile = _recorded_as(decode(cpp_mill.profile.read_bytes()), b"/elsewhere/mill")
    _, remarks = symbolized(profile, How())
    assert "Local symbolization failed for mill" in " ".join(remarks)
    assert "PPROF_BINARY_PATH" in " ".join(remarks)
    shutil.copy(cpp_mill.program, tmp_path / "mill")
    monkeypatch.setenv("PPROF_BINARY_PATH", f"/nowhere:{tmp_path}")
    found, _ = symbolized(profile, How())
    assert "mill::churn" in names(found)


def test_the_binary_of_a_container_is_found_in_its_root(
    cpp_mill: Mill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # GIVEN a server of this machine whose program is in a container, at a path that leads nowhere outside
    root = tmp_path / "proc/42/root"
    (root / "srv").mkdir(parents=True)
    shutil.copy(cpp_mill.program, root / "srv/mill")
    asked: list[int] = []

    def process_at(port: int) -> Process:
        asked.append(port)
        return Process(root, root)

    monkeypatch.setattr("tui.symbols.processes.process_at", process_at)
    profile = _recorded_as(decode(cpp_mill.profile.read_bytes()), b"/srv/mill")
    # WHEN it is asked, THEN its own program is read
    found, _ = symbolized(profile, How(remote=False), url=SecretUrl("http://127.0.0.1:6060/pprof/profile"))
    assert asked == [6060]
    assert "mill::churn" in names(found)


def test_another_build_is_refused(cpp_mill: Mill) -> None:
    profile = decode(cpp_mill.profile.read_bytes())
    strings = StringTable([*profile.strings.raw, b"00" * 20])
    mappings = (replace(profile.mappings[0], build_id=len(strings) - 1), *profile.mappings[1:])
    found, remarks = symbolized(replace(profile, strings=strings, mappings=mappings), How())
    assert any("build id" in remark for remark in remarks)
    assert "mill::churn" not in names(found)


def test_without_what_reads_lines_functions_are_found_and_it_is_said_what_to_install(
    cpp_mill: Mill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "can_read_lines", lambda: False)
    monkeypatch.setattr("tui.symbols.debuginfo.can_read_lines", lambda: False)
    monkeypatch.setattr("tui.symbols.debuginfo._LATELY", {})
    monkeypatch.setattr("tui.symbolizing.names.can_demangle", lambda: False)
    found, remarks = symbolized(decode(cpp_mill.profile.read_bytes()), How())
    assert any("grind" in name for name in names(found))
    assert sum("pip install 'pprof-tui[symbols]'" in remark for remark in remarks) == 1


def test_a_binary_that_is_too_large_keeps_its_functions(cpp_mill: Mill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.symbols.debuginfo.MOST_BYTES", 1000)
    monkeypatch.setattr("tui.symbols.debuginfo._LATELY", {})
    found, remarks = symbolized(decode(cpp_mill.profile.read_bytes()), How())
    assert hottest(found) == [("mill::Grinder::grind", "", 0)]
    assert any(remark.startswith("Files and lines of mill are not read") for remark in remarks)


@pytest.mark.parametrize("version", [4, 5])
def test_lines_in_files_of_their_own_are_missed(version: int, tmp_path: Path) -> None:
    mill = built(tmp_path, "mill.cpp", ["g++", "-O2", "-g", f"-gdwarf-{version}", "-gsplit-dwarf"])
    profile = decode(mill.profile.read_bytes())
    found, remarks = symbolized(profile, How())
    assert hottest(found) == [("mill::Grinder::grind", "", 0)]
    told = "Files and lines of mill are in .dwo files, which are not read"
    assert remarks.count(told) == 1
    # AND who wants none misses none
    assert told not in symbolized(profile, How(fast=True))[1]


def test_a_profile_with_names_is_left_as_it_is() -> None:
    profile = decode((Path(__file__).parents[1] / "data/go127_cpu_5s_busy.pb.gz").read_bytes())
    assert not lacks_names(profile)
    found, remarks = symbolized(profile, How())
    assert found is profile
    assert not remarks


def test_marks_that_a_writer_forgot_take_no_names_away() -> None:
    builder = ProfileBuilder([("samples", "count")], mapping_file="/nowhere/app")
    builder.add([Frame("named")], [1])
    profile = builder.build()
    unmarked = replace(profile.mappings[0], has_functions=False, has_filenames=False, has_line_numbers=False)
    profile = replace(profile, mappings=(unmarked,))
    assert symbolized(profile, How()) == (profile, ())


@pytest.mark.parametrize(
    "file", ["[vdso]", "linux-vdso.so.1", "/dev/dri/card0", "//anon", "/memfd:jit (deleted)", "http://h/p"]
)
def test_what_no_file_stands_for_is_not_looked_for(file: str) -> None:
    profile = _of_addresses([0x1000], file=file)
    found, remarks = symbolized(profile, How())
    assert lacks_names(found)
    assert not remarks


def test_whoever_waits_is_told_what_is_read(cpp_mill: Mill) -> None:
    heard: list[tuple[str, float]] = []
    with telling(lambda doing, share: heard.append((doing, share))):
        symbolized(decode(cpp_mill.profile.read_bytes()), How())
    assert ("reading the symbols of mill", 0.0) in heard


def test_a_long_look_up_can_be_called_off(cpp_mill: Mill) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        symbolized(decode(cpp_mill.profile.read_bytes()), How(), cancel=cancel)


@pytest.mark.parametrize("damage", ["empty", "cut", "noise", "fifo"])
def test_a_damaged_binary_is_one_remark(cpp_mill: Mill, damage: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    content = cpp_mill.program.read_bytes()
    if damage == "fifo":
        os.mkfifo(bad)
    else:
        bad.write_bytes({"empty": b"", "cut": content[:5000], "noise": content[:64] + bytes(range(256)) * 20}[damage])
    found, remarks = symbolized(_of_addresses([0x401000, 0x402000], file=str(bad)), How())
    assert lacks_names(found)
    assert len(remarks) == 2
    assert "Local symbolization failed for bad: " in remarks[0]


def _recorded_as(profile: Profile, path: bytes) -> Profile:
    strings = StringTable([*profile.strings.raw, path])
    return replace(
        profile, strings=strings, mappings=(replace(profile.mappings[0], file=len(strings) - 1), *profile.mappings[1:])
    )


def _of_addresses(addresses: list[int], file: str) -> Profile:
    """A legacy CPU profile of one sample for each address, in one mapping."""
    words = [0, 3, 0, 10000, 0]
    for address in addresses:
        words += [1, 1, address]
    profile = decode(struct.pack(f"{len(words) + 3}Q", *words, 0, 1, 0))
    strings = StringTable([*profile.strings.raw, file.encode()])
    mapping = Mapping(1, 0, 1 << 40, 0, len(strings) - 1, 0, False, False, False, False)
    return replace(
        profile,
        strings=strings,
        mappings=(mapping,),
        locations=replace(profile.locations, mapping=profile.locations.mapping * 0),
    )
