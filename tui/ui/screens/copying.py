"""What can be copied of the view: name, stack, row, and the command of pprof that shows the same."""

from __future__ import annotations

from functools import partial

from textual.app import ComposeResult
from textual.binding import Binding
from textual.worker import Worker, WorkerState, get_current_worker

from tui.analysis.chips import Chips, for_pprof
from tui.errors import as_profile_error
from tui.layout.viewstate import Shape
from tui.session import Session, ViewState
from tui.text import clean
from tui.ui.clipboard import keep
from tui.ui.explaining import short
from tui.ui.panes.labels import LabelsPane
from tui.ui.panes.traces import TracesPane
from tui.ui.screens.arranging import ArrangingScreen
from tui.ui.screens.flipping import View
from tui.ui.screens.noticing import About, key_hints
from tui.ui.screens.overlay import Overlay
from tui.ui.widgets.line import Lines
from tui.ui.widgets.rows import Rows

_UNCUT = 2000
"""Cells for a row that is copied: no name is cut to the width of the screen."""
_FIND = "command"
_KEEP = "copy"


class CopyScreen(Overlay[str | None]):
    """Asks what to copy; its result is `stack`, `name`, `row`, `command`, or None for nothing."""

    BINDINGS = [
        Binding("enter,s", "take('stack')", "Stack"),
        Binding("n", "take('name')", "Name"),
        Binding("r", "take('row')", "Row"),
        Binding("c,Y", "take('command')", "Command"),
        Binding("escape,q", "take('')", "Leave"),
    ]
    DEFAULT_CSS = """
    CopyScreen { align: left bottom; background: transparent; }
    """

    def compose(self) -> ComposeResult:
        """Lay out the line."""
        yield Lines(id="copy")

    def on_resize(self) -> None:
        """Say what each key copies, as far as there is room."""
        line = self.query_one("#copy", Lines)
        keys = (
            ("⏎", "stack, leaf first"),
            ("n", "name"),
            ("r", "row"),
            ("c", "go tool pprof command"),
            ("Esc", "leave"),
        )
        title = " copy "
        room = self.size.width - len(title)
        line.show([(title, line.palette.line_strong), *key_hints(line.palette, room, *keys)])

    def action_take(self, what: str) -> None:
        """Take one of them."""
        self.dismiss(what or None)


class CopyingScreen(ArrangingScreen):
    """Copies by key."""

    def action_copy(self) -> None:
        """Ask what to copy."""
        self.app.push_screen(CopyScreen(), self._copy)

    def action_copy_name(self) -> None:
        """Copy the name of the selected function."""
        self._copy("name")

    def _copy(self, what: str | None) -> None:
        if what == "command":
            self._copy_command()
        elif what == "row":
            self._put(self._row(), "the row")
        elif what == "name" and self.active == "labels":
            label = self.query_one(LabelsPane).text()
            self._put(label, "the label") if label else self.notice("there is no label to copy")
        elif what == "stack" and self.active == "labels":
            self.notice("a label has no stack: Y then r copies its row, and the stacks with it are the pane of traces")
        elif what in ("name", "stack") and self.frame_at_hand() < 0:
            self.notice(f"select a function to copy its {what}: this is the root")
        elif what == "name":
            self._put(self.session.table.label(self.frame_at_hand()), "the name")
        elif what == "stack":
            self._put(self._stack(), "the stack, leaf first")

    def _put(self, text: str, what: str) -> None:
        self._copied(text, f"copied {what}", "")

    def _copied(self, text: str, said: str, more: str) -> None:
        """Have the terminal copy a text, and say so; once it is in a file too, that is said in between.

        The terminal is told by OSC 52, to which it gives no answer.
        """
        self.app.copy_to_clipboard(text)
        self.notice(said + more, about=About.COPY)
        work = partial(_kept, text, said, more)
        self.run_worker(work, thread=True, group=_KEEP, exit_on_error=False, exclusive=True, name=_KEEP)

    def _copy_command(self) -> None:
        # Whether a file still holds what was read is a question that a dead disk does not answer.
        if self.view is not None:
            work = partial(_command, self.session, self.state, self.active, self.view)
            self.run_worker(work, thread=True, group=_FIND, exit_on_error=False, exclusive=True, name=_FIND)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Copy the command that was found, or say why there is none; say which file has what was copied."""
        name, result = event.worker.name, event.worker.result
        if name == _FIND and event.state is WorkerState.ERROR:
            self.notice(f"no command shows this: {as_profile_error(event.worker.error)}", wrong=True)
        elif name == _FIND and event.state is WorkerState.SUCCESS and result is not None:
            command, beyond = result
            without = f" (pprof cannot say: {', '.join(map(short, beyond))})" if beyond else ""
            self._copied(command, f"copied{without}", f": {command}")
        elif name == _KEEP and event.state is WorkerState.SUCCESS and self.says(About.COPY):
            self.notice(str(result), about=About.COPY)

    def _row(self) -> str:
        """Return the row under the cursor, uncut; in the flame graph the details of the selection."""
        if self.active == "flame":
            return "\n".join(line.strip() for line in self.query_one("#detail", Lines).text().split("\n"))
        rows = self.query_one(f"#{self.active} Rows", Rows)
        return rows.row_line(rows.cursor, _UNCUT, under_cursor=False).text.strip() if rows.row_count() else ""

    def _stack(self) -> str:
        """Return the path to the selection, or the stack under the cursor, as text for a ticket."""
        session, state = self.session, self.state
        if self.active == "traces" and (frames := self.query_one(TracesPane).stack()):
            head = session.title
        else:
            frames = self._path()
            worth = session.worth(state.index, state.grown, state.node)
            head = f"{session.write(worth, state.index)} {session.share(worth, state.index)}, {session.title}"
        kind = session.sample_type(state).type
        return "\n".join([f"{kind}: {head}", *(f"  {session.table.label(frame)}" for frame in frames)])

    def _path(self) -> list[int]:
        """Return the frames on the path to the selection, leaf first; the selection alone if it has no path here."""
        state, tree = self.state, self.session.tree_of(self.state)
        path = [int(frame) for frame in tree.path(state.node)] or [state.frame]
        if state.shape is Shape.SANDWICH and state.node.depth:
            # Of its two halves, the callers stand second, from the function outwards.
            outwards = tree.ancestor(state.node, 1).first > 0
        else:
            outwards = state.shape is Shape.BOTTOM_UP
        return path if outwards else path[::-1]


def _kept(text: str, said: str, more: str) -> str:
    worker = get_current_worker()
    return said + keep(text, lambda: not worker.is_cancelled) + more


def _command(session: Session, state: ViewState, pane: str, view: View) -> tuple[str, Chips]:
    """Return the command of pprof that shows the same as a pane, and the chips that it has no words for.

    Raises:
        ProfileError: pprof has no words for the profile itself.
    """
    command = clean(session.command(state, pane, view.snapshot.arguments(view.base)))
    _, beyond = for_pprof(state.chips)
    return command, beyond
