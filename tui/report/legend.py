"""The lines above a report: what the profile is of, and how much of it is shown.

Wording and order are google/pprof's `report.ProfileLabels` and `report.reportLabels`. Text is as recorded in the
profile (`surrogateescape`); whoever prints to a terminal cleans it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import numpy as np

from tui import units
from tui.analysis.graph import Graph
from tui.numerals import least_kept
from tui.pprof.profile import Profile
from tui.report.prepared import Prepared

_LONGEST_FILTER = 80


def profile_labels(prepared: Prepared, unit: str) -> list[str]:
    """Return what the profile says of itself; values in `unit`."""
    profile, total = prepared.profile, prepared.total
    lines = _program(profile)
    comments = (profile.strings.decoded(comment) for comment in profile.header.comments)
    lines += [comment for comment in comments if not comment.startswith("#")]
    if prepared.sample_type:
        lines.append(f"Type: {prepared.sample_type}")
    if profile.header.doc_url:
        lines.append(f"Doc: {profile.strings.decoded(profile.header.doc_url)}")
    if profile.time_nanos:
        lines.append(f"Time: {local_time(profile.time_nanos)}")
    if profile.duration_nanos:
        duration = units.label(profile.duration_nanos, "nanoseconds")
        nanos, scaled = units.scale(total, prepared.sample_unit, "nanoseconds")
        share = f"({units.percentage(int(nanos), profile.duration_nanos)})" if scaled == "ns" and nanos else ""
        lines.append(f"Duration: {duration}, Total samples = {prepared.write(total, unit)} {share}")
    return lines


def _program(profile: Profile) -> list[str]:
    file = program(profile)
    lines = [f"File: {file}"] if file else []
    build_id = profile.strings.decoded(profile.mappings[0].build_id) if profile.mappings else ""
    if build_id:
        lines.append(f"Build ID: {build_id}")
    return lines


def program(profile: Profile) -> str:
    """Return the name of the program that was profiled; empty if unknown."""
    if not profile.mappings:
        return ""
    first = profile.mappings[0]
    file, build_id = profile.strings.decoded(first.file), profile.strings.decoded(first.build_id)
    # Without a build id pprof takes a file that reads as a URL for the source of a legacy profile, and drops it.
    return base_name(file) if file and (build_id or not _is_url(file)) else ""


def _is_url(text: str) -> bool:
    try:
        return bool(urlsplit(text).scheme)
    except ValueError:
        return False


def base_name(path: str) -> str:
    """Return the last part of a path, as Go's `filepath.Base` does."""
    return path.rstrip("/").rpartition("/")[2] or ("/" if path else ".")


def local_time(nanos: int) -> str:
    """Return a time as pprof writes it, in the local zone; as a count of nanoseconds if no calendar has it."""
    try:
        moment = datetime.fromtimestamp(nanos // 1_000_000_000, UTC) + timedelta(0)
        return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")
    except (OverflowError, OSError, ValueError):
        return f"{nanos}ns since 1970"


def report_labels(prepared: Prepared, graph: Graph, unit: str, *, full: bool = False) -> list[str]:
    """Return the lines above a table of frames: the profile, the filters, how much is shown and what is left out.

    Args:
        prepared: the report.
        graph: what it shows.
        unit: unit of values.
        full: tell of the profile whatever the options say, as drawings do.
    """
    options, total = prepared.options, prepared.total
    lines = profile_labels(prepared, unit) if full or not options.compact_labels else []
    if prepared.filters:
        lines += ["Active filters:", *(f"   {_cut(given)}" for given in prepared.filters)]
    shown = int(graph.flat_value[graph.frames].sum(dtype=np.int64))
    share = units.percentage(shown, total).strip()
    lines.append(
        f"Showing nodes accounting for {prepared.write(shown, unit)}, {share} of {prepared.write(total, unit)} total"
    )
    if total and graph.dropped:
        cutoff = prepared.write(least_kept(total, options.nodefraction), unit)
        lines.append(f"Dropped {graph.dropped} node{'s' if graph.dropped > 1 else ''} (cum <= {cutoff})")
    if total and graph.dropped_edges:
        cutoff = prepared.write(least_kept(total, options.edgefraction), unit)
        lines.append(f"Dropped {graph.dropped_edges} edge{'s' if graph.dropped_edges > 1 else ''} (freq <= {cutoff})")
    if total and 0 < len(graph.frames) < graph.before_count:
        lines.append(f"Showing top {len(graph.frames)} nodes out of {graph.before_count}")
    return lines


def _cut(given: str) -> str:
    """Return a filter as the legend shows it: at most 80 bytes, as Go counts."""
    raw = given.encode("utf-8", "surrogateescape")
    return given if len(raw) <= _LONGEST_FILTER else raw[:_LONGEST_FILTER].decode("utf-8", "surrogateescape") + "…"


def exact_time(nanos: int) -> str:
    """Return a time as Go's `Time.String` writes it, in the local zone."""
    seconds, fraction = divmod(nanos, 1_000_000_000)
    digits = f".{fraction:09d}".rstrip("0") if fraction else ""
    try:
        moment = datetime.fromtimestamp(seconds, UTC).astimezone()
        return moment.strftime(f"%Y-%m-%d %H:%M:%S{digits} {_offset(moment)} %Z")
    except (OverflowError, OSError, ValueError):
        return f"{nanos}ns since 1970"


def _offset(moment: datetime) -> str:
    """Return how far a time is from UTC, such as +0200; seconds, which some zones had long ago, are cut as in Go."""
    minutes = int((moment.utcoffset() or timedelta()).total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"


def go_duration(nanos: int) -> str:
    """Return a duration as Go writes it with four characters of its text (`%.4v`)."""
    return _duration(nanos)[:4]


def _duration(nanos: int) -> str:
    """Return a duration as Go's `Duration.String` writes it."""
    sign, rest = ("-", -nanos) if nanos < 0 else ("", nanos)
    if rest < 1_000_000_000:
        for unit, size in (("ms", 1_000_000), ("µs", 1_000), ("ns", 1)):
            if rest >= size:
                return f"{sign}{_fraction(rest, size)}{unit}"
        return "0s"
    minutes, seconds = divmod(rest, 60_000_000_000)
    hours, minutes = divmod(minutes, 60)
    text = f"{_fraction(seconds, 1_000_000_000)}s"
    text = f"{minutes}m{text}" if hours or minutes else text
    return f"{sign}{hours}h{text}" if hours else sign + text


def _fraction(value: int, size: int) -> str:
    whole, part = divmod(value, size)
    digits = f"{part:0{len(str(size)) - 1}d}".rstrip("0") if part else ""
    return f"{whole}.{digits}" if digits else str(whole)
