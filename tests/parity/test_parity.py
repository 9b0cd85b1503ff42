"""Every report equals `go tool pprof`'s, byte for byte, but for what `canonical` evens out with a reason.

A default run takes a small, fixed part; `-m slow` takes every profile with every option alone and with random
combinations. Each test prints how many answers were equal out of how many.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parity.canonical import canonical, without_totals
from tests.parity.matrix import ALONE, FEW, MERGES, REPORTS, as_options, combinations, decided, flags
from tests.parity.oracle import Answer, Oracle
from tui.analysis.loading import as_loaded
from tui.errors import ProfileError
from tui.gathering import Wish, open_profiles
from tui.options import Options
from tui.pprof.decode import decode
from tui.pprof.profile import Profile
from tui.report.prepared import prepare
from tui.report.raw import raw
from tui.report.reports import REPORTS as MAKERS

DATA = Path(__file__).parents[1] / "data"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
FILES = sorted(DATA.glob("*.pb.gz"))
CORPUS_FILES = sorted(CORPUS.glob("*.pb.gz"))
COMBINATIONS = 8
"""How many random combinations each profile is asked for, each profile for others."""
GZIP = b"\x1f\x8b"


def ours(profile: Profile, report: str, options: dict[str, object]) -> str | None:
    """Return what we print; None if we refuse."""
    name, _, pattern = report.partition("=")
    try:
        made = MAKERS[name](prepare(profile, as_options(options), name, pattern))
        return as_text(made) if isinstance(made, bytes) else joined(made)
    except ProfileError:
        return None


def theirs(answer: Answer) -> str:
    """Return what pprof prints."""
    is_profile = answer.stdout.startswith(GZIP)
    return as_text(answer.stdout) if is_profile else answer.stdout.decode("utf-8", "surrogateescape")


def as_text(written: bytes) -> str:
    """Return what a written profile says; two writers may order its strings each in their own way."""
    return joined(raw(prepare(decode(written), Options(), "raw")))


def joined(lines: Iterator[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def differs(wanted: str, mine: str | None, report: str, options: dict[str, object]) -> str:
    """Return where the two differ; nothing if they do not."""
    if mine is None:
        return "we refuse"
    if wanted == mine:
        return ""
    left, right = canonical(wanted, report, options), canonical(mine, report, options)
    if report.startswith("list"):
        left, right = without_totals(left), without_totals(right)
    if left == right:
        return ""
    return "\n".join(list(difflib.unified_diff(left.split("\n"), right.split("\n"), "pprof", "ours", n=0))[:20])


def compare(oracle: Oracle, asked: dict[Path, list[dict[str, object]]], report: str) -> None:
    equal, faults = 0, []
    for file, choices in asked.items():
        profile = as_loaded(decode(file.read_bytes()))
        for options in (decided(chosen, report) for chosen in choices):
            answer = oracle.ask([f"-{report}", *flags(options)], [file])
            mine = ours(profile, report, options)
            fault = "" if answer.status and mine is None else differs(theirs(answer), mine, report, options)
            equal += not fault
            if fault:
                faults.append(f"{file.name} -{report} {' '.join(flags(options))}\n{fault}")
    total = sum(map(len, asked.values()))
    print(f"\n-{report}: {equal}/{total} equal")
    assert not faults, f"{len(faults)} of {total} differ:\n\n" + "\n\n".join(faults[:4])


@pytest.mark.parametrize("report", REPORTS)
def test_a_part_of_the_matrix_equals_pprof(report: str, oracle: Oracle) -> None:
    compare(oracle, dict.fromkeys(FILES, FEW), report)


@pytest.mark.parametrize("nodecount", [10, 25])
def test_a_call_tree_is_cut_where_pprof_cuts_it(nodecount: int, oracle: Oracle) -> None:
    # In these profiles, no equals stand on both sides of the cut.
    for file in FILES:
        options: dict[str, object] = {"call_tree": True, "nodecount": nodecount}
        answer = oracle.ask(["-dot", *flags(options)], [file])
        mine = ours(as_loaded(decode(file.read_bytes())), "dot", options)
        assert not differs(theirs(answer), mine, "dot", options), file.name


@pytest.mark.slow
@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("report", REPORTS)
def test_the_whole_matrix_equals_pprof(report: str, half: int, oracle: Oracle) -> None:
    files = CORPUS_FILES or FILES
    mixed = combinations(COMBINATIONS * len(files))
    asked = {file: ALONE + mixed[number :: len(files)] for number, file in enumerate(files)}
    compare(oracle, {file: asked[file] for file in files[half::2]}, report)


@pytest.mark.skipif(not CORPUS_FILES, reason="the corpus of real profiles is not beside this checkout")
@pytest.mark.parametrize(
    "report", ["top", "tree", "peek=main|json", "traces", "tags", "raw", "comments", "dot", "callgrind", "proto"]
)
def test_merges_and_differences_equal_pprof(report: str, oracle: Oracle) -> None:
    equal, faults = 0, []
    choices: list[dict[str, object]] = [{}, {"sort": "cum"}, {"focus": "json|main"}, {"sample_index": "0"}]
    for sources, base, relative, normalize in MERGES:
        files = [CORPUS / f"{name}.pb.gz" for name in sources]
        base_file = CORPUS / f"{base}.pb.gz" if base else None
        try:
            wish = Wish(tuple(map(str, files)), str(base_file or ""), relative, normalize)
            profile = open_profiles(wish).profile
        except ProfileError:
            profile = None
        for options in choices:
            given = [f"-{report}", *flags(options), *(["-normalize"] if normalize else [])]
            given += [f"-{'diff_base' if relative else 'base'}=BASE"] if base else []
            answer = oracle.ask(given, files, base_file)
            mine = None if profile is None else ours(profile, report, options)
            fault = "" if answer.status and mine is None else differs(theirs(answer), mine, report, options)
            equal += not fault
            if fault:
                faults.append(f"{sources} {base} -{report} {' '.join(flags(options))}\n{fault}")
    print(f"\n-{report}: {equal}/{len(MERGES) * len(choices)} equal")
    assert not faults, "\n\n".join(faults[:4])


@pytest.mark.parametrize("options", [{"tagroot": ","}, {"tagleaf": ",,"}, {"tagroot": ",", "tagleaf": "worker"}])
def test_a_comma_alone_puts_no_label_into_stacks_and_that_is_said(options: dict[str, object], oracle: Oracle) -> None:
    file = DATA / "go127_cpu_5s_busy.pb.gz"
    answer = oracle.ask(["-top", *flags(options)], [file])
    profile = as_loaded(decode(file.read_bytes()))
    assert ours(profile, "top", options) == theirs(answer)
    remarks = prepare(profile, as_options(options), "top").remarks
    assert [remark for remark in remarks if remark.endswith("samples")] == answer.stderr.decode().splitlines()


@pytest.mark.parametrize("option", ["tagfocus", "tagignore"])
@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        ("go127_cpu_5s_busy", "=search"),
        ("go127_cpu_5s_busy", "=endpoint:/s"),
        ("go127_cpu_5s_busy", "=endpoint,search"),
        ("go127_heap", "=1kb:1mb"),
        ("go127_heap", "=64kb:"),
        ("go127_heap", "="),
    ],
)
def test_a_tag_filter_with_an_empty_key_is_one_for_any_key(option: str, file: str, wanted: str, oracle: Oracle) -> None:
    path = DATA / f"{file}.pb.gz"
    answer = oracle.ask(["-top", f"-{option}={wanted}"], [path])
    options: dict[str, object] = {option: wanted}
    assert not differs(theirs(answer), ours(as_loaded(decode(path.read_bytes())), "top", options), "top", options)


@pytest.mark.parametrize(
    ("flag", "options"),
    [
        ("-sample_index=nonsense", {"sample_index": "nonsense"}),
        ("-sample_index=99", {"sample_index": "99"}),
        ("-focus=(", {"focus": "("}),
        ("-divide_by=0", {"divide_by": 0.0}),
        ("-tagfocus=(", {"tagfocus": "("}),
    ],
)
def test_what_pprof_refuses_is_refused(flag: str, options: dict[str, object], oracle: Oracle) -> None:
    file = DATA / "go127_heap.pb.gz"
    assert oracle.ask(["-top", flag], [file]).status != 0
    with pytest.raises(ProfileError):
        list(MAKERS["top"](prepare(decode(file.read_bytes()), as_options(options), "top")))
