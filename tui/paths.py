"""Source paths as pprof writes and shortens them."""

from __future__ import annotations

import os
import posixpath

_SANDBOX = (b"/proc/self/cwd/./", b"/proc/self/cwd/")
"""What build sandboxes leave at the beginning of source paths."""


def trimmed_path(path: bytes, source_path: str, trim_path: str) -> bytes:
    """Return a source path without its beginning, as google/pprof's `trimPath` cuts it.

    Args:
        path: as recorded.
        source_path: folders, separated as in $PATH; what ends in the last name of one is cut off.
        trim_path: beginnings to cut off, separated likewise; if there are any, `source_path` is not looked at.
    """
    if not trim_path:
        for folder in filter(None, os.fsencode(source_path).split(b":")):
            name = b"/" + (folder.rstrip(b"/").rpartition(b"/")[2] or b"/") + b"/"
            _, found, rest = path.partition(name)
            if found:
                return rest
    for beginning in (*filter(None, os.fsencode(trim_path).split(b":")), *_SANDBOX):
        whole = beginning if beginning.endswith(b"/") else beginning + b"/"
        if path.startswith(whole):
            return path[len(whole) :]
    return path


def clean_path(path: bytes) -> bytes:
    """Return a path as Go's `filepath.Clean` writes it, except that an unknown one stays empty."""
    if not path:
        return b""
    cleaned = posixpath.normpath(path)
    return cleaned[1:] if cleaned.startswith(b"//") else cleaned
