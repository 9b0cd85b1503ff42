"""Python's own frames as frames of a profile.

A function is named as Python names it: the module, then the qualified name. The two calls with which every thread
begins are left out, as Go leaves out `runtime.goexit`: they are in every stack and say nothing.
"""

from __future__ import annotations

import threading
from types import CodeType, FrameType

from tui.pprof.build import Frame

Stack = tuple[Frame, ...]
"""Frames, leaf first."""

THREADING_FILE = threading.Thread.run.__code__.co_filename
"""Where Python's threads begin and where they wait, named as frames name it."""


class FrameNames:
    """Names frames, and remembers the names: a sampler sees the same lines over and over."""

    def __init__(self) -> None:
        """Begin without any name."""
        # A code object is looked up by its address, which stays its own while it is kept here: its hash is slow.
        self._known: dict[tuple[int, int], tuple[CodeType, Frame]] = {}

    def stack(self, innermost: FrameType) -> Stack:
        """Return the calls from `innermost` outwards, each with the line it is at now."""
        calls: list[Frame] = []
        frame: FrameType | None = innermost
        while frame is not None:
            calls.append(self._name(frame))
            frame = frame.f_back
        return without_thread_start(calls)

    def _name(self, frame: FrameType) -> Frame:
        code = frame.f_code
        # A frame that is just being entered has no line yet, whatever its type says.
        line = frame.f_lineno or code.co_firstlineno
        key = id(code), line
        known = self._known.get(key)
        if known is None:
            module = frame.f_globals.get("__name__", "?")
            known = code, Frame(f"{module}.{code.co_qualname}", code.co_filename, line, code.co_firstlineno)
            self._known[key] = known
        return known[1]


def without_thread_start(calls: list[Frame]) -> Stack:
    """Return the calls, leaf first, without those that merely start a thread."""
    end = len(calls)
    while end and calls[end - 1].file == THREADING_FILE and "._bootstrap" in calls[end - 1].function:
        end -= 1
    return tuple(calls[:end])
