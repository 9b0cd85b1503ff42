"""The command line, read as pprof reads it: one dash or two, `-flag=value` or `-flag value`, and pprof's conflicts."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import NoReturn

from tui.errors import BadOption
from tui.flagvalues import READERS, give_dashes_back, timeout, truth, whole
from tui.options import CHOICES, HELP, LEGACY, Options

REPORTS = {
    "top": "the functions that cost most",
    "text": "the same",
    "tree": "every function between its callers and callees",
    "traces": "every sample with its stack and labels",
    "tags": "labels with what their values weigh",
    "raw": "everything that the profile says",
    "comments": "the profile's comments",
    "proto": "the filtered profile itself, gzip-compressed",
    "topproto": "the top table as a profile, gzip-compressed",
    "callgrind": "the call graph for KCachegrind",
    "dot": "the call graph for Graphviz",
    "json": "the top table for programs",
    "folded": "one line for each stack, as flame graph tools read it",
}
"""Reports without an argument."""
PATTERN_REPORTS = {
    "peek": "callers and callees of matching functions",
    "list": "source of matching functions with what each line costs",
    "disasm": "machine code of matching functions with what each instruction costs",
    "weblist": "source of matching functions with the machine code below each line; text, where pprof opens a browser",
}
"""Reports of functions that match a pattern."""
_OTHER_SWITCHES = {
    "normalize": "scale the profile to the total of its base",
    "all_frames": "keep frames that the profile itself wants dropped",
    "mouse": "-mouse=false leaves the mouse to the terminal",
    "save": "-save=false does not keep what servers give",
    "version": "print the version",
    "help": "print this",
}
_ACCESS_SWITCHES = {
    "netrc": "look for passwords in ~/.netrc, or the file that $NETRC names",
    "insecure": "do not check certificates of https servers, as https+insecure:// does",
}
_SWITCHES = frozenset(
    {
        "gc",
        *REPORTS,
        *_ACCESS_SWITCHES,
        *_OTHER_SWITCHES,
        *LEGACY,
        *(field.name for field in fields(Options) if isinstance(field.default, bool)),
        *(value for values in CHOICES.values() for value in values),
        "h",
    }
)


@dataclass(frozen=True, slots=True)
class Arguments:
    """What the command was asked for."""

    sources: tuple[str, ...]
    """What to open: files, `-`, URLs, servers, `demo`."""
    report: str
    """Report to print; empty for the screen."""
    pattern: str
    """Argument of the report; empty for none."""
    options: Options
    base: str
    """Profile to subtract; empty for none."""
    diff_base: bool
    """Percentages refer to the base."""
    normalize: bool
    all_frames: bool
    comment: str
    """To be added to the profile's comments; empty for none."""
    output: str
    """File to write the report to; empty for stdout."""
    profile: str
    """Which profile of servers that are named without one; empty for none in particular."""
    seconds: int | None
    gc: bool
    timeout: float | None
    headers: tuple[str, ...]
    """Headers to send, or `@FILE` with headers."""
    token_file: str
    netrc: bool
    insecure: bool
    tls_ca: str
    tls_cert: str
    tls_key: str
    max_bytes: int | None
    symbolize: str
    """How addresses get names, in pprof's words; empty for the default."""
    build_id: str
    """Of the program, for profiles that do not have it; empty for none."""
    maps: tuple[str, ...]
    """`FROM=TO`: where sources that profiles name are on this machine."""
    mouse: bool
    save: bool
    help: bool
    version: bool
    remarks: tuple[str, ...]
    """Lines for stderr."""


