"""What was seen of the program, stack by stack, and its two written forms: a pprof profile and text for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from tui.demo.frames import Stack
from tui.pprof.build import ProfileBuilder
from tui.pprof.encode import encode

PROGRAM = "pprof-tui-demo"
"""What profiles call the program."""


class Place(NamedTuple):
    """What samples are told apart by."""

    stack: Stack
    thread: str = ""
    """Name of the thread; empty where it does not matter, as for memory."""


@dataclass(frozen=True, slots=True)
class Recording:
    """Samples of one kind, added up by place."""

    sample_types: tuple[tuple[str, str], ...]
    """Type and unit of each value."""
    values: Mapping[Place, tuple[int, ...]]
    """One value for each sample type."""
    default_sample_type: str
    """The type to show first."""
    period_type: tuple[str, str]
    """What `period` is measured in."""
    period: int
    """Distance between two samples; 1 if nothing is left out."""
    time_nanos: int
    """When it began, nanoseconds since 1970."""
    duration_nanos: int = 0
    """How long it took; 0 for a snapshot."""

    def encoded(self) -> bytes:
        """Return it as a gzip-compressed pprof profile."""
        builder = ProfileBuilder(
            self.sample_types,
            default_sample_type=self.default_sample_type,
            period_type=self.period_type,
            period=self.period,
            time_nanos=self.time_nanos,
            duration_nanos=self.duration_nanos,
            mapping_file=PROGRAM,
        )
        for place, values in self.values.items():
            builder.add(place.stack, values, {"thread": place.thread} if place.thread else {})
        return encode(builder.build())

    def as_text(self) -> str:
        """Return it for people, largest first: a line of values for each place, then its frames, leaf first."""
        lines = [" ".join(f"{kind}/{unit}" for kind, unit in self.sample_types)]
        for place, values in sorted(self.values.items(), key=lambda entry: entry[1][::-1], reverse=True):
            lines.append(" ".join(map(str, values)) + (f" thread: {place.thread}" if place.thread else ""))
            lines += [f"#\t{frame.function}\t{frame.file}:{frame.line}" for frame in place.stack]
            lines.append("")
        return "\n".join(lines) + "\n"

    def since(self, earlier: Recording, duration_nanos: int) -> Recording:
        """Return how much more there is than in an earlier recording of the same kind; places without change drop out.

        Its time is that of the later one, as Go's net/http/pprof has it; `duration_nanos` is what lies between.
        """
        nothing = (0,) * len(self.sample_types)
        changes: dict[Place, tuple[int, ...]] = {}
        for place in {**earlier.values, **self.values}:
            before, now = earlier.values.get(place, nothing), self.values.get(place, nothing)
            if before != now:
                changes[place] = tuple(later - sooner for later, sooner in zip(now, before, strict=True))
        return replace(self, values=changes, duration_nanos=duration_nanos)
