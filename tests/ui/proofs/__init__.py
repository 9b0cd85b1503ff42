"""A proof for each key."""

from tests.ui.proofs import filters, flame, panes, program, search, snapshots, tables, view
from tests.ui.proofs.registry import PROFILE, PROOFS

__all__ = ["PROFILE", "PROOFS", "filters", "flame", "panes", "program", "search", "snapshots", "tables", "view"]
