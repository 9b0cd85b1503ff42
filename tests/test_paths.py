from __future__ import annotations

import pytest

from tui.paths import clean_path, trimmed_path


@pytest.mark.parametrize(
    ("path", "cleaned"),
    [
        (b"", b""),
        (b"a.go", b"a.go"),
        (b"./a//b/../c.go", b"a/c.go"),
        (b"//usr/src/a.go", b"/usr/src/a.go"),
        (b"/../a", b"/a"),
        (b"..", b".."),
        (b"a/", b"a"),
        (b"\xff/./x", b"\xff/x"),
    ],
)
def test_paths_are_cleaned_as_go_cleans_them(path: bytes, cleaned: bytes) -> None:
    assert clean_path(path) == cleaned


@pytest.mark.parametrize(
    ("path", "source_path", "trim_path", "trimmed"),
    [
        (b"/build/app/main.go", "", "", b"/build/app/main.go"),
        (b"/proc/self/cwd/./a.go", "", "", b"a.go"),
        (b"/proc/self/cwd/a.go", "", "", b"a.go"),
        (b"/build/app/main.go", "", "/other:/build", b"app/main.go"),
        (b"/builder/main.go", "", "/build", b"/builder/main.go"),
        (b"/some/remote/project/foo/bar.c", "/my/project", "", b"foo/bar.c"),
        (b"/some/remote/project/foo/bar.c", "/my/project", "/some", b"remote/project/foo/bar.c"),
    ],
)
def test_beginnings_are_cut_as_pprof_cuts_them(path: bytes, source_path: str, trim_path: str, trimmed: bytes) -> None:
    assert trimmed_path(path, source_path, trim_path) == trimmed
