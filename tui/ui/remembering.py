"""The part of the application that knows how its user likes it: settings, what was chosen last time, the first time."""

from __future__ import annotations

import os
from functools import partial

from rich.color import Color, ColorSystem
from textual import on
from textual.timer import Timer

from tui import kept
from tui.kept import short_path, write_whole
from tui.looking import is_there
from tui.ui import keys
from tui.ui.contrast import reduced
from tui.ui.fetching import FetchingApp
from tui.ui.files import settings_file
from tui.ui.memory import Memory
from tui.ui.messages import Liked
from tui.ui.palettes import solid
from tui.ui.preferences import Preferences
from tui.ui.screens.noticing import NoticingScreen
from tui.ui.settings import example, read_settings

_SOON = 0.5
"""Seconds until a choice is written: whoever tries one shape after another writes one file."""


class RememberingApp(FetchingApp):
    """Reads settings and memory at the start, and remembers choices in a thread."""

    def __init__(self) -> None:
        """Read what the user likes."""
        super().__init__()
        settings, self._memory = read_settings(), Memory()
        remembered, self._greeted = self._memory.read()
        if "panes" in settings.given:
            remembered.pop("guest", None)
        self.preferences = Preferences().changed({**remembered, **settings.given})
        self._keymap_wanted = settings.keymap
        for remark in settings.remarks:
            kept.remark(remark)
        self._unwritten: dict[str, object] = {}
        self._writing: Timer | None = None
        keys.remap(settings.keymap)

    def take_settings(self) -> None:
        """Look and act as the user likes it, before there is anything on the screen."""
        self.set_keymap(dict(self._keymap_wanted))
        self.theme = self.preferences.theme or self._suitable_theme()

    def _suitable_theme(self) -> str:
        """Return the theme for a user who named none: the terminal's own colours where it has but 16."""
        paper = os.environ.get("COLORFGBG", "").rpartition(";")[2]
        shade = "light" if paper in ("7", "15") else "dark"
        return f"ansi-{shade}" if self.console.color_system in ("standard", "windows") else f"textual-{shade}"

    def get_css_variables(self) -> dict[str, str]:
        """Give Textual's own widgets the colours that ours have."""
        variables = super().get_css_variables()
        if self.console.color_system == "256" and not self.current_theme.ansi:
            panel = reduced(Color.parse(solid(variables["panel"])), ColorSystem.EIGHT_BIT)
            variables["panel"] = panel.get_truecolor().hex
        return variables

    def tell_first(self, screen: NoticingScreen, *, greet: bool) -> None:
        """Say on a screen what is wrong with files of the user's, or to a new user how to begin.

        Args:
            screen: has just come up.
            greet: it is the one to explain.
        """
        if not screen.tell_remarks() and greet and not self._greeted:
            self._greeted = True
            zoom, back, lists = (keys.shown(key_id) for key_id in ("flame.zoom", "back", "help"))
            screen.notice(f"First time here? Arrows move, {zoom} zooms in, {back} goes back, {lists} lists all keys.")
            self.remember({})

    @on(Liked)
    def _liked(self, event: Liked) -> None:
        self.preferences = self.preferences.changed(event.chosen)
        self.remember(event.chosen)

    def choose_theme(self, name: str) -> None:
        """Draw in another theme, and remember it."""
        self.theme = name
        self.post_message(Liked({"theme": name}))

    def watch_theme(self) -> None:
        """Have screens draw anew; Textual keeps all that ask to be told, also those gone, until the theme changes."""
        for screen in self.screen_stack:
            if isinstance(screen, NoticingScreen) and screen.is_mounted:
                screen.recolour()

    def remember(self, chosen: dict[str, object]) -> None:
        """Write down soon what was chosen."""
        self._unwritten |= chosen
        if self._writing is None:
            self._writing = self.set_timer(_SOON, self._write)

    def _write(self) -> None:
        chosen, self._unwritten, self._writing = self._unwritten, {}, None
        self.run_worker(
            partial(self._memory.keep, chosen), thread=True, group="memory", exit_on_error=False, name="memory"
        )

    def write_rest(self) -> None:
        """Write now what is not written yet, since the program ends."""
        if self._writing is not None:
            self._writing.stop()
            self._writing = None
            self._memory.keep(self._unwritten)

    def write_example(self) -> None:
        """Write an example of the settings file: in its place, if there is none, else beside it."""
        path = settings_file()
        if is_there(path):
            path = path.with_name("config.example.toml")
        try:
            write_whole(path, example())
            self.say(f"written, all of it commented out: {short_path(path)}")
        except OSError as trouble:
            self.say(f"{short_path(path)}: cannot be written: {trouble.strerror}", wrong=True)
