"""Makes large profiles that resemble real ones: hot paths shared by many samples, a long tail, recursion, inlining.

Same seed, same bytes. Samples are written as Go writes them: more than two numbers packed, one or two unpacked.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.pprof.wire_bytes import bytes_field, number_field, varint
from tui.pprof import profile_pb2 as pb

FUNCTIONS = 5000
LOCATIONS = 60_000
"""Of a large server; its numbers take up to three bytes in a stack."""
HOT_PATHS = 300
ENDPOINTS = 40
INTERVAL_NANOS = 10_000_000
SEED = 1


def write_profile(
    path: Path, samples: int, depth: int, seed: int = SEED, *, functions: int = FUNCTIONS, locations: int = LOCATIONS
) -> None:
    """Write a CPU profile.

    Args:
        path: file to write, gzip.
        samples: number of samples.
        depth: locations in the usual stack; a tenth of the samples is up to a quarter shorter or longer.
        seed: which of many such profiles.
        functions: how many the program has, and
        locations: how many places in them.
    """
    random = Random(seed)
    tables, callees = _tables(random, functions, locations)
    paths = [_hot_path(random, callees, depth) for _ in range(HOT_PATHS)]
    partial = path.with_suffix(".partial")
    with gzip.GzipFile(partial, "wb", compresslevel=1, mtime=0) as file:
        file.write(tables.SerializeToString())
        for sample in _samples(random, callees, paths, samples, depth):
            file.write(bytes_field(2, sample))
    partial.replace(path)


def _tables(random: Random, functions: int, locations: int) -> tuple[pb.Profile, list[list[int]]]:
    """Everything but the samples, and for each location those it calls."""
    names = [
        f"example.test/pkg{number % 97}/mod{number % 7}.(*Type{number % 31}).method{number}"
        for number in range(functions)
    ]
    files = [f"/src/example.test/pkg{number % 97}/file{number % 13}.go" for number in range(functions)]
    fixed = ["", "samples", "count", "cpu", "nanoseconds", "endpoint", "request", "bytes", "/usr/bin/server"]
    endpoints = [f"/api/v1/resource{number}" for number in range(ENDPOINTS)]
    index = {text: number for number, text in enumerate(dict.fromkeys([*fixed, *endpoints, *names, *files]))}
    message = pb.Profile(
        string_table=[text.encode() for text in index],
        sample_type=[pb.ValueType(type=1, unit=2), pb.ValueType(type=3, unit=4)],
        period_type=pb.ValueType(type=3, unit=4),
        period=INTERVAL_NANOS,
        time_nanos=1_700_000_000_000_000_000,
        duration_nanos=30_000_000_000,
        mapping=[pb.Mapping(id=1, memory_start=0x400000, memory_limit=0x4000000, filename=8, has_functions=True)],
    )
    for number, (name, file) in enumerate(zip(names, files, strict=True), 1):
        message.function.add(id=number, name=index[name], system_name=index[name], filename=index[file])
    for id_ in range(1, locations + 1):
        inlined = random.choices((0, 1, 2), (85, 12, 3))[0]
        lines = [
            pb.Line(function_id=random.randint(1, functions), line=random.randint(1, 900)) for _ in range(inlined + 1)
        ]
        message.location.add(id=id_, mapping_id=1, address=0x400000 + 16 * id_, line=lines)
    return message, [[random.randint(1, locations) for _ in range(4)] for _ in range(locations + 1)]


def _hot_path(random: Random, callees: list[list[int]], depth: int) -> list[int]:
    """A path from one of a few roots; one in ten goes round in circles."""
    path = [random.randint(1, 5)]
    recursive = random.random() < 0.1
    while len(path) < depth:
        if recursive and len(path) > depth // 2:
            path.append(path[-3])
        else:
            path.append(random.choice(callees[path[-1]]))
    return path


def _samples(
    random: Random, callees: list[list[int]], paths: list[list[int]], samples: int, depth: int
) -> Iterator[bytes]:
    number = [varint(id_) for id_ in range(len(callees))]
    weights = [1 / (rank + 1) for rank in range(len(paths))]
    counts = [(count, number_field(2, count) + number_field(2, count * INTERVAL_NANOS)) for count in range(1, 6)]
    first_endpoint = 9
    endpoints = [bytes_field(3, number_field(1, 5) + number_field(2, first_endpoint + row)) for row in range(ENDPOINTS)]
    for path in random.choices(paths, weights, k=samples):
        # Most samples leave a hot path near its end, some early: those are the long tail.
        kept = depth - random.randint(0, 6) if random.random() < 0.8 else random.randint(1, depth)
        length = depth if random.random() < 0.9 else random.randint(depth * 3 // 4, depth * 5 // 4)
        stack = path[: min(kept, length)]
        while len(stack) < length:
            stack.append(random.choice(callees[stack[-1]]))
        ids = b"".join([number[id_] for id_ in reversed(stack)])
        sample = bytes_field(1, ids) + counts[min(int(random.expovariate(1)), 4)][1]
        if random.random() < 0.2:
            sample += random.choice(endpoints)
        if random.random() < 0.05:
            sample += bytes_field(3, number_field(1, 6) + number_field(3, random.getrandbits(16)) + number_field(4, 7))
        yield sample
