"""Access logs: lines are written, taken apart by a regular expression and summed up."""

from __future__ import annotations

import random
import re
from collections import Counter, deque
from typing import NamedTuple

_HITS_KEPT = 8_000
"""Bounds the memory of a program that may run for days."""
_PATHS = ("/", "/cart", "/order/new", "/product/{}", "/product/{}/reviews", "/search?q={}", "/static/app.css")
_ACCESS_LINE = re.compile(
    r"(?P<client>\d+\.\d+\.\d+\.\d+) \S+ \S+ \[(?P<time>[^\]]+)\] "
    r'"(?P<method>[A-Z]+) (?P<path>\S+) HTTP/[\d.]+" (?P<status>\d{3}) (?P<size>\d+) "(?P<agent>[^"]*)" (?P<millis>\d+)'
)
_SUSPICIOUS = re.compile(r"(\.\./|%2e%2e|<script|union\s+select|/etc/passwd)", re.IGNORECASE)


class Hit(NamedTuple):
    """One request, as the log tells it."""

    client: str
    path: str
    status: int
    millis: int
    """How long the answer took, in milliseconds."""


class LogReader:
    """Reads access logs and remembers the latest hits."""

    def __init__(self, seed: int = 3) -> None:
        """Begin without any hit.

        Args:
            seed: of what visitors ask for.
        """
        self._chance = random.Random(seed)
        self._hits: deque[Hit] = deque(maxlen=_HITS_KEPT)

    def follow_log(self) -> Counter[str]:
        """Read the next lines and return the slowest paths: some milliseconds of work."""
        lines = [self.next_line() for _ in range(60)]
        self._hits.extend(parse_lines(lines))
        return slowest_paths(list(self._hits)[-200:])

    def next_line(self) -> str:
        """Return a line as web servers write it."""
        chance = self._chance
        client = ".".join(str(chance.randint(1, 254)) for _ in range(4))
        path = chance.choice(_PATHS).format(chance.randint(1, 600))
        status = chance.choice((200, 200, 200, 200, 304, 404, 500))
        millis = int(chance.expovariate(1 / 40))
        request = f'"GET {path} HTTP/1.1" {status} {chance.randint(200, 90_000)}'
        return f'{client} - - [21/Nov/2026:07:00:00 +0000] {request} "Mozilla/5.0 (X11; Linux x86_64)" {millis}'


def parse_lines(lines: list[str]) -> list[Hit]:
    """Return the hits of the lines that look like a log's and like no attack."""
    return [hit for line in lines if (hit := parse_line(line)) is not None]


def parse_line(line: str) -> Hit | None:
    """Return the hit that a line tells of, or None for an attack or for any other text."""
    if is_suspicious(line):
        return None
    match = _ACCESS_LINE.match(line)
    if match is None:
        return None
    return Hit(match["client"], match["path"], int(match["status"]), int(match["millis"]))


def is_suspicious(line: str) -> bool:
    """Say whether somebody tries something."""
    return _SUSPICIOUS.search(line) is not None


def slowest_paths(hits: list[Hit]) -> Counter[str]:
    """Return the milliseconds spent on each path, products taken together."""
    spent: Counter[str] = Counter()
    for hit in hits:
        spent[path_shape(hit.path)] += hit.millis
    return spent


def path_shape(path: str) -> str:
    """Return the path with a number in place of each of its numbers."""
    return re.sub(r"\d+", "0", path)
