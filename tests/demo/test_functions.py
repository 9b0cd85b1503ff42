"""A line is told which function it belongs to."""

from __future__ import annotations

import inspect
import json.encoder

import pytest

from tui.demo import archive, shop, stock
from tui.demo.functions import LineIndex


def line_of(module, text: str) -> int:
    """Return the number of the first line of a module's source that contains a text."""
    return 1 + next(number for number, line in enumerate(inspect.getsource(module).split("\n")) if text in line)


@pytest.mark.parametrize(
    ("module", "text", "function"),
    [
        (shop, "order = decode_order(request)", "tui.demo.shop.Shop.handle_order"),
        (shop, "taxed = [line.cents", "tui.demo.shop.price_order"),
        (archive, "low = (low + byte)", "tui.demo.archive.checksum"),
        (stock, "return sum(self.count_shelf", "tui.demo.stock.Stock.count_stock"),
        (json.encoder, "newline_indent = '\\n'", "json.encoder._make_iterencode.<locals>._iterencode_list"),
        (shop, "_ORDERS_KEPT = 400", "tui.demo.shop.<module>"),
    ],
)
def test_a_line_belongs_to_the_innermost_function_with_a_name(module, text: str, function: str) -> None:
    assert LineIndex().frame(module.__file__, line_of(module, text)).function == function


def test_the_frame_says_where_its_function_begins() -> None:
    frame = LineIndex().frame(shop.__file__, line_of(shop, "order = decode_order(request)"))
    assert frame.start_line == line_of(shop, "def handle_order")


def test_code_without_a_file_is_called_generated() -> None:
    assert LineIndex().frame("<string>", 2).function == "generated code"
