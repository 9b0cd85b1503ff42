from __future__ import annotations

import pytest

from tui.symbols.filenames import is_generated, is_relative_c


@pytest.mark.parametrize(
    ("name", "generated"),
    [(b"a.js", True), (b"file:///x/a.mjs", True), (b"a.cjs", True), (b"a.ts", False), (b"a.json", False), (b"", False)],
)
def test_what_is_generated(name: bytes, generated: bool) -> None:
    assert is_generated(name) is generated


@pytest.mark.parametrize(
    ("name", "relative"),
    [
        (b"src/mill.cc", True),
        (b"../lib/x.h", True),
        (b"malloc.c", True),
        (b"/usr/src/mill.cc", False),
        (b"<built-in>", False),
        (b"net/http/server.go", False),
        (b"app.py", False),
        (b"", False),
    ],
)
def test_what_is_relative_to_a_folder_that_only_the_binary_knows(name: bytes, relative: bool) -> None:
    assert is_relative_c(name) is relative
