"""Tasks beside each other: those that a process consists of, which must end and say why when one of them
breaks off, and those that do one thing for many at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, TypeVar

_Thing = TypeVar("_Thing")


class BrokenOff(Exception):
    """A part was cancelled and nobody had asked the process to stop: it would live on without it."""


async def for_each(
    do: Callable[[_Thing], Coroutine[Any, Any, None]], things: Iterable[_Thing]
) -> None:
    """Do it for all of them at once. The first failure ends the others; it is raised when they have ended."""
    try:
        async with asyncio.TaskGroup() as group:
            for thing in things:
                group.create_task(do(thing))
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from failed


async def first_failure(
    parts: Iterable[asyncio.Task[Any]],
    failed: asyncio.Event,
    failure: Callable[[], BaseException | None],
) -> BaseException:
    """Waits for the first of the parts that fails, or for ``failed``, whose reason ``failure`` knows.

    Parts may end; cancelled they have failed, because who stops a process asks here no more.
    """
    told = asyncio.create_task(failed.wait())
    waiting: set[asyncio.Task[Any]] = {told, *parts}
    try:
        while True:
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            broken = [why for part in done if (why := _why(part)) is not None]
            if found := failure() or (broken[0] if broken else None):
                return found
    finally:
        told.cancel()


def _why(part: asyncio.Task[Any]) -> BaseException | None:
    if part.cancelled():
        work = getattr(part.get_coro(), "__qualname__", part.get_name())
        return BrokenOff(f"{work} was cancelled")
    return part.exception()
