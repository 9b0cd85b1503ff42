"""What the title, the details, the keys and the search result say."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from tui import units
from tui.analysis.search import Matches
from tui.options import flags
from tui.session import Session, ViewState
from tui.text import clean
from tui.ui.glyphs import GLYPHS
from tui.ui.theme import Palette
from tui.ui.widgets.cells import Piece, cut, cut_left, width_of


def title_pieces(
    session: Session, state: ViewState, palette: Palette, width: int, tabs: Sequence[tuple[int, str, bool]]
) -> list[Piece]:
    """Return the title: what the profile is of, its sample type, how long, how much; and the panes' tabs if given."""
    profile, index = session.profile, state.index
    kind = profile.sample_types[index]
    total = session.top(index).total
    of_types = f" ({index + 1} of {len(profile.sample_types)})" if len(profile.sample_types) > 1 else ""
    duration = units.label(profile.duration_nanos, "nanoseconds") if profile.duration_nanos else ""
    worth = session.write(total, index)
    counted = total_samples(session)
    facts: tuple[list[str], ...] = (
        [kind.type + of_types, duration, worth + _of_duration(session, state), counted],
        [kind.type, duration, worth, counted],
        [kind.type, worth],
        [kind.type],
        [],
    )
    given = " ".join(flag[1:] for flag in flags(session.options) if not flag.startswith("-sample_index="))
    right: list[Piece] = [(f" {clean(given)} ", palette.key)] if given else []
    for number, label, active in tabs:
        right.append((f" {number} {label.split(' ', maxsplit=1)[0]} ", palette.key if active else palette.line_faint))
    room = width - sum(width_of(text) for text, _ in right) - 1
    # As many facts as fit beside the title; the title itself is cut last.
    texts = [GLYPHS.dot.join(["", *filter(None, some)]) for some in facts]
    text = next((text for text in texts if width_of(session.title) + width_of(text) < room), texts[-1])
    title = cut_left(session.title, room - width_of(text))
    left: list[Piece] = [(f" {title}", palette.line_strong), (cut(text, max(room - width_of(title), 0)), palette.line)]
    return left + right


def _of_duration(session: Session, state: ViewState) -> str:
    """Return the share of the duration that was sampled, for times only."""
    profile = session.profile
    nanos, unit = units.scale(session.top(state.index).total, session.sample_type(state).unit, "nanoseconds")
    if unit != "ns" or not profile.duration_nanos or not nanos:
        return ""
    return f" ({units.percentage(int(nanos), profile.duration_nanos).strip()} of it)"


def detail_lines(session: Session, state: ViewState, palette: Palette, width: int) -> tuple[list[Piece], list[Piece]]:
    """Return the selection in full: its name and place; flat, cum and samples, and the path to it."""
    if session.profile.n_samples == 0:
        return _empty(session, palette)
    if state.frame < 0:
        return _root(session, state, palette)
    top, index = session.top(state.index), state.index
    flat, cum = int(top.flat[state.frame]), int(top.cum[state.frame])
    name, place = session.table.label(state.frame), _place(session, state.frame)
    room = width - width_of(name) - 4
    first = [(f" {name}", palette.line_strong), (f"  {cut_left(place, room)}" if room > 8 else "", palette.line_faint)]
    second: list[Piece] = [
        (f" flat {session.write(flat, index)} {session.share(flat, index)}", palette.line),
        (f"   cum {session.write(cum, index)} {session.share(cum, index)}", palette.line),
        (f"   {samples_through(session, state.frame)}", palette.line),
    ]
    here = session.weights(index).value(state.node) if state.node.depth else cum
    if here != cum:
        second.append((f"   this path {session.write(here, index)} {session.share(here, index)}", palette.line_faint))
    used = sum(width_of(text) for text, _ in second)
    path = GLYPHS.step.join(
        session.table.label(frame).rpartition("/")[2] for frame in session.tree.path(state.node)[:-1]
    )
    if path and width - used > 24:
        second.append((f"   {cut_left(path, width - used - 4)}", palette.line_faint))
    return first, second


def _empty(session: Session, palette: Palette) -> tuple[list[Piece], list[Piece]]:
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
    net = session.weights(index).value(session.tree.root)
    text = f" total {session.write(top.total, index)}"
    if net != top.total:
        text += f"   net {session.write(net, index)}"
    if top.total == 0:
        text += "   every value of this sample type is 0: press t for the next type"
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
        return _counted(session.profile.n_samples, "record")
    return _counted(session.top(session.counting).total, "sample")


def samples_through(session: Session, frame: int) -> str:
    """Return how many samples go through a frame, and how far its share may be off by chance.

    The error is one standard deviation of a count. Records of other profiles, such as allocation sites, are no random
    samples of equal weight, so they have none.
    """
    if session.counting < 0:
        return _counted(int(session.top(0).samples[frame]), "record")
    samples = int(session.top(session.counting).cum[frame])
    error = f" {GLYPHS.plus_minus}{round(100 / sqrt(samples))}%" if samples > 0 else ""
    return _counted(samples, "sample") + error


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def found_text(session: Session, state: ViewState, matches: Matches | None) -> str:
    """Return how much a search found."""
    if matches is None:
        return ""
    names = f"{matches.count:,} name{'' if matches.count == 1 else 's'}"
    return f"{names}{GLYPHS.dot}{session.write(matches.value, state.index)} {session.share(matches.value, state.index)}"
