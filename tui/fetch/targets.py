"""From the words of a command line to targets: lists of hosts, what every server is asked for, and what lets us in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tui.errors import BadOption, FileTrouble
from tui.fetch.access import NO_ACCESS, Access
from tui.fetch.file import read_file
from tui.fetch.target import FileTarget, ServerTarget, Target, UrlTarget, parse_target, takes_gc, with_url

_MAX_LIST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Asking:
    """How servers are asked, whichever they are."""

    profile: str = ""
    """Which profile of a server that is named without one; empty for none in particular."""
    seconds: int | None = None
    """How long to profile, in s; None if nobody said."""
    gc: bool = False
    """Have a server collect garbage before a heap profile."""
    access: Access = NO_ACCESS
    netrc: bool = False
    """Look for passwords in .netrc."""
    insecure: bool = False
    """Do not check certificates."""
    ask_password: Callable[[str, str], str | None] | None = field(default=None, repr=False)
    """Given a user and where, returns the password, or None if there is nobody to ask."""


def targets_of(asking: Asking, *groups: Sequence[str]) -> list[list[Target]]:
    """Return what each group of sources names, in order.

    Args:
        asking: how servers are asked.
        groups: each source as for `parse_target`, or `@FILE` with one of them on a line.

    Raises:
        BadOption: a source or an option makes no sense, or an option is for servers and there is none.
        FileTrouble: the files of a group are missing, all of them, or a list is. One that is missing beside others is
            left for whoever reads it to name.
    """
    found = [_group([text for source in group for text in _listed(source)], asking) for group in groups]
    every = [target for group in found for target in group]
    if asking.profile and not any(isinstance(target, ServerTarget) for target in every):
        raise BadOption(f"-profile {asking.profile}: no server is named", remedy="Name one as host:port.")
    chosen = [[_chosen(target, asking) for target in group] for group in found]
    if asking.gc and not any(_is_collected(target) for group in chosen for target in group):
        raise BadOption("-gc is for heap profiles of servers", remedy="Name one with -profile heap.")
    return chosen


def _group(texts: Sequence[str], asking: Asking) -> list[Target]:
    """Return what sources that are merged name; some of them may be files that are not there, as long as one is not."""
    found: list[Target] = []
    missing: list[FileTrouble] = []
    for text in texts:
        try:
            found.append(_target(text, asking))
        except FileTrouble as trouble:
            # Trouble with another file is none of this source, and what is hidden in a name might be a password.
            if not text or trouble.where != text:
                raise
            missing.append(trouble)
            found.append(FileTarget(Path(text)))
    if found and len(missing) == len(found):
        raise missing[0]
    return found


def _chosen(target: Target, asking: Asking) -> Target:
    """Return the profile that is asked for by name, if the target is a server, and ask for a collection."""
    if asking.profile and isinstance(target, ServerTarget):
        target = target.profile(asking.profile)
    if asking.gc and isinstance(target, UrlTarget) and takes_gc(target.url):
        target = replace(target, url=target.url.with_query({"gc": "1"}))
    return target


def _is_collected(target: Target) -> bool:
    return isinstance(target, UrlTarget) and takes_gc(target.url)


def is_list(source: str) -> bool:
    """Say whether this names a list of sources; a file that exists under a name with @ is that file."""
    return source.startswith("@") and not os.path.exists(source)


def _target(text: str, asking: Asking) -> Target:
    target = parse_target(
        text, seconds=asking.seconds, access=asking.access, netrc=asking.netrc, insecure=asking.insecure
    )
    if isinstance(target, ServerTarget | UrlTarget) and asking.ask_password and target.url.asks_for_password:
        user = target.url.asks_for_password
        password = asking.ask_password(user, target.url.address)
        if password is not None:
            return with_url(target, target.url.with_login(user, password))
    return target


def _listed(source: str) -> Iterator[str]:
    """Yield the source itself, or the lines of the list that it names."""
    if not is_list(source):
        yield source
        return
    text = read_file(Path(source[1:]), _MAX_LIST_BYTES).decode("utf-8", "replace")
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    if not any(lines):
        raise BadOption("no server is named in it", where=source[1:], remedy="Write one HOST:PORT on a line.")
    yield from filter(None, lines)
