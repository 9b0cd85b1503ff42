"""Text of waiting for locks: Go's `mutex?debug=1` and `block?debug=1`, and contention of gperftools.

`name = value` lines come first, then `CYCLES COUNT @ ADDRESSES`. Cycles become nanoseconds, and both numbers are
scaled up by the sampling period.
"""

from __future__ import annotations

from tui.numerals import truncated
from tui.pprof.legacy.assemble import Form, profile_of_addresses
from tui.pprof.legacy.lines import Lines, first_line, is_blank_or_comment
from tui.pprof.legacy.maps import read_map_after
from tui.pprof.legacy.numbers import addresses, decimal, int64, prefixed
from tui.pprof.legacy.patterns import LinePattern
from tui.pprof.legacy.stacks import Samples
from tui.pprof.legacy.verdict import NotThisForm, malformed, shown
from tui.pprof.profile import Profile

_HEADERS = (b"--- contentionz ", b"--- mutex:", b"--- contention:")
_SAMPLE = LinePattern(rb"(\d+) *(\d+) @([ x0-9a-f]*)", usual=rb"(\d+) (\d+) @([ x0-9a-f]*)")
_SPEED, _PERIOD, _SINCE_RESET = b"cycles/second", b"sampling period", b"ms since reset"
_OF_JAVA = (b"format", b"resolution")


def read_contention(raw: bytes) -> Profile:
    """Return the profile in a text of contention.

    Raises:
        NotThisForm: it has another header, or `name = value` lines of another form.
        BadProfile: a number is too large.
    """
    if not first_line(raw).startswith(_HEADERS):
        raise NotThisForm
    lines = Lines(raw)
    lines.advance()
    attributes = _read_attributes(lines)
    period = attributes.get(_PERIOD, 1)
    samples = Samples()
    while not lines.line.strip().startswith(b"---"):
        if not is_blank_or_comment(lines.line):
            _read_sample(lines.line.strip(), period, attributes.get(_SPEED, 0), samples)
        if not lines.advance():
            break
    return profile_of_addresses(
        Form(
            [("contentions", "count"), ("delay", "nanoseconds")],
            ("contentions", "count"),
            period,
            int64(attributes.get(_SINCE_RESET, 0) * 1_000_000),
        ),
        samples.values(2),
        samples.stacks.callers_lowered(leaf_too=True),
        read_map_after(lines),
    )


def _read_attributes(lines: Lines) -> dict[bytes, int]:
    """Return the `name = value` lines that matter and leave `lines` at the first line that is none."""
    attributes: dict[bytes, int] = {}
    while lines.advance():
        line = lines.line.strip()
        if is_blank_or_comment(line):
            continue
        name, assigns, value = line.partition(b"=")
        if line.startswith(b"---") or not assigns:
            break
        name = name.strip()
        if name in _OF_JAVA:
            raise NotThisForm
        if name in (_SPEED, _PERIOD, _SINCE_RESET):
            try:
                attributes[name] = prefixed(value.strip())
            except ValueError as error:
                raise NotThisForm(f"{shown(line)}: {error}") from None
        elif name != b"discarded samples":
            raise NotThisForm(f"{shown(line)}: not known in a profile of contention")
    return attributes


def _read_sample(line: bytes, period: int, cycles_per_second: int, samples: Samples) -> None:
    found = _SAMPLE.search(line)
    if not found:
        raise NotThisForm(f"{shown(line)}: no sample of contention")
    try:
        delay, count = decimal(found[1]), decimal(found[2])
        if period > 0:
            if cycles_per_second > 0:
                delay = truncated(float(delay) * float(period) / (cycles_per_second / 1e9))
            count = int64(count * period)
        samples.add(addresses(found[3]), (count, delay))
    except ValueError as error:
        raise malformed(f"malformed sample: {shown(line)}: {error}") from None
