"""What the user has set, one chip each.

Filters stack: two of focus keep what goes through both, two of hide take out the frames of both. Other options replace
one another. A chip says what a line behind `:` says, so pprof's words and defaults hold (`tui.options`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Any

from tui.analysis.filtered import Filtered, apply_filters, filtered
from tui.analysis.regex import Pattern, escaped, plainly, unescaped
from tui.options import CHOICES, Options
from tui.pprof.profile import Profile

FOCUSING = ("focus", "ignore")
"""Filters that look at whole stacks, and so come before those that take frames out."""
CUTTING = ("hide", "show", "show_from", "tagfocus", "tagignore", "tagshow", "taghide", "prune_from")
"""The other filters, in the order in which pprof applies them."""
STACKING = (*FOCUSING, *CUTTING)
_BY_NAME = (*FOCUSING, "hide", "show", "show_from", "prune_from")
"""Filters of which the pattern is one of names."""
RECURSION = "collapse_recursion"
"""Our own: a function that calls itself is one box of the flame graph."""
_NO_CHIP = ("sample_index", "sort")
"""Options that say what to look at, not what is left of it; they have keys of their own."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter or option."""

    name: str
    """A field of `Options`, or `RECURSION`."""
    value: str | bool | int | float = True

    @property
    def text(self) -> str:
        """The chip as `:` takes it."""
        if self.value is True:
            return self.name
        if self.name in CHOICES:
            return str(self.value)
        if self.value is False:
            return f"{self.name}=false"
        return f"{self.name}={self.value:g}" if isinstance(self.value, float) else f"{self.name}={self.value}"


Chips = tuple[Chip, ...]


def chips_of(options: Options) -> Chips:
    """Return a chip for each option that is not at its default."""
    pairs = ((field.name, getattr(options, field.name), field.default) for field in fields(options))
    return tuple(Chip(name, value) for name, value, default in pairs if value != default and name not in _NO_CHIP)


def with_chip(chips: Chips, chip: Chip) -> Chips:
    """Return the chips with one more; another option of the same name goes, a filter stays beside it."""
    if chip.name not in STACKING:
        return (*without(chips, chip.name), chip)
    return chips if chip in chips else (*chips, chip)


def without(chips: Chips, *names: str) -> Chips:
    """Return the chips but those of some names."""
    return tuple(chip for chip in chips if chip.name not in names)


def toggled(chips: Chips, chip: Chip) -> Chips:
    """Return the chips without one if it is there, else with it."""
    return tuple(kept for kept in chips if kept != chip) if chip in chips else with_chip(chips, chip)


def regrouped(chips: Chips, option: str, key: str) -> Chip:
    """Return the chip that makes frames of one more label's values; the last one asked for is nearest the stacks.

    Args:
        chips: what is set.
        option: `tagroot` or `tagleaf`.
        key: the label's key as recorded; one that is there already is taken out.
    """
    keys = _framed(tuple(chip for chip in chips if chip.name == option))
    changed = [known for known in keys if known != key] if key in keys else [*keys, key]
    return Chip(option, ",".join(changed))


def options_of(chips: Chips) -> Options:
    """Return the options that the chips mean to everything but the filters; the first of a filter stands for all."""
    given: dict[str, Any] = {}
    for chip in chips:
        if chip.name != RECURSION:
            given.setdefault(chip.name, chip.value)
    return Options(**given)


def for_pprof(chips: Chips) -> tuple[Options, Chips]:
    """Return the options that make pprof show the same as far as it can, and the chips that it has no words for.

    Several of ignore or hide are one pattern of pprof's; several of another filter it cannot combine.
    """
    joined: dict[str, Any] = {}
    beyond: list[Chip] = []
    for chip in chips:
        value = in_pprof(str(chip.value), chips) if chip.name in _BY_NAME else chip.value
        if chip.name == RECURSION or value is None or (chip.name in joined and chip.name not in ("ignore", "hide")):
            beyond.append(chip)
        elif chip.name in joined:
            joined[chip.name] = f"{joined[chip.name]}|(?:{value})"
        else:
            several = sum(other.name == chip.name for other in chips) > 1 and chip.name in ("ignore", "hide")
            joined[chip.name] = f"(?:{value})" if several else value
    return Options(**joined), tuple(beyond)


def in_pprof(pattern: str, chips: Chips) -> str | None:
    """Return the pattern of names by which pprof finds the same; None if it has none.

    Frames of labels, which we call `key=value`, it calls `value`, and those of samples without the
    label it calls nothing at all.
    """
    name, keys = spoken(pattern), _framed(chips)
    if name != pattern and (key := next((key for key in keys if name.startswith(f"{key}=")), "")):
        value = name.removeprefix(f"{key}=")
        return exactly(value) if value else None
    # Of other patterns, nobody knows what would be left of them without the key.
    spoken_of = [key for key in keys if re.search(rf"(?<!\w){re.escape(key)}=", unescaped(pattern))]
    return None if spoken_of else pattern


def _framed(chips: Chips) -> list[str]:
    """Return the keys of labels that become frames, as recorded."""
    return [key for chip in chips if chip.name in ("tagroot", "tagleaf") for key in str(chip.value).split(",") if key]


def chipped(profile: Profile, chips: Chips) -> Filtered:
    """Return what the chips leave of a profile.

    One of each filter gives what pprof gives. Of several, all of focus and ignore come first, since a frame that is
    hidden can still be focused on.

    Raises:
        BadOption: a pattern is no regular expression, or values would be divided by 0.
    """
    options = options_of(chips)
    cleared: dict[str, Any] = dict.fromkeys(STACKING, "")
    found = filtered(profile, replace(options, **cleared), keyed=True)
    left, remarks = found.profile, list(found.remarks)
    for some in _rounds(chips):
        left, said = apply_filters(left, some)
        remarks += said
    if options.relative_percentages:
        return Filtered(left, tuple(remarks), left, options.mean)
    return replace(found, profile=left, remarks=tuple(remarks))


def _rounds(chips: Chips) -> list[Options]:
    """Return what to apply one after another: further focus and ignore, one of each filter, and further others."""
    main: dict[str, Any] = {}
    before: list[Options] = []
    after: list[Options] = []
    for chip in sorted(chips, key=lambda chip: STACKING.index(chip.name) if chip.name in STACKING else -1):
        if chip.name not in STACKING or not chip.value:
            continue
        if chip.name not in main:
            main[chip.name] = chip.value
        else:
            alone: dict[str, Any] = {chip.name: chip.value}
            (before if chip.name in FOCUSING else after).append(Options(**alone))
    return [*before, Options(**main), *after] if main else []


def exactly(name: str) -> str:
    """Return the pattern that matches one name only."""
    return f"^{escaped(name)}$"


def spoken(pattern: str) -> str:
    """Return a pattern as people read it: a name that it matches exactly as that name."""
    if pattern.startswith("^") and pattern.endswith("$"):
        name = unescaped(pattern[1:-1])
        if exactly(name) == plainly(pattern):
            return name
    return pattern


def checked(chip: Chip) -> Chip:
    """Return the chip itself.

    Raises:
        BadOption: it is a filter by name, and no regular expression.
    """
    if chip.name in STACKING and not chip.name.startswith(("tagfocus", "tagignore")):
        Pattern(str(chip.value), chip.name)
    return chip
