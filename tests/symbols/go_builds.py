"""Builds one Go program in the ways that record source paths differently, and profiles it; its sources then move away.

The program allocates most in line 7 of a module with capitals in its name, some in a module that go.mod replaces by a
folder, some in a package of its own and some in the standard library. Allocations are counted one by one, where samples
of time would be chance.
"""

from __future__ import annotations

import os
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

BUILDS = ("plain", "trimpath", "vendored", "vendored-trimpath")
BURNER = "github.com/BurntSushi/burner"
HOT_LINE = 7
_BURN = """package PACKAGE

var kept []byte

func FUNCTION(n int) {
\tfor i := 0; i < n; i++ {
\t\tkept = make([]byte, 64+i%7)
\t}
}
"""
_MAIN = """package main

import (
\t"os"
\t"runtime"
\t"runtime/pprof"
\t"sort"

\t"example.com/app/server"
\t"example.com/local"
\t"github.com/BurntSushi/burner"
)

func main() {
\truntime.MemProfileRate = 1
\tburner.Burn(20000)
\tlocal.Warm(2000)
\tserver.Serve(200)
\tnumbers := []int{3, 1, 2}
\tsort.Slice(numbers, func(i, j int) bool { return numbers[i] < numbers[j] })
\tfile, err := os.Create(os.Args[1])
\tif err != nil {
\t\tpanic(err)
\t}
\truntime.GC()
\tif err := pprof.Lookup("allocs").WriteTo(file, 0); err != nil {
\t\tpanic(err)
\t}
}
"""


@dataclass(frozen=True)
class Lab:
    """What is left after building: profiles, and the sources in other places than they were built in."""

    profiles: dict[str, Path]
    programs: dict[str, Path]
    checkout: Path
    cache: Path


def build(folder: Path, go: str, environment: dict[str, str], only: str = "") -> Lab:
    """Build, run and profile the program in all ways or one, below `folder`."""
    app, cache = folder / "build" / "app", folder / "modcache"
    _write_sources(folder, app)
    environment = environment | {
        "GOPROXY": f"file://{folder}/proxy",
        "GOSUMDB": "off",
        "GONOSUMDB": "*",
        "GOMODCACHE": str(cache),
        # Otherwise nobody may remove what the test leaves behind.
        "GOFLAGS": "-mod=mod -modcacherw",
    }

    def run(*command: str, flags: str = environment["GOFLAGS"]) -> None:
        subprocess.run(
            [go, *command], cwd=app, env=environment | {"GOFLAGS": flags}, check=True, capture_output=True, timeout=280
        )

    programs = {name: str(folder / name) for name in BUILDS}
    run("build", "-o", programs["plain"], ".")
    if only:
        programs = {only: programs[only]}
    else:
        run("build", "-trimpath", "-o", programs["trimpath"], ".")
        run("mod", "vendor")
        run("build", "-mod=vendor", "-o", programs["vendored"], ".", flags="")
        run("build", "-mod=vendor", "-trimpath", "-o", programs["vendored-trimpath"], ".", flags="")
    profiles = {name: folder / f"{name}.pb.gz" for name in programs}
    for name, program in programs.items():
        subprocess.run([program, str(profiles[name])], check=True, timeout=60)
    built = {name: Path(program) for name, program in programs.items()}
    return Lab(
        profiles, built, _moved(folder / "build", folder / "checkout") / "app", _moved(cache, folder / "elsewhere")
    )


def _write_sources(folder: Path, app: Path) -> None:
    module = f"module {BURNER}\n\ngo 1.21\n"
    versions = folder / "proxy/github.com/!burnt!sushi/burner/@v"
    versions.mkdir(parents=True)
    (versions / "list").write_text("v1.2.0\n")
    (versions / "v1.2.0.info").write_text('{"Version": "v1.2.0"}')
    (versions / "v1.2.0.mod").write_text(module)
    with zipfile.ZipFile(versions / "v1.2.0.zip", "w") as archive:
        archive.writestr(f"{BURNER}@v1.2.0/go.mod", module)
        archive.writestr(f"{BURNER}@v1.2.0/burn.go", _source("burner", "Burn"))
    local = folder / "build" / "local"
    (app / "server").mkdir(parents=True)
    local.mkdir()
    (local / "go.mod").write_text("module example.com/local\n\ngo 1.21\n")
    (local / "warm.go").write_text(_source("local", "Warm"))
    (app / "server" / "server.go").write_text(_source("server", "Serve"))
    (app / "main.go").write_text(_MAIN)
    (app / "go.mod").write_text(
        "module example.com/app\n\ngo 1.21\n\nrequire (\n"
        f"\t{BURNER} v1.2.0\n\texample.com/local v0.0.0\n)\n\nreplace example.com/local => ../local\n"
    )


def _source(package: str, function: str) -> str:
    return _BURN.replace("PACKAGE", package).replace("FUNCTION", function)


def _moved(old: Path, new: Path) -> Path:
    os.rename(old, new)
    return new
