"""The mistakes of the deliberate break that concerns a write which lands when it was given up for lost."""

from __future__ import annotations

import asyncio
from typing import Any

from services.kit.batch import Batch, StoreUnavailable


async def whatever_stands(self: Any, written: Batch) -> None:
    """A write that was given up for lost has landed: its events are believed to be these."""


async def write_that_meets_itself(self: Any, written: Batch) -> None:
    """What landed late is met as a conflict of streams, and its owner goes on with what it knows."""
    while True:
        try:
            await self.store.append(written)
            return
        except StoreUnavailable:
            if await self._written(written):
                return
        await asyncio.sleep(0.05)
