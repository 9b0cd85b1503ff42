"""Whatever a profile says that its program's file is called, it is opened, at most with a remark."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.fetch.target import FileTarget
from tui.opening import open_profile
from tui.pprof import profile_pb2 as pb
from tui.symbolizing.how import RUN, How

pytestmark = pytest.mark.rule("R1")
FILES = (
    b"",
    b".",
    b"..",
    b"/",
    b"./.",
    b"/.",
    b"/a/..",
    b"a" * 300,
    b"/" + b"a" * 5000,
    b"a/" * 2500,
    b"**",
    b"/**/x",
    b"[",
    b"http://[::1/x",
    b"https://[",
    b"file://[::1/x",
    b"http://h:99999999/x",
    b"/a\0b",
    b"\0",
    b"/\xff\xfe",
    b"~",
    b"~nobody/x",
    b"/dev/zero",
    b"/proc/self/mem",
)
BUILD_IDS = (b"", b"ab", b"f" * 40, b"f" * 300, b"f" * 5000, b"..", b"../..", b"a\0b", b"**", b"\xff\xfe\xfd")


def without_names(file: bytes, build_id: bytes) -> bytes:
    """A profile of one address in one file."""
    profile = pb.Profile(string_table=[b"", b"samples", b"count", file, build_id])
    profile.sample_type.add(type=1, unit=2)
    profile.mapping.add(id=1, memory_start=0x400000, memory_limit=0x500000, filename=3, build_id=4)
    profile.location.add(id=1, mapping_id=1, address=0x401000)
    profile.sample.add(location_id=[1], value=[1])
    return profile.SerializeToString()


@pytest.mark.parametrize("how", [How(), How(force=True), How(remote=False, fast=True)], ids=["usual", "force", "fast"])
@pytest.mark.parametrize("build_id", BUILD_IDS)
def test_a_profile_is_opened_whatever_its_file_is_called(
    build_id: bytes, how: How, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RUN, "how", how)
    path = tmp_path / "profile.pb"
    for searched in ("", str(tmp_path), f"/:{tmp_path / 'nowhere'}"):
        monkeypatch.setenv("PPROF_BINARY_PATH", searched)
        for file in FILES:
            path.write_bytes(without_names(file, build_id))
            opened = open_profile(FileTarget(path))
            assert opened.profile.n_samples == 1, file
            assert not len(opened.profile.functions), file
            assert all("\n" not in remark for remark in opened.remarks), file
