"""Differences that a server makes itself: `seconds=N` on anything but a sampled profile takes two and subtracts."""

from __future__ import annotations

from collections.abc import Sequence

from tui.fetch.secret_url import SecretUrl
from tui.fetch.target import is_sampled

_IN_USE = "inuse_"


def is_delta(url: SecretUrl) -> bool:
    """Say whether what `url` gives is a difference, in which values may be negative."""
    return not is_sampled(url) and any(key == "seconds" for key, _ in url.query)


def unreliable_types(url: SecretUrl, sample_types: Sequence[str]) -> tuple[str, ...]:
    """Return those of `sample_types` whose values mean nothing in what was fetched from `url`.

    What is in use was not used up in between: subtracting leaves what the sampling of two heaps happens to differ by
    (golang/go#67942).

    Args:
        url: what was asked for, with `seconds` if that was asked for.
        sample_types: types of the profile that came, such as `inuse_space`.
    """
    return tuple(kind for kind in sample_types if kind.startswith(_IN_USE)) if is_delta(url) else ()


def in_words(types: Sequence[str]) -> str:
    """Return a line that says which sample types mean nothing, and what to look at instead; nothing for none."""
    if not types:
        return ""
    return f"{', '.join(types)}: not to be relied upon in a difference over -seconds; look at alloc_space"
