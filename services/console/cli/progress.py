"""How far a feed is, on standard error: two bars on a terminal, two lines in a pipe."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any, Self

from services.console.cli.output import is_terminal, make_console

SENT = "Sent to Kafka"
PROCESSED = "Processed by every service"


class Progress:
    """Counts lines of the feed: sent, and processed by every service. A context manager."""

    def __init__(self, total: int, *, processed: bool = True) -> None:
        self._total = total
        self._done = {SENT: 0, PROCESSED: 0} if processed else {SENT: 0}
        self._bars: Any = None
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> Self:
        if is_terminal(sys.stderr):
            self._bars = _bars()
            self._bars.start()
            self._tasks = {
                name: self._bars.add_task(name, total=self._total) for name in self._done
            }
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def sent(self, lines: int) -> None:
        """So many more lines are acknowledged by Kafka."""
        self._show(SENT, self._done[SENT] + lines)

    def processed(self, share: float) -> None:
        """This share of what was sent (0 to 1) is through every service. It never falls back."""
        reached = self._total if share >= 1 else int(self._done[SENT] * share)
        self._show(PROCESSED, max(reached, self._done[PROCESSED]))

    def _show(self, name: str, reached: int) -> None:
        before, self._done[name] = self._done[name], reached
        if self._bars is not None:
            self._bars.update(self._tasks[name], completed=reached)
        elif before < self._total <= reached:
            sys.stderr.write(f"{name}: {reached:,} of {self._total:,} messages.\n")
            sys.stderr.flush()


def _bars() -> Any:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    return Bars(
        TextColumn("{task.description:<26}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TextColumn("{task.percentage:>4.0f}%"),
        TimeElapsedColumn(),
        console=make_console(sys.stderr),
        expand=True,
    )
