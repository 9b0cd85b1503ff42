"""Every key there is, once: bindings, footer, help, palette and the table in the README are made from this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from textual.binding import Binding

from tui.ui.keynames import spelled


@dataclass(frozen=True, slots=True)
class Key:
    """A key and what it does."""

    id: str
    """Name of the action, stable for users who remap keys."""
    keys: str
    """Keys as Textual names them, with commas between alternatives."""
    written: str
    """The key as it is written for people, unless they remapped it."""
    action: str
    """Textual action to run."""
    does: str
    """What it does, in the imperative."""
    group: str
    """Heading it stands under in help."""
    where: str = "browser"
    """What has to be on the screen: `browser`, a pane (`flame`, `top`, `peek`, ...), `rows`, `server`, or `app`."""
    footer: str = ""
    """One or two words for the line at the bottom; empty to leave it out."""

    @property
    def shown(self) -> str:
        """The key as it is written for people."""
        remapped = _remapped.get(self.id)
        return self.written if remapped is None else " ".join(map(spelled, remapped.split(",")))

    @property
    def pressed(self) -> tuple[str, ...]:
        """What has to be pressed, as Textual names it."""
        return tuple(_remapped.get(self.id, self.keys).split(","))


_remapped: dict[str, str] = {}
"""Keys that the user wants for some ids: a program has one keyboard, so this is no part of any screen."""

KEYS: tuple[Key, ...] = (
    Key("pane.flame", "1", "1", "go('flame')", "Go to the flame graph", "Panes"),
    Key("pane.top", "2", "2", "go('top')", "Go to the top table", "Panes"),
    Key("pane.peek", "3", "3", "go('peek')", "Go to callers and callees", "Panes"),
    Key("pane.source", "4", "4", "go('source')", "Go to the source", "Panes"),
    Key("pane.labels", "5", "5", "go('labels')", "Go to the labels", "Panes"),
    Key("pane.traces", "6", "6", "go('traces')", "Go to the heaviest stacks", "Panes"),
    Key("pane.info", "7,i", "7 i", "go('info')", "Go to what the profile says of itself", "Panes"),
    Key("pane.disasm", "8", "8", "go('disasm')", "Go to the machine code of the selection", "Panes"),
    Key("pane.next", "tab", "Tab", "next_pane(1)", "Go to the next pane", "Panes", footer="pane"),
    Key("pane.previous", "shift+tab", "⇧Tab", "next_pane(-1)", "Go to the previous pane", "Panes"),
    Key("pane.maximise", "M", "M", "maximise", "Give this pane the whole screen, or take it back", "Panes"),
    Key("pane.layout", "W", "W", "layout", "Show all panes, the flame graph and one more, or one alone", "Panes"),
    Key("pane.callers", "c", "c", "go('peek')", "Show callers and callees of the selection", "Panes"),
    Key("pane.annotate", "a", "a", "go('source')", "Show the source of the selection", "Panes"),
    Key("flame.up", "up,k", "↑ k", "move('up')", "Move up", "Flame graph", "flame"),
    Key("flame.down", "down,j", "↓ j", "move('down')", "Move down: to the heaviest call", "Flame graph", "flame"),
    Key("flame.left", "left,h", "← h", "move('left')", "Move to the box on the left", "Flame graph", "flame"),
    Key("flame.right", "right,l", "→ l", "move('right')", "Move to the box on the right", "Flame graph", "flame"),
    Key("flame.page_up", "pageup,b", "PgUp b", "move('page_up')", "Move up by a screen", "Flame graph", "flame"),
    Key(
        "flame.page_down",
        "pagedown,f,space",
        "PgDn f Space",
        "move('page_down')",
        "Move down by a screen",
        "Flame graph",
        "flame",
    ),
    Key("flame.first", "home,g", "Home g", "move('first')", "Move to the root of the view", "Flame graph", "flame"),
    Key(
        "flame.last",
        "end,G",
        "End G",
        "move('last')",
        "Follow the heaviest calls to the leaf",
        "Flame graph",
        "flame",
        "hottest",
    ),
    Key("flame.zoom", "enter", "⏎", "zoom", "Zoom in: the box fills the width", "Flame graph", "flame", "zoom"),
    Key(
        "flame.shape", "v", "v", "shape", "Show it as icicle, flame, bottom-up, sandwich", "Flame graph", footer="shape"
    ),
    Key("flame.order", "O", "O", "order", "Put boxes in the order of weight or of name", "Flame graph"),
    Key("flame.colour", "K", "K", "colour", "Colour by package, function, kind, or what changed", "Flame graph"),
    Key(
        "flame.fork",
        "e",
        "e",
        "screen.fork",
        "Follow the heaviest call to where the weight divides",
        "Flame graph",
        "flame",
    ),
    Key("flame.minimap", "m", "m", "minimap", "Show where a zoom stands in the whole, or not", "Flame graph"),
    Key("flame.path", "p", "p", "path", "Show the path of the zoom, to walk along it", "Flame graph"),
    Key("rows.up", "up,k", "↑ k", "step(-1)", "Move up", "Tables", "rows"),
    Key("rows.down", "down,j", "↓ j", "step(1)", "Move down", "Tables", "rows"),
    Key("rows.page_up", "pageup,b", "PgUp b", "page(-1)", "Move up by a screen", "Tables", "rows"),
    Key("rows.page_down", "pagedown,f,space", "PgDn f Space", "page(1)", "Move down by a screen", "Tables", "rows"),
    Key("rows.first", "home,g", "Home g", "end(-1)", "Move to the first row", "Tables", "rows"),
    Key("rows.last", "end,G", "End G", "end(1)", "Move to the last row", "Tables", "rows"),
    Key(
        "rows.choose",
        "enter",
        "⏎",
        "choose",
        "Go in: top to peek, peek and source to the call, traces to source",
        "Tables",
        "rows",
        "enter",
    ),
    Key(
        "rows.edit",
        "e",
        "e",
        "screen.edit",
        "Open $EDITOR at the source line, or where the row costs most",
        "Tables",
        "rows",
    ),
    Key("top.sort", "s", "s", "sort", "Sort by the next column: flat, cum, name", "Top table", "top", "sort"),
    Key("top.reverse", "S", "S", "reverse", "Sort the other way round", "Top table", "top"),
    Key(
        "source.unfold", "right,l", "→ l", "unfold", "Show what was inlined into the line", "Source", "source", "unfold"
    ),
    Key("source.fold", "left,h", "← h", "fold", "Fold it away again", "Source", "source"),
    Key("source.next", "right_curly_bracket", "}", "hot(1)", "Go to the next line that costs much", "Source", "source"),
    Key("source.previous", "left_curly_bracket", "{", "hot(-1)", "Go to the one before", "Source", "source"),
    Key(
        "source.hottest",
        "exclamation_mark",
        "!",
        "hottest",
        "Go to the hottest line, then the next",
        "Source",
        "source",
    ),
    Key(
        "source.calls", "greater_than_sign", ">", "screen.calls", "Choose among its calls", "Source", "source", "calls"
    ),
    Key("source.file", "s", "s", "screen.locate", "Say where the file is, if it was not found", "Source", "source"),
    Key("edit", "E", "E", "edit", "Open $EDITOR where the selection costs most, in any pane", "Source"),
    Key("labels.keep", "enter", "⏎", "choose", "Keep only this value; put a key at the root", "Labels", "labels"),
    Key("labels.ignore", "x", "x", "ignore_label", "Drop samples with this value", "Labels", "labels"),
    Key(
        "labels.root",
        "less_than_sign",
        "<",
        "regroup('tagroot')",
        "Put its values at the root",
        "Labels",
        "labels",
        "at root",
    ),
    Key(
        "labels.leaf",
        "greater_than_sign",
        ">",
        "regroup('tagleaf')",
        "Put its values at the leaf",
        "Labels",
        "labels",
        "at leaf",
    ),
    Key(
        "back",
        "escape,backspace",
        "Esc",
        "back",
        "Go back one step: search, maximised pane, zoom, last filter, list",
        "View",
        "browser",
        "back",
    ),
    Key("undo", "u", "u", "undo", "Undo the last step: zoom, filter, search, order, shape", "View", footer="undo"),
    Key("redo", "ctrl+r", "Ctrl-R", "redo", "Do again what was undone", "View"),
    Key("whole", "0", "0", "whole", "Zoom all the way out; filters stay", "View", "browser", "whole"),
    Key("type.next", "t", "t", "sample_type(1)", "Show the next sample type", "View", "browser", "type"),
    Key("type.previous", "T", "T", "sample_type(-1)", "Show the previous sample type", "View"),
    Key("search", "slash", "/", "search", "Search names by regular expression", "Search", "browser", "search"),
    Key("search.next", "n", "n", "match(1)", "Select the next match", "Search"),
    Key("search.previous", "N", "N", "match(-1)", "Select the previous match", "Search"),
    Key("search.selected", "asterisk", "*", "search_selected", "Search the selected name", "Search"),
    Key("search.filter", "ampersand", "&", "search_filters", "Keep only what the search finds, or all again", "Search"),
    Key(
        "filter.focus",
        "F",
        "F",
        "filter('focus')",
        "Keep only samples through the selection",
        "Filters",
        footer="focus",
    ),
    Key(
        "filter.ignore", "x", "x", "filter('ignore')", "Drop samples through the selection", "Filters", footer="ignore"
    ),
    Key("filter.hide", "X", "X", "filter('hide')", "Take the selected function out of the stacks", "Filters"),
    Key("filter.show_from", "V", "V", "filter('show_from')", "Begin stacks at the selected function", "Filters"),
    Key("filter.project", "P", "P", "project", "Show the program's own code alone, or all again", "Filters"),
    Key("filter.recursion", "r", "r", "recursion", "Draw recursion as one box, or as it is", "Filters"),
    Key("floor", "L", "L", "floor", "Hide what is below so many percent of the total", "Filters"),
    Key("floor.raise", "plus", "+", "step_floor(1)", "Hide more: the next floor, such as 1% after 0.5%", "Filters"),
    Key("floor.lower", "minus", "-", "step_floor(-1)", "Hide less: the floor before, or none", "Filters"),
    Key("filters", "equals_sign", "=", "filters", "See all filters and options, change or drop each", "Filters"),
    Key(
        "options",
        "colon",
        ":",
        "options",
        "Type what pprof's shell takes: focus=json, top20 -cum, peek RE",
        "Filters",
        footer="pprof",
    ),
    Key("copy.name", "y", "y", "copy_name", "Copy the selected name", "Copy"),
    Key("copy", "Y", "Y", "copy", "Copy the stack, the row, or the view as a go tool pprof command", "Copy"),
    Key("write", "w", "w", "write", "Write what is shown to a file: top > FILE, proto > FILE", "Copy"),
    Key("fetch", "R", "R", "refetch", "Fetch the profile again, keeping the selection", "Profile", footer="fetch"),
    Key("watch", "z", "z", "watch", "Watch: fetch again every few seconds; freeze, go on", "Profile"),
    Key("watch.every", "Z", "Z", "watch_every", "Watch, or go on watching, every so many seconds", "Profile"),
    Key("snapshot.previous", "left_square_bracket", "[", "flip(-1)", "Show the profile that came before", "Profile"),
    Key("snapshot.next", "right_square_bracket", "]", "flip(1)", "Show the profile that came after", "Profile"),
    Key("base.mark", "D", "D", "mark_base", "Mark the profile as the base of comparisons", "Profile"),
    Key("base.difference", "d", "d", "difference", "Show what differs from the base, or all again", "Profile"),
    Key("open", "o", "o", "open", "Open another profile or server", "Profile", "browser", "open"),
    Key("server.refresh", "R", "R", "refresh", "Ask the server again what it offers", "Server", "server"),
    Key("server.seconds", "s", "s", "seconds", "Fetch what happens, or changes, in some seconds", "Server", "server"),
    Key("server.collect", "c", "c", "collect", "Have a heap's garbage collected first, or not", "Server", "server"),
    Key("help", "question_mark", "?", "help", "Show all keys", "Program", "app", "help"),
    Key("theme", "C", "C", "theme", "Choose the colours of the program: dark, light, the terminal's", "Program", "app"),
    Key("palette", "ctrl+p", "Ctrl-P", "command_palette", "Find a command or a function by name", "Program", "app"),
    Key("suspend", "ctrl+z", "Ctrl-Z", "suspend", "Stop it and go back to the shell; fg goes on", "Program", "app"),
    Key("quit", "q,ctrl+c,ctrl+q", "q", "quit", "Quit", "Program", "app", "quit"),
)

BY_ID = {key.id: key for key in KEYS}

_FOOTER = (
    "flame.zoom",
    "rows.choose",
    "top.sort",
    "labels.root",
    "labels.leaf",
    "source.unfold",
    "source.calls",
    "back",
    "search",
    "filter.focus",
    "filter.ignore",
    "help",
    "quit",
    "pane.next",
    "undo",
    "flame.shape",
    "type.next",
    "options",
    "whole",
    "open",
    "fetch",
    "flame.last",
)
"""Ids in the order of the bottom line: what matters most comes first, since a narrow screen cuts the end."""


def bindings(where: str) -> list[Binding | tuple[str, str] | tuple[str, str, str]]:
    """Return the bindings of one place."""
    return [
        Binding(key.keys, key.action, key.does, id=key.id, tooltip=key.does, show=bool(key.footer))
        for key in KEYS
        if key.where == where
    ]


@cache
def footer(pane: str) -> tuple[Key, ...]:
    """Return the keys that the bottom line shows while a pane has the focus."""
    here = places(pane)
    chosen = [key for key in KEYS if key.footer and key.where in here]
    return tuple(sorted(chosen, key=lambda key: _FOOTER.index(key.id)))


def remap(keymap: Mapping[str, str]) -> None:
    """Have keys written as the user remapped them; all others as they are in the table.

    Args:
        keymap: keys by id, as Textual names them, with commas between alternatives.
    """
    _remapped.clear()
    _remapped.update(keymap)


def shown(key_id: str) -> str:
    """Return the first of an action's keys as it is written for people, to be spoken of in a sentence."""
    return BY_ID[key_id].shown.split(" ", maxsplit=1)[0]


def places(active: str) -> set[str]:
    """Return where the keys stand that act while a pane, or the list of a `server`, has the focus."""
    table = () if active == "flame" else ("rows",)
    view = () if active == "server" else ("browser",)
    return {active, *table, *view, "app"}
