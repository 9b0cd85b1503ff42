"""What a report is asked for, in pprof's words and with pprof's defaults (`internal/driver/config.go`)."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from tui.errors import BadOption
from tui.numerals import any_float, decimal_int

_TOLD = 40
"""Characters that are told of what is no number."""


@dataclass(frozen=True, slots=True)
class Options:
    """Options of a report; field names are pprof's flags."""

    # What is counted.
    sample_index: str = ""
    """Sample type by name or number; empty for the profile's default, else the last one."""
    mean: bool = False
    """Divide values by the first sample type, such as delay by contentions."""
    divide_by: float = 1.0
    """Divide values by this when they are written; 0 is an error."""
    unit: str = "minimum"
    """Unit to write values in; `minimum` chooses one by the smallest value shown, `auto` one for each value."""
    relative_percentages: bool = False
    """Percentages refer to what the filters leave, not to the whole profile."""

    # Which samples, and which of their frames.
    focus: str = ""
    """Keep samples that go through a matching frame."""
    ignore: str = ""
    """Drop samples that go through a matching frame."""
    hide: str = ""
    """Take matching frames out."""
    show: str = ""
    """Take all frames out that do not match."""
    show_from: str = ""
    """Cut stacks above the match nearest the root; drop samples without a match."""
    prune_from: str = ""
    """Cut stacks below the match nearest the leaf."""
    tagfocus: str = ""
    """Keep samples with a matching label: a pattern, `key=pattern`, or a range such as `32kb:1mb`."""
    tagignore: str = ""
    """Drop samples with a matching label."""
    tagshow: str = ""
    """Keep labels whose key matches."""
    taghide: str = ""
    """Drop labels whose key matches."""
    tagroot: str = ""
    """Keys, separated by commas, that become frames at the root."""
    tagleaf: str = ""
    """Keys, separated by commas, that become frames at the leaf."""

    # What frames are told apart by.
    granularity: str = ""
    """`functions`, `filefunctions`, `files`, `lines` or `addresses`; empty for what the report defaults to."""
    noinlines: bool = False
    """Give inlined calls to the outermost caller of their location."""
    showcolumns: bool = False
    """Tell calls in one line apart by their column."""

    # What is shown of it.
    sort: str = "flat"
    """`flat` or `cum`."""
    nodecount: int = -1
    """Most rows to show; -1 for the report's default."""
    nodefraction: float = 0.005
    """Rows below this share of the total are left out."""
    edgefraction: float = 0.001
    """Calls below this share of the total are left out."""
    trim: bool = True
    """False shows everything, whatever the three above say."""
    drop_negative: bool = False
    """Leave out frames whose value is negative."""
    call_tree: bool = False
    """Tell frames apart by the path to them, in reports of graphs."""
    compact_labels: bool = False
    """Leave out the lines that tell what the profile is of."""
    intel_syntax: bool = False
    """Write machine code in Intel's syntax, not in AT&T's."""
    source_path: str = ""
    """Where to look for source files, separated as in $PATH."""
    trim_path: str = ""
    """Beginnings to cut off source paths before looking for them, separated as in $PATH."""


def changed(options: Options, text: str) -> Options:
    """Return options after a line as pprof's shell takes it.

    `focus=json` sets, `focus=` clears; the name of a switch alone turns it on, and a choice alone makes it: `mean`,
    `cum`, `lines`.

    Raises:
        BadOption: there is no such option, or its value is of another kind.
    """
    name, equals, value = (part.strip() for part in text.strip().partition("="))
    if not equals and (chosen := next((option for option, values in CHOICES.items() if name in values), "")):
        return replace(options, **{chosen: name})  # type: ignore[arg-type]  # a choice is text
    default = getattr(Options(), name, None) if name in HELP or name in CHOICES else None
    if default is None:
        raise BadOption(f"unrecognized option {name}", remedy="Say name=value, such as focus=json.")
    if name in CHOICES and value and value not in CHOICES[name]:
        raise BadOption(f"{name} must be one of: {' '.join(CHOICES[name])}")
    if isinstance(default, bool):
        turned: dict[str, Any] = {name: _truth(name, value) if equals else True}
        return replace(options, **turned)
    if not equals:
        raise BadOption(f"{name} needs a value", remedy=f"Say {name}=value.")
    try:
        given: dict[str, Any] = {name: _value(default, value) if value else default}
        return replace(options, **given)
    except ValueError:
        raise BadOption(f"{name}={value[:_TOLD]} is no number") from None


