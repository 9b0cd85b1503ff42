"""The tags and texts of an HTML page, in time that grows as the page does, whatever is in it.

Python's html.parser looks for the end of every tag and comment anew wherever one seems to begin, and so takes the
square of the length of a page on which none ends. Here what has no end ends the page, as in a browser.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_BEGINS = re.compile(r"</?+([A-Za-z][^\s/>\0]*+)")
_GAP = re.compile(r"[\s/]*+")
# At most one quote of each kind fails to find its like: behind it there is no other.
_ATTRIBUTE = re.compile(r"""([^\s/>][^\s/=>]*+)(?:\s*+=++\s*+('[^']*+'|"[^"]*+"|[^>\s]*+))?""")
_COMMENT_ENDS = re.compile(r"--\s*+>")
_RAW = {name: re.compile(rf"</{name}", re.IGNORECASE) for name in ("script", "style")}
"""Where elements end whose content has no tags."""


@dataclass(frozen=True, slots=True)
class Tag:
    """What begins or ends an element."""

    name: str
    """In small letters."""
    begins: bool
    ends: bool
    """Not the opposite of `begins`: `<br/>` does both."""
    attributes: dict[str, str] = field(default_factory=dict)
    """Decoded values by names in small letters; those without a value are left out, and of two the last one counts."""


def pieces(page: str) -> Iterator[str | Tag]:
    """Yield the tags of a page, and the decoded texts between them, neither of which is empty."""
    at = 0
    while (start := page.find("<", at)) >= 0:
        if start > at:
            yield decoded(page[at:start])
        if begins := _BEGINS.match(page, start):
            tag, at = _tag(page, begins)
            if tag is None:
                return
            yield tag
            if tag.begins and not tag.ends and tag.name in _RAW:
                at = _found(_RAW[tag.name].search(page, at), len(page), behind=False)
        elif page.startswith("<!--", start):
            at = _found(_COMMENT_ENDS.search(page, start + 4), len(page))
        elif page.startswith(("<!", "<?", "</"), start):
            at = page.find(">", start) + 1 or len(page)
        else:
            yield "<"
            at = start + 1
    if at < len(page):
        yield decoded(page[at:])


def decoded(text: str) -> str:
    """Return text with its character references replaced."""
    try:
        return html.unescape(text)
    except ValueError:
        # A number of more digits than Python reads names no character.
        return text


def _tag(page: str, begins: re.Match[str]) -> tuple[Tag | None, int]:
    """Return a tag, or None if the page ends in it, and where the page goes on."""
    attributes: dict[str, str] = {}
    at = begins.end()
    gap = _gap(page, at)
    while attribute := _ATTRIBUTE.match(page, at + len(gap)):
        name, value = attribute.groups()
        if value:
            quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
            attributes[name.lower()] = decoded(value[1:-1] if quoted else value)
        at = attribute.end()
        gap = _gap(page, at)
    at += len(gap)
    if at == len(page):
        return None, at
    closes = page.startswith("</", begins.start())
    return Tag(begins[1].lower(), not closes, closes or gap.endswith("/"), attributes), at + 1


def _gap(page: str, at: int) -> str:
    found = _GAP.match(page, at)
    return found[0] if found else ""


def _found(match: re.Match[str] | None, otherwise: int, *, behind: bool = True) -> int:
    if match is None:
        return otherwise
    return match.end() if behind else match.start()
