"""`-tags`: every label with what its values weigh, as `go tool pprof` prints them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from tui import units
from tui.report.prepared import Prepared


def tags(prepared: Prepared) -> Iterator[str]:
    """Yield the lines of the report: keys by name, values by weight."""
    by_key: defaultdict[bytes, defaultdict[bytes, int]] = defaultdict(lambda: defaultdict(int))
    for key, value, weight in _weights(prepared):
        by_key[key][value] = _wrapped(by_key[key][value] + weight)
    total, unit = prepared.total, prepared.options.unit
    for key in sorted(by_key):
        values = by_key[key]
        of_key = _wrapped(sum(values.values()))
        share = f" ({units.percentage(of_key, total)})" if total > 0 else ""
        # Go's tabwriter right-aligns a column over the lines that have it, with one space before it.
        yield f" {_text(key)}: Total {prepared.write(of_key, unit)} of {prepared.write(total, unit)}{share}"
        order = sorted(values.items(), key=lambda item: (-abs(item[1]), item[0]))
        costs = [
            prepared.write(weight, unit) + (f" ({units.percentage(weight, total)}):" if total > 0 else ":")
            for _, weight in order
        ]
        wide = max(map(len, costs)) + 1
        for (value, _), cost in zip(order, costs, strict=True):
            yield f"{' ':>{len(_text(key)) + 2}}{cost:>{wide}} {_text(value)}"
        yield ""


def _weights(prepared: Prepared) -> Iterator[tuple[bytes, bytes, int]]:
    """Yield key, value and weight of each distinct label."""
    profile = prepared.profile
    labels, raw = profile.labels, profile.strings.raw
    key, string = profile.strings.canonical[labels.key], profile.strings.canonical[labels.string]
    rows = np.stack([key, string, labels.number], axis=1)
    distinct, place = np.unique(rows, axis=0, return_inverse=True)
    weight = np.zeros(len(distinct), np.int64)
    np.add.at(weight, place.reshape(-1), prepared.values[labels.sample])
    for (of_key, of_string, number), worth in zip(distinct.tolist(), weight.tolist(), strict=True):
        if of_string:
            yield raw[of_key], raw[of_string], worth
        else:
            written = units.label(number, prepared.label_units.get(of_key, ""), prepared.options.unit)
            yield raw[of_key], written.encode("utf-8", "surrogateescape"), worth


def _wrapped(value: int) -> int:
    """Return a sum as 64 bits hold it."""
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
