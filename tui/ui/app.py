"""The application: puts the right screen up for what was loaded, and hears what the user wants next."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from textual import on

from tui.errors import Cancelled, ProfileError, Refused
from tui.fetch.endpoints import ServerIndex
from tui.fetch.target import ServerTarget, UrlTarget, parse_target
from tui.snapshots import Snapshot, Snapshots
from tui.ui import keys
from tui.ui.clipboard import told
from tui.ui.commands import BrowserCommands
from tui.ui.demonstrating import DemonstratingApp
from tui.ui.fetching import in_one_line
from tui.ui.helping import can_help, helped, let_in
from tui.ui.job import can_stop
from tui.ui.loading import Loaded, Manner, Order
from tui.ui.messages import (
    CancelLoad,
    Named,
    Wanted,
    WantsDemo,
    WantsFreeze,
    WantsList,
    WantsOpener,
    WantsWatch,
)
from tui.ui.orders import Orders
from tui.ui.screens.browser import BrowserScreen
from tui.ui.screens.noticing import NoticingScreen
from tui.ui.screens.opener import OpenerScreen
from tui.ui.screens.overlay import Palette
from tui.ui.screens.server import ServerScreen
from tui.ui.screens.waiting import WaitingScreen
from tui.ui.threads import Unawaited
from tui.ui.watching import Watch

if TYPE_CHECKING:
    from textual.screen import Screen


_CAME = "it came, and is shown once this is done"


class PprofApp(DemonstratingApp):
    """Loads profiles in the background; a failure is a line of text, and what was on the screen stays."""

    TITLE = "pprof-tui"
    BINDINGS = keys.bindings("app")
    COMMANDS = {BrowserCommands}
    ENABLE_COMMAND_PALETTE = True
    PAUSE_GC_ON_SCROLL = True

    def __init__(self, order: Order | None, *, demo: bool = False, manner: Manner | None = None) -> None:
        """Prepare to open something.

        Args:
            order: what to load first; None for the opener.
            demo: start the demo program and list its profiles.
            manner: how to load what is named later.
        """
        super().__init__()
        self._first = order
        self._wants_demo = demo
        self._manner = manner or Manner()
        self.snapshots = Snapshots()
        """All profiles that came."""
        self._orders = Orders()
        self.failure: ProfileError | None = None
        """Why there is nothing to show, if the first load failed; the caller prints it."""

    def on_mount(self) -> None:
        """Put the first screen up."""
        asyncio.get_running_loop().set_default_executor(Unawaited())
        self.take_settings()
        self.begin_ticking()
        if self._wants_demo:
            self.start_demo()
        elif self._first is not None:
            self.push_screen(WaitingScreen())
            self.load(self._first)
        else:
            self._put(OpenerScreen())

    def on_unmount(self) -> None:
        """Leave nothing running."""
        self.drop()
        self.write_rest()
        self.stop_demo()

    def action_suspend(self) -> None:
        """Stop until the shell continues the job."""
        if self.is_headless or not can_stop():
            self.say("there is no shell to go back to", wrong=True)
        else:
            self.action_suspend_process()

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text; Textual's fields copy nothing, too, and what was copied before would be gone."""
        if text:
            self._clipboard = text
            if self._driver is not None:
                self._driver.write(told(text, os.environ))

    def action_command_palette(self) -> None:
        """Find a command; Textual gives each palette the name of the one before, which may not be gone yet."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def get_system_commands(self, screen: Screen[object]) -> list[object]:  # type: ignore[override]
        """Offer only our own commands: Textual's are for writers of applications."""
        return []

    # What the user wants.

    @on(Named)
    def _named(self, event: Named) -> None:
        # Of one that was named twice, the first is asked about already.
        if not (self.is_covered and self.is_asking):
            self.ask(partial(self._order_of, event.text), looks=True)

    async def _order_of(self, named: str) -> Order | None:
        """Return the order for what was named, with a password if one is wanted; None if there is none."""
        order = await self.looked_for(partial(self._manner.named, named))
        source = order.source if order is not None else None
        if order is not None and isinstance(source, UrlTarget | ServerTarget) and source.url.asks_for_password:
            self.drop()
            return await let_in(self, order, token=False)
        return order

    @on(Wanted)
    def _wanted(self, event: Wanted) -> None:
        self.load(self._manner.let_in(event.order))

    @on(WantsDemo)
    def _demo_wanted(self) -> None:
        self.start_demo()

    @on(WantsOpener)
    def _opener_wanted(self) -> None:
        self.push_screen(OpenerScreen())

    @on(WantsList)
    def _list_wanted(self) -> None:
        below, browser = self.screen_stack[-2:-1], self._browser()
        if not below or not isinstance(below[0], ServerScreen) or browser is None or browser.view is None:
            return
        if not below[0].offers(self._orders.again(browser.view.snapshot)):
            before, other = map(keys.shown, ("snapshot.previous", "open"))
            self.say(f"this came from no list of a server: {before} shows the profile before, {other} opens another")
        else:
            self._watch_no_more()
            self.pop_screen()

    @on(CancelLoad)
    def _cancel_wanted(self, event: CancelLoad) -> None:
        event.called_off = self.is_awaited
        if event.called_off:
            self.cancel()

    @on(WantsWatch)
    def _watch_wanted(self, event: WantsWatch) -> None:
        self.watched = Watch(self._manner.let_in(event.order), event.seconds)
        self._show_watching()

    @on(WantsFreeze)
    def _freeze_wanted(self) -> None:
        self.freeze()
        self._show_watching()

    def action_help(self) -> None:
        """Show all keys."""
        from tui.ui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())

    def action_theme(self) -> None:
        """Choose the colours of the program."""
        from tui.ui.screens.theming import ThemeScreen

        if not isinstance(self.screen, ThemeScreen):
            self.push_screen(ThemeScreen(), lambda name: self.choose_theme(name) if name else None)

    # What came of it.

    def demo_runs(self, address: str) -> None:
        """List what the demo offers."""
        self.load(self._manner.order(parse_target(address)))

    def came(self, result: Loaded | ServerIndex, order: Order) -> None:
        """Show what was ordered, and remember what let us in."""
        for target in order.targets:
            self._manner.keyring.learn(target)
        says = f"{order.source.display}: {_CAME}"
        if isinstance(result, ServerIndex):
            self.once_answered(partial(self._list, result, order), says)
        elif not (order.quiet and self.snapshots.has(result.snapshot)):
            self._orders.note(result.snapshot, order)
            self.snapshots.add(result.snapshot)
            if result.session is None:
                self._show_again(result.snapshot, order)
            else:
                # One that has to wait, and for which it becomes too late, can be flipped to.
                self.once_answered(partial(self._show, result), says)

    def _list(self, index: ServerIndex, order: Order) -> None:
        self._watch_no_more()
        if isinstance(self.screen, ServerScreen) and self.screen.lists(order):
            self.screen.renew(index)
        else:
            self._put(ServerScreen(index, order))

    def _show(self, loaded: Loaded) -> None:
        assert loaded.session is not None
        self._watch_no_more()
        screen = BrowserScreen(loaded.session, loaded.state, self.preferences)
        screen.keep(self.snapshots, loaded.snapshot, self._orders)
        self._put(screen)
        if loaded.snapshot.warning:
            self.say(loaded.snapshot.warning, wrong=True)

    def _show_again(self, snapshot: Snapshot, order: Order) -> None:
        if self.watched is not None:
            self.watched.take_over(order)
        if (browser := self._browser()) is not None:
            browser.came(snapshot, asked=not order.quiet, compare=order.compare)

    def _watch_no_more(self) -> None:
        self.watched = None
        self.cancel(quiet_only=True)

    def _show_watching(self) -> None:
        if browser := self._browser():
            browser.show_watching(self.watched.text() if self.watched is not None else "")

    def _browser(self) -> BrowserScreen | None:
        return next((screen for screen in self.screen_stack if isinstance(screen, BrowserScreen)), None)

    def _put(self, screen: NoticingScreen) -> None:
        """Put a screen up in place of what led to it; a server's list stays below its profiles."""
        keep = ServerScreen if isinstance(screen, BrowserScreen) else ()
        while len(self.screen_stack) > 1 and not isinstance(self.screen, keep):
            self.pop_screen()
        self.push_screen(screen)
        self.tell_first(screen, greet=isinstance(screen, BrowserScreen))

    # What did not come.

    def failed(self, error: ProfileError, order: Order | None) -> None:
        """Offer what would help, if anything would; else say what happened."""
        self.once_answered(partial(self._failed, error, order), in_one_line(error), wrong=True)

    def _failed(self, error: ProfileError, order: Order | None) -> None:
        # Who names something else has no ear for what is to be done about this.
        if order is not None and isinstance(error, Refused) and can_help(error, order) and not self.is_asking:
            self.ask(partial(self._helped, error, order))
        else:
            self._give_up(error)

    async def _helped(self, error: Refused, order: Order) -> Order | None:
        changed = await helped(self, error, order)
        if changed is None:
            self._give_up(error)
        return changed

    def _give_up(self, error: ProfileError) -> None:
        nothing_shown = isinstance(self.below_modals(), WaitingScreen)
        if nothing_shown and not isinstance(error, Cancelled):
            self.failure = error
            self.exit(return_code=2)
        elif nothing_shown:
            self._put(OpenerScreen())
        else:
            self.say(in_one_line(error), wrong=not isinstance(error, Cancelled))


def run(order: Order | None, *, demo: bool, mouse: bool, manner: Manner) -> int:
    """Run the full screen; return the exit status.

    Raises:
        ProfileError: there was nothing to show.
    """
    # What was imported stays for good: to look through it for rubbish now and then would hold up a key for 40 ms.
    gc.freeze()
    app = PprofApp(order, demo=demo, manner=manner)
    app.run(mouse=mouse)
    if app.last_words:
        print(app.last_words, file=sys.stderr)
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0
