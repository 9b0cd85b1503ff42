"""Which of many cases run by default, and which in long runs only."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pytest


def some(every: Iterable[str], by_default: Collection[str]) -> list[object]:
    """Return all cases as parameters, those that are not in `by_default` marked as slow."""
    return [case if case in by_default else pytest.param(case, marks=pytest.mark.slow) for case in every]
