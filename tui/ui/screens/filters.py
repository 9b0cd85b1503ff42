"""All filters and options in plain words: what is set, and what could be."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from tui.analysis.chips import RECURSION, STACKING, Chip, Chips
from tui.options import HELP, Options
from tui.ui.explaining import explained, purpose, short
from tui.ui.screens.overlay import Overlay
from tui.ui.widgets.choices import Choice, Choices
from tui.ui.widgets.line import Lines
from tui.ui.widgets.rows import Rows

_OTHERS = (*(name for name in HELP if name not in STACKING and name != "sample_index"), "granularity", RECURSION)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user wants to happen to a filter or option."""

    text: str = ""
    """Beginning of a line to type."""
    chip: Chip | None = None
    """The chip to change, or to take out if `drop`."""
    drop: bool = False


class FiltersScreen(Overlay[Wish | None]):
    """A form of one line for each; Enter goes on to type its value, with completion."""

    BINDINGS = [
        Binding("escape,q,equals_sign", "dismiss", "Close"),
        Binding("x,delete", "drop", "Take it out"),
    ]
    DEFAULT_CSS = """
    FiltersScreen { align: center middle; }
    FiltersScreen Choices { width: 116; max-width: 100%; height: 80%; max-height: 44; }
    FiltersScreen Lines { width: 116; max-width: 100%; }
    """

    def __init__(self, chips: Chips) -> None:
        """Show these chips, and what else could be set."""
        super().__init__()
        self._chips = chips

    def compose(self) -> ComposeResult:
        """Lay out head, entries and foot."""
        yield Lines(id="filters-title")
        yield Choices((22,), id="filters-list")
        yield Lines(id="filters-foot")

    def on_mount(self) -> None:
        """Fill in what is set, then all that could be."""
        title, foot = self.query_one("#filters-title", Lines), self.query_one("#filters-foot", Lines)
        title.show([(" filters and options", title.palette.line_strong)])
        key, faint = foot.palette.key, foot.palette.line_faint
        foot.show(
            [
                (" ⏎ ", key),
                ("set or change ", faint),
                (" x ", key),
                ("take out ", faint),
                (" Esc ", key),
                ("close", faint),
            ]
        )
        choices = [Choice(("set, in this order",))] if self._chips else [Choice(("nothing is set",))]
        choices += [Choice((short(chip), explained(chip)), Wish(chip=chip)) for chip in self._chips]
        for heading, names in (("filters: several of one kind act together", STACKING), ("options", _OTHERS)):
            choices.append(Choice((heading,)))
            choices += [Choice((name, purpose(name)), Wish(text=name + _sign(name))) for name in names]
        listed = self.query_one(Choices)
        listed.show(choices)
        listed.focus()

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        wish = self.query_one(Choices).value()
        if isinstance(wish, Wish):
            self.dismiss(wish)

    def action_drop(self) -> None:
        """Take the chip under the cursor out."""
        wish = self.query_one(Choices).value()
        if isinstance(wish, Wish) and wish.chip is not None:
            self.dismiss(Wish(chip=wish.chip, drop=True))


def _sign(name: str) -> str:
    """Return what stands between a name and its value; nothing for a switch that its name turns on."""
    if name == "trim":
        return "=false"
    return "" if name == RECURSION or isinstance(getattr(Options(), name), bool) else "="
