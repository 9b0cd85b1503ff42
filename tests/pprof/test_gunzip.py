"""Go's verdicts on gzip, within a limit on memory."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pprof.cases import changed
from tui.errors import BadProfile, ProfileError, TooLarge
from tui.pprof.decode import decode
from tui.pprof.gunzip import gunzip

RAW = changed()
FILE = gzip.compress(RAW)


def crc_broken(content: bytes) -> bytes:
    return content[:-8] + bytes([content[-8] ^ 1]) + content[-7:]


def body_broken(content: bytes) -> bytes:
    return content[:10] + b"\xff" * 8 + content[18:]


BROKEN = {
    "cut in the body": (FILE[:-20], "unexpected EOF"),
    "cut in the checksum": (FILE[:-1], "unexpected EOF"),
    "only the magic number": (FILE[:2], "unexpected EOF"),
    "cut in the header": (FILE[:9], "unexpected EOF"),
    "wrong checksum": (crc_broken(FILE), "gzip: invalid checksum"),
    "broken body": (body_broken(FILE), "gzip: invalid data"),
    "no deflate": (FILE[:2] + b"\x07" + FILE[3:], "gzip: invalid"),
    "zeros appended": (FILE + bytes(512), "gzip: invalid header"),
    "text appended": (FILE + b"</html>\r\n\r\n", "gzip: invalid header"),
    "one byte appended": (FILE + b"x", "unexpected EOF"),
    "second member cut": (FILE + FILE[:12], "unexpected EOF"),
    "second member broken": (FILE + crc_broken(FILE), "gzip: invalid checksum"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_stream_is_refused_in_go_words_with_advice(name: str) -> None:
    content, says = BROKEN[name]
    with pytest.raises(BadProfile) as refusal:
        gunzip(content)
    assert refusal.value.what.startswith(f"decompressing profile: {says}")
    assert refusal.value.remedy


@pytest.mark.rule("R3")
def test_pprof_refuses_the_same_streams(go_pprof: Callable[..., str], tmp_path: Path) -> None:
    # Known difference in words only: Go looks at ten bytes of a member before it tells its kind, so that less than ten
    # bytes of rubbish behind the profile are "unexpected EOF" to it, and it says "flate: corrupt input" of a body.
    for name, (content, _) in BROKEN.items():
        file = tmp_path / "case.pb.gz"
        file.write_bytes(content)
        with pytest.raises(AssertionError, match="decompressing profile"):
            go_pprof("-raw", file)
            pytest.fail(name)


def test_what_is_no_gzip_is_returned_as_it_is() -> None:
    assert gunzip(b"\x1fplain") == b"\x1fplain"
    assert gunzip(b"") == b""


def test_members_are_joined() -> None:
    halves = gzip.compress(RAW[:20]) + gzip.compress(RAW[20:])
    assert gunzip(halves) == RAW
    assert decode(halves) == decode(RAW)
    assert gunzip(gzip.compress(b"") + FILE + gzip.compress(b"")) == RAW


def test_two_profiles_in_one_file_are_refused_like_one_broken_profile() -> None:
    with pytest.raises(BadProfile, match="sample has 1 values vs"):
        decode(FILE + FILE)


@pytest.mark.rule("R4")
def test_many_members_are_refused_before_they_burn_time() -> None:
    with pytest.raises(BadProfile, match="more than 1000 gzip members"):
        gunzip(gzip.compress(b"") * 40_000)


@pytest.mark.parametrize("room", [-1, 0, 1])
def test_the_limit_is_exact(room: int) -> None:
    if room < 0:
        with pytest.raises(TooLarge, match="decompressed"):
            gunzip(FILE, len(RAW) + room)
    else:
        assert gunzip(FILE, len(RAW) + room) == RAW


def test_the_limit_counts_all_members_and_is_what_the_message_names() -> None:
    with pytest.raises(TooLarge, match=f"larger than {len(RAW) + 1:,} bytes"):
        gunzip(FILE + FILE, len(RAW) + 1)


def test_raw_bytes_are_under_the_same_limit() -> None:
    with pytest.raises(TooLarge):
        decode(RAW, max_bytes=len(RAW) - 1)


@pytest.mark.rule("R4")
def test_a_bomb_is_refused_with_the_flag_that_lifts_the_limit() -> None:
    # GIVEN 256 MiB of zeros in 250 kB
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(256)) + packer.flush()
    # THEN no more than the limit is ever unpacked
    with pytest.raises(TooLarge, match="--max-bytes") as refusal:
        decode(bomb, max_bytes=1 << 20)
    assert isinstance(refusal.value, ProfileError)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("members", [1, 5])
def test_what_shrinks_like_a_bomb_and_is_within_the_limit_is_read(members: int) -> None:
    # GIVEN more than is taken on trust, of which a first look says that it may be a bomb
    size = 80 << 20
    content = gunzip(gzip.compress(bytes(size // members), 1) * members, size)
    assert len(content) == size // members * members
    assert not content.strip(b"\0")


def test_what_does_not_shrink_is_read_in_pieces() -> None:
    half = os.urandom(1 << 20) * 35
    assert gunzip(gzip.compress(half + half, 1)) == half + half
