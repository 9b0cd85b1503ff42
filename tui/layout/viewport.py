"""What part of the call tree a flame graph shows."""

from __future__ import annotations

from dataclasses import dataclass

from tui.analysis.calltree import Node


@dataclass(frozen=True, slots=True)
class Viewport:
    """A node at full width with everything below it."""

    node: Node
    """The node that fills the width."""
    skip: int = 0
    """Of the node's children by weight, how many of the heaviest are left out: a look into its `+N` box."""
