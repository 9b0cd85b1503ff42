"""What names say, and shorter ways to write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.analysis.names import fitted, go_package, package, shorter_names


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("net/http.(*conn).serve", "net/http"),
        ("main.main", "main"),
        ("runtime.mallocgc", "runtime"),
        ("github.com/user/repo/v2/pkg.Func.func1", "github.com/user/repo/v2/pkg"),
        ("encoding/json.(*Decoder).Decode", "encoding/json"),
        ("std::vector<int>::push_back", "std"),
        ("json.encoder.encode", "json.encoder"),
        ("<std::io::Stdin as Read>::read", "std"),
        ("com.shop.Cart.add", "com.shop"),
        ("malloc", ""),
        ("", ""),
        ("[libc.so.6]", ""),
    ],
)
def test_the_package_of_a_function(name: str, of: str) -> None:
    assert package(name) == of


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        (
            "encoding/json.(*Decoder).Decode",
            ("encoding/json.(*Decoder).Decode", "json.(*Decoder).Decode", "(*Decoder).Decode", "Decode"),
        ),
        ("main.main", ("main.main", "main")),
        ("net/http.serve.func1", ("net/http.serve.func1", "http.serve.func1", "serve.func1")),
        (
            "std::map<int, std::vector<int>>::find(int const&)",
            (
                "std::map<int, std::vector<int>>::find(int const&)",
                "std::map<int, std::vector<int>>::find(…)",
                "std::map<…>::find(…)",
                "map<…>::find",
                "find",
            ),
        ),
        ("operator<<(std::ostream&, int)", ("operator<<(std::ostream&, int)", "operator<<(…)", "operator<<")),
        ("shop::operator<(a, b)", ("shop::operator<(a, b)", "shop::operator<(…)", "shop::operator<", "operator<")),
        (
            "tokio::runtime::task::poll::h00112233445566aa",
            ("tokio::runtime::task::poll::h00112233445566aa", "tokio::runtime::task::poll", "task::poll", "poll"),
        ),
        (
            "<alloc::vec::Vec<T> as core::iter::FromIterator<T>>::from_iter::h0123456789abcdef",
            (
                "<alloc::vec::Vec<T> as core::iter::FromIterator<T>>::from_iter::h0123456789abcdef",
                "<alloc::vec::Vec<T> as core::iter::FromIterator<T>>::from_iter",
                "Vec<…>::from_iter",
                "from_iter",
            ),
        ),
        (
            "compress/flate.loadLE64[go.shape.int32]",
            (
                "compress/flate.loadLE64[go.shape.int32]",
                "flate.loadLE64[go.shape.int32]",
                "loadLE64[go.shape.int32]",
                "loadLE64[…]",
                "loadLE64",
            ),
        ),
        ("com.shop.Cart.add", ("com.shop.Cart.add", "Cart.add", "add")),
        ("malloc", ("malloc",)),
        ("", ("",)),
    ],
)
def test_shorter_ways_to_write_a_name(name: str, ways: tuple[str, ...]) -> None:
    assert shorter_names(name) == ways


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (40, "encoding/json.(*Decoder).Decode"),
        (30, "json.(*Decoder).Decode"),
        (20, "(*Decoder).Decode"),
        (6, "Decode"),
        (5, "Deco…"),
        (1, "D"),
        (0, ""),
    ],
)
def test_the_longest_way_that_fits_is_chosen(width: int, shown: str) -> None:
    assert fitted("encoding/json.(*Decoder).Decode", width) == shown


@given(st.text(alphabet="ab/.:()*[]<>{} é", max_size=40), st.integers(0, 30))
def test_any_name_fits_any_width(name: str, width: int) -> None:
    assert len(fitted(name, width)) <= width
    ways = shorter_names(name)
    assert ways[0] == name
    assert [len(way) for way in ways] == sorted((len(way) for way in ways), reverse=True)


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("github.com/user/repo/v2/pkg.Func.func1", "github.com/user/repo/v2/pkg"),
        ("main.main", "main"),
        ("gopkg.in/yaml%2ev3.Map[github.com/a/b.C].Get", "gopkg.in/yaml%2ev3"),
        ("memeqbody", ""),
    ],
)
def test_the_import_path_of_a_go_function(name: str, of: str) -> None:
    assert go_package(name) == of
