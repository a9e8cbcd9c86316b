"""A process whose part breaks off must not live on without it; things done for many at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import pytest

from services.kit.parts import BrokenOff, first_failure, for_each


async def forever() -> None:
    await asyncio.Event().wait()


async def failing() -> None:
    raise OSError("no more")


async def ending() -> None:
    return None


async def found(*parts: Awaitable[None], cancel: int | None = None) -> BaseException:
    tasks = [asyncio.ensure_future(part) for part in parts]
    asked = asyncio.create_task(first_failure(tasks, asyncio.Event(), lambda: None))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    if cancel is not None:
        tasks[cancel].cancel()
    try:
        async with asyncio.timeout(5):
            return await asked
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_the_failure_of_a_part_is_returned() -> None:
    assert str(await found(forever(), failing())) == "no more"


async def test_a_part_that_only_ends_is_no_failure() -> None:
    assert isinstance(await found(ending(), failing(), forever()), OSError)


async def test_a_part_that_is_cancelled_without_a_stop_has_failed() -> None:
    failure = await found(forever(), forever(), cancel=1)
    assert isinstance(failure, BrokenOff)
    assert str(failure) == "forever was cancelled"


async def test_what_the_inbox_says_comes_first() -> None:
    failed, reason = asyncio.Event(), ValueError("a batch failed")
    failed.set()
    assert await first_failure([], failed, lambda: reason) is reason


async def test_whoever_asks_may_stop_asking() -> None:
    asked = asyncio.create_task(first_failure([], asyncio.Event(), lambda: None))
    await asyncio.sleep(0)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked


async def test_what_is_done_for_each_is_done_beside_each_other() -> None:
    """Three that wait for one another would wait for ever, one after the other."""
    all_here = asyncio.Barrier(3)

    async def meet(_: int) -> None:
        await all_here.wait()

    async with asyncio.timeout(5):
        await for_each(meet, range(3))


async def test_one_that_fails_ends_the_others_and_is_raised_itself() -> None:
    ended: list[str] = []

    async def do(what: str) -> None:
        if what == "fails":
            raise OSError("no more")
        try:
            await forever()
        finally:
            ended.append(what)

    with pytest.raises(OSError, match="no more"):
        await for_each(do, ["waits", "fails", "waits too"])
    assert sorted(ended) == ["waits", "waits too"]
