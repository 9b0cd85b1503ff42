"""The files that the program finds of itself, damaged: it starts, and says so (R24).

A few hundred of each kind by default, a hundred thousand together in the long run; `PPROF_TUI_EXAMPLES=N` asks for N.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from tests.e2e.terminal import DATA, Terminal, environment
from tests.pprof.test_damage import mutated
from tests.robust.measuring import program
from tui.fetch.history import history
from tui.fetch.recent import recent
from tui.kept import untold
from tui.symbols.pathmaps import PathMaps
from tui.ui import keys
from tui.ui.files import settings_file
from tui.ui.memory import Memory
from tui.ui.preferences import Preferences
from tui.ui.settings import read_settings

pytestmark = pytest.mark.rule("R24")
FEW, MANY = 300, int(os.environ.get("PPROF_TUI_EXAMPLES", "100_000"))

CPU = str(DATA / "go127_cpu_5s_busy.pb.gz")
SETTINGS = b"""theme = "textual-light"
shape = "flame"
minimap = false
panes = ["labels", "source"]
[keys]
"flame.zoom" = "z, ctrl+x"
watch = "J"
search.next = ";"
"""
MEMORY = json.dumps(
    {"order": "name", "shape": "flame", "panes": ["top"], "guest": "labels", "minimap": True, "greeted": True}
).encode()
NOTES = b"".join(
    json.dumps({"path": f"/kept/{number}", "source": f"h{number}:6060/debug/pprof/heap"}).encode() + b"\n"
    for number in range(4)
)
RECENT = json.dumps(
    [{"target": f"h{number}:6060", "when": f"2026-03-0{number}T10:00:00+00:00"} for number in range(1, 5)]
).encode()
MAPS = json.dumps([["/build/src", "/home/me/src"], ["/go", "/usr/lib/go"]]).encode()
_GRAFTS = (
    b"{",
    b"[" * 3000,
    b"null",
    b"1e999",
    b"-1",
    b'"\\ud800"',
    b'"\\u0000"',
    b"\xff",
    b"=",
    b'"',
    b"\x1b[2J",
    b"",
)


@pytest.fixture
def state(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which it keeps what it remembers."""
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home / name))
    monkeypatch.setenv("PPROF_TMPDIR", str(home / "saved"))
    (folder := home / "XDG_STATE_HOME" / "pprof-tui").mkdir(parents=True)
    settings_file().parent.mkdir(parents=True)
    (home / "saved").mkdir()
    (home / "saved" / "pprof.api.cpu.001.pb.gz").write_bytes(b"x")
    return folder


def settings_hold(path: Path, _content: bytes) -> None:
    settings = read_settings(path)
    assert all("\n" not in remark and remark.isprintable() for remark in settings.remarks)
    Preferences().changed(settings.given)
    try:
        keys.remap(settings.keymap)
    finally:
        keys.remap({})


def memory_holds(path: Path, content: bytes) -> None:
    liked, _greeted = Memory(path).read()
    Preferences().changed(liked)
    assert was_set_aside(path, content) or isinstance(json.loads(content), dict)


def notes_hold(_path: Path, _content: bytes) -> None:
    (kept,) = history()
    assert (kept.program, kept.kind) == ("api", "cpu")
    assert kept.source.isprintable()


def recent_holds(path: Path, content: bytes) -> None:
    assert recent() or was_set_aside(path, content) or not json.loads(content)


def maps_hold(path: Path, content: bytes) -> None:
    assert PathMaps(path).all() or was_set_aside(path, content) or not json.loads(content)


def was_set_aside(path: Path, content: bytes) -> bool:
    """Say whether a file was found damaged: then it is kept under another name, and the user is told."""
    remarks = untold()
    if not remarks:
        return False
    aside = path.with_name(f"{path.name}.damaged")
    assert len(remarks) == 1
    assert remarks[0].endswith(f"{path.name} was damaged; it is {aside.name} now, and begun anew")
    assert aside.read_bytes() == content
    assert not path.exists()
    aside.unlink()
    return True


Holds = Callable[[Path, bytes], None]
KINDS: dict[str, tuple[str, bytes, Holds]] = {
    "settings": ("", SETTINGS, settings_hold),
    "memory": ("view.json", MEMORY, memory_holds),
    "notes on what was fetched": ("saved.jsonl", NOTES, notes_hold),
    "recent servers": ("recent.json", RECENT, recent_holds),
    "maps of paths": ("maps.json", MAPS, maps_hold),
}


def damaged(content: bytes, random: Random) -> bytes:
    """Return a file as a crash, a bad disk, or somebody's editor leaves it."""
    how = random.randrange(4)
    if how == 0:
        return content[: random.randrange(len(content))]
    if how == 1:
        at = random.randrange(len(content))
        return content[:at] + random.choice(_GRAFTS) + content[at + random.randrange(12) :]
    return mutated(content, random)


def try_some(kind: str, state: Path, numbers: range) -> None:
    name, whole, holds = KINDS[kind]
    path = state / name if name else settings_file()
    for number in numbers:
        content = damaged(whole, Random(number))
        path.write_bytes(content)
        try:
            holds(path, content)
        except Exception as error:
            error.add_note(f"{number}: {content!r}")
            raise


def shards() -> Iterator[object]:
    for kind in KINDS:
        for shard in range(2):
            yield pytest.param(kind, shard, id=f"{kind} {shard}")


@pytest.mark.parametrize("kind", KINDS)
def test_some(kind: str, state: Path) -> None:
    holds = KINDS[kind][2]
    path = state / (KINDS[kind][0] or "config.toml")
    path.write_bytes(KINDS[kind][1])
    holds(path, KINDS[kind][1])
    try_some(kind, state, range(-FEW, 0))


DAMAGED = {
    "view.json": (".local/state/pprof-tui", (CPU,)),
    "recent.json": (".local/state/pprof-tui", ()),
    "maps.json": (".config/pprof-tui", (CPU,)),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_the_screen_names_it(home: Path, name: str) -> None:
    folder, arguments = DAMAGED[name]
    (home / folder).mkdir(parents=True)
    (home / folder / name).write_text("{")
    with Terminal(home, *arguments, size=(120, 24)) as terminal:
        terminal.until_shown(f"~/{folder}/{name} was damaged; it is {name}.damaged now, and begun anew")


def test_a_report_names_it_too(home: Path) -> None:
    (home / ".config/pprof-tui").mkdir(parents=True)
    (home / ".config/pprof-tui/maps.json").write_text("{")
    done = program("-list=main.worker", "--map=/srv=/tmp", CPU, environment=environment(home))
    assert (
        done.stderr
        == "pprof-tui: ~/.config/pprof-tui/maps.json was damaged; it is maps.json.damaged now, and begun anew\n"
    )


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("kind", "shard"), shards())
def test_many(kind: str, shard: int, state: Path) -> None:
    each = MANY // len(KINDS) // 2
    try_some(kind, state, range(shard * each, (shard + 1) * each))
