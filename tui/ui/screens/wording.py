"""What the title, the details, the keys and the search result say."""

from __future__ import annotations

from collections.abc import Sequence

from tui import units
from tui.analysis.calltree import Node
from tui.analysis.chips import STACKING, Chips
from tui.analysis.difference import in_words
from tui.analysis.search import Matches
from tui.session import Session, ViewState
from tui.ui import keys
from tui.ui.explaining import short
from tui.ui.glyphs import GLYPHS
from tui.ui.theme import Palette
from tui.ui.widgets.cells import Piece, cut, cut_left, cut_middle, end_of_path, width_of
from tui.ui.widgets.counts import counted, samples

_CHIP = 32
"""Cells of a chip in the title."""


def title_pieces(
    session: Session,
    state: ViewState,
    palette: Palette,
    width: int,
    tabs: Sequence[tuple[int, str, bool]],
    notes: Sequence[Piece] = (),
) -> list[Piece]:
    """Return the title: what the profile is of, its sample type, how long, how much; notes, chips, tabs if given."""
    profile, index = session.profile, state.index
    kind = profile.sample_types[index]
    of_types = f" ({index + 1} of {len(profile.sample_types)})" if len(profile.sample_types) > 1 else ""
    duration = units.label(profile.duration_nanos, "nanoseconds") if profile.duration_nanos else ""
    worth, of_duration, count = _worth(session, state)
    facts: tuple[list[str], ...] = (
        [kind.type + of_types, duration, worth + of_duration, count],
        [kind.type, duration, worth, count],
        [kind.type, worth],
        [kind.type],
        [],
    )
    if session.options.compact_labels:
        facts = facts[2:]
    right: list[Piece] = [*notes, *chip_pieces(state.chips, palette, width // 2)]
    for number, label, active in tabs:
        # Seven names would leave no room for what the profile is of.
        text = f" {number} {label.split(' ', maxsplit=1)[0]} " if active else f" {number}"
        right.append((text, palette.key if active else palette.line_faint))
    room = width - sum(width_of(text) for text, _ in right) - 1
    # As many facts as fit beside the title; the title itself is cut last.
    texts = [GLYPHS.dot.join(["", *filter(None, some)]) for some in facts]
    text = next((text for text in texts if width_of(session.title) + width_of(text) < room), texts[-1])
    title = cut_left(session.title, room - width_of(text))
    left: list[Piece] = [(f" {title}", palette.line_strong), (cut(text, max(room - width_of(title), 0)), palette.line)]
    return left + right


def chip_pieces(chips: Chips, palette: Palette, room: int) -> list[Piece]:
    """Return the chips as far as there is room, the last one first to be shown, and how many more there are."""
    pieces: list[Piece] = []
    for number, chip in enumerate(reversed(chips)):
        text = f" {cut_middle(short(chip), _CHIP)} {GLYPHS.times} "
        more = len(chips) - number
        if pieces and sum(width_of(piece) for piece, _ in pieces) + width_of(text) > room:
            return [(f" +{more} ", palette.key), *pieces]
        pieces = [(text, palette.chip), (" ", palette.line), *pieces]
    return pieces


def _worth(session: Session, state: ViewState) -> tuple[str, str, str]:
    """Return the total, the share of the duration that it is, and how many samples; of a difference both totals."""
    if session.is_difference:
        sides = session.sides(state.index)
        before, after = (session.write(side, state.index) for side in (sides.total_before, sides.total_after))
        return f"before {before}, after {after}", "", ""
    total = session.write(session.top(state.index).total, state.index)
    return total, _of_duration(session, state), total_samples(session)


def _of_duration(session: Session, state: ViewState) -> str:
    """Return the share of the duration that was sampled, for times only, and not for a mean or a part of them."""
    profile, options = session.profile, session.options
    if options.mean or options.divide_by != 1:
        return ""
    nanos, unit = units.scale(session.top(state.index).total, session.sample_type(state).unit, "nanoseconds")
    if unit != "ns" or not profile.duration_nanos or not nanos:
        return ""
    return f" ({units.percentage(int(nanos), profile.duration_nanos).strip()} of it)"


def detail_lines(
    session: Session, state: ViewState, palette: Palette, width: int, trend: str = ""
) -> tuple[list[Piece], list[Piece]]:
    """Return the selection in full: its name and place; flat, cum and samples, and the path to it.

    Args:
        session: the profile.
        state: what of it is shown.
        palette: styles.
        width: cells of a line.
        trend: how its cum went over the last profiles, as bars; empty if there are none.
    """
    if session.profile.n_samples == 0:
        return _empty(session, palette)
    if state.frame < 0:
        return _root(session, state, palette)
    if session.is_difference:
        return _difference(session, state, palette, width)
    top, index = session.top(state.index), state.index
    flat, cum = int(top.flat[state.frame]), int(top.cum[state.frame])
    name, place = session.table.label(state.frame), _place(session, state.frame)
    room = width - width_of(name) - 4
    first = [(f" {name}", palette.line_strong), (f"  {cut_left(place, room)}" if room > 8 else "", palette.line_faint)]
    second: list[Piece] = [
        (f" flat {session.write(flat, index)} {session.share(flat, index)}", palette.line),
        (f"   cum {session.write(cum, index)} {session.share(cum, index)}", palette.line),
        (f" {trend}" if trend else "", palette.key),
        (f"   {samples_through(session, state.frame)}", palette.line),
    ]
    here = session.worth(index, state.grown, state.node) if state.node.depth else cum
    if here != cum:
        second.append((f"   this path {session.write(here, index)} {session.share(here, index)}", palette.line_faint))
    used = sum(width_of(text) for text, _ in second)
    path = session.tree_of(state).path(state.node)[:-1]
    if path and width - used > 24:
        names = (session.table.label(frame).rpartition("/")[2] for frame in reversed(path))
        second.append((f"   {end_of_path(names, width - used - 4)}", palette.line_faint))
    return first, second


def _difference(session: Session, state: ViewState, palette: Palette, width: int) -> tuple[list[Piece], list[Piece]]:
    """Return the selection of a difference: its name and place; both sides of flat and cum, and of the path to it."""
    index, sides = state.index, session.sides(state.index)
    name, place = session.table.label(state.frame), _place(session, state.frame)
    room = width - width_of(name) - 4
    first = [(f" {name}", palette.line_strong), (f"  {cut_left(place, room)}" if room > 8 else "", palette.line_faint)]

    def both(word: str, before: int, after: int) -> str:
        was, is_now = session.write(before, index), session.write(after, index)
        return f"{word} {was} {GLYPHS.becomes} {is_now} {in_words(before, after)}"

    frame = state.frame
    here = session.side_weights(index, state.grown).of(state.node)
    cum = int(sides.cum_before[frame]), int(sides.cum_after[frame])
    second: list[Piece] = [
        (f" {both('flat', int(sides.flat_before[frame]), int(sides.flat_after[frame]))}", palette.line),
        (f"   {both('cum', *cum)}", palette.line),
    ]
    if state.node.depth and here != cum:
        second.append((f"   {both('this path', *here)}", palette.line_faint))
    return first, second


def path_rows(session: Session, state: ViewState, nodes: Sequence[Node]) -> list[tuple[str, str]]:
    """Return what each node of a path is worth, and its name."""
    index, tree = state.index, session.tree_of(state)
    worths = [session.worth(index, state.grown, node) for node in nodes]
    names = [session.table.label(tree.frame_of(node)) if node.depth else "root" for node in nodes]
    return [
        (f"{session.write(worth, index):>9} {session.share(worth, index):>7}", name)
        for worth, name in zip(worths, names, strict=True)
    ]


def _empty(session: Session, palette: Palette) -> tuple[list[Piece], list[Piece]]:
    if session.whole.n_samples:
        why = f"{keys.shown('back')} drops the last one."
        return [(" The filters leave no sample.", palette.line_strong)], [(f" {why}", palette.line)]
    kinds = {value_type.type for value_type in session.profile.sample_types}
    if kinds & {"contentions", "delay"}:
        why = "Nothing waited, or the program sets no rate: runtime.SetBlockProfileRate."
    elif kinds & {"cpu", "samples", "CPU"}:
        why = "The process was idle; take the profile under load, or for longer."
    else:
        why = "Nothing was recorded, or nothing changed between two snapshots."
    return [(" The profile has no samples.", palette.line_strong)], [(f" {why}", palette.line)]


def _root(session: Session, state: ViewState, palette: Palette) -> tuple[list[Piece], list[Piece]]:
    top, index = session.top(state.index), state.index
    if session.is_difference:
        sides = session.sides(index)
        before, after = sides.total_before, sides.total_after
        said = (
            f" before {session.write(before, index)}   after {session.write(after, index)}   {in_words(before, after)}"
        )
        said += "   the totals are the same: normalised, or by chance" if before == after != 0 else ""
        return [(" root", palette.line_strong), ("  all that changed", palette.line_faint)], [(said, palette.line)]
    net = session.worth(index, ("root",), session.tree.root)
    text = f" total {session.write(top.total, index)}"
    filtering = any(chip.name in STACKING for chip in state.chips) and not session.options.relative_percentages
    if net != top.total:
        # Without filters the two differ only if some values are negative.
        word = "left by the filters" if filtering else "net"
        text += f"   {word} {session.write(net, index)}" + (f" {session.share(net, index)}" if filtering else "")
    if top.total == 0:
        text += f"   every value of this sample type is 0: press {keys.shown('type.next')} for the next type"
    return [(" root", palette.line_strong), ("  the whole profile", palette.line_faint)], [(text, palette.line)]


def _place(session: Session, frame: int) -> str:
    row = int(session.table.of_function[frame])
    if row < 0:
        return "not symbolised"
    function = session.profile.function(row)
    return f"{function.filename}:{function.start_line}" if function.start_line else function.filename


def total_samples(session: Session) -> str:
    """Return how often the program was sampled, or how many records there are if the profile does not count."""
    if session.counting < 0:
        return counted(session.profile.n_samples, "record")
    return counted(session.summed(session.counting).total, "sample")


def samples_through(session: Session, frame: int) -> str:
    """Return how many samples go through a frame, and how far its share may be off by chance.

    The error is one standard deviation of a count. Records of other profiles, such as allocation sites, are no random
    samples of equal weight, so they have none.
    """
    if session.counting < 0:
        return counted(int(session.top(0).samples[frame]), "record")
    return samples(int(session.summed(session.counting).cum[frame]))


def found_text(session: Session, state: ViewState, matches: Matches | None) -> str:
    """Return how much a search found."""
    if matches is None:
        return ""
    names = f"{matches.count:,} name{'' if matches.count == 1 else 's'}"
    return f"{names}{GLYPHS.dot}{session.write(matches.value, state.index)} {session.share(matches.value, state.index)}"
