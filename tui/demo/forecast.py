"""Sales to come: they grow like Fibonacci's rabbits, counted the slow way, which gives a profile its deep recursion."""

from __future__ import annotations


class Forecast:
    """Looks further ahead each time, then begins anew."""

    def __init__(self) -> None:
        """Begin with the next month."""
        self._month = 0

    def forecast_sales(self) -> list[int]:
        """Return the sales of some months to come: some milliseconds of work."""
        self._month = (self._month + 1) % 6
        return [predict_month(10 + self._month + ahead) for ahead in range(3)]


def predict_month(month: int) -> int:
    """Return the sales of a month, in thousands."""
    return fibonacci(month) * 3 // 2


def fibonacci(n: int) -> int:
    """Return the n-th Fibonacci number by the definition, one call for each rabbit."""
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)
