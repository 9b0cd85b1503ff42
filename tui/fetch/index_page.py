"""The list of profiles on a server's index page, whatever the page looks like.

Go has written the same rows from 1.19 to 1.27, `<tr><td>COUNT</td><td><a href='NAME?debug=1'>NAME</a></td></tr>`;
others leave out quotes, counts and tables. So every link that leads further below the page is taken for a profile,
with the number in its row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote, urljoin, urlsplit

from tui.fetch.tags import pieces

NOT_PROFILES = ("", "cmdline", "symbol", "trace")
"""What Go lists among the profiles though it is none."""
MOST_ROWS = 1000
"""Profiles that are read of a page; Go has ten of its own."""
MOST_LINKS = 10_000
"""Links that are looked at, wherever they lead."""


@dataclass(frozen=True, slots=True)
class Row:
    """One profile that the page links to."""

    name: str
    """Its name as the server has it, decoded; may contain slashes and anything else."""
    path: str
    """The absolute path of the profile, percent-encoded, without a query."""
    count: int | None
    """How many records the page says it has; None if it says nothing."""


@dataclass(frozen=True, slots=True)
class IndexPage:
    """What an index page links to."""

    rows: tuple[Row, ...]
    """The profiles, in the page's order, each once."""
    not_profiles: tuple[str, ...]
    """Names of what is listed among them and is no profile."""
    has_stacks: bool
    """True if it links to the text of all goroutines' stacks, `goroutine?debug=2`."""
    has_more: bool = False
    """True if it has more than MOST_ROWS profiles or MOST_LINKS links, and what came after that was not read."""


def read_index(page: bytes, base: str) -> IndexPage:
    """Return what `page` links to.

    Args:
        page: the body of the index page, of whatever content type.
        base: the URL it came from, ending in a slash.
    """
    root = urlsplit(base)
    rows: dict[str, Row] = {}
    others: dict[str, None] = {}
    has_stacks = False
    links = _links(page.decode("utf-8", "replace"))
    for href, count in islice(links, MOST_LINKS):
        try:
            target = urlsplit(urljoin(base, href))
        except ValueError:
            continue
        below = target.path.removeprefix(root.path)
        if (target.scheme, target.netloc) != (root.scheme, root.netloc) or below == target.path:
            continue
        name = unquote(below)
        has_stacks |= (name, target.query) == ("goroutine", "debug=2")
        if name not in NOT_PROFILES:
            if len(rows) == MOST_ROWS and name not in rows:
                return IndexPage(tuple(rows.values()), tuple(others), has_stacks, has_more=True)
            rows.setdefault(name, Row(name, target.path, count))
        elif name:
            others.setdefault(name)
    return IndexPage(tuple(rows.values()), tuple(others), has_stacks, has_more=next(links, None) is not None)


def _links(page: str) -> Iterator[tuple[str, int | None]]:
    """Yield links, each with the last number seen in a cell of the same row."""
    count, in_cell = None, False
    for piece in pieces(page):
        if isinstance(piece, str):
            number = piece.strip()
            if in_cell and number.isascii() and number.isdigit() and len(number) < 19:
                count = int(number)
            continue
        if piece.name == "tr":
            count = None
        in_cell = piece.name == "td" and not piece.ends
        if piece.name == "a" and piece.begins and (href := piece.attributes.get("href")):
            yield href, count
