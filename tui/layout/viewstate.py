"""What the user has chosen to see, immutable, and the states before it: a key press is `replace(state, ...)`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from tui.analysis.calltree import Node
from tui.analysis.chips import Chips
from tui.layout.viewport import Viewport

_STEPS = 500
"""Steps that can be taken back."""


class Shape(StrEnum):
    """What a flame graph makes of the stacks, in the order of its key."""

    ICICLE = "icicle"
    """The root at the top."""
    FLAME = "flame"
    """The root at the bottom."""
    BOTTOM_UP = "bottom-up"
    """Reversed stacks: leaves at the top, their callers below."""
    SANDWICH = "sandwich"
    """One function in the middle, its callers above, what it calls below."""

    @property
    def whole(self) -> bool:
        """True if the boxes are those of the call tree, whichever way up."""
        return self in (Shape.ICICLE, Shape.FLAME)


COLOURS = ("package", "function", "kind", "change")
"""What the colour of a box may tell, in the order of its key; `change` is for differences alone."""


@dataclass(frozen=True, slots=True)
class ViewState:
    """What the user has chosen to see of a session."""

    index: int
    """Column of values, that is the sample type."""
    zooms: tuple[Viewport, ...]
    """Viewports from the whole profile to the one on the screen; never empty."""
    node: Node
    """Node under the cursor, of the tree that the shape needs."""
    frame: int
    """Selected frame, the one selection of all panes; -1 for the root."""
    gathered: int = 0
    """Of the selected node's children, how many heavier ones stand before the `+N` box that the cursor is on; 0 if it
    is on the node itself."""
    chips: Chips = ()
    """Filters and options, in the order they were set."""
    pattern: str = ""
    """What is searched for; empty for nothing."""
    shape: Shape = Shape.ICICLE
    pivot: int = -1
    """Frame in the middle of a sandwich; -1 for none."""
    by_name: bool = False
    """True sorts boxes beside each other by name, not by weight."""
    colour: str = "package"
    """What the colour of a box tells: one of `COLOURS`."""
    own_colour: str = "package"
    """What it tells, in place of `change`, once the profile is no difference any more."""
    sort: str = "flat"
    """Column that the top table is sorted by: `flat`, `cum` or `name`."""
    reverse: bool = False
    """True sorts the top table the other way round."""

    @property
    def viewport(self) -> Viewport:
        """What the flame graph shows."""
        return self.zooms[-1]

    @property
    def grown(self) -> tuple[object, ...]:
        """What decides which tree the boxes are of."""
        if self.shape.whole:
            return ("root",)
        return ("leaf",) if self.shape is Shape.BOTTOM_UP else ("around", self.pivot)

    def only_moved(self, other: ViewState) -> bool:
        """Say whether another state differs in nothing but where the cursor is."""
        return replace(self, node=other.node, frame=other.frame, gathered=other.gathered) == other


class History:
    """States that can be gone back to, and forward again."""

    def __init__(self) -> None:
        self._past: list[ViewState] = []
        self._future: list[ViewState] = []

    def record(self, left: ViewState) -> None:
        """Note a state that was left for a new one."""
        self._past = [*self._past[1 - _STEPS :], left]
        self._future.clear()

    def back(self, now: ViewState) -> ViewState | None:
        """Return the state before; None if there is none."""
        if not self._past:
            return None
        self._future.append(now)
        return self._past.pop()

    def forward(self, now: ViewState) -> ViewState | None:
        """Return the state that was gone back from; None if there is none."""
        if not self._future:
            return None
        self._past.append(now)
        return self._future.pop()

    def clear(self) -> None:
        """Forget everything, since the profile is another one."""
        self._past.clear()
        self._future.clear()
