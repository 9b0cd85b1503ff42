"""The threads of the program: where each of them is right now."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter

from tui.demo.frames import FrameNames
from tui.demo.recording import Place, Recording


def count_threads() -> int:
    """Return the number of live threads."""
    return threading.active_count()


def record_threads() -> Recording:
    """Return one count for each live thread, under the name that Go has for it: threadcreate.

    Go shows where a thread was made; Python does not keep that, so the stacks are where threads are now.
    """
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    frame_names = FrameNames()
    stacks = [
        Place(frame_names.stack(frame), names[ident])
        for ident, frame in sys._current_frames().items()
        if ident in names
    ]
    return Recording(
        sample_types=(("threadcreate", "count"),),
        values={place: (count,) for place, count in Counter(stacks).items()},
        default_sample_type="threadcreate",
        period_type=("threadcreate", "count"),
        period=1,
        time_nanos=time.time_ns(),
    )
