"""The flame graph in cells: draws a `FlameLayout`, moves a cursor over its boxes.

Rows are cached by content, styles are shared, and moving the cursor repaints two boxes: over SSH bytes are what counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from tui.layout.boxes import Box, FlameLayout
from tui.pprof.arrays import BoolArray
from tui.ui import keys
from tui.ui.glyphs import GLYPHS, plain
from tui.ui.theme import Palette
from tui.ui.widgets.cells import cut, fitted, width_of
from tui.ui.widgets.drawn import Drawn
from tui.ui.widgets.telling import tell


@dataclass(frozen=True, slots=True)
class Colour:
    """What the colour of a box tells."""

    of: str
    """Boxes of the same are coloured alike."""
    grey: bool
    """It has no hue."""
    sign: str = ""
    """What stands before the name, so that the picture reads without colours."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What a flame graph is drawn from."""

    layout: FlameLayout
    name: Callable[[int], str]
    """Name of a frame."""
    value: Callable[[Box], str]
    """What a box is worth, with its share."""
    colour: Callable[[Box], Colour]
    """What the colour of a box tells."""
    matches: BoolArray | None
    """bool[n_frames]: frames that match the search; None without one."""
    holds: Callable[[Box], bool]
    """Says whether a match stands in a box `+N`."""
    upside_down: bool
    """True draws the root at the bottom."""


