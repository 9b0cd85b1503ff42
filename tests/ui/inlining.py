"""A program of three files in which calls are inlined into inlined calls, recorded where it no longer is."""

from __future__ import annotations

from pathlib import Path

from tui.pprof import profile_pb2 as pb

FUNCTIONS = {
    "mill": ("/build/src/mill.c", 3),
    "grind": ("/build/src/grind.h", 2),
    "step": ("/build/src/step.h", 1),
    "slow": ("/build/src/slow.c", 1),
}
SOURCES = {
    "mill.c": '#include "grind.h"\n\nint mill(int n) {\n  int sum = 0;\n  for (int i = 0; i < n; i++) {\n'
    "    sum += grind(i);\n    sum += slow(i) + grind(1);\n  }\n  return sum;\n}\n",
    "grind.h": '#include "step.h"\ninline int grind(int i) {\n    i ^= i << 13;\n    return step(i) + step(1);\n}\n',
    "step.h": "inline int step(int i) {\n  return i * 7 % 1013;\n}\n",
    "slow.c": "int slow(int i) {\n  return i / 3;\n}\n",
}
STACKS: tuple[tuple[tuple[tuple[tuple[str, int], ...], ...], int], ...] = (
    # Locations from the leaf on, and of each its calls, the innermost first.
    ((((("step", 2), ("grind", 4), ("mill", 6))),), 50),
    ((((("grind", 3), ("mill", 6))),), 30),
    ((((("grind", 3), ("mill", 7))),), 5),
    (((("slow", 2),), (("mill", 7),)), 10),
    (((("mill", 5),),), 3),
    # Recursion: what mill calls in line 7 is counted once.
    (((("mill", 6),), (("mill", 7),), (("mill", 7),)), 2),
)


def inlined_profile(folder: Path, name: str = "mill.pb.gz") -> Path:
    """Write the profile."""
    strings = [b"", b"cpu", b"milliseconds"]

    def text(value: str) -> int:
        if value.encode() not in strings:
            strings.append(value.encode())
        return strings.index(value.encode())

    functions = {
        function: pb.Function(id=number, name=text(function), filename=text(file), start_line=start)
        for number, (function, (file, start)) in enumerate(FUNCTIONS.items(), 1)
    }
    locations: dict[tuple[tuple[str, int], ...], pb.Location] = {}
    samples = []
    for stack, value in STACKS:
        ids = []
        for calls in stack:
            lines = [pb.Line(function_id=functions[function].id, line=line) for function, line in calls]
            ids.append(locations.setdefault(calls, pb.Location(id=len(locations) + 1, line=lines)).id)
        samples.append(pb.Sample(location_id=ids, value=[value]))
    path = folder / name
    path.write_bytes(
        pb.Profile(
            string_table=strings,
            sample_type=[pb.ValueType(type=1, unit=2)],
            function=functions.values(),
            location=locations.values(),
            sample=samples,
        ).SerializeToString()
    )
    return path


def write_sources(folder: Path) -> Path:
    """Write the sources to a folder, which they were not compiled in."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in SOURCES.items():
        (folder / name).write_text(text)
    return folder
