"""`-raw` and `-comments`: the profile itself as text, as `go tool pprof` prints it (`Profile.String`)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from tui.pprof.profile import Mapping, Profile
from tui.report import legend
from tui.report.labels import SampleLabels, labels_by_sample
from tui.report.prepared import Prepared

_INDENT = " " * 16
_FURTHER_LINE = " " * 13


def comments(prepared: Prepared) -> Iterator[str]:
    """Yield the profile's comments."""
    yield from map(prepared.profile.strings.decoded, prepared.profile.header.comments)


def raw(prepared: Prepared) -> Iterator[str]:
    """Yield everything that the profile says."""
    profile = prepared.profile
    decoded, header = profile.strings.decoded, profile.header
    yield from (f"Comment: {decoded(comment)}" for comment in header.comments)
    if header.doc_url:
        yield f"Doc: {decoded(header.doc_url)}"
    yield f"PeriodType: {decoded(header.period_type[0])} {decoded(header.period_type[1])}"
    yield f"Period: {header.period}"
    if header.time_nanos:
        yield f"Time: {legend.exact_time(header.time_nanos)}"
    if header.duration_nanos:
        yield f"Duration: {legend.go_duration(header.duration_nanos)}"
    yield "Samples:"
    default = decoded(header.default_sample_type)
    kinds = ((decoded(kind), decoded(unit)) for kind, unit in header.sample_types)
    yield " ".join(f"{kind}/{unit}{'[dflt]' if kind == default else ''}" for kind, unit in kinds).strip()
    yield from _samples(profile)
    yield "Locations"
    yield from _locations(prepared)
    yield "Mappings"
    for mapping in profile.mappings:
        yield _mapping(prepared, mapping)


def _samples(profile: Profile) -> Iterator[str]:
    ids = profile.locations.ids[profile.stack_locations].tolist()
    stacks = [
        "".join(f"{location} " for location in ids[first:behind])
        for first, behind in pairwise(profile.stack_offsets.tolist())
    ]
    for sample, labels in enumerate(labels_by_sample(profile)):
        values = "".join(f" {value:>10}" for value in profile.values[sample].tolist())
        yield f"{values}: {stacks[profile.stack_of_sample[sample]]}"
        if labels.texts:
            yield _INDENT + " ".join(sorted(f"{key}:[{' '.join(texts)}]" for key, texts in labels.texts.items()))
        if labels.numbers:
            yield _INDENT + " ".join(sorted(_numbers(labels, key) for key in labels.numbers))


def _numbers(labels: SampleLabels, key: str) -> str:
    numbers, units = labels.numbers[key], labels.units.get(key, [])
    if len(units) == len(numbers):
        return f"{key}:[{' '.join(f'{number} {unit}' for number, unit in zip(numbers, units, strict=True))}]"
    return f"{key}:[{' '.join(map(str, numbers))}]"


def _locations(prepared: Prepared) -> Iterator[str]:
    profile, options = prepared.profile, prepared.options
    table, functions, decoded = profile.locations, profile.functions, profile.strings.decoded
    for row in range(len(table)):
        mapping = table.mapping[row]
        head = f"{table.ids[row]:>6}: {int(table.address[row]):#x} "
        head += f"M={profile.mappings[mapping].id} " if mapping >= 0 else ""
        head += "[F] " if table.folded[row] else ""
        lines = range(table.line_offsets[row], table.line_offsets[row + 1])
        if not lines:
            yield head
        # Without inlined calls, the outermost caller of the location is what is left.
        for at in lines[-1:] if options.noinlines else lines:
            function = int(table.line_function[at])
            name, system_name = decoded(functions.name[function]), decoded(functions.system_name[function])
            column = 0 if options.noinlines and not options.showcolumns else table.line_column[at]
            place = f"{decoded(functions.filename[function])}:{table.line_number[at]}:{column}"
            real = f"({system_name})" if name != system_name else ""
            yield f"{head}{name} {place} s={functions.start_line[function]}{real}"
            head = _FURTHER_LINE


def _mapping(prepared: Prepared, mapping: Mapping) -> str:
    decoded = prepared.profile.strings.decoded
    flags = (
        ("[FN]", mapping.has_functions),
        ("[FL]", mapping.has_filenames),
        ("[LN]", mapping.has_line_numbers),
        ("[IN]", mapping.has_inline_frames and not prepared.options.noinlines),
    )
    bits = "".join(bit for bit, on in flags if on)
    span = f"{mapping.start:#x}/{mapping.limit:#x}/{mapping.offset:#x}"
    return f"{mapping.id}: {span} {decoded(mapping.file)} {decoded(mapping.build_id)} {bits}"
