"""What bytes are when they are no profile, by their first few: named, so that the next step is clear.

To pprof all of these are "unrecognized profile format". None of the marks can begin a profile: as protobuf they have
an unknown wire type or a known field of the wrong type.
"""

from __future__ import annotations

import re

from tui.errors import NotAProfile

GO_INDEX = b"Types of profiles available:"
"""What stands near the top of the list that net/http/pprof writes, wherever it is mounted."""
_LOOKED_AT = 2048
LOGIN_PAGE = "Is the path right? It may be a login page."
_DECOMPRESS = "Decompress it first."
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"\x28\xb5\x2f\xfd", "a zstd archive", _DECOMPRESS),
    (b"\xfd7zXZ\x00", "an xz archive", _DECOMPRESS),
    (b"BZh", "a bzip2 archive", _DECOMPRESS),
    (b"PK\x03\x04", "a zip archive", "Unpack it first."),
    (b"\x7fELF", "a program (ELF)", "Name the profile that was taken of it."),
    (b"PERFILE2", "a recording of Linux perf", "Convert it with perf_to_profile."),
    (b"FLR\x00", "a Java flight recording", "Convert it with a tool that writes pprof."),
)
_GO_TRACE = re.compile(rb"go 1\.\d+ trace")
_TITLE = re.compile(rb"<title[^>]*>\s*([^<]{1,80}?)\s*<", re.IGNORECASE)


def refuse_what_is_no_profile(data: bytes, content_type: str = "") -> None:
    """Return if `data` may be a profile; whether it is, the decoder says.

    Args:
        data: all of the bytes, or the first 2 kB.
        content_type: what a server called them; only used for what markup is.

    Raises:
        NotAProfile: they are something else, which the message names.
    """
    start = data[:_LOOKED_AT]
    found = _named(start, content_type)
    if found:
        what, remedy = found
        raise NotAProfile(what, remedy=remedy)


def _named(start: bytes, content_type: str) -> tuple[str, str] | None:
    if not start:
        return "empty: not a single byte", "Take the profile again."
    for magic, name, remedy in _MAGIC:
        if start.startswith(magic):
            return f"this is {name}, not a profile", remedy
    if _GO_TRACE.match(start):
        return "this is a Go execution trace, not a profile", "Open it with `go tool trace`."
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    if text.startswith(b"<"):
        return _named_markup(text, content_type)
    if text.startswith((b"{", b"[")):
        return "this is JSON, not a profile", "Is the path right?"
    return None


def _named_markup(text: bytes, content_type: str) -> tuple[str, str]:
    if b"<svg" in text or "svg" in content_type:
        return "this is a picture (SVG) of a profile, not the profile", "Ask the server for its pprof form."
    if GO_INDEX in text:
        return "this is a list of profiles, not a profile", "Add the name of one to the path, such as heap."
    return f"this is {named_page(text)}, not a profile", LOGIN_PAGE


def named_page(page: bytes) -> str:
    """Return what to call a web page: by its title, if it has one near its top."""
    title = _TITLE.search(page[:_LOOKED_AT])
    return f'a web page "{title[1].decode("utf-8", "replace")}"' if title else "a web page"
