"""Filters on names: which samples count, and which frames of them are shown.

Each is google/pprof's (`profile/filter.go`, `profile/prune.go`) on columns: patterns meet each distinct name once,
become marks on locations, then on stacks. A profile goes in, a smaller one comes out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui.analysis.regex import Pattern
from tui.pprof.arrays import BoolArray
from tui.pprof.parts import call_stacks, line_locations, through, with_calls, with_lines, with_stacks
from tui.pprof.profile import Profile

_ARGUMENTS = (b"(anonymous namespace)", b"operator()")
"""Names that hold a parenthesis which does not begin an argument list."""


@dataclass(frozen=True, slots=True)
class NameFilters:
    """Patterns matched on function name, file name, or mapping file; None for an option that is not given."""

    focus: Pattern | None = None
    """Keep samples that go through a match."""
    ignore: Pattern | None = None
    """Drop samples that go through a match."""
    hide: Pattern | None = None
    """Take matching frames out; what they cost falls to the frame that is leaf then."""
    show: Pattern | None = None
    """Take all other frames out."""


def filter_by_name(profile: Profile, filters: NameFilters) -> tuple[Profile, list[str]]:
    """Return the profile that pprof's focus, ignore, hide and show leave, and the options that matched nothing.

    A sample that hide or show leave without a frame goes too.
    """
    focus, ignore, hide, show = filters.focus, filters.ignore, filters.hide, filters.show
    if focus is ignore is hide is show is None:
        return profile, []
    every = np.ones(len(profile.locations), np.bool_)
    ignored = ~every if ignore is None else matching_locations(profile, ignore)
    focused = ~ignored & (every if focus is None else matching_locations(profile, focus))
    smaller, hidden, hide_hit, show_hit = _hide_and_show(profile, hide, show)
    kept = through(profile, focused)
    if ignored.any():
        kept &= ~through(profile, ignored)
    if hidden.any():
        kept &= through(profile, ~hidden)
        smaller = with_calls(smaller, ~hidden[profile.stack_locations])
    unmatched = [
        option
        for option, given, hit in (
            ("Focus", focus, focused.any()),
            ("Ignore", ignore, ignored.any()),
            ("Hide", hide, hide_hit),
            ("Show", show, show_hit),
        )
        if given is not None and not hit
    ]
    return with_stacks(smaller, kept), unmatched


def _hide_and_show(
    profile: Profile, hide: Pattern | None, show: Pattern | None
) -> tuple[Profile, BoolArray, bool, bool]:
    """Return the profile with lines taken out, the locations that are hidden, and whether hide and show matched."""
    hidden = np.zeros(len(profile.locations), np.bool_)
    lines = np.ones(len(profile.locations.line_function), np.bool_)
    of_line = line_locations(profile)
    hide_hit = show_hit = False
    if hide is not None:
        hit = matching_locations(profile, hide)
        lines &= ~matching_lines(profile, hide) & ~matching_mappings(profile, hide)[of_line]
        hidden |= hit & (np.bincount(of_line[lines], minlength=len(hidden)) == 0)
        hide_hit = bool(hit.any())
    if show is not None:
        lines &= matching_lines(profile, show) | matching_mappings(profile, show)[of_line]
        without = np.bincount(of_line[lines], minlength=len(hidden)) == 0
        hidden |= without
        show_hit = not bool(without.all())
    return with_lines(profile, lines), hidden, hide_hit, show_hit


def show_from(profile: Profile, pattern: Pattern) -> tuple[Profile, bool]:
    """Return the profile without what stands above the match nearest the root, and whether there was a match.

    Samples without a match go.
    """
    by_mapping = matching_mappings(profile, pattern)
    lines, of_line = matching_lines(profile, pattern), line_locations(profile)
    matched = by_mapping | (np.bincount(of_line[lines], minlength=len(by_mapping)) > 0)
    # Within a location the root is last: what comes after the last match goes.
    last = np.full(len(by_mapping), -1)
    np.maximum.at(last, of_line[lines], np.flatnonzero(lines))
    cut = matched & ~by_mapping
    kept_lines = ~cut[of_line] | (np.arange(len(of_line)) <= last[of_line])
    calls = matched[profile.stack_locations]
    stack = call_stacks(profile)
    nearest_root = np.full(profile.n_stacks, -1)
    np.maximum.at(nearest_root, stack[calls], np.flatnonzero(calls))
    kept_calls = np.arange(len(calls)) <= nearest_root[stack]
    smaller = with_calls(with_lines(profile, kept_lines), kept_calls)
    return with_stacks(smaller, nearest_root >= 0), bool(matched.any())


def prune_from(profile: Profile, pattern: Pattern) -> Profile:
    """Return the profile without what stands below the match nearest the leaf; the match stays.

    Names are simplified first (`simplified`).
    """
    lines, of_line = _matching_simplified(profile, pattern, None), line_locations(profile)
    first = np.full(len(profile.locations), len(of_line))
    np.minimum.at(first, of_line[lines], np.flatnonzero(lines))
    matched = np.bincount(of_line[lines], minlength=len(profile.locations)) > 0
    kept_lines = ~matched[of_line] | (np.arange(len(of_line)) >= first[of_line])
    calls = matched[profile.stack_locations]
    stack = call_stacks(profile)
    nearest_leaf = profile.stack_offsets[:-1].copy()
    found = np.full(profile.n_stacks, len(calls))
    np.minimum.at(found, stack[calls], np.flatnonzero(calls))
    nearest_leaf = np.where(found < len(calls), found, nearest_leaf)
    return with_calls(with_lines(profile, kept_lines), np.arange(len(calls)) >= nearest_leaf[stack])


def prune(profile: Profile, drop: Pattern, keep: Pattern | None) -> Profile:
    """Return the profile without frames that match `drop` and not `keep`, and without what they call.

    The match nearest the root counts, but nothing is cut before the first frame that stays.
    """
    lines, of_line = _matching_simplified(profile, drop, keep), line_locations(profile)
    count = np.diff(profile.locations.line_offsets)
    last = np.full(len(count), -1)
    np.maximum.at(last, of_line[lines], np.flatnonzero(lines))
    below = last >= 0
    whole = below & (last == profile.locations.line_offsets[1:] - 1)
    kept_lines = ~(below & ~whole)[of_line] | (np.arange(len(of_line)) > last[of_line])
    location, stack = profile.stack_locations, call_stacks(profile)
    # Calls stand leaf first; the first frame that stays, seen from the root, is the last one not matched.
    user = np.full(profile.n_stacks, -1)
    np.maximum.at(user, stack[~below[location]], np.flatnonzero(~below[location]))
    candidates = below[location] & (np.arange(len(location)) < user[stack])
    at = np.full(profile.n_stacks, -1)
    np.maximum.at(at, stack[candidates], np.flatnonzero(candidates))
    cut = at >= 0
    first_kept = np.where(cut, at + whole[location[at]] if len(location) else 0, profile.stack_offsets[:-1])
    return with_calls(with_lines(profile, kept_lines), np.arange(len(location)) >= first_kept[stack])


def matching_locations(profile: Profile, pattern: Pattern) -> BoolArray:
    """bool[n_locations]: locations of which a function, a file or the mapping's file matches."""
    of_line = line_locations(profile)[matching_lines(profile, pattern)]
    matched: BoolArray = np.bincount(of_line, minlength=len(profile.locations)) > 0
    return matched | matching_mappings(profile, pattern)


