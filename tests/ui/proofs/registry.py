"""What each key does, proved on a real CPU profile; `test_keys.py` runs every proof with every spelling of its key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.ui.driving import User
from tui.ui.widgets.flame_graph import FlameGraph
from tui.ui.widgets.rows import Rows

PROFILE = "go127_cpu_5s_busy.pb.gz"
HOTTEST = "crypto/internal/fips140/sha256.blockSHANI"

Proof = Callable[[User, str], Awaitable[None]]
PROOFS: dict[str, Proof] = {}


def proves(key_id: str) -> Callable[[Proof], Proof]:
    """Enter a proof for a key; `proof(user, key)` presses `key` in a freshly opened profile, or list of a server."""

    def enter(proof: Proof) -> Proof:
        PROOFS[key_id] = proof
        return proof

    return enter


def box_name(user: User) -> str:
    """Return the name of the box under the cursor of the flame graph."""
    box = user.screen.query_one(FlameGraph).cursor
    assert box is not None
    return user.name_of(box.frame)


def row(user: User, table: type[Rows]) -> int:
    return user.screen.query_one(table).cursor
