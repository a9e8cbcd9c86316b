"""Waits until all is through everybody, whatever broker and database do meanwhile."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Self

import asyncpg
from aiokafka.errors import KafkaError

from services.console.cli.errors import CommandError
from services.console.cli.positions import Positions
from services.console.cli.target import Target
from services.console.cli.waiting import wait_through

REST_S = 240.0
AGAIN_S = 0.2
AWAY = (CommandError, KafkaError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError)


class Rest:
    """Several waits over the same connections, which are made anew when they break."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._positions: Positions | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._close()

    async def reached(self) -> None:
        """Returns when nothing that was said is on its way any more; a `TimeoutError` says what is."""
        last = "nothing was seen"
        try:
            async with asyncio.timeout(REST_S):
                while True:
                    try:
                        await wait_through(await self._open(), REST_S / 2)
                    except AWAY as away:
                        last = repr(away)
                        await self._close()
                        await asyncio.sleep(AGAIN_S)
                    else:
                        return
        except TimeoutError:
            raise TimeoutError(f"Not at rest after {REST_S:g} s: {last}") from None

    async def _open(self) -> Positions:
        if self._positions is None:
            opening = Positions(self._target)
            await opening.__aenter__()
            self._positions = opening
        return self._positions

    async def _close(self) -> None:
        positions, self._positions = self._positions, None
        if positions is not None:
            with suppress(*AWAY):
                await positions.__aexit__(None, None, None)
