"""The command: arguments to a report on stdout or the screen.

The screen, requests and everything else that a text report does not need are imported only when they are.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from tui import __version__
from tui.arguments import Arguments, parse, parser
from tui.errors import BadOption, NoneFetched, ProfileError, shortage
from tui.home import settle_home
from tui.kept import untold
from tui.streams import open_streams, take_keys_from_terminal
from tui.text import clean

if TYPE_CHECKING:
    from tui.fetch.targets import Asking
    from tui.gathering import Compared, Wish
    from tui.ui.loading import Manner

_DEMO_SECONDS = 2
"""How long `demo | cat` profiles."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command; exit status 0, or 2 after one line of error."""
    # numpy's library for matrices, of which we have none, would start a thread for every core of the machine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    settle_home()
    try:
        has_stdout = open_streams()
        status = _run(parse(sys.argv[1:] if arguments is None else arguments), has_stdout=has_stdout)
    except ProfileError as error:
        for failure in error.failures if isinstance(error, NoneFetched) else ():
            _say(f"pprof-tui: {failure}")
        _say(f"pprof-tui: {error}")
        status = 2
    except (MemoryError, RuntimeError) as error:
        if (short := shortage(error)) is None:
            raise
        _say(f"pprof-tui: {short}")
        status = 2
    except KeyboardInterrupt:
        status = 130
    for remark in untold():
        _say(f"pprof-tui: {remark}")
    _leave(status)


