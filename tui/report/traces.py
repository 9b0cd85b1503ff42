"""`-traces`: every sample with its labels and its stack, as `go tool pprof` prints them."""

from __future__ import annotations

from collections.abc import Iterator

from tui import units
from tui.analysis.graph import divided
from tui.report import legend
from tui.report.labels import SampleLabels, labels_by_sample
from tui.report.prepared import Prepared

_RULE = "-" * 11 + "+" + "-" * 55


def traces(prepared: Prepared) -> Iterator[str]:
    """Yield the lines of the report; samples without a stack are left out."""
    yield from legend.profile_labels(prepared, prepared.options.unit)
    counted = prepared.counted(whole_paths=True)
    stacks, table = counted.stacks, counted.table
    values = counted.values if counted.divisors is None else divided(counted.values, counted.divisors)
    names = {frame: table.label_as_recorded(frame) for frame in set(stacks.frames.tolist())}
    label_units = {prepared.profile.strings.decoded(key): unit for key, unit in prepared.label_units.items()}
    frames, inlined = stacks.frames.tolist(), counted.inlined.tolist()
    edges, stack = stacks.offsets.tolist(), stacks.of_sample.tolist()
    for sample, labels in enumerate(labels_by_sample(prepared.profile)):
        calls = range(edges[stack[sample]], edges[stack[sample] + 1])
        if not calls:
            continue
        yield _RULE
        yield from _label_lines(labels, label_units)
        for call in calls:
            value = prepared.write(int(values[sample]), prepared.options.unit) if call == calls[0] else ""
            yield f"{value:>10}   {names[frames[call]]}{' (inline)' if inlined[call] else ''}"
    yield _RULE


def _label_lines(labels: SampleLabels, label_units: dict[str, str]) -> Iterator[str]:
    yield from sorted(f"{key:>10}:  {' '.join(texts)}" for key, texts in labels.texts.items())
    yield from sorted(
        f"{key:>10}:  {' '.join(units.label(number, label_units.get(key, '')) for number in numbers)}"
        for key, numbers in labels.numbers.items()
    )
