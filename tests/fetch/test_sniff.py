"""Bytes that are no profile are named; those that may be one pass."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.errors import NotAProfile
from tui.fetch.sniff import refuse_what_is_no_profile


def zipped() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(zipfile.ZipInfo("cpu.pb.gz"), b"x")
    return archive.getvalue()


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"", "not a single byte"),
        (b"\x28\xb5\x2f\xfd\x04", "zstd.*Decompress it first"),
        (lzma.compress(b"x"), "an xz archive"),
        (bz2.compress(b"x"), "bzip2"),
        (zipped(), "zip archive"),
        (b"PERFILE2" + bytes(96), "Linux perf.*perf_to_profile"),
        (b"FLR\x00\x00\x02", "Java flight recording"),
        (b"go 1.26 trace\x00\x00\x00", "execution trace.*go tool trace"),
        (b"\xef\xbb\xbf\n <!doctype HTML><TITLE>Log in</TITLE>", 'web page "Log in".*login page'),
        (b"<html><body>Types of profiles available:<table>", "a list of profiles.*Add the name of one"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'>", "picture"),
        (json.dumps({"error": "no"}).encode(), "JSON"),
    ],
)
def test_what_is_no_profile_is_named(data: bytes, named: str) -> None:
    with pytest.raises(NotAProfile, match=named):
        refuse_what_is_no_profile(data)


@pytest.mark.skipif(sys.platform != "linux", reason="Python itself is the program, which is ELF only on Linux")
def test_a_program_is_no_profile() -> None:
    with pytest.raises(NotAProfile, match="a program"):
        refuse_what_is_no_profile(Path(sys.executable).read_bytes()[:4096])


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(b"", mtime=0),
        b"\x0a\x04\x08\x01\x10\x02",
        b"\x0a\x02\x08\x01",
        b"nonsense",
        b"goroutine 1 [running]:\n",
    ],
)
def test_what_may_be_a_profile_passes(data: bytes) -> None:
    refuse_what_is_no_profile(data)


@given(st.binary(max_size=100))
def test_gzip_always_passes_and_nothing_else_surprises(data: bytes) -> None:
    refuse_what_is_no_profile(b"\x1f\x8b" + data)
    try:
        refuse_what_is_no_profile(data, "text/html")
    except NotAProfile as named:
        assert "\n" not in str(named)
