"""Whatever bytes come, the answer is a profile or a ProfileError, and what is accepted can be shown.

A few thousand examples by default; `PPROF_TUI_EXAMPLES=1000000` asks for more.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import numpy as np
import pytest
from google.protobuf.message import DecodeError
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pprof.random_profiles import messages
from tests.pprof.wire_bytes import Style, tag, varint, write
from tests.report.lines import top_lines
from tui.analysis.calltree import Weights, call_tree
from tui.analysis.frames import Granularity
from tui.analysis.framing import frame_table
from tui.analysis.stacks import expand
from tui.errors import ProfileError
from tui.layout.flame import flame_layout
from tui.layout.viewport import Viewport
from tui.options import Options
from tui.pprof.decode import decode
from tui.pprof.encode import encode_raw
from tui.pprof.gunzip import gunzip
from tui.pprof.plain import decode_plainly
from tui.pprof.profile import Profile

pytestmark = pytest.mark.rule("R1", "R2")
EXAMPLES = int(os.environ.get("PPROF_TUI_EXAMPLES", "600"))
FILES = sorted((Path(__file__).parents[1] / "data").glob("*.pb.gz"))
# The smallest ones: a mutation hits something that matters, and a run stays short.
SMALL = sorted((gunzip(file.read_bytes()) for file in FILES), key=len)[:6]


def show(content: bytes) -> Profile | None:
    """Decode, and do with the profile what a first screen and a report do."""
    try:
        profile = decode(content)
    except ProfileError as error:
        assert "\n" not in str(error)
        return None
    if profile.sample_types:
        top_lines(profile, Options())
        for granularity in Granularity:
            frame_table(profile, granularity)
        stacks = expand(profile, frame_table(profile, Granularity.FUNCTIONS)).stacks
        tree = call_tree(stacks)
        weights = Weights.of(tree, np.ascontiguousarray(profile.values[:, -1]))
        flame_layout(tree, weights, Viewport(tree.root), 80, 24)
    return profile


def mutated(content: bytes, random: Random) -> bytes:
    """Change some bytes the way files and writers go wrong."""
    damaged = bytearray(content)
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(damaged) + 1)
        how = random.randrange(6)
        if how == 0 and at < len(damaged):
            damaged[at] ^= 1 << random.randrange(8)
        elif how == 1 and at < len(damaged):
            damaged[at] = random.choice((0, 1, 0x7F, 0x80, 0xFF))
        elif how == 2:
            damaged[at:at] = random.randbytes(random.randint(1, 12))
        elif how == 3:
            del damaged[at : at + random.randint(1, 12)]
        elif how == 4:
            damaged[at:at] = tag(random.randrange(20), random.randrange(8)) + varint(random.getrandbits(64))
        else:
            other = random.randrange(len(damaged) + 1)
            damaged[at:at] = damaged[other : other + random.randint(1, 40)]
    return bytes(damaged)


@settings(deadline=None, max_examples=EXAMPLES)
@given(st.binary(max_size=200))
def test_random_bytes(content: bytes) -> None:
    show(content)


@settings(deadline=None, max_examples=EXAMPLES)
@given(st.sampled_from([b"\x1f\x8b", b"\x1f\x8b\x08\x00", b"\x1f\x8b\x08\x1f"]), st.binary(max_size=100))
def test_random_bytes_behind_a_gzip_header(head: bytes, content: bytes) -> None:
    show(head + content)


@pytest.mark.parametrize("number", range(len(SMALL)))
def test_damaged_real_profiles(number: int) -> None:
    random = Random(number)
    for _ in range(EXAMPLES // 2):
        content = mutated(SMALL[number], random)
        try:
            show(content)
        except Exception as error:
            error.add_note(f"bytes: {content.hex()}")
            raise


@settings(deadline=None, max_examples=EXAMPLES // 2)
@given(messages(), st.integers(0, 1 << 32))
def test_damaged_small_profiles_are_refused_or_read_right(message: object, seed: int) -> None:
    # GIVEN a damaged profile in which everything is small, so that damage often leaves it readable
    random = Random(seed)
    content = mutated(write(message, random.choice(list(Style)), random), random)
    profile = show(content)
    if profile is None:
        return
    # THEN what is accepted is what the plain reading has, and can be written again
    assert decode(encode_raw(profile)) == profile
    try:
        plain = decode_plainly(content)
    except DecodeError:
        return  # a number of more than 64 bits, which google/pprof and we let wrap
    if plain.header.period_type == profile.header.period_type:  # protobuf merges a repeated message, pprof does not
        assert plain == profile


@pytest.mark.parametrize("file", FILES[:4], ids=lambda file: file.name)
def test_a_profile_cut_anywhere(file: Path) -> None:
    raw = gunzip(file.read_bytes())
    random = Random(1)
    for _ in range(EXAMPLES // 8):
        show(raw[: random.randrange(len(raw))])
    packed = file.read_bytes()
    for length in range(1, len(packed), max(1, len(packed) // 50)):
        with pytest.raises(ProfileError):
            decode(packed[:length])
