"""A secret goes to the server it was given for, whoever types that server's name again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.errors import BadOption, FileTrouble
from tui.fetch.access import Access, access_of
from tui.fetch.keyring import Keyring
from tui.fetch.secret_url import SecretUrl
from tui.fetch.target import FileTarget, ServerTarget, UrlTarget, parse_target

TOKEN = "c4nary-t0ken"


def sent(keyring: Keyring, text: str) -> str:
    """Return the header Authorization that goes to what was typed."""
    target = keyring.target(text)
    assert isinstance(target, UrlTarget | ServerTarget)
    return target.url.access.sent(target.url.userinfo).get("Authorization", "")


def test_a_server_named_before_is_let_in_by_any_of_its_names() -> None:
    keyring = Keyring()
    keyring.learn(parse_target("http://host:6060/debug/pprof/heap", access=Access(token=TOKEN)))
    assert sent(keyring, "host:6060") == f"Bearer {TOKEN}"
    assert sent(keyring, "http://HOST:6060/debug/pprof/profile?seconds=5") == f"Bearer {TOKEN}"


@pytest.mark.parametrize("other", ["other:6060", "host:6061", "https://host:6060", "host.test:6060"])
def test_another_server_gets_nothing(other: str) -> None:
    keyring = Keyring()
    keyring.learn(parse_target("host:6060", access=Access(token=TOKEN, headers=(("X-Key", TOKEN),))))
    target = keyring.target(other)
    assert isinstance(target, ServerTarget)
    assert target.url.access.sent(target.url.userinfo) == {}


def test_a_password_of_a_url_counts_for_the_server_typed_without_it() -> None:
    keyring = Keyring()
    keyring.learn(parse_target("http://ops:s3cret@host:6060/"))
    assert sent(keyring, "host:6060").startswith("Basic ")
    assert "s3cret" not in str(keyring.target("host:6060"))


def test_a_password_that_is_typed_counts_more() -> None:
    keyring = Keyring()
    keyring.learn(parse_target("host:6060", access=Access(token=TOKEN)))
    target = keyring.target("http://eve:other@host:6060")
    assert isinstance(target, ServerTarget)
    assert target.url.userinfo == ("eve", "other")


def test_what_is_learnt_last_counts() -> None:
    keyring = Keyring()
    for token in ("old", "new"):
        keyring.learn(parse_target("host:6060", access=Access(token=token)))
    assert sent(keyring, "host:6060") == "Bearer new"


def test_the_environment_is_for_every_server() -> None:
    keyring = Keyring(access_of(environment={"PPROF_TUI_TOKEN": TOKEN}))
    assert sent(keyring, "anywhere:1") == f"Bearer {TOKEN}"


def test_netrc_is_asked_only_if_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine host login ops password s3cret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert sent(Keyring(), "host:6060") == ""
    assert sent(Keyring(netrc=True), "host:6060").startswith("Basic ")


def test_an_unchecked_certificate_is_for_the_server_it_was_wanted_for() -> None:
    keyring = Keyring()
    keyring.learn(parse_target("https+insecure://host:6060"))
    target, other = keyring.target("https://host:6060"), keyring.target("https://other:6060")
    assert isinstance(target, ServerTarget)
    assert isinstance(other, ServerTarget)
    assert target.url.insecure
    assert not other.url.insecure
    assert target.url == SecretUrl("https+insecure://host:6060/debug/pprof/")


def test_a_file_is_a_file_and_nonsense_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.pb.gz"
    path.write_bytes(b"")
    assert Keyring().target(str(path)) == FileTarget(path)
    with pytest.raises(FileTrouble):
        Keyring().target("./nowhere.pb.gz")
    with pytest.raises(BadOption):
        Keyring().target("ftp://x/y")


def test_services_of_one_server_are_let_in_by_what_is_theirs() -> None:
    keyring = Keyring()
    asked = [
        parse_target(f"{login}host:6060/{service}/debug/pprof/heap")
        for login, service in (("one:1@", "first"), ("two:2@", "second"), ("", "third"))
    ]
    for target in asked:
        if target.url.userinfo:
            keyring.learn(target)
    for target in asked:
        opening = keyring.opening(target)
        assert isinstance(opening, UrlTarget)
        assert opening.url.access.sent(opening.url.userinfo) == target.url.access.sent(target.url.userinfo)
    # WHEN one has taken another login THEN it is that one, for all of its profiles, and its list
    keyring.learn(parse_target("new:3@host:6060/first/debug/pprof/"))
    assert sent(keyring, "host:6060/first/debug/pprof/allocs") == sent(Keyring(), "new:3@host:6060/first/debug/pprof/")
    opening = keyring.opening(asked[0])
    assert isinstance(opening, UrlTarget)
    assert opening.url.access.sent(opening.url.userinfo) != asked[0].url.access.sent(asked[0].url.userinfo)


def test_what_was_asked_for_before_is_let_in_by_what_was_learnt_since() -> None:
    keyring, asked = Keyring(), parse_target("ops:old@host:6060/debug/pprof/heap")
    assert keyring.opening(asked) is asked
    keyring.learn(parse_target("host:6060", access=Access(token=TOKEN)))
    opening = keyring.opening(asked)
    assert isinstance(opening, UrlTarget)
    assert opening.display == asked.display
    assert opening.url.access.sent(opening.url.userinfo) == {"Authorization": f"Bearer {TOKEN}"}


def test_a_service_typed_for_the_first_time_gets_nothing_of_its_neighbours() -> None:
    # GIVEN a gateway, one of whose services was given a token
    keyring = Keyring()
    keyring.learn(parse_target("gw:80/team/a/debug/pprof/heap", access=Access(token=TOKEN)))
    # THEN the others are not sent it, however they are typed, nor is the gateway itself
    for other in (
        "gw:80/team/b/debug/pprof/heap",
        "gw:80/team/ab/debug/pprof/heap",
        "gw:80/team/debug/pprof/heap",
        "gw:80/team/a/../b/debug/pprof/heap",
        "gw:80/team/a/debug/pprof/%2e%2e/../../b/heap",
        "gw:80",
        "gw:80/heap",
    ):
        assert sent(keyring, other) == "", other
    # AND what is the service's own is
    for own in ("gw:80/team/a/debug/pprof/", "gw:80/team/a/debug/fgprof", "gw:80/team/a/v2/debug/pprof/heap"):
        assert sent(keyring, own) == f"Bearer {TOKEN}", own


def test_what_lets_us_in_at_the_usual_place_is_for_the_whole_server_unless_a_service_has_its_own() -> None:
    keyring = Keyring()
    keyring.learn(parse_target("host:6060/a/debug/pprof/heap", access=Access(token="own")))
    keyring.learn(parse_target("host:6060", access=Access(token=TOKEN)))
    assert sent(keyring, "host:6060/b/debug/pprof/heap") == f"Bearer {TOKEN}"
    assert sent(keyring, "host:6060/a/deeper/heap") == "Bearer own"


def test_an_unchecked_certificate_is_that_of_all_services_of_a_server() -> None:
    keyring = Keyring()
    keyring.learn(parse_target("https+insecure://gw/a/debug/pprof/", access=Access(token=TOKEN)))
    target = keyring.target("https://gw/b/debug/pprof/")
    assert isinstance(target, ServerTarget)
    assert target.url == SecretUrl("https+insecure://gw/b/debug/pprof/")


def test_a_secret_of_the_query_is_known_as_long_as_the_program_runs() -> None:
    keyring = Keyring()
    asked = parse_target(f"host:6060/debug/pprof/heap?token={TOKEN}&seconds=2&note=xxxxx")
    keyring.learn(asked)
    target = keyring.target(asked.display)
    assert isinstance(target, UrlTarget)
    assert sorted(target.url.query) == [("note", "xxxxx"), ("seconds", "2"), ("token", TOKEN)]
    # Another service of another server has none of it.
    other = keyring.target(asked.display.replace("host", "other"))
    assert isinstance(other, UrlTarget)
    assert other.url.left_out == "token"
