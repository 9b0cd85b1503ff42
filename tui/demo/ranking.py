"""Best sellers: products are sorted over and over by a merge sort written out in Python."""

from __future__ import annotations

import random
from typing import NamedTuple


class Product(NamedTuple):
    """Something that is sold."""

    name: str
    sold: int
    stars: float
    """Mean of the customers' ratings, 1 to 5."""


class Ranking:
    """A catalogue whose best sellers change all the time."""

    def __init__(self, n_products: int = 200, seed: int = 4) -> None:
        """Make up a catalogue.

        Args:
            n_products: how many products there are.
            seed: of names, sales and ratings.
        """
        self._chance = random.Random(seed)
        self._products = [Product(f"product-{number:04}", 0, 3.0) for number in range(n_products)]

    def rank_products(self) -> list[Product]:
        """Sell a little and return the ten best products: some milliseconds of work."""
        self._products = [self.sell(product) for product in self._products]
        return merge_sort(self._products)[:10]

    def sell(self, product: Product) -> Product:
        """Return the product as it stands after some more sales."""
        stars = min(5.0, max(1.0, product.stars + self._chance.uniform(-0.1, 0.1)))
        return product._replace(sold=product.sold + self._chance.randint(0, 9), stars=stars)


def merge_sort(products: list[Product]) -> list[Product]:
    """Return the products, best first."""
    if len(products) < 2:
        return products
    middle = len(products) // 2
    return merge(merge_sort(products[:middle]), merge_sort(products[middle:]))


def merge(left: list[Product], right: list[Product]) -> list[Product]:
    """Return two sorted lists as one."""
    merged: list[Product] = []
    at_left = at_right = 0
    while at_left < len(left) and at_right < len(right):
        if popularity(left[at_left]) >= popularity(right[at_right]):
            merged.append(left[at_left])
            at_left += 1
        else:
            merged.append(right[at_right])
            at_right += 1
    return merged + left[at_left:] + right[at_right:]


def popularity(product: Product) -> float:
    """Return what products are ranked by: sales weighed with stars."""
    return product.sold * product.stars**2
