"""Whatever path a profile has for a source file: at most a line is said of it, soon, and no device is opened."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ui.conftest import home as screen_home
from tests.ui.driving import browsing, written
from tui.errors import ProfileError
from tui.pprof.build import Frame, ProfileBuilder
from tui.symbols.binaries import locate
from tui.symbols.places import Search
from tui.symbols.sourcefiles import Missing, SourceFile, find_source, forget_sources

__all__ = ["screen_home"]

pytestmark = pytest.mark.rule("R26")
MILLISECONDS = 200
EXAMPLES = int(os.environ.get("PPROF_TUI_EXAMPLES", "300"))
SOON = 20.0
"""Seconds; what waits for a pipe, or reads a device, never ends."""


def _fifo(folder: Path) -> str:
    os.mkfifo(folder / "x.c")
    return f"{folder}/x.c"


def _socket(folder: Path) -> str:
    import socket

    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"{folder}/x.c")
    return f"{folder}/x.c"


def _sparse(folder: Path) -> str:
    with (folder / "x.c").open("wb") as file:
        file.truncate(10 << 30)
    return f"{folder}/x.c"


def _loop(folder: Path) -> str:
    (folder / "x.c").symlink_to(folder / "y.c")
    (folder / "y.c").symlink_to(folder / "x.c")
    return f"{folder}/x.c"


def _device_by_link(folder: Path) -> str:
    (folder / "x.c").symlink_to("/dev/zero")
    return f"{folder}/x.c"


def _locked(folder: Path) -> str:
    (folder / "x.c").write_text("secret\n")
    (folder / "x.c").chmod(0)
    return f"{folder}/x.c"


REFUSED: dict[str, Callable[[Path], str]] = {
    "a pipe": _fifo,
    "a socket": _socket,
    "ten gigabytes of nothing": _sparse,
    "links in a circle": _loop,
    "a device by another name": _device_by_link,
    "/dev/zero": lambda _folder: "/dev/zero",
    "/dev/tty": lambda _folder: "/dev/tty",
    "/dev/stdin": lambda _folder: "/dev/stdin",
    "/proc/self/mem": lambda _folder: "/proc/self/mem",
    "/proc/self/environ": lambda _folder: "/proc/self/environ",
    "/proc/kmsg": lambda _folder: "/proc/kmsg",
    "a folder": str,
    "a file as a folder": lambda folder: f"{_written(folder)}/x.c",
    "NUL": lambda folder: f"{folder}/x\0.c",
    "no UTF-8": lambda folder: f"{folder}/\udcff.c",
    "escapes": lambda folder: f"{folder}/\x1b[2J\x1b]0;x\x07.c",
    "upwards": lambda _folder: "../" * 400 + "none/x.c",
    "too long": lambda folder: f"{folder}/{'x' * 5000}.c",
    "deep": lambda folder: f"{folder}{'/x' * 5000}.c",
    "as deep as a name may be": lambda folder: f"{folder}{'/x' * 1900}.go",
    "deep in Python": lambda folder: f"/usr/lib/python3.9/site-packages{'/x' * 1900}.py",
    "deep in Node": lambda folder: f"{'/node_modules/x' * 290}.js",
    "deep in Rust": lambda folder: f"/rustc/{'0' * 40}{'/x' * 1900}.rs",
    "deep in Go": lambda folder: f"example.com{'/A' * 1000}@v1.2.3{'/x' * 900}.go",
    "a web page": lambda _folder: "http://127.0.0.1:1/x.c",
    "another machine": lambda _folder: "//server/share/x.c",
    "lines": lambda folder: f"{folder}/a\nb\r\nc.c",
    "a pattern": lambda _folder: "/b/vendor/example.com/a**b/[!x.go",
    "no address": lambda _folder: "file://[x/y.js",
}
if os.geteuid():
    REFUSED["a file of somebody else"] = _locked


def _written(folder: Path) -> Path:
    (folder / "z.c").write_text("int x;\n")
    return folder / "z.c"


def soon(work: Callable[[], object]) -> object:
    """Do something in a thread, and fail if it does not end."""
    done: list[object] = []
    thread = threading.Thread(target=lambda: done.append(work()), daemon=True)
    thread.start()
    thread.join(SOON)
    assert done, "it does not end"
    return done[0]


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    forget_sources()
    yield
    forget_sources()


@pytest.mark.parametrize("kind", REFUSED)
def test_a_path_that_leads_to_no_source_is_one_line_and_soon(
    kind: str, tmp_path: Path, measured: Callable[..., None]
) -> None:
    before = set(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else set()
    recorded = os.fsencode(REFUSED[kind](tmp_path))
    (tmp_path / "here").mkdir()
    start = time.perf_counter()
    missing = soon(lambda: find_source(recorded, Search(tmp_path / "here")))
    measured("ms", (time.perf_counter() - start) * 1000, at_most=MILLISECONDS)
    assert isinstance(missing, Missing)
    for line in (missing.reason, *missing.tried):
        assert line.isprintable()
    # Nothing that was opened on the way stays open.
    assert not before or len(os.listdir("/proc/self/fd")) <= len(before)


_PARTS = st.sampled_from([
    *"/.*?[]!@:~%\0\n",
    *("..", "a", "x" * 300, "\udcff", "é", ".go", ".py", ".js", ".rs", ".c", "file:", "http:", "v1.2.3"),
    *("vendor", "src", "node_modules", "site-packages", "lib/python3", "<frozen a>", "rustc", "registry"),
])  # fmt: skip
_NAMES = st.lists(_PARTS, max_size=12).map("".join)


@settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(recorded=_NAMES, build_id=_NAMES)
def test_no_name_of_a_source_or_a_binary_is_an_error_that_nobody_foresaw(
    recorded: str, build_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("PPROF_BINARY_PATH", f"{tmp_path}:/")
        with contextlib.suppress(ProfileError):
            locate(recorded, build_id)
        with contextlib.suppress(ProfileError):
            locate(recorded, build_id, tmp_path)
    found = find_source(os.fsencode(recorded), Search(tmp_path))
    assert isinstance(found, SourceFile | Missing)


@pytest.mark.parametrize("kind", ["a pipe", "ten gigabytes of nothing", "/dev/zero", "escapes", "too long", "NUL"])
async def test_the_screen_says_so_and_goes_on(kind: str, tmp_path: Path, screen_home: Path) -> None:
    place = REFUSED[kind](tmp_path)
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    builder.add([Frame("leaf", place, 7, 3), Frame("main", place, 5, 1)], [10])
    async with browsing(written(tmp_path, builder.build())) as user:
        await user.press("2", "g", "4")
        await user.until_shown("#source-view", "no source: ", "10ns")
        assert "\x1b" not in user.shown("#source-view")
        # The whole of it stands on one line.
        assert sum("no source" in line for line in user.shown("#source-view").splitlines()) == 1
        await user.press("j", "1")
        assert user.app.is_running


async def test_a_line_of_a_megabyte_is_cut_and_the_screen_goes_on(
    tmp_path: Path, screen_home: Path, measured: Callable[..., None]
) -> None:
    file = tmp_path / "made.js"
    file.write_text("first();\n" + "x=f('y');" * (1 << 17) + "\nlast();\n")
    start = time.perf_counter()
    source = find_source(os.fsencode(file), Search(tmp_path))
    measured("ms", (time.perf_counter() - start) * 1000, at_most=MILLISECONDS)
    assert isinstance(source, SourceFile)
    assert max(map(len, source.lines)) <= 4096
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    builder.add([Frame("leaf", str(file), 2, 1)], [10])
    async with browsing(written(tmp_path, builder.build())) as user:
        await user.press("2", "g", "4")
        await user.until_shown("#source-view", "first();", "x=f('y');x=f('y');", "last();")
        await user.press("k", "j", "j")
        assert user.browser.query_one("#source-view").line_under_cursor() == 3


def test_a_process_shows_its_own_files_but_no_devices(tmp_path: Path) -> None:
    # GIVEN a profile of a container whose paths are looked for below its root
    from tui.symbols.processes import Process

    root = tmp_path / "root"
    (root / "dev").mkdir(parents=True)
    os.mkfifo(root / "dev" / "zero")
    search = Search(tmp_path, process=Process(root, root))
    assert isinstance(soon(lambda: find_source(b"/dev/zero", search)), Missing)
    missing = soon(lambda: find_source(b"dev/../../../../../../../../dev/zero", search))
    assert isinstance(missing, Missing)
