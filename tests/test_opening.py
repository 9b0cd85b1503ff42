"""From a target to a profile; what a server sent is kept as it came."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.errors import BadProfile, NotAProfile, TooLarge
from tui.fetch.history import history
from tui.fetch.target import parse_target
from tui.fetch.targets import Asking
from tui.gathering import Wish, open_profiles
from tui.opening import open_profile

CPU = Path(__file__).parent / "data" / "go127_cpu_5s_busy.pb.gz"


pytestmark = pytest.mark.usefixtures("saved")


def test_a_file_is_opened_and_not_kept_twice(saved: Path) -> None:
    opened = open_profile(parse_target(str(CPU)))
    assert opened.profile.n_samples > 0
    assert opened.display == str(CPU)
    assert opened.saved is None
    assert not saved.exists()


def test_what_a_server_sends_is_kept(saved: Path, go_server: str) -> None:
    opened = open_profile(parse_target(f"{go_server}/debug/pprof/heap"))
    assert opened.saved is not None
    assert opened.saved.parent == saved
    assert opened.warning == ""
    again = open_profile(parse_target(str(opened.saved)))
    assert (again.profile.values == opened.profile.values).all()


def test_a_profile_that_cannot_be_kept_is_opened_all_the_same(
    go_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # GIVEN that every folder to write to is a file
    blocked = tmp_path / "a file"
    blocked.write_text("")
    for name in ("PPROF_TMPDIR", "HOME", "TMPDIR"):
        monkeypatch.setenv(name, str(blocked))
    monkeypatch.setattr("tempfile.tempdir", str(blocked))
    # WHEN a profile is fetched THEN it is there, with a warning
    opened = open_profile(parse_target(f"{go_server}/debug/pprof/heap"))
    assert opened.profile.n_samples
    assert opened.saved is None
    assert "not saved" in opened.warning


def test_an_error_says_where(tmp_path: Path) -> None:
    path = tmp_path / "cut.pb.gz"
    path.write_bytes(CPU.read_bytes()[:5000])
    with pytest.raises(BadProfile, match=r"cut\.pb\.gz: .*cut off"):
        open_profile(parse_target(str(path)))
    page = tmp_path / "page"
    page.write_text("<html></html>")
    with pytest.raises(NotAProfile, match="page"):
        open_profile(parse_target(str(page)))


def test_a_limit_on_bytes_holds_for_what_comes_out_too() -> None:
    with pytest.raises(TooLarge, match="--max-bytes"):
        open_profile(parse_target(str(CPU)), max_bytes=CPU.stat().st_size + 10)


def test_a_difference_made_by_the_server_says_what_cannot_be_relied_upon(go_server: str) -> None:
    delta = open_profile(parse_target(f"{go_server}/debug/pprof/heap", seconds=1))
    assert delta.unreliable == ("inuse_objects", "inuse_space")
    assert open_profile(parse_target(f"{go_server}/debug/pprof/heap")).unreliable == ()
    assert open_profile(parse_target(f"{go_server}/debug/pprof/mutex", seconds=1)).unreliable == ()
    compared = open_profiles(Wish((go_server,), asking=Asking(profile="heap", seconds=1)))
    assert compared.unreliable == delta.unreliable
    assert "inuse_space: not to be relied upon" in compared.remarks[-1]


def test_what_was_fetched_can_be_found_again(go_server: str) -> None:
    open_profile(parse_target(f"http://ops:s3cret@{go_server}/debug/pprof/heap?token=s3cret"))
    newest = next(history())
    assert (newest.kind, newest.source) == ("heap", f"{go_server}/debug/pprof/heap?token=xxxxx")
    assert newest.program.startswith("goload-")