def parser() -> argparse.ArgumentParser:
    """Return the flags with their help."""
    made = argparse.ArgumentParser(
        prog="pprof-tui",
        usage="pprof-tui [flags] [BINARY] [FILE | - | URL | HOST:PORT | unix:///SOCKET | @HOSTS | demo] ...",
        description="Browse a pprof profile in the terminal, from a file or live from a server.",
        epilog="Flags take one dash or two. Without a terminal on stdout the top table is printed, as by -top.",
        allow_abbrev=False,
        add_help=False,
    )
    made.add_argument("sources", nargs="*", help="what to open; several are merged; @HOSTS is a file of servers")
    reports = made.add_argument_group("reports on stdout, as `go tool pprof` prints them")
    for name, does in REPORTS.items():
        reports.add_argument(f"--{name}", metavar="", help=does)
    for name, does in PATTERN_REPORTS.items():
        reports.add_argument(f"--{name}", metavar="RE", help=does)
    reports.add_argument("--output", metavar="FILE", help="write the report to a file")
    options = made.add_argument_group("options")
    for name, does in HELP.items():
        default = getattr(Options(), name)
        options.add_argument(
            f"--{name}",
            type=READERS[type(default)](name),
            metavar="" if isinstance(default, bool) else "X",
            help=does,
        )
    for name, values in CHOICES.items():
        for value in values:
            options.add_argument(f"--{value}", metavar="", help=f"{name}: {value}")
    for name, (of_type, mean) in LEGACY.items():
        options.add_argument(f"--{name}", metavar="", help=f"-sample_index={of_type}{' -mean' if mean else ''}")
    compare = made.add_argument_group("comparing")
    compare.add_argument("--base", metavar="SOURCE", default="", help="profile to subtract")
    compare.add_argument("--diff_base", metavar="SOURCE", default="", help="the same; percentages refer to it")
    _add_servers(made)
    other = made.add_argument_group("other")
    other.add_argument(
        "--map", metavar="X", action="append", help="FROM=TO: sources below FROM are below TO; remembered"
    )
    other.add_argument(
        "--symbolize",
        metavar="X",
        default="",
        help="names for addresses: none, local, fastlocal, remote; :force; :demangle=none|full|templates|default",
    )
    other.add_argument("--buildid", metavar="ID", default="", help="of the program, where a profile does not have it")
    other.add_argument("--add_comment", metavar="TEXT", default="", help="add to the profile's comments")
    for name, does in _OTHER_SWITCHES.items():
        names = ("--help", "--h") if name == "help" else (f"--{name}",)
        other.add_argument(*names, metavar="", help=does)
    return made


def _add_servers(made: argparse.ArgumentParser) -> None:
    """Add what concerns servers."""
    live = made.add_argument_group("live")
    live.add_argument("--profile", metavar="NAME", default="", help="which profile of each HOST:PORT, such as heap")
    live.add_argument("--seconds", "--t", type=whole("seconds"), metavar="N", help="profile for N seconds (also -t)")
    live.add_argument("--gc", metavar="", help="collect garbage before a heap profile, at a cost to the program")
    live.add_argument("--timeout", type=timeout, metavar="N", help="give up after N seconds")
    live.add_argument(
        "--max-bytes", type=whole("max-bytes"), metavar="N", help="refuse profiles larger than N bytes decompressed"
    )
    access = made.add_argument_group("what lets you in (a token may also be in $PPROF_TUI_TOKEN)")
    access.add_argument("--header", metavar="X", action="append", help="send 'NAME: VALUE', or each line of @FILE")
    access.add_argument("--token-file", metavar="FILE", default="", help="send the bearer token in FILE")
    access.add_argument("--tls_ca", metavar="FILE", default="", help="believe these authorities, PEM")
    access.add_argument("--tls_cert", metavar="FILE", default="", help="show this client certificate, PEM")
    access.add_argument("--tls_key", metavar="FILE", default="", help="its key, unless the certificate's file has it")
    for name, does in _ACCESS_SWITCHES.items():
        access.add_argument(f"--{name}", metavar="", help=does)


