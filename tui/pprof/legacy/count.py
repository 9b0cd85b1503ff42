"""Go's `debug=1` text of goroutines, threads created, and profiles of one's own: `NAME profile: total N`."""

from __future__ import annotations

from tui.pprof.legacy.assemble import Form, profile_of_addresses
from tui.pprof.legacy.lines import after_comments, is_blank_or_comment
from tui.pprof.legacy.maps import read_map_after
from tui.pprof.legacy.numbers import addresses, prefixed
from tui.pprof.legacy.patterns import LinePattern
from tui.pprof.legacy.stacks import Samples
from tui.pprof.legacy.verdict import NotThisForm, malformed, shown
from tui.pprof.profile import Profile

_HEADER = LinePattern(rb"\A(\S+) profile: total \d+\z")
_SAMPLE = LinePattern(rb"\A(\d+) @((?: 0x[0-9a-f]+)+)\z", usual=rb"(\d+) @((?: 0x[0-9a-f]+)+)\Z")


def read_count(raw: bytes) -> Profile:
    """Return the profile in a text of counted stacks.

    Raises:
        NotThisForm: it has another header.
        BadProfile: a line is no sample.
    """
    lines = after_comments(raw)
    header = _HEADER.search(lines.line)
    if not header:
        raise NotThisForm
    kind = header[1].decode("utf-8", "surrogateescape")
    samples = Samples()
    while lines.advance() and not lines.line.startswith(b"---"):
        if is_blank_or_comment(lines.line):
            continue
        sample = _SAMPLE.search(lines.line)
        try:
            if not sample:
                raise ValueError("no sample")
            # A count with a leading zero is octal to pprof; no writer pads.
            samples.add(addresses(sample[2]), (prefixed(sample[1]),))
        except ValueError as error:
            raise malformed(f"malformed profile format: {shown(lines.line)}: {error}") from None
    return profile_of_addresses(
        Form([(kind, "count")], (kind, "count"), 1),
        samples.values(1),
        samples.stacks.callers_lowered(leaf_too=True),
        read_map_after(lines),
    )