def _leave(status: int) -> NoReturn:
    """End the program, also if a thread of the screen is still at work, which an end as usual would break into."""
    if "tui.ui.threads" in sys.modules:
        from tui.ui.threads import are_at_work

        if are_at_work():
            # What cannot be written by now is nobody's any more.
            with suppress(OSError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(status)
    sys.exit(status)


def _run(asked: Arguments, *, has_stdout: bool) -> int:
    if asked.help:
        from tui.ui.files import settings_file

        parser().print_help()
        print(f"Settings of the screen: {settings_file()}; Ctrl-P there writes an example.")
        return 0
    if asked.version:
        print(f"pprof-tui {__version__}")
        return 0
    wants_text = bool(asked.report or asked.output) or not sys.stdout.isatty()
    if not wants_text:
        from tui.ui.allocator import share_one_arena
        from tui.ui.needs import lacking
        from tui.ui.variables import forget_variables_for_developers

        share_one_arena()
        forget_variables_for_developers()
        if lacks := lacking():
            _say(f"pprof-tui: {lacks}; printing the top table instead")
            wants_text = True
    for remark in asked.remarks:
        _say(remark)
    if asked.maps:
        _use_maps(asked.maps)
    if asked.symbolize or asked.build_id:
        _symbolize_as(asked.symbolize, asked.build_id)
    if not asked.save:
        _save_nothing()
    if not wants_text:
        from tui.ui.guard import guarded

        with guarded():
            return _screen(asked)
    if not has_stdout and not asked.output:
        raise ProfileError("cannot write to stdout: it is closed")
    if not asked.sources:
        raise BadOption("no profile source specified", remedy="Give a file, a URL or host:port.")
    if asked.sources == ("demo",):
        return _demo_report(asked)
    return _report(asked, asked.sources)


def _use_maps(maps: Sequence[str]) -> None:
    from tui.symbols.pathmaps import MAPS, parse_map

    if warning := MAPS.add([parse_map(text) for text in maps]):
        _say(warning)


def _save_nothing() -> None:
    from tui.opening import KEEPING

    KEEPING.on = False


def _symbolize_as(words: str, build_id: str) -> None:
    from tui.symbolizing.how import RUN, parse_how

    RUN.build_id = build_id
    RUN.how, remarks = parse_how(words)
    for remark in remarks:
        _say(remark)


def _wish(asked: Arguments, sources: Sequence[str]) -> Wish:
    """Return what is to be fetched, merged and compared."""
    from tui.gathering import Wish

    return Wish(
        sources=tuple(sources),
        base=asked.base,
        diff_base=asked.diff_base,
        normalize=asked.normalize,
        all_frames=asked.all_frames,
        comment=asked.comment,
        asking=_asking(asked),
        timeout=asked.timeout,
        max_bytes=asked.max_bytes,
    )


def _compared(asked: Arguments, sources: Sequence[str]) -> Compared:
    """Fetch, merge and compare what was named, as far as pprof does before any report."""
    from tui.gathering import open_profiles

    opened = open_profiles(_wish(asked, sources))
    for remark in opened.remarks:
        _say(remark)
    return opened


def _asking(asked: Arguments) -> Asking:
    """Return how servers are to be asked."""
    from tui.fetch.access import access_of
    from tui.fetch.targets import Asking

    return Asking(
        profile=asked.profile,
        seconds=asked.seconds,
        gc=asked.gc,
        access=access_of(
            headers=asked.headers,
            token_file=asked.token_file,
            tls_ca=asked.tls_ca,
            tls_cert=asked.tls_cert,
            tls_key=asked.tls_key,
        ),
        netrc=asked.netrc,
        insecure=asked.insecure,
        ask_password=_ask_password,
    )


@cache
def _ask_password(user: str, where: str) -> str | None:
    """Ask on the terminal, whatever stdin and stdout are; None if there is no terminal."""
    from getpass import getpass

    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
        return getpass(f"Password for {clean(user)} at {where}: ")
    except (OSError, EOFError):
        return None


def _report(asked: Arguments, sources: Sequence[str]) -> int:
    """Print a report, or write it to a file."""
    # A report makes no cycles worth collecting before it ends, and looking for them takes a tenth of its time.
    gc.disable()
    from tui.report.output import print_report, write_report
    from tui.report.prepared import prepare
    from tui.report.reports import REPORTS

    name = asked.report or "top"
    prepared = prepare(_compared(asked, sources).profile, asked.options, name, asked.pattern)
    for remark in prepared.remarks:
        _say(remark)
    made = REPORTS[name](prepared)
    if asked.output:
        _say(f"Generating report in {asked.output}")
        write_report(made, Path(asked.output))
        return 0
    if isinstance(made, bytes) and sys.stdout.isatty():
        raise BadOption(f"-{name} is no text", remedy="Write it to a file with -output FILE.")
    print_report(made)
    return 0


def _demo_report(asked: Arguments) -> int:
    from tui.demo.program import DemoProgram

    with DemoProgram() as address:
        return _report(replace(asked, seconds=asked.seconds or _DEMO_SECONDS), [address])


def _screen(asked: Arguments) -> int:
    """Run the full screen."""
    from tui.fetch.targets import is_list, targets_of
    from tui.gathering import planned
    from tui.options import Options
    from tui.ui.app import run
    from tui.ui.loading import Order

    order, demo, manner = None, asked.sources == ("demo",), _manner(asked)
    if demo or not asked.sources:
        _refuse_what_is_for_servers(asked)
    else:
        several = asked.base or len(asked.sources) > 1 or is_list(asked.sources[0])
        plan = planned(_wish(asked, asked.sources)) if several else None
        order = Order(
            plan or targets_of(_asking(asked), asked.sources)[0][0],
            timeout=asked.timeout,
            options=asked.options,
            max_bytes=asked.max_bytes,
            all_frames=asked.all_frames,
            comment=asked.comment,
        ).with_stdin_read()
        for target in order.targets:
            manner.keyring.learn(target)
        # What the profile on the command line is to be shown with may make no sense for another.
        manner = replace(manner, options=Options())
    if not sys.stdin.isatty():
        take_keys_from_terminal()
    return run(order, demo=demo, mouse=asked.mouse, manner=manner)


def _manner(asked: Arguments) -> Manner:
    """Return how to load what is named on the screen: secrets for a server named here are for that one alone."""
    from tui.fetch.access import access_of
    from tui.fetch.keyring import Keyring
    from tui.ui.loading import Manner

    everywhere = access_of(tls_ca=asked.tls_ca, tls_cert=asked.tls_cert, tls_key=asked.tls_key)
    return Manner(
        keyring=Keyring(everywhere, netrc=asked.netrc),
        seconds=asked.seconds,
        timeout=asked.timeout,
        max_bytes=asked.max_bytes,
        all_frames=asked.all_frames,
        comment=asked.comment,
        options=asked.options,
    )


def _refuse_what_is_for_servers(asked: Arguments) -> None:
    """Return if no flag was given that only a server named with it could heed.

    Raises:
        BadOption: there is one; to send it to whatever is opened later could give a secret away.
    """
    given = {
        "-header": asked.headers,
        "-token-file": asked.token_file,
        "-netrc": asked.netrc,
        "-insecure": asked.insecure,
        "-tls_ca": asked.tls_ca,
        "-tls_cert": asked.tls_cert,
        "-tls_key": asked.tls_key,
        "-profile": asked.profile,
        "-gc": asked.gc,
    }
    if flag := next((name for name, value in given.items() if value), ""):
        raise BadOption(f"{flag}: no server is named", remedy="Name one as host:port.")


def _say(text: str) -> None:
    """Write one line to stderr."""
    print(clean(text), file=sys.stderr)
