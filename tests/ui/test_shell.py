"""What `:` understands is what pprof's shell understands."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from tests.ui.driving import User, browsing
from tui.analysis.chips import RECURSION, Chip
from tui.analysis.regex import Pattern, escaped
from tui.errors import BadOption
from tui.ui.explaining import explained, purpose, short
from tui.ui.screens.filters import FiltersScreen
from tui.ui.screens.help import HelpScreen
from tui.ui.shell import Asked, as_word, understood

CPU = Path(__file__).parents[1] / "data" / "go127_cpu_5s_busy.pb.gz"
SET = (Chip("focus", "a"), Chip("hide", "b"), Chip("tagfocus", "c"), Chip("unit", "ms"))


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("top", Asked((), pane="top")),
        ("top20", Asked((Chip("nodecount", 20),), pane="top")),
        ("top 20 -cum", Asked((Chip("nodecount", 20),), pane="top", sort="cum")),
        (
            "top5 json sha -runtime",
            Asked((Chip("nodecount", 5), Chip("focus", "json|sha"), Chip("ignore", "runtime")), "top"),
        ),
        ("peek sha", Asked((), pane="peek", find="sha")),
        ("list main.handle", Asked((), pane="source", find="main.handle")),
        ("peek operator==", Asked((), pane="peek", find="operator==")),
        ("top5 a=b", Asked((Chip("nodecount", 5), Chip("focus", "a=b")), pane="top")),
        ("peek -[V]iew -runtime", Asked((Chip("ignore", "runtime"),), pane="peek", find="-[V]iew")),
        ("list 12", Asked((), pane="source", find="12")),
        (" focus = json ", Asked((Chip("focus", "json"),))),
        ("flame", Asked((), pane="flame")),
        ("o", Asked((), other="options")),
        ("help focus", Asked((), other="help", topic="focus")),
        ("quit", Asked((), other="quit")),
        ("focus=json", Asked((Chip("focus", "json"),))),
        ("focus=a=b //: why", Asked((Chip("focus", "a=b"),))),
        ("tagfocus=tenant=a", Asked((Chip("tagfocus", "tenant=a"),))),
        ("cum", Asked((), sort="cum")),
        ("sort=flat", Asked((), sort="flat")),
        ("lines", Asked((Chip("granularity", "lines"),))),
        ("granularity=lines", Asked((Chip("granularity", "lines"),))),
        ("mean", Asked((Chip("mean"),))),
        ("trim=false", Asked((Chip("trim", False),))),
        ("unit=minimum", Asked((Chip("unit", "minimum"),))),
        ("nodefraction=0.005", Asked((Chip("nodefraction", 0.005),))),
        ("sample_index=alloc_space", Asked((), sample_type="alloc_space")),
        ("alloc_space", Asked((), sample_type="alloc_space")),
        ("mean_delay", Asked((Chip("mean"),), sample_type="delay")),
        (RECURSION, Asked((Chip(RECURSION),))),
    ],
)
def test_a_line_is_understood(line: str, asked: Asked) -> None:
    assert understood(line, ()) == asked


@pytest.mark.parametrize(
    "name",
    [
        "operator new(unsigned long)",
        "operator==",
        "a > b",
        "> b",
        "-[View draw:]",
        "12",
        "a\tb\u3000c\x1cd",
        "a //b",
        "//b",
        "a=b c",
    ],
)
def test_a_name_is_one_word_that_matches_it(name: str) -> None:
    word = as_word(escaped(name))
    assert Pattern(f"^{word}$", "focus").found_in(name.encode())
    assert understood(f"peek {word}", ()) == Asked((), pane="peek", find=word)
    assert understood(f"top {word}", ()) == Asked((Chip("focus", word),), pane="top")
    assert understood(f"list {word} > a b", ()) == Asked((), find=word, report="list", file="a b")


@pytest.mark.parametrize(
    ("line", "left"),
    [
        (":", ["unit=ms"]),
        ("focus=", ["hide=b", "tagfocus=c", "unit=ms"]),
        ("focus=x", ["hide=b", "tagfocus=c", "unit=ms", "focus=x"]),
        ("unit=s", ["focus=a", "hide=b", "tagfocus=c", "unit=s"]),
        ("unit=", ["focus=a", "hide=b", "tagfocus=c"]),
    ],
)
def test_what_is_set_is_replaced_or_cleared(line: str, left: list[str]) -> None:
    assert [chip.text for chip in understood(line, SET).chips] == left


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("focsu=json", "Did you mean focus?"),
        ("tpo", "Did you mean top?"),
        ("nonsense", "unrecognized option nonsense"),
        ("nonsense=1", "unrecognized option nonsense"),
        ("focus", "focus needs a value"),
        ("focus=(", "parsing focus regexp"),
        ("nodecount=many", "is no number"),
        ("peek", "needs a regular expression"),
        ("tree", "Say tree > FILE"),
        ("svg", "no pictures"),
        ("flame > file", "flame is no text"),
        ("peek > file", "needs a regular expression"),
        ("tree >", "> needs a file"),
        ("granularity=planets", "must be one of"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_would(line: str, says: str) -> None:
    with pytest.raises(BadOption) as refusal:
        understood(line, ())
    assert says in str(refusal.value)


def test_every_option_is_explained_in_words() -> None:
    for name in ("focus", "ignore", "hide", "show", "show_from", "prune_from", "tagfocus", "tagignore", "tagshow"):
        assert "‘" not in explained(Chip(name, "json"))
        assert "json" in explained(Chip(name, "json"))
        assert short(Chip(name, r"^a\.b$")) == f"{name}=a.b"
        assert purpose(name)
    assert explained(Chip("nodefraction", 0.05)).startswith("rows of top below 5% go")
    assert "\x1b" not in explained(Chip("focus", "\x1b[2J")) + short(Chip("focus", "\x1b[2J"))


@pytest.mark.rule("R8")
@pytest.mark.parametrize(
    "line",
    [
        "top ²",
        f"top{'1' * 5000}",
        f"top {'1' * 5000}",
        f"watch {'1' * 5000}",
        "watch ²",
        f"nodecount={'1' * 5000}",
        "nodecount=²",
        "nodefraction=nan",
        "nodefraction=inf",
        "nodefraction=1e308",
        "edgefraction=inf",
        "divide_by=1e-320",
        "divide_by=inf",
        "top > ~nobody-of-that-name/x",
    ],
    ids=lambda line: line[:20],
)
async def test_a_number_or_a_name_that_makes_no_sense_ends_nothing(line: str) -> None:
    async with browsing("go127_heap.pb.gz") as user:
        await user.press("colon")
        user.screen.query_one("#options Input", Input).value = line
        await user.press("enter")
        await user.settle()
        for pane in "23561":
            await user.press(pane)
        await user.settle()
        assert "go127_heap.pb.gz" in user.everything()


async def _say(user: User, line: str) -> None:
    await user.press("colon")
    await user.type(line)
    await user.press("enter")


async def test_top_with_a_number_shows_so_many_rows_by_cum() -> None:
    async with browsing(CPU) as user:
        await _say(user, "top5 -cum")
        await user.until(lambda: "5 functions" in user.everything())
        assert user.browser.active == "top"
        assert "▾cum" in user.shown("#top-table")
        assert "at most 5 rows of top" in user.shown("#keys")


async def test_peek_and_list_go_to_the_costliest_match() -> None:
    async with browsing(CPU) as user:
        await _say(user, "peek Unmarshal")
        await user.until(lambda: user.selected == "encoding/json.Unmarshal")
        await user.until_shown("#peek-list", "callers", "main.decodeOrders")
        await _say(user, "list squeeze")
        await user.until(lambda: user.selected == "main.squeeze")
        assert user.browser.active == "source"
        # AND what nothing matches says so, and nothing changes
        await _say(user, "peek nobody")
        await user.until_shown("#keys", "no matches found for regexp: nobody")
        assert user.selected == "main.squeeze"


async def test_the_sample_type_is_chosen_by_name() -> None:
    async with browsing("go127_heap.pb.gz") as user:
        await _say(user, "sample_index=alloc_objects")
        await user.until(lambda: user.session.sample_type(user.state).type == "alloc_objects")
        await user.press("u")
        assert user.session.sample_type(user.state).type == "inuse_space"
        await _say(user, "sample_index=cycles")
        await user.until_shown("#options .found", 'sample_index "cycles" must be one of')


async def test_words_that_open_screens_and_quit() -> None:
    async with browsing(CPU) as user:
        await _say(user, "options")
        await user.until_screen(FiltersScreen)
        await user.press("escape")
        await _say(user, "help")
        await user.until_screen(HelpScreen)
        await user.press("escape")
        await _say(user, "help focus")
        assert "keep only samples that go through a matching function" in user.shown("#keys")
        await _say(user, "q")
        await user.until(lambda: not user.app.is_running)
        assert user.app.return_code == 0


async def test_tab_completes_and_up_brings_lines_back() -> None:
    async with browsing(CPU, (120, 40)) as user:
        await user.press("colon")
        await user.type("foc")
        await user.press("tab")
        await user.type("main.sq")
        await user.press("tab")
        assert user.shown("#options Input").startswith("focus=main.squeeze")
        await user.press("enter")
        await user.until(lambda: user.state.chips == (Chip("focus", "main.squeeze"),))
        await _say(user, "unit=ms")
        await user.until(lambda: len(user.state.chips) == 2)
        await user.press("colon", "up", "up")
        assert user.shown("#options Input").startswith("focus=main.squeeze")
        await user.press("down")
        assert user.shown("#options Input").startswith("unit=ms")
        await user.press("down")
        assert not user.shown("#options Input").strip()
        # AND of what is typed only lines that begin so
        await user.type("fo")
        await user.press("up")
        assert user.shown("#options Input").startswith("focus=main.squeeze")


async def test_a_chip_that_is_changed_in_the_form_leaves_others_of_its_kind_alone() -> None:
    async with browsing(CPU, (120, 40)) as user:
        await user.press("down", "down", "F")
        await user.until(lambda: len(user.state.chips) == 1)
        await user.press("down", "F")
        await user.until(lambda: len(user.state.chips) == 2)
        await user.press("equals_sign")
        await user.until_screen(FiltersScreen)
        await user.press("enter")
        await user.until(lambda: user.screen is user.browser)
        assert user.shown("#options Input").startswith("focus=^main\\.main\\.func1$")
        await user.press(*["backspace"] * 30)
        await user.type("focus=handle")
        await user.press("enter")
        await user.until(lambda: Chip("focus", "handle") in user.state.chips)
        assert user.state.chips == (Chip("focus", "handle"), Chip("focus", r"^main\.worker$"))


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("traces", Asked((), pane="traces")),
        ("tags", Asked((), pane="labels")),
        ("comments", Asked((), pane="info")),
        ("disasm sha", Asked((), pane="disasm", find="sha")),
        ("watch 10", Asked((), other="watch", topic="10")),
    ],
)
def test_what_has_a_pane_is_shown_there(line: str, asked: Asked) -> None:
    assert understood(line, ()) == asked
