"""Texts that a terminal would act upon, were they written as they are: some hundreds, each with a mark in it.

The mark is what tells a sequence of a text from one that the program writes itself, which has other numbers.
"""

from __future__ import annotations

import re

MARK = "7777"
_C0 = [chr(code) for code in range(32)]
_C1 = [chr(code) for code in range(0x80, 0xA0)]
_EIGHT_BIT = [chr(0xDC00 + code) for code in range(0x80, 0xA0)]
"""C1 as bytes, which are no UTF-8."""
_UNSEEN = [chr(code) for span in ((0x200B, 0x2010), (0x2028, 0x202F), (0x2060, 0x2070)) for code in range(*span)]
_UNSEEN += [*"\u00ad\u061c\u180e\ufeff\ufff9\ufffa\ufffb", "\U000e0001", "\U000e0041", "\U000e007f"]
_FINALS = [chr(code) for code in range(0x40, 0x7F)]
_STRINGS = [
    f"{kind}{number};{MARK}" for kind in ("\x1b]", "\x9d") for number in (0, 1, 2, 4, 7, 8, 10, 11, 50, 52, 777, 1337)
]
_STRINGS += [
    f"{kind}{MARK}" for kind in ("\x1bP$q", "\x1bP+q", "\x1b_", "\x1b^", "\x1bX", "\x90$q", "\x9f", "\x9e", "\x98")
]
_ENDS = ("\x07", "\x1b\\", "\x9c", "")
"""The last: a string without an end takes all that follows."""

PAYLOADS = [
    *(f"{control}{MARK}" for control in (*_C0, "\x7f", *_C1, *_EIGHT_BIT, *_UNSEEN)),
    *(f"\x1b[{MARK}{final}" for final in _FINALS),
    *(f"\x9b{MARK}{final}" for final in _FINALS[::4]),
    *(f"\x1b[?{MARK}{final}" for final in "hlJKmnrsu"),
    *(f"\x1b[>{MARK}{final}" for final in "cmnpqtu"),
    *(f"\x1b[{MARK} {final}" for final in "@ATq"),
    *(f"\x1b{final}{MARK}" for final in "78=>DEHMNOVWZcno#%()*+-./6|}~"),
    *(f"{string}{end}" for string in _STRINGS for end in _ENDS),
    *(f"\x1b[{MARK}", "\x1b", "good\r7777\x08\x08", "\u202e7777\u2066\u200b"),
]
_OWN = re.compile(r"\x1b(?:\[[0-9;:?<>=]*[ ]?[\"$]?[A-Za-z]|\](?:0;pprof-tui|22;default|1[01];\?)(?:\x07|\x1b\\))")
"""What Textual writes of its own: CSI, the shape of the mouse, questions about colours."""
_BLANKS = "\n\u00a0"


def acted_upon(raw: bytes) -> list[str]:
    """Return what in the bytes for a terminal is neither text to be seen nor a sequence of the program's own."""
    # A byte that is no UTF-8 is one that a terminal may take for C1.
    text = raw.decode("utf-8", "surrogateescape")
    marked = [found for found in _OWN.findall(text) if MARK in found]
    rest = _OWN.sub("", text).replace("\r\n", "\n")
    return marked + [each for each in rest if not each.isprintable() and each not in _BLANKS]


def sendable(payload: str) -> str:
    """Return a payload as an argument or a variable can hold it, where NUL is the end."""
    return payload.replace("\x00", "")
