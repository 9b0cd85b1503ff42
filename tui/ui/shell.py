"""The language of `:`, which is that of pprof's shell: commands, and options by name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches

from tui.analysis.chips import RECURSION, Chip, Chips, checked, options_of, with_chip, without
from tui.errors import BadOption
from tui.options import CHOICES, HELP, LEGACY, Options, changed
from tui.ui import keys
from tui.ui.seconds import wrong_seconds

_PANES = {
    "top": "top",
    "text": "top",
    "peek": "peek",
    "list": "source",
    "weblist": "source",
    "flame": "flame",
    "web": "flame",
    "disasm": "disasm",
    "traces": "traces",
    "tags": "labels",
    "comments": "info",
}
_REPORTS = ("tree", "raw", "dot", "callgrind", "proto", "topproto", "folded", "json")
WITH_PATTERN = ("peek", "list", "weblist", "disasm")
"""Commands of which the first word is a pattern, whatever it looks like."""
_NOT_HERE = dict.fromkeys(
    ("svg", "png", "gif", "pdf", "ps", "eog", "evince", "gv", "kcachegrind"), "no pictures in a terminal"
)
_OTHERS = {"o": "options", "options": "options", "help": "help", "q": "quit", "quit": "quit", "exit": "quit"}
_CLEARED = ("focus", "ignore", "hide", "tagfocus", "tagignore")
"""What pprof's command `:` clears."""
_COMMAND = re.compile(r"^([a-z_]+)(\d*)$")
COMMANDS = {
    "top": "the top table: top20 -cum json -runtime",
    "peek": "callers and callees of the costliest match: peek REGEXP",
    "list": "source of the costliest match: list REGEXP",
    "disasm": "machine code of the costliest match: disasm REGEXP",
    "traces": "the heaviest stacks",
    "tags": "labels with their values",
    "comments": "what the profile says of itself",
    "flame": "the flame graph",
    "watch": "fetch again every so many seconds: watch 10",
    **{name: f"a report, to be written to a file: {name} > FILE" for name in _REPORTS},
    "options": "all filters and options",
    "help": "all keys, or help OPTION",
    "quit": "quit",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a line asks for; parts that it does not speak of are empty."""

    chips: Chips
    """Chips after the line."""
    pane: str = ""
    """Pane to go to."""
    find: str = ""
    """Pattern of which to select the costliest match."""
    sort: str = ""
    sample_type: str = ""
    other: str = ""
    """`options`, `help`, `watch` or `quit`."""
    report: str = ""
    """Name of a report to write to `file`; `find` is its pattern, if it takes one."""
    file: str = ""
    topic: str = ""
    """What help is wanted on; of a watch, how many seconds lie between two fetches."""


def understood(line: str, chips: Chips) -> Asked:
    """Return what a line asks for.

    Raises:
        BadOption: it makes no sense; the error says what would.
    """
    line = line.partition(" //")[0].strip()
    if line == ":":
        return Asked(without(chips, *_CLEARED))
    if (name := assigned(line)) and not (_is_option(name) or name in CHOICES):
        raise _unknown(line)
    if name:
        return _option(name, line.partition("=")[2].strip(), line, chips)
    words = line.split()
    command = _COMMAND.match(words[0]) if words else None
    if command is not None and len(words) == 1 and not command.group(2) and _is_option(words[0]):
        return _option(words[0], "", line, chips)
    if command is None:
        raise _unknown(words[0] if words else line)
    return _command(command.group(1), command.group(2), words[1:], chips, line)


def assigned(line: str) -> str:
    """Return the name that a line such as `focus=json` sets; nothing for a command, whose words may have a `=`."""
    name, equals, _ = line.partition("=")
    return name.strip() if equals and len(name.split()) == 1 else ""


def as_word(pattern: str) -> str:
    """Return a pattern of a name, with all signs of it escaped, as a command takes it: one word, and nothing else."""
    if pattern.startswith(("-", ">", "//")) or pattern.isdigit():
        # It would be what to leave out, a file, a comment or a number of rows.
        pattern = _by_number(pattern[:1]) + pattern[1:]
    return "".join(_by_number(sign) if sign.isspace() else sign for sign in pattern)


def _by_number(sign: str) -> str:
    return f"\\x{ord(sign):02x}" if ord(sign) < 0x100 else f"\\x{{{ord(sign):x}}}"


def _is_option(word: str) -> bool:
    return word in HELP or word in LEGACY or word == RECURSION or any(word in values for values in CHOICES.values())


def _option(name: str, value: str, line: str, chips: Chips) -> Asked:
    if name == "sample_index":
        return Asked(chips, sample_type=value)
    if name in LEGACY:
        wanted, mean = LEGACY[name]
        return Asked(with_chip(chips, Chip("mean")) if mean else without(chips, "mean"), sample_type=wanted)
    if name == RECURSION:
        off = value.lower() in ("0", "f", "false", "n", "no")
        return Asked(without(chips, name) if off else with_chip(chips, Chip(name)))
    if name in CHOICES["sort"] or name == "sort":
        return Asked(chips, sort=changed(Options(), line).sort)
    after = changed(options_of(chips), line)
    field = next((field for field, values in CHOICES.items() if name in values), name)
    rest = without(chips, field)
    given = getattr(after, field)
    # A limit or unit that is pprof's default is still another one than ours, which leaves nothing out.
    if given == getattr(Options(), field) and not (value and field in ("unit", "nodefraction", "edgefraction")):
        return Asked(rest)
    return Asked((*rest, checked(Chip(field, given))))


def _command(name: str, count: str, words: list[str], chips: Chips, line: str) -> Asked:
    if name in _OTHERS and not count:
        return Asked(chips, other=_OTHERS[name], topic=" ".join(words))
    if name == "watch" and not count:
        seconds = " ".join(words)
        if wrong := wrong_seconds(seconds):
            raise BadOption(f"watch needs {wrong}", remedy="Say watch 10.")
        return Asked(chips, other="watch", topic=seconds)
    words, file = _redirected(words)
    if file and (name in _REPORTS or name in _PANES) and name not in ("flame", "web"):
        return _report(name, count, words, chips, file)
    if name in _REPORTS:
        raise BadOption(f"{name} is a report, not a pane", remedy=f"Say {name} > FILE.")
    if name in _NOT_HERE:
        raise BadOption(f"{name}: {_NOT_HERE[name]}", remedy=f"{keys.shown('copy')} copies the go tool pprof command.")
    if name not in _PANES:
        raise _unknown(line)
    if file:
        raise BadOption(f"{name} is no text", remedy="Say folded > FILE for what flame graph tools read.")
    pane, sort, find = _PANES[name], "", ""
    if name in WITH_PATTERN:
        find, words = _pattern(name, words, "NAME")
    if words and words[0].isascii() and words[0].isdigit() and not count:
        count, words = words[0], words[1:]
    if count:
        chips = with_chip(chips, Chip("nodecount", changed(Options(), f"nodecount={count}").nodecount))
    for word in [word for word in words if word in ("-cum", "-flat")]:
        sort = word[1:]
    dropped = [word[1:] for word in words if word.startswith("-") and word not in ("-cum", "-flat")]
    kept = [word for word in words if not word.startswith("-")]
    for option, patterns in (("focus", kept), ("ignore", dropped)):
        if patterns:
            chips = with_chip(chips, checked(Chip(option, "|".join(patterns))))
    return Asked(chips, pane=pane, find=find, sort=sort)


def _pattern(name: str, words: list[str], wanted: str) -> tuple[str, list[str]]:
    """Return the pattern of a command that needs one, whatever it begins with, and the words after it.

    Raises:
        BadOption: there is none, or it is no regular expression.
    """
    if not words:
        raise BadOption(f"{name} needs a regular expression", remedy=f"Say {name} {wanted}.")
    checked(Chip("focus", words[0]))
    return words[0], words[1:]


def _redirected(words: list[str]) -> tuple[list[str], str]:
    """Return the words before `>`, and the file after it; no file without one.

    Raises:
        BadOption: the file is not named.
    """
    at = next((number for number, word in enumerate(words) if word.startswith(">")), -1)
    if at < 0:
        return words, ""
    file = " ".join([words[at][1:], *words[at + 1 :]]).strip()
    if not file:
        raise BadOption("> needs a file", remedy="Say top > FILE.")
    return words[:at], file


def _report(name: str, count: str, words: list[str], chips: Chips, file: str) -> Asked:
    """Return that a report is to be written, under the filters that its words add for it alone."""
    asked = Asked(chips)
    if name in WITH_PATTERN:
        find, words = _pattern(name, words, "NAME > FILE")
        asked = Asked(chips, find=find)
    more = _command("top", count, words, chips, name).chips
    if any(word in words for word in ("-cum", "-flat")):
        more = with_chip(more, Chip("sort", "cum" if "-cum" in words else "flat"))
    return replace(asked, chips=more, report=name, file=file)


def _unknown(word: str) -> BadOption:
    known = [*COMMANDS, *HELP, *(choice for values in CHOICES.values() for choice in values)]
    near = get_close_matches(word.partition("=")[0], known, 1)
    hint = f"Did you mean {near[0]}?" if near else "Say name=value, such as focus=json, or help."
    return BadOption(f"unrecognized option {word.partition('=')[0]}", remedy=hint)
