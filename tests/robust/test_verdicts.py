"""What pprof accepts is accepted, what it refuses is refused: damaged real profiles, each judged by both (R3)."""

from __future__ import annotations

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from tests.pprof.test_damage import SMALL, mutated
from tui.errors import ProfileError
from tui.pprof.decode import decode

pytestmark = pytest.mark.rule("R3")
FEW, MANY, SHARDS = 80, 10_000, 20


def pprof_accepts(program: str, file: Path, home: Path) -> tuple[bool, str]:
    """Ask `go tool pprof`; its word on what it refuses comes with it."""
    done = subprocess.run(
        [program, "-symbolize=none", "-raw", str(file)],
        capture_output=True,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "PPROF_TMPDIR": str(home)},
        timeout=120,
    )
    return done.returncode == 0, done.stderr.decode(errors="replace")


def we_accept(content: bytes) -> bool:
    try:
        profile = decode(content)
    except ProfileError:
        return False
    # pprof reads a profile without sample types, and then has nothing to print.
    return bool(profile.sample_types)


def known_difference(content: bytes, theirs: str) -> bool:
    """Say whether it is text of goroutines, which pprof does not read."""
    return content.startswith(b"goroutine ") and "unrecognized" in theirs


def flipped(content: bytes, random: Random) -> bytes:
    """Change some bytes but not their number, so that much of it can still be read."""
    changed = bytearray(content)
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(changed))
        changed[at] = random.choice((changed[at] ^ 1 << random.randrange(8), changed[at] + 1 & 0xFF, 0, 0x7F, 0xFF))
    return bytes(changed)


def judged(number: int, program: str, folder: Path) -> str:
    """Return what is wrong with our verdict on a damaged profile; nothing if it is pprof's."""
    random = Random(number)
    content = mutated(random.choice(SMALL), random) if random.random() < 0.3 else flipped(random.choice(SMALL), random)
    file = folder / f"{number}.pb"
    file.write_bytes(content)
    accepts, theirs = pprof_accepts(program, file, folder)
    if accepts == we_accept(content) or known_difference(content, theirs):
        file.unlink()
        return ""
    return f"{file}: pprof {'accepts' if accepts else 'refuses'}: {theirs[-200:]}"


def compare(numbers: range, program: str, folder: Path) -> None:
    with ThreadPoolExecutor(2) as threads:
        wrong = list(filter(None, threads.map(lambda number: judged(number, program, folder), numbers)))
    assert wrong == []


def test_some(pprof_program: str, tmp_path: Path) -> None:
    compare(range(FEW), pprof_program, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("shard", range(SHARDS))
def test_many(shard: int, pprof_program: str, tmp_path: Path) -> None:
    compare(range(shard * MANY // SHARDS, (shard + 1) * MANY // SHARDS), pprof_program, tmp_path)
