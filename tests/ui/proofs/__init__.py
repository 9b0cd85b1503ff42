"""A proof for each key."""

from tests.ui.proofs import arranging, filters, flame, panes, program, search, server, snapshots, source, tables, view
from tests.ui.proofs.registry import PROFILE, PROOFS

__all__ = [
    "PROFILE",
    "PROOFS",
    "arranging",
    "filters",
    "flame",
    "panes",
    "program",
    "search",
    "server",
    "snapshots",
    "source",
    "tables",
    "view",
]
