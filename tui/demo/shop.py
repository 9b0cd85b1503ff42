"""Orders arrive as JSON, are priced, and leave as JSON: the part of the demo that looks like a web service."""

from __future__ import annotations

import json
import random
from collections import deque
from dataclasses import dataclass
from typing import Any

from tui.demo.stock import Stock

_ORDERS_KEPT = 400
"""Bounds the memory of a program that may run for days."""
_TAX_PERCENT = {"book": 7, "tool": 19, "toy": 19, "food": 7}


@dataclass(slots=True)
class OrderLine:
    """One article of an order."""

    article: int
    """Number of the article in stock."""
    kind: str
    """What it is taxed as."""
    quantity: int
    cents: int
    """Price of all of them, without tax."""


@dataclass(slots=True)
class Order:
    """What one customer bought."""

    number: int
    customer: str
    lines: list[OrderLine]
    total_cents: int = 0
    """With tax and discount; 0 until it is priced."""


class Shop:
    """Takes orders until it is left alone."""

    def __init__(self, stock: Stock, seed: int = 1) -> None:
        """Open the shop.

        Args:
            stock: where the articles come from.
            seed: of the customers' wishes.
        """
        self._stock = stock
        self._chance = random.Random(seed)
        self._number = 0
        self._recent_orders: deque[Order] = deque(maxlen=_ORDERS_KEPT)

    def serve_requests(self) -> None:
        """Answer a handful of requests: some milliseconds of work."""
        for _ in range(2):
            self.handle_order(self.receive_request())

    def receive_request(self) -> str:
        """Return an order as a customer's browser would send it."""
        self._number += 1
        lines = [self._wish() for _ in range(self._chance.randint(3, 12))]
        return json.dumps({"number": self._number, "customer": f"customer-{self._number % 97}", "lines": lines})

    def handle_order(self, request: str) -> str:
        """Return the receipt for a request, both as JSON."""
        order = decode_order(request)
        self._stock.reserve([(line.article, line.quantity) for line in order.lines])
        price_order(order)
        self._recent_orders.append(order)
        return encode_order(order)

    def _wish(self) -> dict[str, Any]:
        kind = self._chance.choice(list(_TAX_PERCENT))
        quantity = self._chance.randint(1, 5)
        article = self._chance.randrange(self._stock.n_articles)
        return {
            "article": article,
            "kind": kind,
            "quantity": quantity,
            "cents": quantity * self._chance.randint(99, 9_900),
        }


def decode_order(request: str) -> Order:
    """Return the order that a JSON text describes."""
    fields = json.loads(request, object_pairs_hook=_checked_fields)
    return Order(fields["number"], fields["customer"], [OrderLine(**line) for line in fields["lines"]])


def _checked_fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise ValueError(f"{name} is given twice")
        fields[name] = value
    return fields


def price_order(order: Order) -> None:
    """Set the order's total: each line with its tax, less what the best discount takes off."""
    taxed = [line.cents * (100 + _TAX_PERCENT[line.kind]) // 100 for line in order.lines]
    order.total_cents = sum(taxed) - best_discount(order.lines)


def best_discount(lines: list[OrderLine]) -> int:
    """Return the cents that the dearest triple of lines of one kind earns: every triple is tried."""
    best = 0
    for first in range(len(lines)):
        for second in range(first + 1, len(lines)):
            for third in range(second + 1, len(lines)):
                best = max(best, triple_discount(lines[first], lines[second], lines[third]))
    return best


def triple_discount(first: OrderLine, second: OrderLine, third: OrderLine) -> int:
    """Return a tenth of the cheapest of three lines of one kind, else nothing."""
    if first.kind == second.kind == third.kind:
        return min(first.cents, second.cents, third.cents) // 10
    return 0


def encode_order(order: Order) -> str:
    """Return the receipt as indented JSON, which Python's own encoder writes in Python."""
    lines = [
        {"article": line.article, "kind": line.kind, "quantity": line.quantity, "cents": line.cents}
        for line in order.lines
    ]
    return json.dumps({"number": order.number, "total": order.total_cents, "lines": lines}, indent=2)
