"""Every profile made by hand to be wrong, or to look so: pprof's verdict (R3), and soon (R30)."""

from __future__ import annotations

import bz2
import gzip
import lzma
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.pprof import cases
from tests.pprof.cases import changed
from tests.pprof.test_gunzip import BROKEN as BROKEN_GZIP
from tests.robust.test_verdicts import known_difference, pprof_accepts, we_accept
from tui.errors import ProfileError
from tui.pprof import profile_pb2 as pb
from tui.pprof.decode import decode

SECONDS = 1


def foreign() -> dict[str, bytes]:
    """What is no profile, or more than one."""
    base = changed()
    timed = changed(lambda message: setattr(message, "time_nanos", 5))
    return {
        "nothing": b"",
        "gzip of nothing": gzip.compress(b""),
        "gzip in gzip": gzip.compress(gzip.compress(base)),
        "zstd, stored": b"\x28\xb5\x2f\xfd\x20"
        + bytes([len(base)])
        + (len(base) << 3 | 1).to_bytes(3, "little")
        + base,
        "xz": lzma.compress(base),
        "bzip2": bz2.compress(base),
        "ELF": b"\x7fELF\x02\x01\x01" + bytes(57),
        "JSON": b'{"nodes": [{"id": 1}]}',
        "HTML": b"<!DOCTYPE html><html><body>404</body></html>",
        "folded stacks": b"main;work 10\nmain;rest 5\n",
        "a trace of Go": b"go 1.22 trace\x00\x00\x00",
        "a text for people": b"goroutine 1 [running]:\nmain.main()\n\t/main.go:5 +0x1d\n",
        "a zip": b"PK\x03\x04" + bytes(60),
        "a picture": b"\x89PNG\r\n\x1a\n" + bytes(60),
        "UTF-16": "main;work 10\n".encode("utf-16"),
        "two members, each with a time": gzip.compress(timed) * 2,
        "two profiles": base + base,
        "an empty profile and a whole one": pb.Profile(string_table=[b""]).SerializeToString() + base,
        "lines of zeros": b"\n" * 1000,
        "zeros": bytes(1000),
        "ones": b"\xff" * 1000,
        "a stack without an end": base + b"\x12\xff\xff\xff\x7f" + b"\x0a\x7f",
    }


def by_hand() -> Iterator[tuple[str, bytes]]:
    for case in (*cases.validity(), *cases.wire(), *cases.wrong_types(), *cases.strings(), *cases.once_only()):
        yield case.rule, case.content
    for case in cases.accepted():
        yield case.rule, case.content
    yield from ((f"gzip: {name}", content) for name, (content, _) in BROKEN_GZIP.items())
    yield from foreign().items()


@pytest.mark.rule("R30")
def test_each_is_judged_soon(measured: Callable[..., None]) -> None:
    slowest = 0.0
    judged = dict(by_hand())
    assert len(judged) >= 90
    for content in judged.values():
        start = time.perf_counter()
        try:
            decode(content)
        except ProfileError as error:
            assert "\n" not in str(error)
        slowest = max(slowest, time.perf_counter() - start)
    measured("seconds of the slowest", slowest, at_most=SECONDS)


@pytest.mark.rule("R3")
@pytest.mark.parametrize("name", foreign())
def test_what_is_no_profile_is_none_to_pprof(name: str, pprof_program: str, tmp_path: Path) -> None:
    file = tmp_path / "case"
    file.write_bytes(content := foreign()[name])
    accepts, theirs = pprof_accepts(pprof_program, file, tmp_path)
    assert accepts == we_accept(content) or known_difference(content, theirs)


@pytest.mark.rule("R3")
def test_a_field_of_another_type_is_refused_by_pprof_too(
    pprof_program: str, go_environment: Callable[[Path], dict[str, str]], tmp_path: Path
) -> None:
    # GIVEN one call with all of them, of which it complains one by one before it gives up
    files = {case.rule: tmp_path / f"{number}.pb" for number, case in enumerate(cases.wrong_types())}
    for case in cases.wrong_types():
        files[case.rule].write_bytes(case.content)
    done = subprocess.run(
        [pprof_program, "-raw", *files.values()],
        env=go_environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    # THEN it reads none
    assert done.returncode != 0
    for rule, file in files.items():
        assert f"{file}: parsing profile: unrecognized profile format" in done.stderr, rule


@pytest.mark.rule("R3")
def test_there_are_enough(measured: Callable[..., None]) -> None:
    judged = dict(by_hand())
    assert len(judged) == len(list(by_hand()))
    assert len(judged) >= 90
