"""What is written as protobuf is what go tool pprof writes, to the ends of 64 bits."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.e2e.terminal import environment
from tests.robust.measuring import program
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.decode import decode
from tui.pprof.encode import encode
from tui.pprof.gunzip import gunzip


def test_values_beyond_64_bits_are_as_in_go_and_say_nothing(tmp_path: Path, go_pprof: Callable[..., str]) -> None:
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    for value in (2**62, -(2**63), 7, -7):
        builder.add([Frame(f"f{value}")], [value])
    file, ours, theirs = (tmp_path / name for name in ("p.pb.gz", "ours.pb.gz", "theirs.pb.gz"))
    file.write_bytes(encode(builder.build()))
    done = subprocess.run(
        [sys.executable, "-m", "tui", "-proto", "-divide_by=0.1", f"-output={ours}", str(file)],
        capture_output=True,
        check=True,
        env=environment(tmp_path),
        text=True,
    )
    assert "Warning" not in done.stderr
    go_pprof("-proto", "-divide_by=0.1", f"-output={theirs}", file)
    values = [decode(path.read_bytes()).values[:, 0].tolist() for path in (ours, theirs)]
    assert sorted(values[0]) == sorted(values[1])
    assert -70 in values[0]


def test_a_unit_that_is_no_utf8_is_written_as_it_came(tmp_path: Path) -> None:
    builder = ProfileBuilder([("cpu", "QQ")])
    builder.add([Frame("main")], [7])
    file, ours = tmp_path / "p.pb", tmp_path / "ours.pb.gz"
    file.write_bytes(gunzip(encode(builder.build())).replace(b"QQ", b"\xffQ"))
    done = program("-topproto", f"-output={ours}", file, environment=environment(tmp_path))
    assert done.status == 0, done.stderr
    assert b"\xffQ" in decode(ours.read_bytes()).strings.raw
