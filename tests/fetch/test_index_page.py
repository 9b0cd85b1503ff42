"""Index pages as different programs write them."""

from __future__ import annotations

import html
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.robust.growth import grows_in_proportion
from tui.fetch.index_page import MOST_LINKS, MOST_ROWS, NOT_PROFILES, Row, read_index

BASE = "http://h:1/debug/pprof/"


def rows_of(page: bytes, base: str) -> tuple[Row, ...]:
    return read_index(page, base).rows


def test_a_row_of_go_has_count_path_and_name() -> None:
    page = b"<table><tr><td>14</td><td><a href='block?debug=1'>block</a></td></tr></table>"
    assert rows_of(page, BASE) == (Row("block", "/debug/pprof/block", 14),)


def test_pypprof_writes_no_quotes_and_no_counts() -> None:
    page = b"<a href=thread?debug&#61;1>\nthread\n</a><a href=heap?debug&#61;1>heap</a>"
    assert [(row.name, row.count) for row in rows_of(page, BASE)] == [("thread", None), ("heap", None)]


@pytest.mark.parametrize(
    ("href", "name"),
    [
        ("a%20b%3Fc%25?debug=1", "a b?c%"),
        ("./a:b?debug=1", "a:b"),
        ("example.test/x.y?debug=1", "example.test/x.y"),
        ("/debug/pprof/heap", "heap"),
        ("http://h:1/debug/pprof/heap", "heap"),
    ],
)
def test_names_are_decoded(href: str, name: str) -> None:
    assert [row.name for row in rows_of(f"<a href='{href}'>x</a>".encode(), BASE)] == [name]


@pytest.mark.parametrize(
    "href",
    [
        "",
        "?x",
        "#top",
        "../",
        "/",
        "/metrics",
        "http://other/debug/pprof/heap",
        "https://h:1/debug/pprof/heap",
        "javascript:x",
        "http://[",
        *NOT_PROFILES,
    ],
)
def test_links_that_lead_elsewhere_are_no_profiles(href: str) -> None:
    assert rows_of(f"<a href='{href}'>x</a>".encode(), BASE) == ()


def test_a_profile_is_listed_once_though_linked_twice() -> None:
    page = b"<tr><td>3<td><a href='goroutine?debug=1'>g</a></tr><a href='goroutine?debug=2'>full</a>"
    assert rows_of(page, BASE) == (Row("goroutine", "/debug/pprof/goroutine", 3),)


def test_a_page_of_a_hundred_thousand_links_is_read_to_its_thousandth() -> None:
    links = b"".join(b"<a href=p%d>p</a>" % number for number in range(100_000))
    read = read_index(links, BASE)
    assert [row.name for row in read.rows] == [f"p{number}" for number in range(MOST_ROWS)]
    assert read.has_more
    whole = read_index(links[: links.index(b"<a href=p1000>")] + b"<a href=trace>t</a><a href=p7>again</a>", BASE)
    assert (len(whole.rows), whole.not_profiles, whole.has_more) == (MOST_ROWS, ("trace",), False)


def test_of_links_that_lead_elsewhere_so_many_are_looked_at_and_no_more() -> None:
    links = b"<a href=/x>x</a>" * MOST_LINKS
    assert not read_index(links, BASE).has_more
    read = read_index(links + b"<a href=heap>heap</a>" * 100_000, BASE)
    assert (read.rows, read.has_more) == ((), True)


def test_what_is_listed_and_no_profile_is_told_apart() -> None:
    page = read_index(b"<a href='trace?debug=1'>trace</a><a href=heap>heap</a><a href=cmdline>x</a>", BASE)
    assert page.not_profiles == ("trace", "cmdline")
    assert [row.name for row in page.rows] == ["heap"]


@pytest.mark.parametrize(("href", "is_one"), [("goroutine?debug=2", True), ("goroutine?debug=1", False)])
def test_the_text_of_all_stacks_is_found_where_go_links_to_it(href: str, is_one: bool) -> None:
    assert read_index(f"<a href='{href}'>full goroutine stack dump</a>".encode(), BASE).has_stacks is is_one


