"""Profiles that are no profile.proto: text of Go and C++, binaries of gperftools, Java, and Go's text of goroutines.

One reader for each family; they are asked in pprof's order (`parseLegacy`), and one that says `NotThisForm` passes the
bytes on. Last comes what pprof does not read. Only Java and goroutines bring names along: elsewhere stacks are
addresses, placed in binaries by the memory map.
"""

from __future__ import annotations

from tui.pprof.legacy.contention import read_contention
from tui.pprof.legacy.count import read_count
from tui.pprof.legacy.cpu import read_cpu
from tui.pprof.legacy.goroutine import read_goroutine
from tui.pprof.legacy.heap import read_heap
from tui.pprof.legacy.java import read_java
from tui.pprof.legacy.thread import read_thread
from tui.pprof.legacy.verdict import NotThisForm, malformed
from tui.pprof.profile import Profile

_READERS = (read_cpu, read_heap, read_count, read_thread, read_contention, read_java, read_goroutine)


def read_legacy(raw: bytes) -> Profile | None:
    """Return the profile in a legacy form, or None if the bytes are in none.

    Args:
        raw: the whole file, decompressed.

    Raises:
        BadProfile: they begin as a form does and break its rules.
    """
    reason = ""
    for read in _READERS:
        try:
            return read(raw)
        except NotThisForm as refusal:
            reason = reason or str(refusal)
    if reason:
        raise malformed(f"unrecognized profile format: {reason}")
    return None
