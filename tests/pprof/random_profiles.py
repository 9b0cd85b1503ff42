"""Strategies for profiles as protobuf messages: every field, and everything that google/pprof accepts."""

from __future__ import annotations

from hypothesis import strategies as st

from tui.pprof import profile_pb2 as pb

_INT64 = st.one_of(
    st.integers(-3, 300), st.integers(-(1 << 63), (1 << 63) - 1), st.sampled_from([-(1 << 63), (1 << 63) - 1])
)
_UINT64 = st.one_of(st.integers(0, 300), st.integers(0, (1 << 64) - 1))
_STRINGS = st.one_of(st.text(max_size=12).map(str.encode), st.binary(max_size=12))


def _ids(draw: st.DrawFn, most: int) -> list[int]:
    """Ids of a table: from 1 without gaps as writers number, or any others in any order."""
    count = draw(st.integers(0, most))
    if draw(st.booleans()):
        return list(range(1, count + 1))
    sparse = st.one_of(st.integers(1, 40), st.integers(1, (1 << 64) - 1))
    return draw(st.lists(sparse, min_size=count, max_size=count, unique=True))


@st.composite
def messages(draw: st.DrawFn) -> pb.Profile:
    """A valid profile."""
    strings = [b"", *draw(st.lists(_STRINGS, max_size=6))]
    string = st.integers(0, len(strings) - 1)
    value_type = st.builds(pb.ValueType, type=string, unit=string)
    message = pb.Profile(
        sample_type=draw(st.lists(value_type, max_size=3)),
        string_table=strings,
        drop_frames=draw(string),
        keep_frames=draw(string),
        time_nanos=draw(_INT64),
        duration_nanos=draw(_INT64),
        period_type=draw(st.none() | value_type),
        period=draw(_INT64),
        comment=draw(st.lists(string, max_size=3)),
        default_sample_type=draw(string),
        doc_url=draw(string),
    )
    _add_tables(draw, message, string)
    # Without a sample type there can be no sample (rule V1).
    if message.sample_type:
        _add_samples(draw, message, string)
    return message


def _add_tables(draw: st.DrawFn, message: pb.Profile, string: st.SearchStrategy[int]) -> None:
    for id_ in _ids(draw, 2):
        message.mapping.append(
            draw(
                st.builds(
                    pb.Mapping,
                    id=st.just(id_),
                    memory_start=_UINT64,
                    memory_limit=_UINT64,
                    file_offset=_UINT64,
                    filename=string,
                    build_id=string,
                    has_functions=st.booleans(),
                    has_filenames=st.booleans(),
                    has_line_numbers=st.booleans(),
                    has_inline_frames=st.booleans(),
                )
            )
        )
    for id_ in _ids(draw, 4):
        numbers = {"name": string, "system_name": string, "filename": string, "start_line": _INT64}
        message.function.append(draw(st.builds(pb.Function, id=st.just(id_), **numbers)))
    # A location may name a mapping that does not exist; it then has none.
    mapping = st.sampled_from([0, 77, *(mapping.id for mapping in message.mapping)])
    lines = st.just([])
    if message.function:
        function = st.sampled_from([function.id for function in message.function])
        lines = st.lists(st.builds(pb.Line, function_id=function, line=_INT64, column=_INT64), max_size=3)
    for id_ in _ids(draw, 5):
        columns = {"mapping_id": mapping, "address": _UINT64, "line": lines, "is_folded": st.booleans()}
        message.location.append(draw(st.builds(pb.Location, id=st.just(id_), **columns)))


def _add_samples(draw: st.DrawFn, message: pb.Profile, string: st.SearchStrategy[int]) -> None:
    ids = [location.id for location in message.location]
    stack = st.lists(st.sampled_from(ids), max_size=9) if ids else st.just([])
    width = len(message.sample_type)
    label = st.one_of(
        st.builds(pb.Label, key=string, str=string),
        st.builds(pb.Label, key=string, num=_INT64, num_unit=string),
        st.builds(pb.Label, key=string, str=string, num=_INT64, num_unit=string),
    )
    sample = st.builds(
        pb.Sample,
        location_id=stack,
        value=st.lists(_INT64, min_size=width, max_size=width),
        label=st.lists(label, max_size=3),
    )
    message.sample.extend(draw(st.lists(sample, max_size=12)))
