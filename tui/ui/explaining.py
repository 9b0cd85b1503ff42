"""Filters and options in plain words: what they keep, and in which panes they act."""

from __future__ import annotations

from tui.analysis.chips import RECURSION, STACKING, Chip, spoken
from tui.options import HELP
from tui.text import clean

_FILTERS = {
    "focus": "keep only samples that go through {}",
    "ignore": "drop all samples that go through {}",
    "hide": "take {} out of the stacks; its callers bear what it costs",
    "show": "leave nothing but {} in the stacks",
    "show_from": "begin stacks at the outermost {}; samples without it go",
    "prune_from": "end stacks at the innermost {}",
    "tagfocus": "keep only samples with a label {}",
    "tagignore": "drop all samples with a label {}",
    "tagshow": "keep of all labels those with a key {}",
    "taghide": "drop labels with a key {}",
}
_PURPOSES = {
    "focus": "keep only samples that go through a matching function, file or binary",
    "ignore": "drop all samples that go through a match",
    "hide": "take matching frames out of the stacks; their callers bear what they cost",
    "show": "leave nothing but matching frames in the stacks",
    "show_from": "begin stacks at the outermost match; samples without one go",
    "prune_from": "end stacks at the innermost match",
    "tagfocus": "keep only samples with a label: PATTERN, KEY=PATTERN or a range such as 32kb:1mb",
    "tagignore": "drop all samples with such a label",
    "tagshow": "keep of all labels those whose key matches",
    "taghide": "drop labels whose key matches",
    "granularity": "tell frames apart by functions, filefunctions, files, lines or addresses",
}
_OPTIONS = {
    "mean": "divide by the first sample type; widths and source lines stay sums, since means do not add up",
    "divide_by": "divide all values by {}",
    "unit": "write values in {}",
    "relative_percentages": "percentages are of what the filters leave",
    "tagroot": "labels {} become frames at the root",
    "tagleaf": "labels {} become frames at the leaf",
    "granularity": "tell frames apart by {}",
    "noinlines": "give inlined calls to their outermost caller",
    "showcolumns": "tell calls in one line apart by column, at the granularity of lines",
    "nodecount": "at most {} rows of top; the other panes have no rows to leave out",
    "nodefraction": "rows of top below {} go, boxes below it gather in +N; peek and source show all, as in pprof",
    "edgefraction": "callers and callees below {} of the total go from peek; the other panes show no calls",
    "drop_negative": "leave out what is below 0: rows of top, boxes, calls of peek; source shows all, as in pprof",
    "call_tree": "boxes are told apart by path anyway; top, peek and source add paths up, as in pprof",
    "compact_labels": "the title says the name alone",
    "intel_syntax": "machine code in Intel's syntax, where there is any: in disasm",
    "source_path": "look for source files in {}",
    "trim_path": "cut {} off source paths before looking for them",
    RECURSION: "a function that calls itself is one box; the other panes count a sample once anyway",
}
_LABELS_ONLY = ("tagshow", "taghide")
"""Filters that change labels alone, of which no pane shows any."""


def explained(chip: Chip) -> str:
    """Return what a chip does, as a sentence without its point."""
    if chip.name == "trim":
        return "leave nothing out, whatever nodecount, nodefraction and edgefraction say"
    value = clean(_value(chip))
    text = (_FILTERS.get(chip.name) or _OPTIONS[chip.name]).format(value)
    if chip.name in _LABELS_ONLY:
        text += "; the panes labels and traces show labels, the others are as before"
    return text


def short(chip: Chip) -> str:
    """Return a chip as the title shows it."""
    if chip.name == RECURSION:
        return "recursion collapsed"
    return clean(f"{chip.name}={spoken(str(chip.value))}") if chip.name in STACKING else clean(chip.text)


def purpose(name: str) -> str:
    """Return what an option is for, in one line."""
    return _PURPOSES.get(name) or HELP.get(name) or _OPTIONS[name].partition(";")[0]


def _value(chip: Chip) -> str:
    if chip.name in ("nodefraction", "edgefraction"):
        return f"{100 * float(chip.value):g}%"
    return spoken(str(chip.value))
