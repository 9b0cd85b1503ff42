"""The demo as a program: prints its address, and serves until its standard input is closed.

So it cannot outlive whoever started it: the pipe to it closes with that process, however that ends.
"""

from __future__ import annotations

import signal
import sys

from tui.demo.server import DemoServer

_SWITCH_SECONDS = 0.001
"""How long a thread may keep the interpreter while the sampler waits for it; Python's own 5 ms is half a tick."""


def main() -> None:
    """Serve until standard input ends."""
    # It may come from a thread that leaves signals to another, and would have inherited that.
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    sys.setswitchinterval(_SWITCH_SECONDS)
    with DemoServer() as server:
        print(server.address, flush=True)
        sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
