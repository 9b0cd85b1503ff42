"""The hottest line of real programs is found with no flag at all: C++, Rust, Node (compiled, too) and Python.

What `go tool pprof -list` says of the same profiles stands beside. Go's own builds are in tests/symbols/test_golang.py.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.symbolizing.conftest import Mill
from tests.symbols.source_maps import source_map
from tui.gathering import Wish, open_profiles
from tui.options import Options
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.encode import encode
from tui.report.prepared import prepare
from tui.report.reports import REPORTS

Pprof = Callable[..., str]
_COSTS = re.compile(r"^ *(?P<flat>\S+) +\S+ +(?P<line>\d+):(?P<text>.*)$")
_SPAN = 1
"""Lines that a sample may be late: hardware counts it where it is waited for."""
NODE = """\
function churn(x) {
    let left = x;
    for (let turn = 0; turn < 200000; turn++) {
        left = left / (x + 1.25) + Math.sqrt(left + turn); // HOT
    }
    return left;
}
let sum = 0;
const ends = Date.now() + 600;
while (Date.now() < ends) sum += churn(sum % 7);
console.log(sum);
"""
PYTHON = """\
import collections, json, signal, sys, time

TAKEN = collections.Counter()


def churn(x):
    left = x
    for _ in range(200):
        left = sum(left / (x + divisor) for divisor in (1, 2, 3, 4, 5, 6, 7, 8, 9)); left = left ** 0.5  # HOT
    return left


def take(_, frame):
    stack = []
    while frame is not None:
        stack.append((frame.f_code.co_name, frame.f_code.co_filename, frame.f_lineno))
        frame = frame.f_back
    TAKEN[tuple(stack)] += 1


signal.signal(signal.SIGPROF, take)
signal.setitimer(signal.ITIMER_PROF, 0.002, 0.002)
total = 0
while sum(TAKEN.values()) < 150:
    total += churn(total % 7)
