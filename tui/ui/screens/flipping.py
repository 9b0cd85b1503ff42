"""What the browser does with the profiles that came: flips through them, compares with one, watches for more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from weakref import ref

from tui.analysis.chips import Chips
from tui.errors import FileTrouble
from tui.pprof.profile import Profile
from tui.session import Session, ViewState
from tui.snapshots import Snapshot, Snapshots
from tui.ui import keys
from tui.ui.loading import Order
from tui.ui.messages import Wanted, WantsFreeze, WantsWatch
from tui.ui.orders import Orders
from tui.ui.preferences import Preferences
from tui.ui.screens.asking import AskScreen
from tui.ui.screens.shaping import ShapingScreen
from tui.ui.screens.stepping import Turned
from tui.ui.seconds import wrong_seconds
from tui.ui.theme import Palette
from tui.ui.widgets.cells import Piece
from tui.ui.widgets.telling import tell

_EVERY = 10
"""Seconds between two fetches of what is watched, unless the user says otherwise."""


@dataclass(frozen=True, slots=True)
class View:
    """What a profile on the screen is made of."""

    snapshot: Snapshot
    base: Snapshot | None
    """What was subtracted; None for nothing."""
    comparing: bool = False
    """True if profiles are compared with the base now, other than the base itself."""


class FlippingScreen(ShapingScreen):
    """Turns the pages of what was fetched; selection, zoom and chips stay."""

    def __init__(self, session: Session, state: ViewState, liked: Preferences) -> None:
        """Begin with a session, what to show of it, and how."""
        super().__init__(session, state)
        self.liked = liked
        self._snapshots = Snapshots()
        self._views: list[tuple[ref[Profile], View]] = []
        self._orders = Orders()
        self._watching = ""
        self._every = 0
        """Seconds between two fetches that the user asked for last; 0 if they did not."""
        self._to_latest = True
        """Whether what comes by itself is shown: it is not to one who looks at an earlier one."""

    def keep(self, snapshots: Snapshots, shown: Snapshot, orders: Orders) -> None:
        """Take all that came so far.

        Args:
            snapshots: all profiles that came.
            shown: the one that the session is of.
            orders: what brought each.
        """
        self._snapshots, self._orders = snapshots, orders
        self._note(self.session, View(shown, None))

    @property
    def view(self) -> View | None:
        """What is on the screen; None if nobody said."""
        return next((view for profile, view in self._views if profile() is self.session.whole), None)

    @property
    def _comparing(self) -> bool:
        """Whether profiles are compared with the base: said by what is shown, since a comparison may fail."""
        return self.view is not None and self.view.comparing

    def _note(self, session: Session, view: View) -> None:
        """Note what a session is of, as long as there is one of its profile."""
        # By identity: what comes of a source that stood still is equal to what is shown until it is ready.
        kept = ((known, of) for known, of in self._views if known() is not None and known() is not session.whole)
        self._views = [*kept, (ref(session.whole), view)]

    def came(self, snapshot: Snapshot, *, asked: bool = True, compare: bool = False) -> None:
        """Show what was fetched again, unless the user looks at an earlier one and did not ask for it.

        Args:
            snapshot: it; one of those that came so far.
            asked: the user asked for it.
            compare: begin to compare with the base.
        """
        self.once_arrived(partial(self._came, snapshot, asked=asked, compare=compare))

    def _came(self, snapshot: Snapshot, *, asked: bool, compare: bool) -> None:
        self._to_latest |= asked
        if self._to_latest:
            before = self._snapshots.before(snapshot)
            # Of a source that is watched, nobody wants to hear the same every few seconds.
            known = not asked and before is not None and before.warning == snapshot.warning
            self._turn_to(snapshot, comparing=compare or self._comparing, says="" if known else snapshot.warning)
        # There is one more, whether or not it can be shown.
        self.show_lines()

    def show_watching(self, text: str) -> None:
        """Say whether the source is watched; nothing if it is not."""
        self._watching = text
        self.show_lines()

    # Keys.

    def action_flip(self, by: int) -> None:
        """Show the profile that came before or after."""
        self.once_arrived(partial(self._flip, by))

    def _flip(self, by: int) -> None:
        view = self.view
        if view is None:
            return
        if self._beside(view.snapshot, by) is not None:
            self.go_over(partial(self._turned, view, by))
        elif by > 0:
            self.notice("this is the last profile that came")
        elif view.snapshot.number == 1:
            self.notice("this is the first profile that came")
        else:
            self.notice("of the profiles before this one only the saved files are left")

    def _beside(self, snapshot: Snapshot, by: int) -> Snapshot | None:
        return self._snapshots.before(snapshot) if by < 0 else self._snapshots.after(snapshot)

    def _turned(self, view: View, by: int, chips: Chips) -> Turned:
        """Return the next one on a side that can still be had, and say which could not; runs in a thread."""
        beside, says = self._beside(view.snapshot, by), ""
        while beside is not None and (gone := beside.gone) is not None:
            says = says or f"profile {beside.number}: {gone}"
            beside = self._beside(beside, by)
        if beside is None:
            raise FileTrouble(says)
        turned = self._made(self._view_of(beside, comparing=view.comparing), says, chips)
        # Only now is it sure that it can be shown.
        self._to_latest = beside is self._snapshots.latest
        return turned

    def action_mark_base(self) -> None:
        """Make what is shown the base of comparisons."""
        if self.view is not None:
            self._snapshots.mark(self.view.snapshot)
            number = self.view.snapshot.number
            differ, back, on = map(keys.shown, ("base.difference", "snapshot.previous", "snapshot.next"))
            self.notice(f"profile {number} is the base now: {differ} shows what others differ by, {back} {on} go there")
            self.show_lines()

    def action_difference(self) -> None:
        """Show what differs from the base, or the profile itself again."""
        self.once_arrived(self._compare)

    def _compare(self) -> None:
        view, base = self.view, self._snapshots.base
        if view is None:
            return
        if base is None:
            self.notice(f"mark a base first: {keys.shown('base.mark')}")
        elif not self._comparing and view.snapshot is base:
            # What there is to compare with it is what it has become since.
            latest = self._snapshots.latest
            if latest is not None and latest is not base:
                self._to_latest = True
                self._turn_to(latest, comparing=True)
            else:
                self._refetch(compare=True)
        else:
            self._turn_to(view.snapshot, comparing=not self._comparing)

    def action_refetch(self) -> None:
        """Fetch the profile on the screen again."""
        self.once_arrived(self._refetch)

    def _refetch(self, *, compare: bool = False) -> None:
        if order := self._again():
            tell(self, Wanted(replace(order, compare=compare)))

    def _again(self) -> Order | None:
        """Return the order that brings the profile on the screen anew; none, and say so, if there is no having it."""
        if self.view is None:
            return None
        order = self._orders.again(self.view.snapshot)
        if order.repeatable:
            return order
        self.notice("this profile came from standard input and cannot be read again", wrong=True)
        return None

    def action_watch(self) -> None:
        """Fetch the profile again and again, or stop that, or go on with it."""
        self.once_arrived(self._watch_or_freeze)

    def _watch_or_freeze(self) -> None:
        if self._watching:
            self.post_message(WantsFreeze())
        elif (order := self._again()) and order.seconds:
            self._watch(order, 0)
        elif order:
            self._ask_how_often()

    def action_watch_every(self) -> None:
        """Ask how often to fetch, and begin or go on to watch."""
        self.once_arrived(self._ask_how_often)

    def _ask_how_often(self) -> None:
        if order := self._again():
            answer = str(self._every or order.seconds or _EVERY)
            question = AskScreen("Fetch it again every how many seconds", answer=answer, wrong=wrong_seconds)
            self.app.push_screen(question, lambda line: self.watch_every(int(line)) if line is not None else None)

    def watch_every(self, seconds: int) -> None:
        """Fetch the profile again and again, every so many seconds from now on."""
        if order := self._again():
            self._every = seconds
            self._watch(order, seconds)

    def _watch(self, order: Order, seconds: int) -> None:
        self._to_latest = True
        self.post_message(WantsWatch(order, seconds))

    # To the screen.

    def _turn_to(self, snapshot: Snapshot, *, comparing: bool, says: str = "") -> None:
        self.go_over(partial(self._made, self._view_of(snapshot, comparing=comparing), says))

    def _view_of(self, snapshot: Snapshot, *, comparing: bool) -> View:
        base = self._snapshots.base if comparing and self._snapshots.base is not snapshot else None
        return View(snapshot, base, comparing)

    def _made(self, view: View, says: str, chips: Chips) -> Turned:
        """Return the session of a view under the present chips; without its base if that is gone. Runs in a thread.

        Args:
            view: what to show.
            says: what went wrong without harm while it was had; empty for nothing.
            chips: the chips.
        """
        if view.base is not None and (gone := view.base.gone) is not None:
            says = "; ".join(filter(None, [says, f"the base, profile {view.base.number}: {gone}"]))
            view = View(view.snapshot, None)
        profile = view.snapshot.loaded(view.base)
        session = Session(
            profile,
            title=view.snapshot.title,
            origin=view.snapshot.origin,
            options=self._orders.again(view.snapshot).options,
            chips=chips,
        )
        self._note(session, view)
        return Turned(session, says, wrong=True)

    def show_lines(self) -> None:
        """Show title and details anew."""
        raise NotImplementedError

    def notes(self, palette: Palette, *, brief: bool = False) -> list[Piece]:
        """Return what the title says besides: which of several profiles this is, and whether more are to come.

        Args:
            palette: styles.
            brief: in as few cells as will do.
        """
        view, count = self.view, self._snapshots.count
        if view is None:
            return []
        pieces: list[Piece] = []
        if count > 1 or self._watching:
            minus = f" minus {view.base.number}" if view.base is not None else ""
            when = "" if brief else f" {view.snapshot.when:%H:%M:%S}"
            pieces.append((f" #{view.snapshot.number}{minus} of {count}{when} ", palette.line_strong))
        if view.snapshot is self._snapshots.base:
            pieces.append((" base ", palette.key))
        if self.session.sample_type(self.state).type in view.snapshot.unreliable:
            pieces.append((" not reliable ", palette.alarm))
        if view.snapshot.incomplete:
            pieces.append((" incomplete ", palette.alarm))
        if self._watching:
            pieces.append((f" {self._watching.partition(',')[0] if brief else self._watching} ", palette.key))
        return pieces