def parse(arguments: Sequence[str]) -> Arguments:
    """Read the command line.

    Raises:
        BadOption: it makes no sense; the text is pprof's where pprof has one.
    """
    made = parser()
    made.error = _refuse  # type: ignore[method-assign]  # argparse would print its usage, and we have one line
    known = {name for action in made._actions for name in action.option_strings}
    given = vars(made.parse_args(list(_spelled_alike(arguments, known))))
    give_dashes_back(made, given)
    for name in _SWITCHES & given.keys():
        if given[name] is not None:
            given[name] = truth(name, given[name])
    report, pattern = _report(given)
    options, remarks = _options(given)
    if given["base"] and given["diff_base"]:
        raise BadOption("-base and -diff_base flags cannot both be specified")
    base = given["base"] or given["diff_base"]
    if given["normalize"] and not base:
        raise BadOption("must have base profile to normalize by", remedy="Give one with -base or -diff_base.")
    return Arguments(
        sources=tuple(given["sources"]),
        report=report,
        pattern=pattern,
        options=options,
        base=base,
        diff_base=bool(given["diff_base"]),
        normalize=bool(given["normalize"]),
        all_frames=bool(given["all_frames"]),
        comment=given["add_comment"],
        output=given["output"] or "",
        profile=given["profile"],
        seconds=given["seconds"],
        gc=bool(given["gc"]),
        timeout=given["timeout"],
        headers=tuple(given["header"] or ()),
        token_file=given["token_file"],
        netrc=bool(given["netrc"]),
        insecure=bool(given["insecure"]),
        tls_ca=given["tls_ca"],
        tls_cert=given["tls_cert"],
        tls_key=given["tls_key"],
        max_bytes=given["max_bytes"],
        symbolize=given["symbolize"],
        build_id=given["buildid"],
        maps=tuple(given["map"] or ()),
        mouse=given["mouse"] is not False,
        save=given["save"] is not False,
        help=bool(given["help"]),
        version=bool(given["version"]),
        remarks=remarks,
    )


def _refuse(message: str) -> NoReturn:
    raise BadOption(message, remedy="pprof-tui -help lists the flags.")


def _spelled_alike(arguments: Iterable[str], known: Collection[str]) -> Iterable[str]:
    """Write `-flag` as `--flag`, and a switch without a value as `--switch=true`.

    Raises:
        BadOption: a flag is not known; its value, which may be a secret, is not repeated.
    """
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            yield argument
            yield from rest
            return
        name, equals, value = argument.lstrip("-").partition("=")
        if not argument.startswith("-") or not name:
            yield argument
        elif f"--{name}" not in known:
            _refuse(f"flag provided but not defined: -{name}")
        elif name in _SWITCHES and not equals:
            yield f"--{name}=true"
        elif equals:
            yield f"--{name}={value}"
        else:
            following = next(rest, None)
            yield f"--{name}" if following is None else f"--{name}={following}"


def _report(given: dict[str, object]) -> tuple[str, str]:
    chosen = [(name, "") for name in REPORTS if given[name]]
    chosen += [(name, str(given[name])) for name in PATTERN_REPORTS if given[name]]
    if len(chosen) > 1:
        raise BadOption("must set at most one output format")
    return chosen[0] if chosen else ("", "")


def _options(given: dict[str, object]) -> tuple[Options, tuple[str, ...]]:
    values = {name: given[name] for name in HELP if given[name] is not None}
    for name, choices in CHOICES.items():
        chosen = [choice for choice in choices if given[choice]]
        if len(chosen) > 1:
            raise BadOption(f"conflicting options set: [{' '.join(chosen)}]")
        if chosen:
            values[name] = chosen[0]
    options = Options(**values)  # type: ignore[arg-type]  # argparse has given each its type
    remarks = []
    # The order is pprof's: the first that is given counts.
    for name in (
        "total_delay",
        "mean_delay",
        "contentions",
        "inuse_space",
        "inuse_objects",
        "alloc_space",
        "alloc_objects",
    ):
        if not given[name]:
            continue
        kind, mean = LEGACY[name]
        if options.sample_index:
            remarks.append(f"Multiple value selections, ignoring -{name}")
        else:
            options = replace(options, sample_index=kind)
        options = replace(options, mean=options.mean or mean)
    return options, tuple(remarks)
