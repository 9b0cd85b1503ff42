"""What a command line names, and what every server on it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.errors import BadOption, FileTrouble
from tui.fetch.access import Access
from tui.fetch.target import FileTarget, ServerTarget, Target, UrlTarget
from tui.fetch.targets import Asking, is_list, targets_of


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def one(asking: Asking, *sources: str) -> list[Target]:
    return targets_of(asking, sources)[0]


def urls(asking: Asking, *sources: str) -> list[str]:
    return [target.url.reveal() for target in one(asking, *sources) if isinstance(target, UrlTarget | ServerTarget)]


def test_a_profile_is_chosen_for_all_servers_and_only_for_them() -> None:
    Path("x.pb.gz").write_bytes(b"x")
    asked = one(Asking(profile="heap"), "h1:1", "x.pb.gz", "h2:2/debug/pprof/mutex")
    assert [type(target) for target in asked] == [UrlTarget, FileTarget, UrlTarget]
    assert urls(Asking(profile="heap"), "h1:1", "h2:2/debug/pprof/mutex", "v:1/v1/sys/pprof") == [
        "http://h1:1/debug/pprof/heap",
        "http://h2:2/debug/pprof/mutex",
        "http://v:1/v1/sys/pprof/heap",
    ]
    with pytest.raises(BadOption, match="-profile heap: no server is named"):
        one(Asking(profile="heap"), "x.pb.gz")


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("example.test/a.b", "http://h:1/debug/pprof/example.test/a.b?seconds=5"),
        ("a b", "http://h:1/debug/pprof/a%20b?seconds=5"),
        ("goroutine?debug=2", "http://h:1/debug/pprof/goroutine?debug=2"),
    ],
)
def test_a_name_is_asked_for_as_the_list_shows_it(name: str, asked: str) -> None:
    assert urls(Asking(profile=name, seconds=5), "h:1") == [asked]


def test_a_list_of_hosts_is_read_line_by_line() -> None:
    Path("hosts").write_text("# ours\nh1:1\n\n  h2:2/debug/pprof/heap  # the slow one\n")
    assert is_list("@hosts")
    assert urls(Asking(), "@hosts", "h3:3") == [
        "http://h1:1/debug/pprof/",
        "http://h2:2/debug/pprof/heap",
        "http://h3:3/debug/pprof/",
    ]


def test_a_list_that_is_missing_or_empty_is_named() -> None:
    Path("empty").write_text("# nobody\n\n")
    with pytest.raises(BadOption, match="empty: no server is named in it"):
        one(Asking(), "@empty")
    with pytest.raises(FileTrouble, match="nowhere: no such file"):
        one(Asking(), "@nowhere")


def test_a_file_whose_name_begins_so_is_that_file() -> None:
    Path("@hosts").write_bytes(b"x")
    assert one(Asking(), "@hosts") == [FileTarget(Path("@hosts"))]


def test_a_missing_file_is_refused_at_once_unless_there_are_others() -> None:
    Path("x.pb.gz").write_bytes(b"x")
    assert one(Asking(), "gone.pb.gz", "x.pb.gz") == [FileTarget(Path("gone.pb.gz")), FileTarget(Path("x.pb.gz"))]
    for groups in ((["gone.pb.gz"],), (["gone.pb.gz", "too.pb.gz"],), (["x.pb.gz"], ["gone.pb.gz"])):
        with pytest.raises(FileTrouble, match=r"gone\.pb\.gz: no such file"):
            targets_of(Asking(), *groups)
    # AND so is what might hold a password
    with pytest.raises(FileTrouble, match="no such file") as refused:
        one(Asking(), "/gone.pb.gz?token=s3cret", "x.pb.gz")
    assert "s3cret" not in str(refused.value)


def test_garbage_is_collected_only_where_it_was_asked_for() -> None:
    assert urls(Asking(gc=True), "h:1/debug/pprof/heap?debug=0", "h:1/debug/pprof/mutex") == [
        "http://h:1/debug/pprof/heap?debug=0&gc=1",
        "http://h:1/debug/pprof/mutex",
    ]
    assert "gc" not in urls(Asking(profile="heap"), "h:1")[0]
    assert urls(Asking(gc=True, profile="heap"), "h:1") == ["http://h:1/debug/pprof/heap?gc=1"]
    for sources in (["h:1"], ["h:1/debug/pprof/allocs"]):
        with pytest.raises(BadOption, match="-gc is for heap profiles"):
            one(Asking(gc=True), *sources)


def test_options_that_fit_the_base_alone_are_no_mistake() -> None:
    Path("x.pb.gz").write_bytes(b"x")
    _, base = targets_of(Asking(gc=True, profile="heap"), ["x.pb.gz"], ["h:1"])
    assert isinstance(base[0], UrlTarget)
    assert base[0].url.reveal() == "http://h:1/debug/pprof/heap?gc=1"


def test_a_password_is_asked_for_where_a_user_has_none() -> None:
    asked: list[tuple[str, str]] = []

    def ask(user: str, where: str) -> str | None:
        asked.append((user, where))
        return None if user == "nobody" else "p w"

    asking = Asking(access=Access(token="t"), ask_password=ask)
    targets = one(asking, "ops@h1:1", "http://ops:given@h2:2", "h3:3", "nobody@h4:4", "http://ops:@h5:5/")
    assert asked == [("ops", "h1:1"), ("nobody", "h4:4")]
    sent = [target.url.access.sent(target.url.userinfo) for target in targets if isinstance(target, ServerTarget)]
    assert sent[0] == {"Authorization": "Basic b3BzOnAgdw=="}
    assert sent[2] == {"Authorization": "Bearer t"}
    assert "p w" not in repr(targets)