def _value(default: float | str, text: str) -> float | str:
    if isinstance(default, str):
        return text
    if isinstance(default, int):
        return decimal_int(text)
    number = any_float(text)
    # pprof takes NaN, too, which is unlike itself: who asks whether an option has changed would never hear no.
    if number != number:
        raise ValueError(text)
    return number


def _truth(name: str, value: str) -> bool:
    if value.lower() in ("", "1", "t", "true", "y", "yes"):
        return True
    if value.lower() in ("0", "f", "false", "n", "no"):
        return False
    raise BadOption(f"{name} is on or off", remedy=f"Say {name}=true or {name}=false.")


def flags(options: Options) -> list[str]:
    """Return the flags of pprof's command line that say the same; none for defaults."""
    written = []
    for field in fields(options):
        value, default = getattr(options, field.name), field.default
        if value == default:
            continue
        if field.name in CHOICES:
            written.append(f"-{value}")
        elif isinstance(value, bool):
            written.append(f"-{field.name}" if value else f"-{field.name}=false")
        else:
            written.append(f"-{field.name}={value:g}" if isinstance(value, float) else f"-{field.name}={value}")
    return written


HELP = {
    "sample_index": "sample type to show, by name or number",
    "mean": "divide by the first sample type: mean delay, mean size",
    "divide_by": "divide values by this number",
    "unit": "unit to write values in: minimum, auto, or a unit such as ms or MB",
    "relative_percentages": "percentages of what the filters leave",
    "focus": "keep samples that go through a match",
    "ignore": "drop samples that go through a match",
    "hide": "take matching frames out",
    "show": "take all frames out that do not match",
    "show_from": "cut stacks above the first match from the root",
    "prune_from": "cut stacks below the first match from the leaf",
    "tagfocus": "keep samples with a matching label: PATTERN, KEY=PATTERN or a range such as 32kb:1mb",
    "tagignore": "drop samples with a matching label",
    "tagshow": "keep labels whose key matches",
    "taghide": "drop labels whose key matches",
    "tagroot": "keys of labels that become frames at the root",
    "tagleaf": "keys of labels that become frames at the leaf",
    "noinlines": "give inlined calls to their outermost caller",
    "showcolumns": "tell calls in one line apart by column",
    "nodecount": "show at most this many rows",
    "nodefraction": "leave out rows below this share of the total",
    "edgefraction": "leave out calls below this share of the total",
    "trim": "-trim=false leaves nothing out",
    "drop_negative": "leave out negative rows",
    "call_tree": "tell frames apart by the path to them, in graphs",
    "compact_labels": "leave out what the profile is of",
    "intel_syntax": "write machine code in Intel's syntax",
    "source_path": "where to look for sources, as in $PATH",
    "trim_path": "beginnings to cut off source paths, as in $PATH",
}
"""One line on each option that has a flag of its own name."""

CHOICES = {"sort": ("flat", "cum"), "granularity": ("functions", "filefunctions", "files", "lines", "addresses")}
"""Options that are chosen by a flag for each value."""

LEGACY = {
    "inuse_space": ("inuse_space", False),
    "inuse_objects": ("inuse_objects", False),
    "alloc_space": ("alloc_space", False),
    "alloc_objects": ("alloc_objects", False),
    "total_delay": ("delay", False),
    "contentions": ("contentions", False),
    "mean_delay": ("delay", True),
}
"""Old flags that choose a sample type, and whether its mean is meant."""
