"""An asyncio loop without a clock, a socket or a thread: time jumps to the next thing planned.

Every callback knows which process it belongs to, through the context it was planned in. So a
process can be killed at any await, exactly as by SIGKILL (nothing of it runs again, no ``finally``
either), or stopped and continued as by SIGSTOP and SIGCONT.
"""

from __future__ import annotations

import asyncio
import contextvars
import heapq
from collections import deque
from collections.abc import Callable, Coroutine
from itertools import count
from typing import Any, TypeVar

T = TypeVar("T")


class Life:
    """One process as the loop sees it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.dead = False
        self.stopped = False
        self.has_handed_over = False
        self.kept: list[Planned] = []

    def kill(self) -> None:
        """From now on nothing of it runs."""
        self.dead = True


LIFE: contextvars.ContextVar[Life | None] = contextvars.ContextVar("LIFE", default=None)
WORLD = contextvars.Context()
"""What belongs to no process: the broker, the database, the feed, the faults."""


class Stuck(Exception):
    """Nothing is planned any more, or far too much has happened, and the end is not reached."""


class Planned:
    """A callback that waits for its turn; asyncio asks of it only to be cancelled."""

    __slots__ = ("args", "callback", "context", "life", "off")

    def __init__(
        self,
        callback: Callable[..., Any],
        args: tuple[Any, ...],
        context: contextvars.Context,
    ) -> None:
        self.callback = callback
        self.args = args
        self.context = context
        self.life = context.get(LIFE)
        self.off = False

    def cancel(self) -> None:
        """It will not be called."""
        self.off = True


class SimulatedLoop(asyncio.AbstractEventLoop):
    """The loop. ``steps_max`` bounds a run, so that an endless one is found and not waited for."""

    def __init__(self, steps_max: int = 300_000) -> None:
        self.errors: list[str] = []
        self.steps = 0
        self._steps_max = steps_max
        self._now = 0.0
        self._number = count()
        self._ready: deque[Planned] = deque()
        self._timers: list[tuple[float, int, Planned]] = []
        self._tasks: list[asyncio.Task[Any]] = []
        self._lives: list[Life] = []

    # -- what asyncio asks of a loop ------------------------------------------------------------

    def time(self) -> float:
        return self._now

    get_debug = bool  # False; asked for each future, so not by a function of ours

    def is_running(self) -> bool:
        return True

    def is_closed(self) -> bool:
        return False

    def call_soon(  # type: ignore[override]
        self,
        callback: Callable[..., Any],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> Planned:
        planned = Planned(
            callback, args, contextvars.copy_context() if context is None else context
        )
        self._ready.append(planned)
        return planned

    def call_at(  # type: ignore[override]
        self,
        when: float,
        callback: Callable[..., Any],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> Planned:
        planned = Planned(
            callback, args, contextvars.copy_context() if context is None else context
        )
        heapq.heappush(self._timers, (when, next(self._number), planned))
        return planned

    def call_later(  # type: ignore[override]
        self,
        delay: float,
        callback: Callable[..., Any],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> Planned:
        return self.call_at(self._now + delay, callback, *args, context=context)

    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.Future(loop=self)

    def create_task(  # type: ignore[override]
        self,
        coro: Coroutine[Any, Any, T],
        *,
        name: str | None = None,
        context: contextvars.Context | None = None,
    ) -> asyncio.Task[T]:
        task = asyncio.Task(coro, loop=self, name=name, context=context)
        self._tasks.append(task)
        return task

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        self.errors.append(f"{context.get('message')}: {context.get('exception')!r}")

    async def shutdown_asyncgens(self) -> None:
        """None are kept open."""

    # -- running --------------------------------------------------------------------------------

    def run(self, coro: Coroutine[Any, Any, T]) -> T:
        """Run the world's own coroutine to its end."""
        asyncio._set_running_loop(self)
        try:
            main = self.create_task(coro, context=WORLD)
            ready = self._ready
            while not main.done():
                if not ready:
                    ready.append(self._next_timer())
                self.steps += 1
                if self.steps > self._steps_max:
                    raise Stuck(f"{self.steps} steps and no end at {self._now:.1f} s")
                planned = ready.popleft()
                life = planned.life
                if life is not None and (life.dead or life.stopped):
                    life.kept.append(planned)
                elif not planned.off:
                    self._call(planned)
            return main.result()
        finally:
            asyncio._set_running_loop(None)

    def born(self, name: str) -> tuple[Life, contextvars.Context]:
        """A new process: what is started in this context belongs to it."""
        life, context = Life(name), contextvars.Context()
        context.run(LIFE.set, life)
        self._lives.append(life)
        return life, context

    def _next_timer(self) -> Planned:
        """The first that is not cancelled; it is its time now."""
        while self._timers:
            when, _, timer = heapq.heappop(self._timers)
            if not timer.off and not (timer.life is not None and timer.life.dead):
                self._now = max(self._now, when)
                return timer
        raise Stuck(f"nothing is planned at {self._now:.1f} s")

    def _call(self, planned: Planned) -> None:
        """As asyncio's own loops: what a callback fails with is told and the loop goes on."""
        try:
            planned.context.run(planned.callback, *planned.args)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as failure:  # noqa: BLE001
            told = f"in callback {planned.callback!r}"
            self.call_exception_handler({"message": told, "exception": failure})

    def go_on(self, life: Life) -> None:
        """Continue a stopped process where it was stopped."""
        life.stopped = False
        self._wake(life)

    def _wake(self, life: Life) -> None:
        kept, life.kept = life.kept, []
        self._ready.extend(kept)

    def _run_out(self) -> None:
        """Whatever is ready, whoever it belongs to."""
        while self._ready:
            planned = self._ready.popleft()
            if not planned.off:
                self._call(planned)

    def bury(self) -> None:
        """End all that is left, dead processes too; the caller has cut them off from the world."""
        asyncio._set_running_loop(self)
        try:
            for _ in range(8):
                left = [task for task in self._tasks if not task.done()]
                if not left:
                    break
                for task in left:
                    task.cancel()
                for life in self._lives:
                    self._wake(life)
                self._run_out()
        finally:
            asyncio._set_running_loop(None)
        for task in self._tasks:
            if task.done() and not task.cancelled():
                task.exception()
        self._tasks.clear()


def new_loop() -> SimulatedLoop:
    """A loop at time zero; of all that asyncio's loops can do it has what the kit uses."""
    return SimulatedLoop()  # type: ignore[abstract]
