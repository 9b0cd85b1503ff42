"""Numbers that nobody can foresee, for hashes: equal for equal seeds, without loading numpy's generators."""

from __future__ import annotations

import os

import numpy as np

from tui.pprof.arrays import UInt64Array

_STEP = np.uint64(0x9E37_79B9_7F4A_7C15)
_FACTORS = (np.uint64(0xBF58_476D_1CE4_E5B9), np.uint64(0x94D0_49BB_1331_11EB))


def seed() -> np.uint64:
    """Return 64 random bits."""
    return np.uint64(int.from_bytes(os.urandom(8), "little"))


def drawn(seed: np.uint64, count: int) -> UInt64Array:
    """uint64[count]: odd numbers, the same ones for the same seed however many are drawn (SplitMix64)."""
    number: UInt64Array = np.arange(1, count + 1, dtype=np.uint64) * _STEP + seed
    for shift, factor in zip((30, 27), _FACTORS, strict=True):
        number ^= number >> np.uint64(shift)
        number *= factor
    number ^= number >> np.uint64(31)
    return number | np.uint64(1)
