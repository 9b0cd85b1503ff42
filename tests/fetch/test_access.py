"""What lets us in is sent where it belongs and nowhere else, and what is wrong with it is told without telling it."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tui.errors import BadOption, FileTrouble, NotAProfile, ProfileError, Refused, Unreachable, WayOut
from tui.fetch.access import NO_ACCESS, TOKEN_VARIABLE, Access, access_of
from tui.fetch.endpoints import list_endpoints, profile_url
from tui.fetch.http import fetch_bytes
from tui.fetch.secret_url import SecretUrl
from tui.fetch.source import load
from tui.fetch.target import ServerTarget, UrlTarget, parse_target, with_url

Behaviour = Callable[[socket.socket, bytes], None]
Start = Callable[[Behaviour], Any]
"""The fixture `misbehave` of conftest.py."""
StartGo = Callable[..., AbstractContextManager[str]]
GZIP = b"\x1f\x8b"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 2\r\n\r\nok"
SECRET = "c4nary-s3cret"


def answer(*pieces: bytes) -> Behaviour:
    return lambda client, head: client.sendall(b"".join(pieces))


def file(folder: Path, text: str, name: str = "file") -> str:
    path = folder / name
    path.write_text(text)
    return str(path)


def fetch(typed: str, access: Access = NO_ACCESS) -> bytes:
    return load(parse_target(typed, access=access)).body


# What is read


def test_headers_and_a_token_come_from_files(tmp_path: Path) -> None:
    listed = file(tmp_path, f"# for the vault\n\nX-Vault-Token: {SECRET}\nX-Scope-OrgID:team: a\n", "headers")
    token = file(tmp_path, f"{SECRET}\n", "token")
    access = access_of(headers=[f"@{listed}", "X-A: b"], token_file=token, environment={TOKEN_VARIABLE: "another"})
    assert access.headers == (("X-Vault-Token", SECRET), ("X-Scope-OrgID", "team: a"), ("X-A", "b"))
    assert access.token == SECRET
    assert SECRET not in repr(access)


def test_a_token_may_be_in_the_environment() -> None:
    assert access_of(environment={TOKEN_VARIABLE: f" Bearer {SECRET}\n"}).token == SECRET
    assert access_of(environment={TOKEN_VARIABLE: ""}) == NO_ACCESS
    # A header that was named says what is meant.
    named = access_of(headers=["authorization: Token x"], environment={TOKEN_VARIABLE: SECRET})
    assert named.sent(None) == {"authorization": "Token x"}


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        ({"headers": [SECRET]}, "no header"),
        ({"headers": [f"A B: {SECRET}"]}, "no header"),
        ({"headers": [f"X: {SECRET}\r\nY: z"]}, "value of X has characters"),
        ({"headers": [f"X: {SECRET}\u20ac"]}, "value of X has characters"),
        ({"headers": [f"Content-Length: {SECRET}"]}, "Content-Length cannot be set"),
        ({"environment": {TOKEN_VARIABLE: f"{SECRET} {SECRET}"}}, "PPROF_TUI_TOKEN: this is no token"),
        ({"token_file": "TOKEN", "headers": ["Authorization: x"]}, "both -token-file and a header"),
        ({"token_file": "EMPTY"}, "no token in it"),
        ({"headers": ["@EMPTY"]}, "no header in it"),
        ({"headers": ["@TOKEN"]}, "TOKEN line 1: this is no header"),
        ({"tls_key": "TOKEN"}, "without -tls_cert"),
        ({"tls_ca": "TOKEN"}, "no certificate in"),
        ({"tls_cert": "TOKEN"}, "no certificate with a fitting key in"),
        ({"tls_ca": "nowhere"}, "no such file"),
        ({"tls_cert": "TOKEN", "tls_key": "nowhere"}, "nowhere: no such file"),
    ],
)
def test_what_makes_no_sense_is_said_without_the_secret(
    flags: dict[str, Any], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file(tmp_path, f"{SECRET}\n", "TOKEN")
    file(tmp_path, " \n", "EMPTY")
    with pytest.raises(BadOption, match=says) as refused:
        access_of(**{"environment": {}, **flags})
    assert SECRET not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_missing_is_named() -> None:
    with pytest.raises(FileTrouble, match="nowhere/token: no such file"):
        access_of(token_file="nowhere/token", environment={})


# Where it goes


def test_every_kind_is_taken_by_a_server_that_wants_it(start_go_server: StartGo, tmp_path: Path) -> None:
    token = file(tmp_path, SECRET)
    with start_go_server("-bearer", SECRET) as address:
        assert fetch(f"{address}/debug/pprof/heap", access_of(token_file=token, environment={})).startswith(GZIP)
        # The index, the title and every profile are asked for in the same way.
        target = parse_target(address, access=access_of(token_file=token, environment={}))
        assert isinstance(target, ServerTarget)
        index = list_endpoints(target)
        assert index.title.startswith("goload-")
        assert SECRET not in f"{index!r} {index.title}"
        assert load(profile_url(index.endpoints[1])).body.startswith(GZIP)
    with start_go_server("-header", f"X-Vault-Token:{SECRET}") as address:
        access = access_of(headers=[f"X-Vault-Token: {SECRET}"], environment={})
        assert fetch(f"{address}/debug/pprof/heap", access).startswith(GZIP)


def test_a_screen_learns_what_is_wanted_and_can_give_it(start_go_server: StartGo) -> None:
    with start_go_server("-basic", f"ops:{SECRET}") as address:
        target = parse_target(f"{address}/debug/pprof/heap")
        assert isinstance(target, UrlTarget)
        with pytest.raises(Refused, match=r"401 Unauthorized\. Name a user as http://USER@HOST") as refused:
            load(target)
        assert refused.value.way_out.wants == "password"
        assert load(with_url(target, target.url.with_login("ops", SECRET))).body.startswith(GZIP)
        with pytest.raises(Refused, match="The password that was sent is not the one") as refused:
            load(with_url(target, target.url.with_login("ops", "wr0ng")))
        assert "wr0ng" not in str(refused.value)
    with start_go_server("-bearer", SECRET) as address:
        target = parse_target(f"http://someone@{address}/debug/pprof/heap")
        assert isinstance(target, UrlTarget)
        assert target.url.asks_for_password == "someone"
        assert load(with_url(target, target.url.with_token(SECRET))).body.startswith(GZIP)
        with pytest.raises(Refused, match=r"403 Forbidden\. Give a token with -token-file") as refused:
            fetch(f"{address}/debug/pprof/heap")
        assert refused.value.way_out.wants == "token"


@pytest.mark.parametrize("access", [Access(token=SECRET), Access((("Authorization", f"Bearer {SECRET}"),))])
def test_a_user_without_a_password_does_not_keep_a_token_back(access: Access) -> None:
    for typed in ("http://bob@h:1/heap", "http://bob:@h:1/heap"):
        url = SecretUrl(typed, access)
        assert url.access.sent(url.userinfo) == {"Authorization": f"Bearer {SECRET}"}
    # Where there is nothing else, the user is all that there is to send.
    assert NO_ACCESS.sent(("bob", "")) == {"Authorization": "Basic Ym9iOg=="}


def test_what_stands_for_a_secret_is_not_sent_for_it(misbehave: Start) -> None:
    server = misbehave(answer(OK))
    shown = parse_target(f"{server.address}/debug/pprof/heap?token={SECRET}&x=xxxxx").display
    with pytest.raises(Unreachable, match=r"token=xxxxx stands for a secret that is never kept\. Type the URL with it"):
        fetch(shown)
    assert server.requests == []


def test_headers_of_one_name_are_all_sent(misbehave: Start) -> None:
    server = misbehave(answer(OK))
    headers = (("Cookie", "a=1"), ("X-Team", "one"), ("cookie", f"b={SECRET}"), ("x-team", "two"))
    fetch_bytes(SecretUrl(f"http://{server.address}/heap", Access(headers)), deadline=20)
    sent = server.requests[0].split(b"\r\n")
    assert f"Cookie: a=1; b={SECRET}".encode() in sent
    assert b"X-Team: one, two" in sent


@pytest.mark.parametrize(
    ("challenge", "access", "says", "wants"),
    [
        ("Bearer", Access((("X-Scope-OrgID", "a"),)), "Give a token with", "token"),
        ("Bearer", Access((("X-Vault-Token", SECRET),)), "The header X-Vault-Token that was sent is not", "token"),
        ("Bearer", Access(login=("ops", SECRET)), "A password was sent, but it wants a token. Give a", "token"),
        ('Bearer, Basic realm="a, digest b"', Access(token=SECRET), "The token that was sent is not", "token"),
        ('Digest realm="a, basic b", nonce="y"', Access(login=("ops", SECRET)), "It wants Digest, which is not", ""),
        ("Negotiate", NO_ACCESS, "It wants Negotiate, which is not spoken", ""),
        ("Negotiate, Basic", NO_ACCESS, "Name a user as", "password"),
        ("", Access(login=("ops", SECRET)), "The password that was sent is not", "password"),
    ],
)
def test_what_is_wanted_is_told_by_what_was_sent(
    challenge: str, access: Access, says: str, wants: str, misbehave: Start
) -> None:
    server = misbehave(answer(f"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: {challenge}\r\n\r\n".encode()))
    with pytest.raises(Refused) as refused:
        fetch(f"{server.address}/debug/pprof/heap", access)
    assert refused.value.remedy.startswith(says)
    assert refused.value.way_out.wants == wants


@pytest.mark.parametrize(
    ("access", "says"), [(Access(token=SECRET), "What lets us in at"), (NO_ACCESS, "It was sent nothing")]
)
def test_who_is_only_redirected_to_and_refuses_is_to_be_named_itself(
    access: Access, says: str, misbehave: Start
) -> None:
    other = misbehave(answer(b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\n\r\n"))
    there = f"http://{other.address}/debug/pprof/heap"
    server = misbehave(answer(f"HTTP/1.1 308 There\r\nLocation: {there}?state={SECRET}\r\n\r\n".encode()))
    with pytest.raises(Refused, match=f"redirected to {other.address}/debug/pprof/heap, which answered 401") as refused:
        fetch(f"{server.address}/debug/pprof/heap", access)
    # THEN nothing is offered that would only be sent to the wrong one again
    assert refused.value.way_out == WayOut()
    assert refused.value.remedy.startswith(says)
    assert refused.value.remedy.endswith(f": name {other.address}/debug/pprof/heap itself.")
    assert SECRET not in str(refused.value)


def test_what_goes_wrong_where_a_redirect_leads_is_said_of_that_place(
    start_go_server: StartGo, misbehave: Start, tmp_path: Path
) -> None:
    with start_go_server("-tls", str(tmp_path / "ca.pem")) as address:
        there = f"https://{address}/debug/pprof/heap"
        server = misbehave(answer(f"HTTP/1.1 308 There\r\nLocation: {there}\r\n\r\n".encode()))
        with pytest.raises(Unreachable, match=f"redirected to {there}: certificate not accepted") as broken:
            fetch(f"{server.address}/debug/pprof/heap")
        assert broken.value.where == f"{server.address}/debug/pprof/heap"


@pytest.mark.rule("R14")
@pytest.mark.parametrize(
    "access",
    [
        Access(headers=(("X-Vault-Token", SECRET), ("Cookie", f"session={SECRET}"))),
        Access(token=SECRET),
        Access(login=("ops", SECRET)),
    ],
    ids=["headers", "token", "login"],
)
def test_a_redirect_to_another_host_takes_nothing_along(access: Access, misbehave: Start) -> None:
    other = misbehave(answer(OK))
    server = misbehave(answer(f"HTTP/1.1 307 There\r\nLocation: http://{other.address}/x\r\n\r\n".encode()))
    assert fetch_bytes(SecretUrl(f"http://{server.address}/heap", access), deadline=20).body == b"ok"
    for name, value in access.sent(None).items():
        assert f"{name}: {value}".encode() in server.requests[0]
        assert name.encode() not in other.requests[0]
    assert SECRET.encode() not in other.requests[0]


@pytest.mark.rule("R14")
def test_another_port_of_the_same_host_is_another_server(misbehave: Start) -> None:
    other = misbehave(answer(OK))
    port = other.address.rpartition(":")[2]
    server = misbehave(answer(f"HTTP/1.1 307 There\r\nLocation: http://127.0.0.1:{port}/x\r\n\r\n".encode()))
    fetch_bytes(SecretUrl(f"http://{server.address}/heap", Access(token=SECRET)), deadline=20)
    assert SECRET.encode() not in other.requests[0]


@pytest.mark.rule("R14")
@pytest.mark.parametrize(
    ("status", "head", "body"),
    [
        ("403 No", b"X-Go-Pprof: 1\r\nContent-Type: text/plain\r\n", "you sent %s"),
        ("500 %s", b"", ""),
        ("200 OK", b"", "<html><title>Hello %s</title>"),
    ],
)
@pytest.mark.parametrize("access", [Access(token=SECRET), Access((("X-Key", SECRET),)), Access(login=("ops", SECRET))])
def test_what_a_server_echoes_is_not_shown(
    status: str, head: bytes, body: str, access: Access, misbehave: Start
) -> None:
    echoes = [value for value in access.secrets() if len(value) > 3]
    for echo in echoes:
        line = status.replace("%s", echo)
        server = misbehave(answer(f"HTTP/1.1 {line}\r\n".encode(), head, b"\r\n", body.replace("%s", echo).encode()))
        with pytest.raises((Refused, NotAProfile)) as refused:
            fetch(f"{server.address}/debug/pprof/heap", access)
        assert echo not in str(refused.value)
        assert "xxxxx" in str(refused.value)


def test_words_that_a_header_happens_to_have_are_shown(misbehave: Start) -> None:
    server = misbehave(answer(b"HTTP/1.1 403 Forbidden: tenant shop is not true, abc is not c4nary-s3cret\r\n\r\n"))
    headers = (("X-Scope-OrgID", "shop"), ("X-Trace", "true"), ("X-Key", "abc"), ("Cookie", f"a=b; c={SECRET}"))
    with pytest.raises(Refused, match="tenant shop is not true, xxxxx is not xxxxx"):
        fetch(f"{server.address}/debug/pprof/heap", Access(headers))


@pytest.mark.rule("R14")
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("Authorization", "Bearer abc1234", "token abc1234 is unknown"),
        ("Authorization", "Bearer  abc1234", "token abc1234 is unknown"),
        ("Authorization", "Basic YTpi", "token YTpi is unknown"),
        ("Cookie", "a=b;sid=abc123", "token abc123 is unknown"),
        ("Cookie", 'sid="abc123"; a=b', "token abc123 is unknown"),
        ("X-Scope", f'a=b;  c="{SECRET}"', f"token {SECRET} is unknown"),
    ],
)
def test_a_part_of_a_header_that_is_echoed_is_hidden_however_short(name: str, value: str, said: str) -> None:
    assert SecretUrl("http://h:1/x", Access(((name, value),))).scrub(said) == "token xxxxx is unknown"


# .netrc


@pytest.fixture
def netrc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def write(text: str) -> None:
        path = tmp_path / "netrc"
        path.write_text(text)
        path.chmod(0o600)
        monkeypatch.setenv("NETRC", str(path))

    return write


def test_netrc_is_read_when_asked_for(start_go_server: StartGo, netrc: Callable[[str], None]) -> None:
    netrc(f"machine 127.0.0.1 login ops password {SECRET}\nmachine elsewhere login x password y\n")
    with start_go_server("-basic", f"ops:{SECRET}") as address:
        target = parse_target(f"{address}/debug/pprof/heap", netrc=True)
        assert load(target).body.startswith(GZIP)
        assert SECRET not in f"{target} {target.display}"
        # It holds for the user that is named, and not for another.
        assert load(parse_target(f"http://ops@{address}/debug/pprof/heap", netrc=True)).body.startswith(GZIP)
        with pytest.raises(Refused, match="401"):
            load(parse_target(f"http://eve@{address}/debug/pprof/heap", netrc=True))
        # A password that is typed counts more.
        with pytest.raises(Refused, match="401"):
            load(parse_target(f"http://ops:wr0ng@{address}/debug/pprof/heap", netrc=True))


@pytest.mark.rule("R14")
def test_a_netrc_that_is_none_is_named_without_what_it_says(netrc: Callable[[str], None]) -> None:
    netrc(f"machine 127.0.0.1 login ops {SECRET}\n")
    with pytest.raises(FileTrouble, match=r"netrc line \d: this is no netrc") as refused:
        parse_target("127.0.0.1:1", netrc=True)
    assert SECRET not in str(refused.value)


@pytest.mark.rule("R14")
def test_a_netrc_that_is_no_text_is_named_without_what_it_says(netrc: Callable[[str], None], tmp_path: Path) -> None:
    netrc("")
    # Neither in UTF-8 nor, if the locale had one of single bytes, a netrc.
    (tmp_path / "netrc").write_bytes(f"machine 127.0.0.1 login \xff {SECRET}\xff\n".encode("latin-1"))
    with pytest.raises(FileTrouble, match=r"netrc.*: this (is no netrc|netrc is no UTF-8)") as refused:
        parse_target("127.0.0.1:1", netrc=True)
    assert SECRET not in str(refused.value)


# TLS


@pytest.fixture(autouse=True)
def _no_authorities_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", TOKEN_VARIABLE):
        monkeypatch.delenv(name, raising=False)


def test_an_authority_is_named_or_the_check_is_skipped(start_go_server: StartGo, tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    with start_go_server("-tls", str(authority)) as address:
        typed = f"https://{address}/debug/pprof/heap"
        assert fetch(typed, access_of(tls_ca=str(authority), environment={})).startswith(GZIP)
        skipped = parse_target(typed, insecure=True)
        assert load(skipped).body.startswith(GZIP)
        # What is shown says that it was, and can be typed again.
        assert skipped.display == f"https+insecure://{address}/debug/pprof/heap"
        assert parse_target(skipped.display) == skipped
    with start_go_server("-tls", str(tmp_path / "other.pem")) as address:
        with pytest.raises(Unreachable, match="certificate not accepted") as refused:
            fetch(f"https://{address}/debug/pprof/heap", access_of(tls_ca=str(authority), environment={}))
        assert "-tls_ca" in refused.value.remedy


def test_a_client_certificate_is_shown_to_who_asks_for_it(start_go_server: StartGo, tmp_path: Path) -> None:
    authority, pair = tmp_path / "ca.pem", tmp_path / "client.pem"
    with start_go_server("-tls", str(authority), "-mtls", str(pair)) as address:
        typed = f"https://{address}/debug/pprof/heap"
        both = access_of(tls_ca=str(authority), tls_cert=str(pair), environment={})
        assert fetch(typed, both).startswith(GZIP)
        text = pair.read_text()
        begins = text.index("-----BEGIN PRIVATE")
        certificate, key = file(tmp_path, text[:begins], "c.pem"), file(tmp_path, text[begins:], "k.pem")
        apart = access_of(tls_ca=str(authority), tls_cert=certificate, tls_key=key, environment={})
        assert fetch(typed, apart).startswith(GZIP)
        with pytest.raises(Unreachable) as refused:
            fetch(typed, access_of(tls_ca=str(authority), environment={}))
        assert "-tls_cert and -tls_key" in refused.value.remedy


@pytest.mark.rule("R14")
def test_a_client_certificate_is_not_shown_to_another_server(
    start_go_server: StartGo, misbehave: Start, tmp_path: Path
) -> None:
    authority, pair = tmp_path / "ca.pem", tmp_path / "client.pem"
    with start_go_server("-tls", str(authority), "-mtls", str(pair)) as address:
        there = f"HTTP/1.1 307 There\r\nLocation: https://{address}/debug/pprof/heap\r\n\r\n".encode()
        server = misbehave(answer(there))
        access = access_of(tls_ca=str(authority), tls_cert=str(pair), environment={})
        # The one that it was given for would be let in, as above; who was only redirected there is not.
        with pytest.raises(Unreachable, match="client certificate"):
            fetch(f"http://{server.address}/debug/pprof/heap", access)


def test_a_key_that_is_encrypted_is_not_asked_for_in_the_middle_of_the_screen(
    start_go_server: StartGo, tmp_path: Path
) -> None:
    pair, locked = tmp_path / "client.pem", tmp_path / "locked.pem"
    with start_go_server("-tls", str(tmp_path / "ca.pem"), "-mtls", str(pair)):
        command = ["openssl", "pkey", "-in", pair, "-aes256", "-passout", "pass:pw", "-out", locked]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=60)
        except FileNotFoundError:
            pytest.skip("openssl is not installed")
    with pytest.raises(BadOption, match="is encrypted"):
        access_of(tls_cert=str(pair), tls_key=str(locked), environment={})


@pytest.mark.rule("R14")
def test_an_unchecked_certificate_may_be_that_of_the_same_host_where_http_leads_to_https(
    start_go_server: StartGo, misbehave: Start, tmp_path: Path
) -> None:
    with start_go_server("-tls", str(tmp_path / "ca.pem")) as address:
        for host in ("127.0.0.1", "localhost"):
            there = f"https://{host}:{address.rpartition(':')[2]}/debug/pprof/heap"
            server = misbehave(answer(f"HTTP/1.1 308 There\r\nLocation: {there}\r\n\r\n".encode()))
            target = parse_target(f"http://{server.address}/debug/pprof/heap", insecure=True)
            if host == "127.0.0.1":
                assert load(target).body.startswith(GZIP)
                continue
            # Another host is to be checked.
            with pytest.raises(Unreachable, match="certificate not accepted"):
                load(target)


# Unix sockets


def test_a_socket_of_a_daemon_is_a_server_like_any_other(caddy_socket: str) -> None:
    for typed in (f"unix://{caddy_socket}", f"unix://{caddy_socket}:/debug/pprof", caddy_socket):
        target = parse_target(typed)
        assert isinstance(target, ServerTarget)
        assert target.display == f"unix://{caddy_socket}:/debug/pprof/"
    index = list_endpoints(target)
    assert index.title.startswith("caddy")
    names = [endpoint.name for endpoint in index.endpoints]
    assert {"profile", "heap", "goroutine"} <= set(names)
    heap = profile_url(index.endpoints[names.index("heap")])
    assert load(heap).body.startswith(GZIP)
    assert parse_target(heap.display) == heap


def test_a_socket_takes_a_password_and_a_path(start_go_server: StartGo, socket_folder: Path) -> None:
    path = socket_folder / "Go load.sock"
    with start_go_server("-listen", f"unix:{path}", "-basic", f"ops:{SECRET}", "-prefix", "/v1/sys/pprof") as named:
        assert named == str(path)
        quoted = str(path).replace("/", "%2F").replace(" ", "%20")
        typed = f"http+unix://ops:{SECRET}@{quoted}/v1/sys/pprof/"
        target = parse_target(typed)
        assert isinstance(target, ServerTarget)
        assert SECRET not in target.display
        # A path with a blank cannot be written the short way.
        assert target.display == f"http+unix://{quoted}/v1/sys/pprof/"
        index = list_endpoints(target)
        assert load(profile_url(index.endpoints[1])).body.startswith(GZIP)
        with pytest.raises(Refused, match="401"):
            fetch(f"unix://{path}:/v1/sys/pprof/heap")


def test_a_redirect_of_a_socket_stays_behind_it(start_go_server: StartGo, socket_folder: Path) -> None:
    path = socket_folder / "redirect.sock"
    with start_go_server("-listen", f"unix:{path}", "-bearer", SECRET):
        # Go sends /debug/pprof to /debug/pprof/.
        url = SecretUrl(f"http+unix://{str(path).replace('/', '%2F')}/debug/pprof", Access(token=SECRET))
        assert b"heap" in fetch_bytes(url, deadline=20).body


def test_a_redirect_does_not_lead_to_a_socket(misbehave: Start) -> None:
    server = misbehave(answer(b"HTTP/1.1 302 There\r\nLocation: http+unix://%2Frun%2Fdocker.sock/x\r\n\r\n"))
    with pytest.raises(Unreachable, match="redirected to a socket of this machine"):
        fetch(f"{server.address}/debug/pprof/heap")


def test_a_socket_without_a_program_says_so(socket_folder: Path) -> None:
    missing, left = socket_folder / "missing.sock", socket_folder / "left.sock"
    with pytest.raises(Unreachable, match=r"missing\.sock:/heap: there is no such socket\. Is the program running"):
        fetch(f"unix://{missing}:/heap")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(left))
    with pytest.raises(Unreachable, match="nobody listens on this socket"):
        fetch(f"unix://{left}:/heap")
    with pytest.raises(Unreachable, match="cannot connect to this socket"):
        fetch(f"unix:///tmp/{'x' * 200}:/heap")


@pytest.mark.parametrize("typed", ["unix:x.sock", "unix://x.sock", "unix:", "http+unix://x/heap", "http+unix:///heap"])
def test_a_socket_without_an_absolute_path_is_refused(typed: str) -> None:
    with pytest.raises(ProfileError, match=r"absolute|no host"):
        parse_target(typed)


# Proxies


@pytest.mark.rule("R14")
def test_a_proxy_that_wants_a_password_is_told_apart_from_the_server(
    misbehave: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = misbehave(answer(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"))
    monkeypatch.setenv("https_proxy", f"http://me:{SECRET}@{proxy.address}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(Refused, match=r"the proxy answered 407.*The proxy wants a password") as refused:
        fetch("https://profiled.invalid/debug/pprof/heap", Access(token=SECRET))
    assert SECRET not in str(refused.value)
    assert proxy.requests[0].startswith(b"CONNECT profiled.invalid:443")
    # What is for the server is not for the proxy in front of it.
    assert b"Bearer" not in proxy.requests[0]


def test_no_proxy_is_asked_for_a_socket(caddy_socket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert fetch(f"unix://{caddy_socket}:/debug/pprof/heap").startswith(GZIP)