def matching_lines(profile: Profile, pattern: Pattern) -> BoolArray:
    """bool[n_lines]: lines of which the function's name or file matches."""
    table, strings = profile.functions, profile.strings
    functions = pattern.strings(strings, table.name) | pattern.strings(strings, table.filename)
    return functions[profile.locations.line_function]


def matching_mappings(profile: Profile, pattern: Pattern) -> BoolArray:
    """bool[n_locations]: locations of which the mapping's file matches."""
    files = np.array([mapping.file for mapping in profile.mappings], np.int64)
    matched = np.append(pattern.strings(profile.strings, files), False)
    return matched[profile.locations.mapping]


def _matching_simplified(profile: Profile, pattern: Pattern, keep: Pattern | None) -> BoolArray:
    """bool[n_lines]: lines of which the simplified function name matches `pattern` and not `keep`."""
    names, place = np.unique(profile.functions.name, return_inverse=True)
    found = np.zeros(len(names), np.bool_)
    for row, name in enumerate(names.tolist()):
        simple = simplified(profile.strings.raw[name])
        found[row] = bool(name) and pattern.found_in(simple) and not (keep is not None and keep.found_in(simple))
    return found[place][profile.locations.line_function]


def simplified(name: bytes) -> bytes:
    """Return a function name without its argument list, as pprof matches it for pruning."""
    name = name.removeprefix(b".")
    at = name.find(b"(")
    while at >= 0:
        begins = {word: at - word.index(b"(") for word in _ARGUMENTS}
        reserved = next((word for word, begin in begins.items() if begin >= 0 and name.startswith(word, begin)), None)
        if reserved is None:
            return name[:at]
        at = name.find(b"(", begins[reserved] + len(reserved))
    return name