signal.setitimer(signal.ITIMER_PROF, 0)
json.dump([[stack, count] for stack, count in TAKEN.items()], sys.stdout)
"""


def listed(profile: Path, pattern: str) -> str:
    found = open_profiles(Wish((str(profile),)))
    return "\n".join(map(str, REPORTS["list"](prepare(found.profile, Options(), "list", pattern))))


def hottest(text: str) -> tuple[int, str]:
    """Line and source of the row with the highest flat."""
    rows = [found for line in text.splitlines() if (found := _COSTS.match(line)) and found["flat"] != "."]
    assert rows, text
    row = max(rows, key=lambda found: _number(found["flat"]))
    return int(row["line"]), row["text"]


def _number(cost: str) -> float:
    parts = re.fullmatch(r"([\d.]+)(\D*)", cost)
    assert parts is not None
    value, unit = parts.groups()
    return float(value) * {"us": 1e-6, "ms": 1e-3}.get(unit, 1)


def hot_line(source: str) -> int:
    return next(number for number, line in enumerate(source.splitlines(), 1) if "HOT" in line)


def finds_no_file(said: str) -> bool:
    return "no such file" in said or "could not find file" in said


def pprof_lists(program: str, profile: Path, pattern: str, folder: Path) -> str:
    # Where nothing of the program is: a folder of the same name as one in the path would be found by chance.
    folder = folder / "empty"
    folder.mkdir()
    done = subprocess.run(
        [program, f"-list={pattern}", str(profile)],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "PPROF_TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("language", ["cpp", "rust"])
def test_compiled_programs(language: str, request: pytest.FixtureRequest, pprof_program: str, tmp_path: Path) -> None:
    mill: Mill = request.getfixturevalue(f"{language}_mill")
    line, text = hottest(listed(mill.profile, "churn"))
    assert abs(line - mill.hot_line) <= _SPAN
    assert mill.source.read_text().splitlines()[line - 1] == text
    # pprof as Go ships it reads no names from a program that is loaded anywhere.
    assert "no matches found for regexp" in pprof_lists(pprof_program, mill.profile, "churn", tmp_path)


def test_node(tmp_path: Path, pprof_program: str) -> None:
    script = tmp_path / "app" / "churn.js"
    script.parent.mkdir()
    script.write_text(NODE)
    profile = profiled_by_node(script, tmp_path)
    line, text = hottest(listed(profile, "churn"))
    assert line == hot_line(NODE), text
    assert "HOT" in text
    # pprof takes the address of a module for a path.
    assert finds_no_file(pprof_lists(pprof_program, profile, "churn", tmp_path))


def test_node_compiled_from_typescript(tmp_path: Path, pprof_program: str) -> None:
    # GIVEN a compiled file: the source has types, and everything stands three lines further down
    typed = "// Typed.\ntype Grain = number;\n\n" + NODE.replace("(x)", "(x: Grain): Grain")
    (tmp_path / "src").mkdir()
    (tmp_path / "dist").mkdir()
    (tmp_path / "src/churn.ts").write_text(typed)
    script = tmp_path / "dist/churn.js"
    script.write_text(f"{NODE}//# sourceMappingURL=churn.js.map\n")
    lines = [[(len(line) - len(line.lstrip()), 0, number + 3, 0)] for number, line in enumerate(NODE.splitlines())]
    script.with_name("churn.js.map").write_bytes(source_map(["../src/churn.ts"], lines))
    profile = profiled_by_node(script, tmp_path)
    # THEN the line of the source is found
    text = listed(profile, "churn")
    assert f"in {tmp_path}/src/churn.ts" in text
    assert hottest(text)[0] == hot_line(typed)
    assert finds_no_file(pprof_lists(pprof_program, profile, "churn", tmp_path))


def test_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pprof_program: str) -> None:
    # GIVEN a package that was profiled in an environment elsewhere
    there = tmp_path / "there/lib/python3.12/site-packages/millpackage"
    there.mkdir(parents=True)
    (there / "burn.py").write_text(PYTHON)
    done = subprocess.run([sys.executable, there / "burn.py"], capture_output=True, check=True, timeout=120)
    builder = ProfileBuilder([("samples", "count")])
    for stack, count in json.loads(done.stdout):
        builder.add([Frame(*frame) for frame in stack], [count])
    profile = tmp_path / "python.pb.gz"
    profile.write_bytes(encode(builder.build()))
    # AND that is installed here in the environment of the folder that is worked in
    here = tmp_path / "project/.venv/lib/python3.11/site-packages"
    here.parent.mkdir(parents=True)
    shutil.move(there.parent, here)
    monkeypatch.chdir(tmp_path / "project")
    line, text = hottest(listed(profile, "churn|genexpr"))
    assert line == hot_line(PYTHON), text
    assert finds_no_file(pprof_lists(pprof_program, profile, "churn|genexpr", tmp_path))


def profiled_by_node(script: Path, folder: Path) -> Path:
    """Run a script under Node's profiler and return its profile, converted."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node here to profile a script with")
    command = [node, "--cpu-prof", f"--cpu-prof-dir={folder}", "--cpu-prof-interval=1000"]
    # As a module, whose address is recorded; a script's path would be.
    wrapper = folder / "run.mjs"
    wrapper.write_text(f'import "./{script.relative_to(folder)}";\n')
    subprocess.run([*command, wrapper], cwd=folder, check=True, capture_output=True, timeout=120)
    (recorded,) = folder.glob("*.cpuprofile")
    file = folder / "node.pb.gz"
    file.write_bytes(converted(json.loads(recorded.read_bytes())))
    return file


def converted(recorded: dict[str, Any]) -> bytes:
    """Return a profile of V8 as one of pprof: its ticks know the lines of leaves."""
    nodes = {node["id"]: node for node in recorded["nodes"]}
    parents = {child: node["id"] for node in nodes.values() for child in node.get("children", ())}
    builder = ProfileBuilder([("samples", "count")])

    def frame(node: dict[str, Any], line: int) -> Frame:
        call = node["callFrame"]
        return Frame(call["functionName"] or "(anonymous)", call["url"], line, call["lineNumber"] + 1)

    for number, node in nodes.items():
        callers: Sequence[dict[str, Any]] = []
        at = parents.get(number)
        while at is not None:
            callers = [*callers, nodes[at]]
            at = parents.get(at)
        for tick in node.get("positionTicks", ()):
            above = [frame(one, one["callFrame"]["lineNumber"] + 1) for one in callers]
            builder.add([frame(node, tick["line"]), *above], [tick["ticks"]])
    return encode(builder.build())
