"""One Go program built for Linux and macOS, for amd64 and arm64, and what Go's own tools say of each."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

TARGETS = ("linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64")
BURN_LINE = 6
# It imports nothing, since that would be compiled anew for each target.
_SOURCE = """package main

//go:noinline
func Burn(n int) (sum float64) {
\tfor i := 0; i < n; i++ {
\t\tsum = sum/(float64(i)+1.25) + 0.5
\t}
\treturn sum
}

func main() { println(Mean(1000)) }
"""
_INLINED = """package main

func Mean(n int) float64 { return Burn(n) / float64(n) }
"""
_ROW = re.compile(r"^\s+(?:main\.go)?:(?P<line>-?\d+)\s+0x(?P<address>[0-9a-f]+)\s")


@dataclass(frozen=True)
class CrossBuild:
    target: str
    program: Path
    instructions: list[tuple[int, int]] = field(default_factory=list)
    """Address and line of each instruction of main.Burn, as `go tool objdump` has them; -1 for no line."""
    functions: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Size and name by address, as `go tool nm` has them."""


def cross_build(folder: Path, target: str, go: str, environment: dict[str, str]) -> CrossBuild:
    """Build the program for a target; no C compiler is needed."""
    system, _, processor = target.partition("/")
    (folder / "main.go").write_text(_SOURCE)
    (folder / "mean.go").write_text(_INLINED)
    (folder / "go.mod").write_text("module example.com/cross\n\ngo 1.21\n")
    program = folder / "program"
    environment = environment | {"GOFLAGS": ""}

    def run(*command: str, **more: str) -> str:
        done = subprocess.run(
            [go, *command], cwd=folder, env=environment | more, capture_output=True, text=True, check=True, timeout=280
        )
        return done.stdout

    # In Mach-O, symbolic reads no DWARF that Go's linker compressed.
    run("build", "-ldflags=-compressdwarf=false", "-o", str(program), ".", GOOS=system, GOARCH=processor)
    rows = (_ROW.match(line) for line in run("tool", "objdump", "-s", "^main.Burn$", str(program)).splitlines())
    built = CrossBuild(target, program, [(int(row["address"], 16), int(row["line"])) for row in rows if row])
    for line in run("tool", "nm", "-size", str(program)).splitlines():
        words = line.split(None, 3)
        if len(words) == 4 and words[2] in ("T", "t") and int(words[1]):
            built.functions[int(words[0], 16)] = (int(words[1]), words[3])
    return built
