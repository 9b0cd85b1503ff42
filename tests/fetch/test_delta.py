"""A difference that a server makes is told from a profile, with what it cannot tell."""

from __future__ import annotations

import pytest

from tui.fetch.delta import is_delta, unreliable_types
from tui.fetch.secret_url import SecretUrl

HEAP = ("alloc_objects", "alloc_space", "inuse_objects", "inuse_space")


@pytest.mark.parametrize(
    ("path", "types", "unreliable"),
    [
        ("heap?seconds=5", HEAP, ("inuse_objects", "inuse_space")),
        ("allocs?seconds=5", HEAP, ("inuse_objects", "inuse_space")),
        ("heap?gc=1", HEAP, ()),
        ("heap", HEAP, ()),
        ("mutex?seconds=5", ("contentions", "delay"), ()),
        ("goroutine?seconds=5", ("goroutine",), ()),
        # It counts since the last call, and leaves alone what is in use.
        ("delta_heap", HEAP, ()),
        ("profile?seconds=5", ("samples", "cpu"), ()),
    ],
)
def test_only_a_difference_makes_what_is_in_use_unreliable(
    path: str, types: tuple[str, ...], unreliable: tuple[str, ...]
) -> None:
    assert unreliable_types(SecretUrl(f"http://h:1/debug/pprof/{path}"), types) == unreliable


@pytest.mark.parametrize(
    ("path", "difference"),
    [("heap?seconds=1", True), ("goroutine?seconds=1", True), ("profile?seconds=1", False), ("block", False)],
)
def test_seconds_are_a_length_only_for_what_is_sampled(path: str, difference: bool) -> None:
    assert is_delta(SecretUrl(f"http://h:1/debug/pprof/{path}")) is difference
