from __future__ import annotations

import pytest

from tui.symbolizing.how import How, parse_how


@pytest.mark.parametrize(
    ("words", "how"),
    [
        ("", How()),
        ("none", How(off=True)),
        ("no", How(off=True)),
        ("local", How(remote=False)),
        ("FastLocal", How(remote=False, fast=True)),
        ("remote", How(local=False)),
        ("remote:local", How(remote=False)),
        ("force", How(force=True)),
        ("local:force", How(remote=False, force=True)),
        ("demangle=none", How(force=True, demangle="none")),
        ("demangle=full", How(force=True, demangle="full")),
        ("demangle=templates:local", How(remote=False, force=True, demangle="templates")),
        ("demangle=default", How()),
        ("default", How()),
        ("full", How(force=True, demangle="full")),
    ],
)
def test_words_are_understood_as_pprof_understands_them(words: str, how: How) -> None:
    assert parse_how(words) == (how, ())


def test_a_word_that_says_nothing_is_named_and_passed_over() -> None:
    how, remarks = parse_how("Local:quickly:force")
    assert how == How(remote=False, force=True)
    assert remarks == (
        "ignoring unrecognized symbolization option: Local:quickly:force",
        "expecting -symbolize=[local|fastlocal|remote|none][:force][:demangle=[none|full|templates|default]",
    )
