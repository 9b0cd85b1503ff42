"""The lines of a report on a profile."""

from __future__ import annotations

from tui.options import Options
from tui.pprof.profile import Profile
from tui.report.prepared import prepare
from tui.report.top import top


def top_lines(profile: Profile, options: Options) -> list[str]:
    return list(top(prepare(profile, options, "top")))
