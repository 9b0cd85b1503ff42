"""The user's home folder, which there may be none of."""

from __future__ import annotations

import os


def settle_home() -> None:
    """Have `HOME` name a folder by its whole path if the system does not know one, so that whoever asks gets one.

    A container may run as a user whom the system does not know, and without `HOME`. The root folder it is then, as
    container runtimes have it: most likely nothing can be written there, which all that keep something allow for.
    """
    if not os.path.isabs(os.environ.get("HOME", os.sep)):
        del os.environ["HOME"]
    if not os.path.isabs(os.path.expanduser("~")):
        os.environ["HOME"] = os.sep
