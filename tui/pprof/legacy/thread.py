"""Text of what each thread is doing: `--- threadz N ---`, and `--- Thread ID (name: NAME/N) stack: ---` for each."""

from __future__ import annotations

from array import array

from tui.pprof.legacy.assemble import Form, profile_of_addresses
from tui.pprof.legacy.lines import Lines, after_comments, begins_memory_map
from tui.pprof.legacy.maps import read_map_after
from tui.pprof.legacy.numbers import addresses
from tui.pprof.legacy.patterns import LinePattern
from tui.pprof.legacy.stacks import Samples
from tui.pprof.legacy.verdict import NotThisForm, malformed, shown
from tui.pprof.profile import Profile

_HEADER = LinePattern(rb"--- threadz \d+ ---")
_THREAD = LinePattern(rb"--- Thread ([[:xdigit:]]+) \(name: (.*)/(\d+)\) stack: ---")


def read_thread(raw: bytes) -> Profile:
    """Return the profile in a text of threads.

    Raises:
        NotThisForm: it has another header, or something between threads that is none.
        BadProfile: an address is too large.
    """
    lines = after_comments(raw)
    line = lines.line
    if _HEADER.search(line):
        while lines.advance():
            line = lines.line
            if begins_memory_map(line) or line.startswith(b"-"):
                break
    elif not _THREAD.search(line):
        raise NotThisForm
    samples = Samples()
    while not begins_memory_map(line) and not line.startswith(b"---- no stack trace for"):
        if not _THREAD.search(line):
            raise NotThisForm(f"neither a thread nor a memory map: {shown(line) or 'the end of the file'}")
        line, stack = _read_stack(lines)
        if stack:
            samples.add(stack, [1])
        else:
            samples.count_last_again()
    stacks = samples.stacks.callers_lowered(leaf_too=False)
    return profile_of_addresses(
        Form([("thread", "count")], ("thread", "count"), 1),
        samples.values(1),
        stacks,
        read_map_after(lines),
        dropped=stacks.repeated_leaves(),
    )


def _read_stack(lines: Lines) -> tuple[bytes, array[int]]:
    """Return the line behind a thread's stack, and the stack; it is empty if it is that of the thread before."""
    stack = array("Q")
    same = False
    line = b""
    while lines.advance():
        line = lines.line.strip()
        if line.startswith(b"---"):
            break
        if b"same as previous thread" in line:
            same = True
            continue
        try:
            stack.extend(addresses(line))
        except ValueError as error:
            raise malformed(f"malformed sample: {shown(line)}: {error}") from None
    return line, array("Q") if same else stack