def test_a_count_belongs_to_its_own_row() -> None:
    page = b"<tr><td>3</td><td><a href=a>a</a></td></tr><tr><td></td><td><a href=b>b</a></td></tr>"
    assert [row.count for row in rows_of(page, BASE)] == [3, None]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30))
def test_any_name_a_program_gives_its_profile_survives_gos_escaping(name: str) -> None:
    # GIVEN a name that is no path of its own
    if set(name.split("/")) & {"", ".", ".."} or name in NOT_PROFILES:
        return
    # WHEN it is written as net/url and html/template would
    page = f"<tr><td>1</td><td><a href='./{quote(name)}?debug=1'>{html.escape(name)}</a></td></tr>"
    # THEN it is read back
    assert [row.name for row in rows_of(page.encode(), BASE)] == [name]


@given(st.binary(max_size=300) | st.text("<>a'\"/=&#;?tdrh ef!-[]", max_size=80).map(str.encode))
def test_no_page_is_too_odd(page: bytes) -> None:
    rows_of(page, BASE)


@pytest.mark.parametrize("ending", ["", ">", "'>", '">', "-->", "<tr><td>1<td><a href=heap>"])
@pytest.mark.parametrize(
    "unit",
    [
        "<a ", "<a b='", '<a href="', "<a b='\"", "<!--", "<!", "<?", "<![CDATA[", "<", "</", "</a ", "<a/", "<a =",
        "<a b = ", "<script>", "<a href=x>", "<td>1", "&", "&#1", "--", "<a href=", "<a b=' c=\" ",
    ],
)  # fmt: skip
def test_a_page_takes_time_in_proportion_to_its_length(unit: str, ending: str) -> None:
    def begin(size: int) -> Callable[[], object]:
        page = (unit * (size // len(unit)) + ending).encode()
        return lambda: read_index(page, BASE)

    grows_in_proportion(begin, 5_000)


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("<!-- <a href=old> --><a href=new>", ["new"]),
        ("<!doctype html><?x <a href=no ?><a href=yes>", ["yes"]),
        ("<script>'<a href=no>'</script><style></STYLE><A HREF=yes>", ["yes"]),
        ("<a href = 'a' class=x><a\nhref=b/>", ["a", "b/"]),
        ("<a class='>' href=a>", ["a"]),
        ("<a title='it's' href=a>", ["a"]),
        ('<a title="never ended href=a><a href=b>', ["a", "b"]),
        ("<a href=a href=b>", ["b"]),
        ("3 < 4 <a href=a>", ["a"]),
        ("<a href=a", []),
        ("<a href=a><!-- never ended <a href=b>", ["a"]),
        ("<a href='&#" + "9" * 5000 + ";'><a href=b>", ["&", "b"]),
        ("<![x[<a href=no>]]><a href=a>", ["a"]),
    ],
)
def test_odd_pages_are_read_as_far_as_they_can_be(page: str, names: list[str]) -> None:
    assert [row.name for row in rows_of(page.encode(), BASE)] == names


@pytest.mark.parametrize("cell", ["<td>3", "<td class='x'>\n3\n</td>", "<td>&#51;</td>", "<TD>3<!-- x --></TD>"])
def test_a_count_is_the_number_in_a_cell(cell: str) -> None:
    assert [row.count for row in rows_of(f"<tr>{cell}<td><a href=a>a</a></tr>".encode(), BASE)] == [3]


@pytest.mark.parametrize("cell", ["<td/>3", "<td><b>3</b></td>", "<th>3</th>", "<td>-3", "<td>3 MB"])
def test_no_other_number_is_a_count(cell: str) -> None:
    assert [row.count for row in rows_of(f"<tr>{cell}<td><a href=a>a</a></tr>".encode(), BASE)] == [None]
