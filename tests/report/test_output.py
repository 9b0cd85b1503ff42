"""A report goes to stdout or into a file: its names as recorded, but cleaned for a terminal."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tui.errors import FileTrouble, ProfileError
from tui.report.output import encoded, print_report, write_report

NAME = "caf\u00e9\udcff \x1b[31m[bold]"
"""With a byte that is no UTF-8, and an escape sequence."""


class Stdout(io.TextIOWrapper):
    """A terminal or not, into memory."""

    def __init__(self, *, terminal: bool) -> None:
        self.memory = io.BytesIO()
        self._terminal = terminal
        super().__init__(self.memory, write_through=True)

    def isatty(self) -> bool:
        return self._terminal


def test_lines_get_their_ends_and_bytes_stay() -> None:
    assert list(encoded([NAME, ""])) == [b"caf\xc3\xa9\xff \x1b[31m[bold]\n", b"\n"]
    assert list(encoded(b"\x1f\x8b\n")) == [b"\x1f\x8b\n"]


@pytest.mark.rule("R16")
@pytest.mark.parametrize("terminal", [True, False])
def test_a_terminal_is_shown_no_escape_sequence(monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    monkeypatch.setattr(sys, "stdout", stdout := Stdout(terminal=terminal))
    print_report([NAME])
    written = stdout.memory.getvalue()
    assert (b"\x1b" in written) is not terminal
    assert (b"\xff" in written) is not terminal
    assert b"[bold]" in written


def test_a_file_is_written_over(tmp_path: Path) -> None:
    write_report(["a longer report"], tmp_path / "report")
    write_report([NAME], tmp_path / "report")
    assert (tmp_path / "report").read_bytes() == b"".join(encoded([NAME]))
    with pytest.raises(FileTrouble, match="Is a directory"):
        write_report([NAME], tmp_path)


def test_what_fails_while_it_is_made_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    def lines():
        yield "a line"
        raise ProfileError("no more of it")

    (tmp_path / "report").write_text("before")
    with pytest.raises(ProfileError, match="no more of it"):
        write_report(lines(), tmp_path / "report")
    assert (tmp_path / "report").read_text() == "before"
