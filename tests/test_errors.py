"""Every error is one line: where, what happened, what to do next."""

from __future__ import annotations

import pytest

from tui import errors
from tui.errors import BadProfile, FetchError, ProfileError, Refused, as_profile_error, shortage


def test_an_error_says_where_what_and_what_next() -> None:
    error = ProfileError("unexpected EOF", where="cpu.pb.gz", remedy="Take it again.")
    assert str(error) == "cpu.pb.gz: unexpected EOF. Take it again."
    assert str(ProfileError("unexpected EOF")) == "unexpected EOF"
    assert str(ProfileError("unexpected EOF", where="-")) == "-: unexpected EOF"


def test_a_place_is_added_once() -> None:
    error = BadProfile("unexpected EOF")
    assert error.at("inner") is error
    assert str(error.at("outer")) == "inner: unexpected EOF"


def test_what_a_server_says_cannot_reach_the_terminal_raw() -> None:
    error = Refused("no\x1b[2J\nnext", status=500, where="http://a\x07/", remedy="Ask\nagain.")
    assert str(error) == "http://a\\x07/: no\\x1b[2J\\nnext. Ask\\nagain."
    assert error.status == 500


@pytest.mark.parametrize("name", ["Unreachable", "TimedOut", "Refused", "Cancelled"])
def test_all_trouble_with_servers_is_one_branch(name: str) -> None:
    assert issubclass(getattr(errors, name), FetchError)


def test_every_error_is_in_the_tree_and_the_tree_is_drawn() -> None:
    classes = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)]
    assert classes
    for error in classes:
        assert issubclass(error, ProfileError)
        assert error.__name__ in (errors.__doc__ or "")


def test_what_the_system_has_no_more_of_is_an_error_of_one_line() -> None:
    assert str(shortage(MemoryError())).startswith("there is not enough memory")
    assert str(shortage(RuntimeError("can't start new thread"))).startswith("no more threads can be started")
    for error in (RuntimeError("dictionary changed size"), ValueError("can't start new thread"), OSError()):
        assert shortage(error) is None


def test_what_nobody_foresaw_in_a_thread_is_no_error_of_the_users() -> None:
    assert as_profile_error(FetchError("x")).what == "x"
    with pytest.raises(KeyError):
        as_profile_error(KeyError("x"))
