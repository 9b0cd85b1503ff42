"""Frames of labels are called `key=value` on the screen and `value` by pprof: what is filtered by them is the same."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.parity.oracle import Oracle
from tui.analysis.chips import Chip, Chips
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.encode import encode
from tui.pprof.profile import Profile
from tui.session import Session

KEYS = (Chip("tagroot", "user,host"),)


def shop() -> Profile:
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    for user, host, value in (("alice", "a.b", 10), ("bob", "a.b", 20), ("alice", "", 40)):
        builder.add([Frame("pay", "/shop.go", 7), Frame("main", "/shop.go", 3)], [value], {"user": user, "host": host})
    builder.add([Frame("idle", "/shop.go", 7)], [80])
    return builder.build()


def asked(oracle: Oracle, session: Session, pane: str, folder: Path, frame: int = -1) -> str:
    """Return what pprof answers to the command that is copied."""
    path = folder / "shop.pb.gz"
    path.write_bytes(encode(session.whole))
    state = session.selecting(session.first_state(), frame)
    flags = shlex.split(session.command(state, pane, ["shop.pb.gz"]))[3:]
    answer = oracle.ask([flag for flag in flags if flag != "shop.pb.gz"], [path])
    return answer.stdout.decode() + answer.stderr.decode()


@pytest.mark.parametrize(
    ("chips", "total"),
    [
        ((Chip("focus", "^user=alice$"),), 50),
        ((Chip("ignore", r"^host=a\.b$"),), 120),
        ((Chip("ignore", r"^host=a\.b$"), Chip("ignore", "^user=alice$")), 80),
        ((Chip("show_from", "^user=bob$"),), 20),
    ],
)
def test_the_copied_command_filters_by_the_same_frame(oracle: Oracle, chips: Chips, total: int, tmp_path: Path) -> None:
    session = Session(shop(), title="shop.pb.gz", chips=(*KEYS, *chips))
    assert session.worth(0, ("root",), session.tree.root) == total
    said = asked(oracle, session, "top", tmp_path)
    assert f"Showing nodes accounting for {total}ns" in said
    assert "matched no samples" not in said


@pytest.mark.parametrize("name", ["user=alice", "host=a.b"])
def test_the_copied_command_peeks_at_the_frame(oracle: Oracle, name: str, tmp_path: Path) -> None:
    session = Session(shop(), title="shop.pb.gz", chips=KEYS)
    (frame,) = (frame for frame in range(len(session.table)) if session.table.label(frame) == name)
    said = asked(oracle, session, "peek", tmp_path, frame)
    # Only the row of the function itself has all the columns before its name.
    rows = [line.partition("|") for line in said.splitlines()]
    assert [row[2].strip() for row in rows if row[1] and len(row[0].split()) == 5] == [name.partition("=")[2]]
