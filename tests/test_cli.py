"""Arguments are read as Go's flag package reads them, and a report loads nothing that it does not need."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tui import __version__
from tui.arguments import parser
from tui.cli import main
from tui.symbols import pathmaps, places
from tui.symbols.pathmaps import PathMaps

CPU = str(Path(__file__).parent / "data" / "go127_cpu_5s_busy.pb.gz")
HEAP = str(Path(__file__).parent / "data" / "go127_heap.pb.gz")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Return exit status, stdout and stderr; stdout is no terminal here, so a report is printed."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


@pytest.fixture
def printed(capfd: pytest.CaptureFixture[str]):
    """Run the command and return what it prints; it has to end well."""

    def of(*arguments: str) -> str:
        status, out, err = run(capfd, *arguments)
        assert (status, err) == (0, "")
        return out

    return of


def test_without_a_terminal_the_top_table_is_printed(printed) -> None:
    assert printed(CPU) == printed("-top", CPU) == printed("-text", CPU)
    assert "flat  flat%   sum%        cum   cum%" in printed(CPU)


@pytest.mark.parametrize("spelling", [("-nodecount=3",), ("--nodecount=3",), ("-nodecount", "3"), ("--nodecount", "3")])
def test_a_flag_takes_one_dash_or_two_and_its_value_with_or_without_an_equals_sign(printed, spelling) -> None:
    out = printed("-top", *spelling, CPU)
    assert "Showing top 3 nodes out of" in out
    assert len(out.split("cum%\n")[1].splitlines()) == 3


def test_flags_may_follow_the_source(printed) -> None:
    assert printed(CPU, "-top", "-nodecount=3") == printed("-top", "-nodecount=3", CPU)


@pytest.mark.parametrize("truth", ["-cum", "--cum", "-cum=true", "-cum=1", "-cum=T"])
def test_a_switch_is_set_alone_or_with_a_truth(printed, truth: str) -> None:
    first = printed("-top", truth, CPU).split("cum%\n")[1].splitlines()[0]
    assert "2.98s 85.39%" in first


@pytest.mark.parametrize("switch", ["-trim=false", "-trim=0", "-trim=F"])
def test_a_switch_is_taken_back(printed, switch: str) -> None:
    assert "Dropped" not in printed("-top", switch, CPU)
    assert "Dropped" in printed("-top", CPU)


def test_flat_is_the_default_order(printed) -> None:
    assert printed("-top", "-flat", CPU) == printed("-top", CPU)
    assert printed("-top", "-cum", CPU) != printed("-top", CPU)


@pytest.mark.parametrize(
    ("chosen", "kind"), [("alloc_space", "alloc_space"), ("0", "alloc_objects"), ("1", "alloc_space")]
)
def test_a_sample_type_is_chosen_by_name_or_number(printed, chosen: str, kind: str) -> None:
    assert f"Type: {kind}\n" in printed("-top", f"-sample_index={chosen}", HEAP)


def test_units_and_fractions_are_pprofs(printed) -> None:
    assert re.search(r"\n +\d+\.\d+s ", printed("-top", "-unit=seconds", CPU))
    rows = [
        len(printed("-top", f"-nodefraction={fraction}", "-nodecount=0", CPU).splitlines()) for fraction in (0, 0.1)
    ]
    assert rows[0] > rows[1]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-nonsense", CPU], "-nonsense"),
        (["-nonsense=X: hidden", CPU], "not defined: -nonsense. "),
        (["-gc", CPU], "-gc is for heap profiles"),
        (["-profile", "heap", CPU], "no server is named"),
        (["-token-file", "./nowhere", "127.0.0.1:1"], "nowhere: no such file"),
        (["-header", "hidden", "127.0.0.1:1"], "this is no header"),
        (["-tls_key", "./nowhere", "127.0.0.1:1"], "without -tls_cert"),
        (["@./nowhere"], "nowhere: no such file"),
        (["-map", "/build", CPU], "no map of paths"),
        (["-nodecount=many", CPU], 'invalid value "many" for flag -nodecount: parse error'),
        (["-nodecount=99999999999999999999", CPU], "for flag -nodecount: value out of range"),
        (["-nodefraction=1e400", CPU], 'invalid value "1e400" for flag -nodefraction: value out of range'),
        (["-seconds", "--", CPU], 'invalid value "--" for flag -seconds: parse error'),
        (["-header", "--", "127.0.0.1:1"], "this is no header"),
        (["-map", "--", CPU], "-- is no map of paths"),
        (["-timeout=nan", CPU], "-timeout=nan is no time to wait"),
        (["-focus=a\\C", CPU], "parsing focus regexp: error parsing regexp: invalid escape sequence: `\\C`"),
        (["-sample_index= 0", CPU], "must be one of"),
        (["-nodecount"], "nodecount"),
        (["-cum=perhaps", CPU], 'invalid boolean value "perhaps" for -cum'),
        (["-sample_index=cycles", CPU], "cycles"),
        (["-sample_index=17", CPU], "17"),
        (["-unit", "parsec", "-seconds=x", CPU], "x"),
        (["-top", "-tree", CPU], "at most one output format"),
        ([], "no profile source"),
    ],
)
def test_what_makes_no_sense_is_one_line_and_status_2(capsys, arguments: list[str], says: str) -> None:
    status, out, err = run(capsys, *arguments)
    assert status == 2
    assert out == ""
    assert err.startswith("pprof-tui: ")
    assert err.count("\n") == 1
    assert says in err
    assert "hidden" not in err


@pytest.mark.parametrize("given", ["-timeout=0", "-timeout=-1", "-timeout=-inf"])
def test_no_time_to_wait_stands_for_pprofs_own(printed, given: str) -> None:
    assert printed("-top", given, CPU) == printed("-top", CPU)


def test_a_list_of_sources_is_merged_as_if_they_were_named(printed, tmp_path: Path) -> None:
    listed = tmp_path / "list"
    listed.write_text(f"# twice the same\n{CPU}\n{CPU}  # again\n")
    assert printed("-top", f"@{listed}") == printed("-top", CPU, CPU)


@pytest.mark.parametrize("flag", ["-version", "--version"])
def test_the_version(printed, flag: str) -> None:
    assert printed(flag) == f"pprof-tui {__version__}\n"


def test_two_dashes_are_a_value_after_a_flag(capsys) -> None:
    assert "Focus expression matched no samples" in run(capsys, "-top", "-focus", "--", CPU)[2]
    # AND where a flag may stand they end the flags
    assert run(capsys, "-top", "--", CPU)[0] == 0


@pytest.mark.parametrize("share", ["nan", "inf", "1e308"])
def test_a_share_that_is_no_number_leaves_nothing_out(printed, share: str) -> None:
    assert printed("-top", f"-nodefraction={share}", "-nodecount=0", CPU) == printed(
        "-top", "-nodefraction=0", "-nodecount=0", CPU
    )


@pytest.mark.parametrize("flag", ["-help", "--help", "-h", "--h"])
def test_help_lists_every_flag(printed, flag: str) -> None:
    out = printed(flag)
    for action in parser()._actions:
        assert action.option_strings == [] or any(option in out for option in action.option_strings)
        assert action.help, f"{action.dest} says what it is for"


def test_a_report_imports_no_screen_and_no_http() -> None:
    code = (
        "import sys\nfrom tui.cli import main\n"
        f"try: main(['-top', {CPU!r}])\nexcept SystemExit: pass\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules}"
        " & {'textual', 'rich', 'requests', 'urllib3', 'pygments', 'asyncio'}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == "[]\n"


def test_a_map_leads_to_sources(printed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    maps = PathMaps(tmp_path / "maps.json")
    monkeypatch.setattr(pathmaps, "MAPS", maps)
    monkeypatch.setattr(places, "MAPS", maps)
    file = tmp_path / "src/goload/main.go"
    file.parent.mkdir(parents=True)
    file.write_text("line\n" * 200)
    assert ":line" in printed("-list=main.worker", f"--map=/srv/live={tmp_path}/src", CPU)
    # AND it is remembered
    assert PathMaps(tmp_path / "maps.json").all() == (("/srv/live", f"{tmp_path}/src"),)
