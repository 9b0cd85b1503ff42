"""Chooses the colours of the program: each is seen as the cursor stands on it."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from tui.ui.preferences import THEMES
from tui.ui.screens.overlay import Overlay
from tui.ui.widgets.choices import Choice, Choices
from tui.ui.widgets.line import Lines
from tui.ui.widgets.rows import Rows

_ABOUT = {
    "textual-dark": "dark",
    "textual-light": "light, for bright rooms and light terminals",
    "ansi-dark": "the terminal's own 16 colours, on a dark background",
    "ansi-light": "the terminal's own 16 colours, on a light background",
}


class ThemeScreen(Overlay[str | None]):
    """Its result is the name of a theme, or None to leave things as they were."""

    BINDINGS = [Binding("escape,q,C", "dismiss", "Close")]
    DEFAULT_CSS = """
    ThemeScreen { align: right bottom; background: transparent; }
    ThemeScreen Choices { width: 74; max-width: 100%; height: 12; max-height: 80%; }
    ThemeScreen Lines { width: 74; max-width: 100%; }
    """

    def compose(self) -> ComposeResult:
        """Lay out head, themes and foot."""
        yield Lines(id="theme-title")
        yield Choices((20,), id="theme-list")
        yield Lines(id="theme-foot")

    def on_mount(self) -> None:
        """Fill in the themes, the cursor on the present one."""
        self._before = self.app.theme
        listed = self.query_one(Choices)
        listed.show([Choice((name, _about(self.app.get_theme(name), name)), name) for name in THEMES])
        listed.place_cursor(THEMES.index(self._before) if self._before in THEMES else 0)
        self._draw()
        listed.focus()

    def _draw(self) -> None:
        title, foot = self.query_one("#theme-title", Lines), self.query_one("#theme-foot", Lines)
        title.show([(" colours of the program", title.palette.line_strong)])
        key, faint = foot.palette.key, foot.palette.line_faint
        foot.show([(" ⏎ ", key), ("take it ", faint), (" Esc ", key), ("as it was", faint)])

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        self.app.theme = THEMES[event.row]
        self._draw()

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.dismiss(THEMES[event.row])

    def action_dismiss(self, _result: object = None) -> None:  # type: ignore[override]
        """Leave things as they were."""
        self.app.theme = self._before
        self.dismiss(None)


def _about(theme: object, name: str) -> str:
    """Return what a theme is like."""
    return _ABOUT.get(name) or ("dark" if getattr(theme, "dark", True) else "light")
