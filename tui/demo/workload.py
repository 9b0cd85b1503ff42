"""What the demo is busy with: seven threads of different work that together use less than one core."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from tui.demo.archive import Archive
from tui.demo.forecast import Forecast
from tui.demo.logs import LogReader
from tui.demo.ranking import Ranking
from tui.demo.shop import Shop
from tui.demo.stock import Stock
from tui.demo.worker import Worker

SOURCE_FILES = tuple(map(inspect.getfile, (Archive, Forecast, LogReader, Ranking, Shop, Stock, Worker)))
"""Where the work is written down."""

_STOP_SECONDS = 5.0
"""A worker looks up after each piece of work, so this only bounds a machine that hangs."""


class Workload:
    """A shop at work. `with Workload() as workload:` starts and stops it."""

    def __init__(self) -> None:
        """Furnish the shop; nothing runs yet. Shares are of one core and add up to 0.72."""
        stock = Stock()
        self._closing, self._open = threading.Event(), threading.Event()
        self._open.set()
        self._standstill = threading.Lock()
        duties = (
            ("orders", Shop(stock).serve_requests, 0.20),
            ("logs", LogReader().follow_log, 0.14),
            ("ranking", Ranking().rank_products, 0.12),
            ("forecast", Forecast().forecast_sales, 0.10),
            ("archive", Archive().archive_pages, 0.08),
            ("clerk 1", stock.count_stock, 0.04),
            ("clerk 2", stock.count_stock, 0.04),
        )
        self.workers = tuple(Worker(name, work, share, self._open, self._closing) for name, work, share in duties)

    def start(self) -> None:
        """Set all threads to work. A workload runs once."""
        for worker in self.workers:
            worker.start()

    def stop(self) -> None:
        """End all threads and wait for them: some milliseconds."""
        self._closing.set()
        self._open.set()
        for worker in self.workers:
            if worker.ident is not None:
                worker.join(_STOP_SECONDS)

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Keep the threads from their next piece of work meanwhile, as Go stops the world to write certain profiles.

        Python runs one thread at a time; against seven busy ones, a heap profile took seconds.
        """
        with self._standstill:
            self._open.clear()
            try:
                yield
            finally:
                self._open.set()

    def __enter__(self) -> Workload:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
