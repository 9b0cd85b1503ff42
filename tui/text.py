"""The one entrance for text made by others.

Function names, file names, labels, comments, what a server says: whatever is not ours passes through `clean` once,
where it enters, and is plain printable text from then on. A terminal acts upon control characters, and a bidi or
zero-width character makes one name look like another, so they are shown as escapes instead of being sent.
"""

from __future__ import annotations

import re

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # C0, DEL, C1: what terminals act upon
    "\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # soft hyphen, bidi, zero width
    "\ud800-\udfff"  # lone surrogates; U+DC80..U+DCFF carry bytes that are not UTF-8
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f]"  # beams of music, tags
)
_COMBINING = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_MARKS = re.compile(f"({_COMBINING}{{4}}){_COMBINING}+")
_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{{{code:x}}}"


def clean(text: str | bytes) -> str:
    r"""Return `text` with every character that is not plainly printable written as an escape.

    Bytes are read as UTF-8; a byte that is not becomes `\xff`. Tab and newline become `\t` and `\n`; the rest of the
    control, bidi, zero-width and tag characters become `\x1b` or `\u{202e}`. More than four combining marks on one
    letter are cut to four (they crash or misalign terminals).
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8", "surrogateescape")
    if text.isascii() and text.isprintable():
        return text
    return _MARKS.sub(r"\1", _UNSAFE.sub(_escape, text))
