"""All keys, by what they are for: first those of the pane that one comes from."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding

from tui.ui import keys
from tui.ui.screens.arranging import ArrangingScreen
from tui.ui.screens.overlay import Overlay
from tui.ui.screens.server import ServerScreen
from tui.ui.widgets.choices import Choice, Choices
from tui.ui.widgets.line import Lines


class HelpScreen(Overlay[None]):
    """Made from the one table of keys; any of the usual ways closes it."""

    BINDINGS = [Binding("escape,question_mark,q", "dismiss", "Close")]
    DEFAULT_CSS = """
    HelpScreen { align: center middle; }
    HelpScreen Choices { width: 80; max-width: 100%; height: 80%; max-height: 44; }
    HelpScreen Lines { width: 80; max-width: 100%; }
    """

    def compose(self) -> ComposeResult:
        """Lay out head, keys and foot."""
        yield Lines(id="help-title")
        yield Choices((12,), id="help-keys")
        yield Lines(id="help-foot")

    def on_mount(self) -> None:
        """Fill in the keys."""
        title, foot = self.query_one("#help-title", Lines), self.query_one("#help-foot", Lines)
        title.show([(" pprof-tui: keys", title.palette.line_strong)])
        foot.show([(" Esc ", foot.palette.key), ("closes", foot.palette.line_faint)])
        choices: list[Choice] = []
        here = self._here()
        for group in sorted(dict.fromkeys(key.group for key in keys.KEYS), key=lambda group: group not in here):
            choices.append(Choice((f"{group}: here" if group in here else group,)))
            choices += [Choice((key.shown, key.does), key.id) for key in keys.KEYS if key.group == group]
        listed = self.query_one(Choices)
        listed.show(choices)
        listed.focus()

    def _here(self) -> set[str]:
        """Return the groups of keys that act in the active pane or the list of a server alone."""
        below = self.app.screen_stack[-2]
        if isinstance(below, ArrangingScreen):
            place = below.active
        elif isinstance(below, ServerScreen):
            place = "server"
        else:
            return set()
        return {key.group for key in keys.KEYS if key.where in keys.places(place) - {"browser", "app"}}
