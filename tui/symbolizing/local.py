"""Names from the binaries on this machine (google/pprof's `doLocalSymbolize`)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from tui.errors import Cancelled, ProfileError
from tui.fetch.cancel import CancelToken
from tui.pprof.arrays import IndexArray
from tui.pprof.batches import tell
from tui.pprof.profile import Mapping, Profile
from tui.symbolizing.columns import with_calls
from tui.symbolizing.how import INSTALL, How
from tui.symbols.binaries import locate
from tui.symbols.binary import Binary
from tui.symbols.debuginfo import Call, can_read_lines, debug_info
from tui.text import clean

_ANONYMOUS = ("[", "linux-vdso")
"""How names of mappings begin that no file stands for."""
_NO_FILES = ("/dev/dri/", "/memfd:")
_MOST_SAID = 4
"""Binaries named in one remark."""
_BETWEEN_LOOKS = 256
"""Addresses between two looks at whether it was called off."""


def named_by_binaries(
    profile: Profile,
    how: How,
    *,
    binary: str = "",
    root: Path | None = None,
    cancel: CancelToken | None = None,
) -> tuple[Profile, list[str]]:
    """Return the profile with what binaries say of its addresses, and remarks on those that cannot be read.

    Args:
        profile: with at least one mapping.
        how: what is asked for.
        binary: the program, in place of what the first mapping names.
        root: the root folder of the process, if it runs on this machine in a container.
        cancel: calls it off.

    Raises:
        Cancelled: it was called off.
    """
    failed: dict[str, list[str]] = {}
    said: list[str] = []
    found: dict[int, Sequence[Call]] = {}
    for row, mapping in enumerate(profile.mappings):
        here = np.flatnonzero(profile.locations.mapping == row)
        if not len(here) or not (how.force or _lacks_names(profile, mapping, here)):
            continue
        recorded = binary if binary and not row else profile.strings.decoded(mapping.file)
        build_id = profile.strings.decoded(mapping.build_id)
        if not _is_file(recorded, build_id):
            if not recorded:
                failed.setdefault("the profile does not say which binary it is", []).append("the main binary")
            continue
        try:
            found |= _looked_up(profile, mapping, here, locate(recorded, build_id, root), how, cancel, said)
        except Cancelled:
            raise
        except ProfileError as trouble:
            name = posixpath.basename(recorded) + (f" (build ID {build_id})" if build_id else "")
            failed.setdefault(trouble.what, []).append(name)
    return with_calls(profile, found), [*_remarks(failed, looked_up=bool(found) and not how.fast), *said]


def _lacks_names(profile: Profile, mapping: Mapping, locations: IndexArray) -> bool:
    """Say whether a mapping is to be looked up: unlike google/pprof, not if all of it has names and none of its marks.

    Writers that name every frame often forget to say so, and to look them up again would take names away.
    """
    if mapping.has_functions or mapping.has_filenames or mapping.has_line_numbers:
        return False
    lines = np.diff(profile.locations.line_offsets)
    return bool((lines[locations] == 0).any())


def _is_file(recorded: str, build_id: str) -> bool:
    """Say whether a mapping stands for a file, and not for something of the kernel's or the address of a server."""
    if not recorded or recorded == "//anon" or recorded.startswith(_NO_FILES):
        return False
    if posixpath.basename(recorded).startswith(_ANONYMOUS):
        return False
    try:
        return bool(build_id) or "http" not in urlsplit(recorded).scheme.lower()
    except ValueError:
        # No address, such as http://[::1/x: to pprof it is the name of a file then.
        return True


def _looked_up(
    profile: Profile,
    mapping: Mapping,
    locations: IndexArray,
    binary: Binary,
    how: How,
    cancel: CancelToken | None,
    said: list[str],
) -> dict[int, Sequence[Call]]:
    """Return the calls at locations, by row; those of which nothing is known are left out; remarks go to `said`."""
    _check(cancel)
    doing = f"reading the symbols of {clean(binary.path.name)}"
    tell(doing, 0.0)
    known = debug_info(binary, fast=how.fast)
    if known.too_large:
        said.append(f"Files and lines of {binary.path.name} are not read: {known.too_large >> 20} MB of it")
    found: dict[int, Sequence[Call]] = {}
    for number, row in enumerate(locations.tolist()):
        if number % _BETWEEN_LOOKS == 0:
            _check(cancel)
            tell(doing, number / len(locations))
        if calls := known.calls(binary.to_binary(int(profile.locations.address[row]), mapping)):
            found[row] = calls
    # Where only a few are without, as some always are, lines are in the binary.
    if known.may_be_split and 2 * sum(any(call.line for call in calls) for calls in found.values()) < len(found):
        said.append(f"Files and lines of {binary.path.name} are in .dwo files, which are not read")
    return found


def _check(cancel: CancelToken | None) -> None:
    if cancel is not None and cancel.cancelled:
        raise Cancelled("cancelled")


def _remarks(failed: dict[str, list[str]], *, looked_up: bool) -> Iterator[str]:
    """Yield what is to be said, one line for each reason."""
    for reason, names in failed.items():
        others = f" and {len(names) - _MOST_SAID} others" if len(names) > _MOST_SAID else ""
        yield f"Local symbolization failed for {', '.join(names[:_MOST_SAID])}{others}: {reason}"
    if failed:
        yield "Try setting PPROF_BINARY_PATH to the search path for local binaries."
    if looked_up and not can_read_lines():
        yield f"Files and lines are not looked up, nor are names made readable. What does it comes with: {INSTALL}"
