"""Profiles with wrong ids, numbers, tables and lengths: refused in a line, or used for all that a profile is used for.

A thousand by default, a million in the long run; `PPROF_TUI_EXAMPLES=N` asks for N.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from tests.pprof.cases import valid
from tests.pprof.test_damage import SMALL, mutated
from tests.report.lines import top_lines
from tui.comparing import difference
from tui.errors import ProfileError
from tui.options import Options
from tui.pprof import profile_pb2 as pb
from tui.pprof.decode import decode
from tui.pprof.profile import Profile
from tui.session import Session

pytestmark = pytest.mark.rule("R2")
FEW, MANY, SHARDS = 1000, int(os.environ.get("PPROF_TUI_EXAMPLES", "1_000_000")), 40
SEEDS = [valid().SerializeToString(), *SMALL[:3]]
"""Small ones, so that much of what is changed matters, and a million take minutes."""
_TABLES = ("sample_type", "sample", "mapping", "location", "function")
_ODD = (0, 1, 2, 3, -1, 1 << 31, 1 << 40, (1 << 63) - 1, -(1 << 63))


def odd(random: Random, signed: bool) -> int:
    number = random.choice(_ODD) if random.random() < 0.3 else random.randrange(40)
    return number if signed else number % (1 << 64)


def renumbered(message: Any, random: Random) -> None:
    """Give one of its numbers another value, wherever it is."""
    fields = [field for field in message.DESCRIPTOR.fields if field.type != field.TYPE_BYTES]
    field = random.choice(fields)
    held = getattr(message, field.name)
    if field.type == field.TYPE_MESSAGE:
        if not field.is_repeated:
            renumbered(held, random)
        elif held:
            renumbered(random.choice(held), random)
        return
    number = random.random() < 0.5 if field.type == field.TYPE_BOOL else odd(random, field.type == field.TYPE_INT64)
    if not field.is_repeated:
        setattr(message, field.name, number)
    elif held and random.random() < 0.7:
        held[random.randrange(len(held))] = number
    else:
        held.append(number)


def rearranged(message: pb.Profile, random: Random) -> None:
    """Drop, repeat or move an entry of a table."""
    table = getattr(message, random.choice(_TABLES))
    if not table:
        return
    at, how = random.randrange(len(table)), random.randrange(3)
    entry = type(table[at]).FromString(table[at].SerializeToString())
    if how != 1:
        del table[at]
    if how != 0:
        table.append(entry)


def restrung(message: pb.Profile, random: Random) -> None:
    """Change the table of strings."""
    table = message.string_table
    how = random.randrange(3)
    if how == 0 and table:
        del table[random.randrange(len(table))]
    elif how == 1:
        table.append(random.randbytes(random.randrange(6)))
    elif table:
        table[random.randrange(len(table))] = random.choice((b"", b"\xff\x1b[2J", b"main", b"[/]", b"\0"))


def damaged(random: Random) -> bytes:
    """Return a profile that something is wrong with: its numbers, its tables, its bytes."""
    message = pb.Profile.FromString(random.choice(SEEDS))
    for _ in range(random.randint(1, 5)):
        random.choice((renumbered, renumbered, rearranged, restrung))(message, random)
    content = message.SerializeToString()
    return mutated(content, random) if random.random() < 0.6 else content


def use(profile: Profile, random: Random) -> None:
    """Report it, and do what a user does: look at the flame graph, select, search, compare."""
    top_lines(profile, Options())
    session = Session(profile, title="t")
    state = session.first_state()
    assert session.boxes(state, 80, 24).rows
    for frame in session.rows(state)[:2].tolist():
        selected = session.selecting(state, frame)
        session.peek(selected)
    session.found(state.index, random.choice(("main", "a.*b", "[^/]$")))
    other = difference(profile, profile)
    if other.sample_types:
        compared = Session(other, title="d")
        compared.boxes(compared.first_state(), 80, 24)


def try_some(count: int, seed: int) -> int:
    """Try so many; return how many were accepted."""
    random, accepted = Random(seed), 0
    for _ in range(count):
        content = damaged(random)
        try:
            profile = decode(content)
            if profile.sample_types:
                use(profile, random)
                accepted += 1
        except ProfileError as error:
            assert "\n" not in str(error)
        except Exception as error:
            error.add_note(f"bytes: {content.hex()}")
            raise
    return accepted


def test_some() -> None:
    # A test in which nothing was accepted, or nothing refused, would be about nothing.
    assert FEW // 20 < try_some(FEW, seed=-1) < FEW // 2


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("shard", range(SHARDS))
def test_many(shard: int, record_property: Callable[[str, object], None]) -> None:
    count = MANY // SHARDS
    record_property("accepted", try_some(count, seed=shard))
