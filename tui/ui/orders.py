"""Which order brought which profile: what is on the screen can be had again, whatever came after it."""

from __future__ import annotations

from dataclasses import replace
from weakref import WeakKeyDictionary

from tui.snapshots import Snapshot
from tui.ui.loading import Order


class Orders:
    """The orders of all profiles that are still known."""

    def __init__(self) -> None:
        """Begin without any."""
        self._of: WeakKeyDictionary[Snapshot, Order] = WeakKeyDictionary()

    def note(self, snapshot: Snapshot, order: Order) -> None:
        """Note what brought a profile."""
        self._of[snapshot] = replace(order, refresh=True, quiet=False, compare=False)

    def again(self, snapshot: Snapshot) -> Order:
        """Return the order that brings a profile anew, to be shown as it is shown now."""
        return self._of[snapshot]
