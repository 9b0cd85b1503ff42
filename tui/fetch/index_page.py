"""The list of profiles on a server's index page, whatever the page looks like.

Go has written the same rows from 1.19 to 1.27, `<tr><td>COUNT</td><td><a href='NAME?debug=1'>NAME</a></td></tr>`;
others leave out quotes, counts and tables. So every link that leads further below the page is taken for a profile,
with the number in its row.
"""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

NOT_PROFILES = ("", "cmdline", "symbol", "trace")
"""What Go lists among the profiles though it is none."""


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


def read_index(page: bytes, base: str) -> IndexPage:
    """Return what `page` links to.

    Args:
        page: the body of the index page, of whatever content type.
        base: the URL it came from, ending in a slash.
    """
    links = _Links()
    links.feed(page.decode("utf-8", "replace"))
    links.close()
    root = urlsplit(base)
    rows: dict[str, Row] = {}
    others: dict[str, None] = {}
    has_stacks = False
    for href, count in links.found:
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
            rows.setdefault(name, Row(name, target.path, count))
        elif name:
            others.setdefault(name)
    return IndexPage(tuple(rows.values()), tuple(others), has_stacks)


class _Links(HTMLParser):
    """Collects links, each with the last number seen in a cell of the same row."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, int | None]] = []
        self._count: int | None = None
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._count = None
        self._in_cell = tag == "td"
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.found.append((href, self._count))

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = False
        if tag == "tr":
            self._count = None

    def handle_data(self, data: str) -> None:
        number = data.strip()
        if self._in_cell and number.isascii() and number.isdigit() and len(number) < 19:
            self._count = int(number)
