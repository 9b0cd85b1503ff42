"""How a user likes the screen: what is chosen by key, remembered, and can be said in the file of settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from textual.theme import BUILTIN_THEMES

from tui.layout.viewstate import COLOURS, Shape, ViewState
from tui.session import Session

BESIDE = ("top", "peek", "source", "labels", "traces", "info", "disasm")
"""Panes that may stand beside the flame graph."""
LAYOUTS = ("all", "two", "one")
"""How many panes a wide screen shows: the flame graph and all places beside it, or the last of them alone, or one."""
THEMES = tuple(sorted(BUILTIN_THEMES, key=lambda name: (not name.startswith(("textual", "ansi")), name)))
"""Names of themes, the plain ones first."""
CHOICES: Mapping[str, tuple[str, ...]] = {
    "theme": THEMES,
    "shape": tuple(shape for shape in Shape if shape is not Shape.SANDWICH),
    "order": ("weight", "name"),
    "colour": COLOURS[:-1],
    "layout": LAYOUTS,
    "guest": BESIDE,
}
"""What may be said of each that is one of a few words."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """Everything that a profile is opened with, whatever profile it is."""

    theme: str = ""
    """Name of a theme; empty for what suits the terminal."""
    shape: str = Shape.ICICLE
    order: str = "weight"
    """Order of boxes beside each other: `weight` or `name`."""
    colour: str = "package"
    minimap: bool = True
    """Show where in the whole graph a zoom stands."""
    layout: str = "all"
    panes: tuple[str, ...] = ("top", "peek", "source")
    """Panes beside the flame graph on a wide screen, from top to bottom; at least one."""
    guest: str = ""
    """The pane that has the last place instead, since it was gone to; empty for none."""

    def changed(self, given: Mapping[str, object]) -> Preferences:
        """Return these with others in place of some; all of them have to be `allowed`."""
        values: dict[str, Any] = dict(given)
        return replace(self, **values)


def allowed(name: str, value: object) -> object:
    """Return the value that a field may have.

    Raises:
        ValueError: it may not; the words say what would do.
    """
    if name in CHOICES:
        if value not in CHOICES[name]:
            raise ValueError(f"must be one of {', '.join(CHOICES[name])}")
        return value
    if name == "minimap":
        if not isinstance(value, bool):
            raise ValueError("must be true or false")
        return value
    if name == "panes":
        panes = tuple(value) if isinstance(value, list | tuple) else ()
        if not panes or not all(pane in BESIDE for pane in panes) or len(set(panes)) < len(panes):
            raise ValueError(f"must be a list of some of {', '.join(BESIDE)}, each once")
        return panes
    raise ValueError(f"is no setting; there are {', '.join((*CHOICES, 'minimap', 'panes'))}")


def opened(session: Session, liked: Preferences) -> ViewState:
    """Return the state that a profile opens in, ready to be drawn; it may take a while."""
    state = session.first_state()
    colour = state.colour if session.is_difference else liked.colour
    state = replace(state, by_name=liked.order == "name", colour=colour, own_colour=liked.colour)
    state = session.shaped(state, Shape(liked.shape))
    session.prepare(state)
    return state


def of_state(state: ViewState) -> dict[str, object]:
    """Return what of a state is liked for other profiles too: a sandwich and the colours of a difference are not."""
    liked: dict[str, object] = {"order": "name" if state.by_name else "weight"}
    if state.shape in CHOICES["shape"]:
        liked["shape"] = str(state.shape)
    if state.colour in CHOICES["colour"]:
        liked["colour"] = state.colour
    return liked
