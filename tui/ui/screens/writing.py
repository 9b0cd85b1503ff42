"""Writes reports of what is shown to files: `tree > FILE` behind `:`, as pprof's shell does it."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from pathlib import Path

from textual.worker import Worker, WorkerState

from tui.analysis.chips import Chips, for_pprof, in_pprof
from tui.errors import FileTrouble, as_profile_error
from tui.session import Session
from tui.text import clean
from tui.ui.explaining import short
from tui.ui.screens.trending import TrendingScreen
from tui.ui.shell import as_word
from tui.whole import write_new

_WORK = "write"


class WritingScreen(TrendingScreen):
    """Makes a report in a thread; the view stays as it is."""

    active: str

    def action_write(self) -> None:
        """Begin to type where to write the report that says what the pane shows."""
        named = {"peek": "peek", "source": "list", "disasm": "disasm"}
        plain = {"flame": "folded", "labels": "tags", "traces": "traces", "info": "comments"}
        if self.active in named and self.state.frame >= 0:
            report = f"{named[self.active]} {as_word(self.session.pattern_of(self.state.frame))}"
        else:
            report = plain.get(self.active, "top -cum" if self.state.sort == "cum" else "top")
        self.open_prompt("#options", f"{report} > ")

    def write_report(self, name: str, argument: str, chips: Chips, path: str) -> None:
        """Write a report of the profile under some chips.

        Args:
            name: one of pprof's reports, or `folded` or `json`.
            argument: pattern of `peek`, `list` and the like.
            chips: what the report heeds.
            path: the file, which must not be there yet.
        """
        sample_type = self.session.sample_type(self.state).type
        work = partial(_written, self.session, sample_type, chips, name, argument, path)
        self.notice(f"writing {clean(path)}")
        self.run_worker(work, thread=True, group=_WORK, exit_on_error=False, name=_WORK)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Say what came of it."""
        if event.worker.name != _WORK:
            return
        if event.state is WorkerState.SUCCESS:
            self.notice(str(event.worker.result))
        elif event.state is WorkerState.ERROR:
            self.notice(str(as_profile_error(event.worker.error)), wrong=True)


def _written(session: Session, sample_type: str, chips: Chips, name: str, argument: str, file: str) -> str:
    """Write a report; return what to say of it.

    Raises:
        ProfileError: there is nothing to report, or the file cannot be written.
    """
    from tui.report.output import encoded
    from tui.report.prepared import prepare
    from tui.report.reports import REPORTS

    options, beyond = for_pprof(chips)
    argument = in_pprof(argument, chips) or argument
    made = REPORTS[name](prepare(session.whole, replace(options, sample_index=sample_type), name, argument))
    path = Path(os.path.expanduser(file))
    try:
        # Nothing is overwritten: a name typed in a hurry must not cost a file.
        size = write_new(path, encoded(made))
    except FileExistsError:
        raise FileTrouble("is there already: choose another name", where=clean(str(path))) from None
    except (OSError, ValueError) as trouble:
        raise FileTrouble(getattr(trouble, "strerror", None) or str(trouble), where=clean(str(path))) from None
    without = f"; without {', '.join(map(short, beyond))}, which pprof cannot say" if beyond else ""
    return f"{name} written to {clean(str(path))}, {size:,} bytes{without}"
