"""The fast reading equals the plain one, whatever the writer's style."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pprof.random_profiles import messages
from tests.pprof.wire_bytes import Style, write
from tui.pprof import profile_pb2 as pb
from tui.pprof.decode import decode
from tui.pprof.gunzip import gunzip
from tui.pprof.plain import decode_plainly

DATA = Path(__file__).parents[1] / "data"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
FILES = sorted(DATA.glob("*.pb.gz")) + sorted(CORPUS.glob("*.pb.gz"))


@settings(deadline=None, max_examples=100)
@given(messages())
def test_a_profile_that_protobuf_wrote_reads_as_protobuf_reads_it(message: pb.Profile) -> None:
    written = message.SerializeToString()
    assert decode(written) == decode_plainly(written)


@pytest.mark.parametrize("style", Style)
@settings(deadline=None, max_examples=60)
@given(message=messages(), seed=st.integers(0, 1 << 32))
def test_lists_read_the_same_in_every_style(style: Style, message: pb.Profile, seed: int) -> None:
    written = write(message, style, Random(seed))
    assert decode(written) == decode_plainly(message.SerializeToString())


@pytest.mark.parametrize("style", Style)
@settings(deadline=None, max_examples=60)
@given(message=messages(), seed=st.integers(0, 1 << 32))
def test_order_repetition_and_unknown_fields_change_nothing(style: Style, message: pb.Profile, seed: int) -> None:
    written = write(message, style, Random(seed), noise=True)
    assert decode(written) == decode_plainly(message.SerializeToString())


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.name}")
def test_a_real_profile_reads_as_the_plain_reading_has_it(file: Path) -> None:
    content = file.read_bytes()
    assert decode(content) == decode_plainly(content)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.name}")
def test_a_real_profile_reads_the_same_in_every_style(file: Path) -> None:
    content = file.read_bytes()
    plain = decode_plainly(content)
    message = pb.Profile.FromString(gunzip(content))
    for style in Style:
        assert decode(write(message, style, Random(1), noise=True)) == plain


def test_the_plain_reading_tells_profiles_apart() -> None:
    # GIVEN readings of different profiles, as a check of the comparison itself
    readings = [decode_plainly(file.read_bytes()) for file in sorted(DATA.glob("*.pb.gz"))]
    # THEN none equals another, and each equals itself read again
    assert all((a == b) == (a is b) for a in readings for b in readings)


def test_columns_have_the_documented_types_even_without_rows() -> None:
    empty = decode(pb.Profile(string_table=[b""], time_nanos=1).SerializeToString())
    full = decode((DATA / "go127_heap.pb.gz").read_bytes())
    assert dtypes(empty) == dtypes(full)
    assert full.values.dtype == np.int64
    assert full.stack_locations.dtype == np.uint16
    assert full.locations.ids.dtype == np.uint64


def dtypes(columns: Any) -> dict[str, object]:
    found: dict[str, object] = {}
    for field in fields(columns):
        value = getattr(columns, field.name)
        if isinstance(value, np.ndarray):
            found[field.name] = value.dtype
        elif field.name in ("labels", "locations", "functions"):
            found[field.name] = dtypes(value)
    return found
