"""A list of rows with a cursor that draws only what is on the screen, however many rows there are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from tui.ui import keys
from tui.ui.widgets.drawn import Drawn
from tui.ui.widgets.telling import tell


class Rows(Drawn, can_focus=True):
    """Base of all lists: subclasses say how many rows there are and what one looks like.

    Moving the cursor repaints two lines. Neither rows nor their text are kept: `row_line` is asked again when a row
    comes into view.
    """

    BINDINGS = keys.bindings("rows")

    @dataclass
    class Moved(Message):
        """The user moved the cursor to another row."""

        rows: Rows
        row: int

        @property
        def control(self) -> Rows:
            """The list that the cursor moved in."""
            return self.rows

    @dataclass
    class Chosen(Message):
        """The user pressed Enter on a row or clicked it twice."""

        rows: Rows
        row: int

        @property
        def control(self) -> Rows:
            """The list that the row is in."""
            return self.rows

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self.cursor = 0
        """Row under the cursor."""
        self.top = 0
        """First row on the screen."""

    def row_count(self) -> int:
        """Return the number of rows."""
        raise NotImplementedError

    def row_line(self, row: int, width: int, *, under_cursor: bool) -> Strip:
        """Return what a row looks like in `width` cells."""
        raise NotImplementedError

    def head_lines(self) -> int:
        """Return the number of lines above the first row that do not scroll."""
        return 0

    def head_line(self, y: int, width: int) -> Strip:
        """Return one of the lines above the first row."""
        raise NotImplementedError

    @property
    def has_rows(self) -> bool:
        """Whether there is anything that the cursor can be on; else what is to be shown is on its way."""
        return self.row_count() > 0

    def may_rest(self, row: int) -> bool:
        """Say whether the cursor may stand on a row; headings inside a list are passed over."""
        return True

    @property
    def page_rows(self) -> int:
        """Rows that fit on the screen."""
        return max(self.size.height - self.head_lines(), 1)

    def line_at(self, y: int, width: int) -> Strip:
        """Return one line of the screen."""
        if y < self.head_lines():
            return self.head_line(y, width)
        row = self.top + y - self.head_lines()
        if row >= self.row_count():
            return Strip.blank(width, self.palette.plain)
        return self.row_line(row, width, under_cursor=row == self.cursor)

    def renew(self, cursor: int | None = None) -> None:
        """Repaint what changed, since the rows are others now.

        Args:
            cursor: row to put the cursor on; the present one if not given.
        """
        self.cursor = self._resting_place(self.cursor if cursor is None else cursor, 1)
        self.top = self._top_for(self.cursor)
        self.refresh_changed()

    def stay_on(self, row: int) -> None:
        """Repaint what changed, since the rows are others now: the one under the cursor stands on `row`.

        It stays as high on the screen as it was.
        """
        self.top = max(self.top + row - self.cursor, 0)
        self.renew(row)

    def place_cursor(self, row: int) -> None:
        """Put the cursor on a row without telling anybody."""
        row = self._resting_place(row, 1 if row >= self.cursor else -1)
        before, self.cursor = self.cursor, row
        top = self._top_for(row)
        if top != self.top:
            by, self.top = top - self.top, top
            self.refresh_changed(known=self._scrolled(by, {before, row}))
        elif before != row:
            self._refresh_at(before)
            self._refresh_at(row)

    def action_step(self, by: int) -> None:
        """Move the cursor by some rows."""
        target = self._resting_place(self.cursor + by, by)
        self._go(target)

    def action_page(self, by: int) -> None:
        """Move the cursor by screens."""
        self._go(self._resting_place(self.cursor + by * max(self.page_rows - 1, 1), by))

    def action_end(self, which: int) -> None:
        """Move the cursor to the first (-1) or last (1) row."""
        self._go(self._resting_place(0 if which < 0 else self.row_count() - 1, -which))

    def action_choose(self) -> None:
        """Go into the row under the cursor."""
        if self.row_count():
            tell(self, self.Chosen(self, self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a second click goes into the row."""
        row = self.top + event.y - self.head_lines()
        if event.y >= self.head_lines() and 0 <= row < self.row_count() and self.may_rest(row):
            self._go(row)
            if event.chain == 2:
                self.action_choose()

    def on_mouse_scroll_down(self) -> None:
        """Scroll by three rows, the cursor staying on the screen."""
        self._scroll(3)

    def on_mouse_scroll_up(self) -> None:
        """Scroll by three rows, the cursor staying on the screen."""
        self._scroll(-3)

    def on_resize(self) -> None:
        """Keep the cursor on the screen."""
        if self.has_rows:
            self.renew()

    def on_focus(self) -> None:
        """Show that the keys act here now."""
        self._refresh_at(self.cursor)

    def on_blur(self) -> None:
        """Show that the keys act elsewhere."""
        self._refresh_at(self.cursor)

    def _scroll(self, by: int) -> None:
        last_top = max(self.row_count() - self.page_rows, 0)
        top = min(max(self.top + by, 0), last_top)
        if top != self.top:
            self.top = top
            self.refresh_changed()
            self._go(self._resting_place(min(max(self.cursor, top), top + self.page_rows - 1), by))

    def _go(self, row: int) -> None:
        if row != self.cursor and self.has_rows:
            self.place_cursor(row)
            tell(self, self.Moved(self, self.cursor))

    def _scrolled(self, by: int, changed: set[int]) -> dict[int, Strip]:
        """Return the lines that look as others did before the list went up by some rows.

        Args:
            by: rows that it went up by; negative for down.
            changed: rows that look otherwise than before.
        """
        head, height = self.head_lines(), self.size.height
        moved = {y: y if y < head else y + by for y in range(height) if self.top + y - head not in changed}
        here = ((y, self.line_now(of)) for y, of in moved.items() if y < head or head <= of < height)
        return {y: strip for y, strip in here if strip is not None}

    def _resting_place(self, row: int, towards: int) -> int:
        """Return the nearest row from `row` on where the cursor may stand; the present one if there is none."""
        last = self.row_count() - 1
        row = min(max(row, 0), max(last, 0))
        onwards, back = range(row, last + 1), range(row, -1, -1)
        for candidate in chain(onwards, back) if towards >= 0 else chain(back, onwards):
            if candidate <= last and self.may_rest(candidate):
                return candidate
        return row

    def _top_for(self, row: int) -> int:
        """Return the first row to show so that `row` is on the screen, moving as little as possible."""
        if not self.size.height:
            # Not laid out yet: nothing is off the screen until it is known how much fits on it.
            return self.top
        top: int = min(max(self.top, row - self.page_rows + 1), row)
        if row < self.page_rows and not any(map(self.may_rest, range(row))):
            # Nothing above can be gone to, so nothing else would bring its headings back.
            return 0
        return int(min(max(top, 0), max(self.row_count() - self.page_rows, 0)))

    def _refresh_at(self, row: int) -> None:
        y = row - self.top + self.head_lines()
        if 0 <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))