class FlameGraph(Drawn, can_focus=True):
    """Boxes with a cursor; says where the user moves and what is entered."""

    BINDINGS = keys.bindings("flame")

    @dataclass
    class Moved(Message):
        """The user moved the cursor to another box."""

        box: Box

    @dataclass
    class Entered(Message):
        """The user wants a box to fill the width."""

        box: Box

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._picture: Picture | None = None
        self._cursor: Box | None = None
        self._frame = -1
        self._top = 0
        self._strips: dict[int, Strip] = {}
        self._texts: dict[int, list[str]] = {}
        """What stands in the boxes of each row; it stays as long as the picture does."""

    @property
    def cursor(self) -> Box | None:
        """Box under the cursor."""
        return self._cursor

    def show(self, picture: Picture, cursor: Box | None, frame: int) -> None:
        """Draw another picture, or the same with another cursor.

        Args:
            picture: what to draw; the same object as before repaints only what changed.
            cursor: the box to put the cursor on.
            frame: selected frame, marked wherever it occurs; -1 for none.
        """
        if picture is not self._picture:
            self._picture, self._cursor, self._frame = picture, cursor, frame
            self._strips.clear()
            self._texts.clear()
            if picture.layout.middle:
                # What is below the middle matters as much as what is above it.
                self._top = picture.layout.middle - self.size.height // 2
            self._top = self._top_for(cursor)
            self.refresh_changed()
        else:
            if frame != self._frame:
                self._mark(picture, frame)
            if cursor is not self._cursor:
                self._place(cursor)

    def clear(self) -> None:
        """Have nothing to draw."""
        self._picture = self._cursor = None
        self._strips.clear()
        self._texts.clear()

    def line_at(self, y: int, width: int) -> Strip:
        """Return one line of the screen."""
        row = self._row_at(y)
        if self._picture is None or not 0 <= row < len(self._picture.layout.rows):
            return Strip.blank(width, self.palette.plain)
        found = self._strips.get(row)
        if found is None:
            found = self._strips[row] = self._draw_row(row, width, self._picture)
        return found

    def on_resize(self) -> None:
        """Keep the cursor on the screen, and hide no row above while there is room below."""
        self._top = self._top_for(self._cursor)

    def action_move(self, where: str) -> None:
        """Move the cursor to a neighbour."""
        if self._picture is None or self._cursor is None:
            return
        target = self._neighbour(where, self._cursor, self._picture)
        if target is not None and target is not self._cursor:
            self._place(target)
            tell(self, self.Moved(target))

    def action_zoom(self) -> None:
        """Let the box under the cursor fill the width."""
        if self._cursor is not None:
            tell(self, self.Entered(self._cursor))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the box under the mouse; a second click zooms in."""
        if self._picture is None:
            return
        box = self._picture.layout.box_at(self._row_at(event.y), event.x)
        if box is not None:
            self._place(box)
            tell(self, self.Moved(box))
            if event.chain == 2:
                tell(self, self.Entered(box))

    def on_mouse_scroll_down(self) -> None:
        """Move down by a box."""
        self.action_move("down")

    def on_mouse_scroll_up(self) -> None:
        """Move up by a box."""
        self.action_move("up")

    def _place(self, box: Box | None) -> None:
        before, self._cursor = self._cursor, box
        top = self._top_for(box)
        for changed in (before, box):
            if changed is not None:
                self._strips.pop(changed.row, None)
        if top != self._top:
            self._top = top
            self.refresh_changed()
            return
        for changed in (before, box):
            if changed is not None:
                self.refresh(Region(changed.x, self._y_of(changed.row), changed.width, 1))

    def _mark(self, picture: Picture, frame: int) -> None:
        """Repaint the boxes of the frame marked so far and of the one to mark now."""
        changed = {self._frame, frame} - {-1}
        self._frame = frame
        for y in range(self.size.height):
            row = self._row_at(y)
            if 0 <= row < len(picture.layout.rows):
                for box in picture.layout.rows[row]:
                    if box.frame in changed:
                        self._strips.pop(row, None)
                        self.refresh(Region(box.x, y, box.width, 1))

    def _neighbour(self, where: str, box: Box, picture: Picture) -> Box | None:
        layout = picture.layout
        if picture.upside_down:
            where = {"up": "down", "down": "up", "page_up": "page_down", "page_down": "page_up"}.get(where, where)
        if where in ("left", "right"):
            row = layout.rows[box.row]
            at = row.index(box) + (1 if where == "right" else -1)
            return row[at] if 0 <= at < len(row) else None
        if where == "first":
            return layout.base
        steps = {"last": len(layout.rows), "page_up": self.size.height - 1, "page_down": self.size.height - 1}.get(
            where, 1
        )
        towards = -1 if where in ("up", "page_up") else 1
        for _ in range(max(steps, 1)):
            if (box.row - layout.middle) * towards >= 0:
                further = layout.heaviest_on(box, towards)
            else:
                further = layout.parent_of(box)
            if further is None:
                break
            box = further
        return box

    def _row_at(self, y: int) -> int:
        if self._picture is not None and self._picture.upside_down:
            return self._top + self.size.height - 1 - y
        return self._top + y

    def _y_of(self, row: int) -> int:
        if self._picture is not None and self._picture.upside_down:
            return self.size.height - 1 - (row - self._top)
        return row - self._top

    def _top_for(self, box: Box | None) -> int:
        """Return the first row to show so that the cursor is on the screen, moving as little as possible."""
        row, height = (box.row if box else 0), self.size.height
        if not height:
            # Not on the screen: how much fits on it is known when it comes back.
            return self._top
        rows = len(self._picture.layout.rows) if self._picture else 0
        return max(min(max(self._top, row - height + 1), row, rows - height), 0)

    def _draw_row(self, row: int, width: int, picture: Picture) -> Strip:
        segments: list[Segment] = []
        at, palette, boxes = 0, self.palette, picture.layout.rows[row]
        texts = self._texts.get(row)
        if texts is None:
            texts = self._texts[row] = [cut(self._label(box, picture, palette), box.width) for box in boxes]
        for number, (box, text) in enumerate(zip(boxes, texts, strict=True)):
            if box.x > at:
                segments.append(Segment(" " * (box.x - at), palette.plain))
            segments.append(Segment(text, self._style(box, number, picture, palette)))
            at = box.x + box.width
        if at < width:
            segments.append(Segment(" " * (width - at), palette.plain))
        return Strip(segments, width) if at <= width else Strip(segments, at).crop(0, width)

    def _label(self, box: Box, picture: Picture, palette: Palette) -> str:
        room, edge = box.width - 1, GLYPHS.line if palette.edges else GLYPHS.edge
        value = plain(picture.value(box))
        if box.gathered:
            name = f"+{box.gathered}"
            if room < len(name) and self._holds_match(box, picture):
                return cut(f"{edge if room else ''}+", box.width)
            if len(name) + len(value) + 3 > room:
                return edge + (name if room >= len(name) else "")
        else:
            name = plain(picture.name(box.frame)) if box.frame >= 0 else "root"
            sign = picture.colour(box).sign if box.frame >= 0 else ""
            if sign and room > len(sign) + 3:
                return f"{edge}{sign} {self._named(name, value, room - len(sign) - 1)}"
            if sign and room <= 1:
                return cut(sign, box.width)
        return edge + self._named(name, value, room)

    @staticmethod
    def _named(name: str, value: str, room: int) -> str:
        """Return a name in so many cells, with the value at their end if both fit."""
        if width_of(name) + len(value) + 3 <= room:
            return f"{name}{' ' * (room - width_of(name) - len(value) - 1)}{value} "
        return fitted(name, room) if room > 1 else ""

    @staticmethod
    def _holds_match(box: Box, picture: Picture) -> bool:
        return picture.matches is not None and picture.holds(box)

    def _style(self, box: Box, number: int, picture: Picture, palette: Palette) -> Style:
        if box is self._cursor:
            return palette.selected_box
        if box.gathered:
            return palette.rest_box_found if self._holds_match(box, picture) else palette.rest_box
        if box.frame < 0:
            return palette.root_box
        matches = None if picture.matches is None else bool(picture.matches[box.frame])
        colour = picture.colour(box)
        return palette.box(
            colour.of,
            grey=colour.grey,
            odd=(number + box.row) % 2 == 1,
            same=box.frame == self._frame,
            matches=matches,
        )
