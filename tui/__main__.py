"""`python -m tui` and the command `pprof-tui`."""

from __future__ import annotations

import os
import sys
import threading
from typing import NoReturn

from tui.cli import main


def command() -> NoReturn:
    """Run the command and end the process.

    Taking down what the interpreter holds costs a short report a tenth of its time, and the system does it anyway. It
    is left out only where nothing waits for it: no other thread runs, and all that was said has been written.
    """
    try:
        main()
    except SystemExit as end:
        if not isinstance(end.code, int) or threading.active_count() > 1:
            raise
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except OSError:
            raise end from None
        os._exit(end.code)


if __name__ == "__main__":
    command()
