"""The profiles that are measured are valid, always the same, and shaped like real ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.bench.generate import SEED, write_profile
from tui.analysis.calltree import call_tree
from tui.analysis.frames import Granularity
from tui.analysis.framing import frame_table
from tui.analysis.stacks import expand
from tui.pprof.decode import decode
from tui.pprof.plain import decode_plainly
from tui.pprof.profile import Profile


def written(folder: Path, seed: int = SEED) -> bytes:
    file = folder / f"{seed}.pb.gz"
    write_profile(file, 2000, 30, seed, functions=2000, locations=6000)
    return file.read_bytes()


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return written(tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="module")
def profile(content: bytes) -> Profile:
    return decode(content)


def test_the_same_seed_gives_the_same_bytes(content: bytes, tmp_path: Path) -> None:
    assert decode(written(tmp_path)) == decode(content)
    assert decode(written(tmp_path, seed=2)) != decode(content)


def test_it_is_valid_and_has_the_size_asked_for(content: bytes, profile: Profile) -> None:
    assert profile == decode_plainly(content)
    assert profile.n_samples == 2000
    assert np.median(np.diff(profile.stack_offsets)) == 30


def test_it_has_sharing_recursion_inlining_and_labels(profile: Profile) -> None:
    table = frame_table(profile, Granularity.FUNCTIONS)
    stacks = expand(profile, table).stacks
    tree = call_tree(stacks)
    assert 200 < len(tree) < 2000
    assert np.median(tree.shared) > 10
    assert expand(profile, table).inlined.any()
    assert {label.key for row in range(200) for label in profile.sample(row).labels} == {"endpoint", "request"}
    distinct = [len(set(stacks.frames[a:b])) for a, b in zip(stacks.offsets[:-1], stacks.offsets[1:], strict=True)]
    assert min(distinct) < 25
