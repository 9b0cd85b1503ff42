"""The palette: every key by what it does, what has no key, and every function by name."""

from __future__ import annotations

from functools import partial

from rich.text import Text
from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui.analysis.search import named
from tui.session import Session
from tui.ui import keys
from tui.ui.screens.browser import BrowserScreen

_MOST = 50
"""Functions offered at a time."""
WRITE_EXAMPLE = "Write an example of the settings file"


class BrowserCommands(Provider):
    """Commands of the browser; names come as `Text`, since a name may look like markup."""

    async def discover(self) -> Hits:
        """Offer the commands before anything is typed."""
        for key in self._keys():
            yield DiscoveryHit(Text(f"{key.does}  ({key.shown})"), partial(self._run, key), text=key.does)
        yield DiscoveryHit(WRITE_EXAMPLE, self._write_example)

    async def search(self, query: str) -> Hits:
        """Offer commands, then functions, that fit what is typed."""
        matcher = self.matcher(query)
        for key in self._keys():
            score = matcher.match(key.does)
            if score > 0:
                yield Hit(score, Text(f"{key.does}  ({key.shown})"), partial(self._run, key), text=key.does)
        score = matcher.match(WRITE_EXAMPLE)
        if score > 0:
            yield Hit(score, WRITE_EXAMPLE, self._write_example)
        screen = self.screen
        if not isinstance(screen, BrowserScreen):
            return
        session, table, rows = screen.session, screen.session.table, screen.session.ranked(screen.state)
        found = rows[named(table, query)[rows]][:_MOST]
        for place, frame in enumerate(found.tolist()):
            name = table.label(frame)
            go = partial(self._select, screen, session, frame)
            yield Hit(0.5 - place / 1000, Text(f"Go to {name}"), go, text=name)

    def _keys(self) -> list[keys.Key]:
        wanted = ("browser", "app") if isinstance(self.screen, BrowserScreen) else ("app",)
        return [key for key in keys.KEYS if key.where in wanted and key.id != "palette"]

    async def _run(self, key: keys.Key) -> None:
        await self.app.run_action(key.action, self.screen if key.where == "browser" else self.app)

    def _write_example(self) -> None:
        self.app.write_example()  # type: ignore[attr-defined]  # of our app

    @staticmethod
    def _select(screen: BrowserScreen, session: Session, frame: int) -> None:
        if screen.session is session:
            screen.select(frame)
        else:
            # A watched source brought another profile, in which this is another function's number.
            screen.notice("the profile changed meanwhile: find it again")
