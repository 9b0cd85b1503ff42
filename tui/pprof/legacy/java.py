"""Text of a Java heap or of Java's waiting for locks: `--- heapz 1 ---`, `--- contentionz 1 ---`.

`name=value` lines, then `BYTES COUNT @ ADDRESSES` (time first for locks), then a name for each address.
"""

from __future__ import annotations

from dataclasses import dataclass

from tui.pprof.legacy.assemble import Form, profile_of_names
from tui.pprof.legacy.java_names import read_names
from tui.pprof.legacy.numbers import addresses, int64, prefixed, unsampled
from tui.pprof.legacy.patterns import LinePattern, Match
from tui.pprof.legacy.stacks import Samples
from tui.pprof.legacy.verdict import NotThisForm, malformed, shown
from tui.pprof.profile import Profile

_KINDS = {b"--- heapz 1 ---": "heap", b"--- contentionz 1 ---": "contention"}
_ATTRIBUTE = LinePattern(rb"([\w ]+)=([\w ]+)")
_SAMPLE = LinePattern(rb" *(\d+) +(\d+) +@ +([ x0-9a-f]*)")
_HEAP_RATE = 1 << 19
"""Average bytes between two sampled allocations; Java's agent always uses it and does not say so."""


def read_java(raw: bytes) -> Profile:
    """Return the profile in a text of a Java agent.

    Raises:
        NotThisForm: it has another header or other `name=value` lines.
        BadProfile: a number cannot be, or the sample types are missing.
    """
    header, newline, body = raw.partition(b"\n")
    kind = _KINDS.get(header.strip()) if newline else None
    if not kind:
        raise NotThisForm
    text = _Text(body)
    attributes = _read_attributes(text, kind)
    samples = Samples()
    period = attributes.period if kind == "contention" else 0
    while found := text.next_like(_SAMPLE):
        try:
            _add_sample(found, kind == "heap", period, samples)
        except ValueError as error:
            raise malformed(f"malformed sample: {shown(found[0])}: {error}") from None
    if len(samples) and not attributes.sample_types:
        raise malformed("missing sample type information")
    form = Form(attributes.sample_types, attributes.period_type, attributes.period, attributes.duration_nanos)
    stacks = samples.stacks
    values = samples.values(2)[:, : len(form.sample_types)]
    names = read_names(text.rest, stacks.addresses)
    return profile_of_names(form, values, stacks, names, block_sizes=samples.block_sizes if kind == "heap" else None)


class _Text:
    """A cursor over whole lines; a last line without newline is left to `rest`."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def next_like(self, wanted: LinePattern) -> Match | None:
        """Return the match in the next line that is not blank and go behind it; None and stay if there is none."""
        while (end := self._body.find(b"\n", self._at)) >= 0:
            line = self._body[self._at : end].strip()
            found = wanted.search(line)
            if line and not found:
                return None
            self._at = end + 1
            if line:
                return found
        return None

    @property
    def rest(self) -> bytes:
        """Everything from the cursor on."""
        return self._body[self._at :]


@dataclass(slots=True)
class _Attributes:
    """What the `name=value` lines say."""

    sample_types: tuple[tuple[str, str], ...] = ()
    period_type: tuple[str, str] = ("", "")
    period: int = 0
    duration_nanos: int = 0


def _read_attributes(text: _Text, kind: str) -> _Attributes:
    attributes = _Attributes()
    while found := text.next_like(_ATTRIBUTE):
        name, value = found[1].strip().decode(), found[2].strip().decode()
        try:
            match f"{kind}/{name}":
                case "heap/format" | "contention/format":
                    if value != "java":
                        raise NotThisForm(f"format={value}: only the format java is known")
                case "heap/resolution":
                    attributes.sample_types = ("inuse_objects", "count"), ("inuse_space", value)
                case "contention/resolution":
                    attributes.sample_types = ("contentions", "count"), ("delay", value)
                case "contention/sampling period":
                    attributes.period_type = "contentions", "count"
                    attributes.period = prefixed(value.encode())
                case "contention/ms since reset":
                    attributes.duration_nanos = int64(prefixed(value.encode()) * 1_000_000)
                case _:
                    raise NotThisForm(f"{shown(found[0])}: not known in a Java profile of {kind}")
        except ValueError as error:
            raise malformed(f"failed to parse attribute {shown(found[0])}: {error}") from None
    return attributes


def _add_sample(found: Match, is_heap: bool, period: int, samples: Samples) -> None:
    """Add a sample; the count stands second in its line, bytes or time first."""
    stack = addresses(found[3])
    count, amount = prefixed(found[2]), prefixed(found[1])
    if is_heap:
        if not count:
            raise malformed(f"parsing sample {shown(found[0])}: second value must be non-zero")
        samples.add(stack, unsampled(count, amount, _HEAP_RATE), amount // count)
    elif period:
        samples.add(stack, (int64(count * period), int64(amount * period)))
    else:
        samples.add(stack, (count, amount))
