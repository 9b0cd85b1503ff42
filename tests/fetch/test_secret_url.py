"""Secrets of a URL are in no text that a person, a log or a file name could get."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.errors import ProfileError
from tui.fetch.access import NO_ACCESS, Access
from tui.fetch.secrecy import hidden_in_each, hide_secret_arguments
from tui.fetch.secret_url import SecretUrl
from tui.fetch.target import ServerTarget, UrlTarget, parse_target

SECRET = "c4nary-s3cret"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (f"http://ops:{SECRET}@h:6060/debug/pprof/heap", "h:6060/debug/pprof/heap"),
        (f"https://ops:{SECRET}@h/heap", "https://h/heap"),
        (f"http://{SECRET}@h/heap", "http://h/heap"),
        (f"http://h:1/heap?access_token={SECRET}&gc=1", "h:1/heap?access_token=xxxxx&gc=1"),
        (f"http://h:1/heap?X-Amz-Signature={SECRET}", "h:1/heap?X-Amz-Signature=xxxxx"),
        (f"http://h:1/heap?apiKey={SECRET}", "h:1/heap?apiKey=xxxxx"),
        (f"http://h:1/heap?pass={SECRET}&jwt={SECRET}", "h:1/heap?pass=xxxxx&jwt=xxxxx"),
        (f"http://h:1/heap?sid={SECRET}&bypass=1", "h:1/heap?sid=xxxxx&bypass=1"),
        (f"http://h:1/heap#{SECRET}", "h:1/heap"),
        ("http://h:1/a/b:c?x=1,2", "h:1/a/b:c?x=1,2"),
        ("http://[::1]:6060/heap", "[::1]:6060/heap"),
        (f"http+unix://ops:{SECRET}@%2Frun%2FA.sock/heap?token={SECRET}", "unix:///run/A.sock:/heap?token=xxxxx"),
        ("http+unix://%2Frun%2Fa%3A%2Fb/heap", "http+unix://%2Frun%2Fa%3A%2Fb/heap"),
        ("http+unix://%2Frun%2F%1B%5B2J/heap", "http+unix://%2Frun%2F%1B%5B2J/heap"),
    ],
)
def test_what_is_shown_has_no_secret(url: str, shown: str) -> None:
    secret = SecretUrl(url)
    assert secret.display == shown
    assert SECRET not in f"{secret} {secret!r} {UrlTarget(secret)} {UrlTarget(secret)!r} {ServerTarget(secret)!r}"


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=8, max_size=20))
def test_a_password_of_any_letters_is_never_shown(password: str) -> None:
    for typed in (
        f"http://u:{password}@h:1/heap",
        f"u:{password}@h:1",
        f"u:{password}@h",
        f"h:1/heap?token={password}",
    ):
        try:
            shown = parse_target(typed).display
        except ProfileError as error:
            shown = str(error)
        # An @, / or # in it is a typing error which ends the userinfo early.
        if not set(password) & set("@/#?&;:[]"):
            assert password not in shown


def test_what_lets_us_in_stays_with_the_url_and_is_not_shown() -> None:
    access = Access(headers=(("X-Key", SECRET),), token=SECRET, login=("ops", SECRET))
    url = SecretUrl("http://h:1/debug/pprof/", access)
    for derived in (url.with_path("/x"), url.with_query({"a": "b"}), url.without_userinfo()):
        assert derived.access == access
        assert SECRET not in f"{derived} {derived!r} {UrlTarget(derived)!r} {access} {access!r}"
    assert url.resolved("/next").access == NO_ACCESS


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("/next?x=1", "http+unix://%2Frun%2FA.sock/next?x=1"),
        ("heap", "http+unix://%2Frun%2FA.sock/debug/pprof/heap"),
        ("http://localhost/next", "http+unix://%2Frun%2FA.sock/next"),
        ("http://localhost:80/next", "http://localhost:80/next"),
        ("http://other/next", "http://other/next"),
    ],
)
def test_a_link_of_a_socket_stays_behind_it(link: str, leads: str) -> None:
    assert SecretUrl("http+unix://ops:p@%2Frun%2FA.sock/debug/pprof/").resolved(link).reveal() == leads


def test_what_a_server_echoes_is_scrubbed() -> None:
    url = SecretUrl(f"http://ops:{SECRET}%21@h/heap?token=a%20b%20c")
    assert url.scrub(f"no {SECRET}! and {SECRET}%21 and a b c or a%20b%20c") == "no xxxxx and xxxxx and xxxxx or xxxxx"


def test_userinfo_is_decoded_for_the_request() -> None:
    assert SecretUrl("http://us%40er:p%3Aw@h/").userinfo == ("us@er", "p:w")
    assert SecretUrl("http://h/").userinfo is None


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("etcd --auth-token=abc -v", "etcd --auth-token=xxxxx -v"),
        ("app -password abc run", "app -password xxxxx run"),
        ("app DB_PASSWORD=abc", "app DB_PASSWORD=xxxxx"),
        ("app postgres://me:abc@db/x", "app postgres://xxxxx@db/x"),
        ("app --config /etc/app.conf", "app --config /etc/app.conf"),
        ("app --pass=abc --compass=north", "app --pass=xxxxx --compass=north"),
        ("app amqp://u:p@abc@mq/ http://h/x@y", "app amqp://xxxxx@mq/ http://h/x@y"),
        ("app -dsn root:a/b@c@tcp(db:3306)/x -v", "app -dsn xxxxx@tcp(db:3306)/x -v"),
        ("app --db=root:abc@db -listen=host:80", "app --db=xxxxx@db -listen=host:80"),
        ("app --url=https://h/?jwt=abc /etc/key /srv", "app --url=https://h/?jwt=xxxxx /etc/key /srv"),
        ("app host=db password=abc user=me", "app host=db password=xxxxx user=me"),
        ("curl -H Authorization: Bearer abc http://h", "curl -H Authorization: xxxxx http://h"),
        ("curl -H Authorization: Token abc http://h", "curl -H Authorization: xxxxx http://h"),
        ("curl -H Cookie: a=abc; b=abc -v", "curl -H Cookie: xxxxx -v"),
        ("app --auth-url http://h --token-url=http://h:80", "app --auth-url xxxxx --token-url=xxxxx"),
    ],
)
def test_a_command_line_is_shown_without_its_secrets(command: str, shown: str) -> None:
    assert hide_secret_arguments(command) == shown


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        ("-H|Authorization: Token abc|http://h", "-H|Authorization: xxxxx|http://h"),
        ("--header=Authorization: ApiKey abc|-v", "--header=Authorization: xxxxx|-v"),
        ("--password=a long phrase|-v", "--password=xxxxx|-v"),
        ("--password|a long phrase|run", "--password|xxxxx|run"),
        ("--auth|-v|run", "--auth|-v|run"),
        ("-H|Authorization:|Bearer|abc|run", "-H|Authorization:|xxxxx|xxxxx|run"),
        ("password|=|abc|run", "password|xxxxx|xxxxx|run"),
        ('{"token": "abc", "port": 1}|run', '{"token": xxxxx|run'),
        ("-dsn|postgres://me:pass=abc@db/x?token=abc|run", "-dsn|postgres://xxxxx@db/x?token=xxxxx|run"),
        ("sh|-c|app --token abc -v", "sh|-c|app --token xxxxx -v"),
        ("-listen=host:80|--compass=north||/etc/key|/srv", "-listen=host:80|--compass=north||/etc/key|/srv"),
    ],
)
def test_a_secret_goes_on_to_the_end_of_its_argument(arguments: str, shown: str) -> None:
    assert "|".join(hidden_in_each(arguments.split("|"))) == shown


@pytest.mark.parametrize(
    ("url", "here"),
    [("http://localhost/", True), ("http://127.9.9.9/", True), ("http://[::1]/", True), ("http://10.0.0.1/", False)],
)
def test_this_machine_is_known_by_its_names(url: str, here: bool) -> None:
    assert SecretUrl(url).is_loopback is here
