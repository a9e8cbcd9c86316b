"""Claims beside each other: one that fails ends the others, and leaves no partition half claimed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from aiokafka import TopicPartition

from services.kit.halt_notes import HaltNotes
from services.kit.halts import Halt
from services.kit.owner import Owner
from tests.unit.kit.looked import SERVICE, Consumer, Looked

TWO = [TopicPartition(topic, n) for topic in SERVICE.all_topics for n in (0, 1)]


class Notes(HaltNotes):
    """Of partition 1 it fails the first time, while that of partition 0 is waited for."""

    def __init__(self) -> None:
        self.read_of: list[int] = []
        self.mended = False

    async def read(self, owner: Owner) -> Sequence[Any]:
        """What was halted: nothing."""
        if not self.mended:
            if owner.partition == 1:
                raise ZeroDivisionError("of partition 1")
            await asyncio.Event().wait()
        self.read_of.append(owner.partition)
        return list[Halt]()


async def test_one_that_fails_leaves_no_other_half_claimed() -> None:
    """It was owned without what was halted and released there, unsought, and never claimed again."""
    looked, notes = Looked(Consumer(TWO)), Notes()
    looked.inbox._halting._notes = notes
    with pytest.raises(ZeroDivisionError, match="of partition 1"):  # Kafka's client logs it
        await looked.inbox.on_partitions_assigned(set(TWO))
    assert looked.inbox.owners == {}
    notes.mended = True
    consumer: Any = looked.consumer
    await looked.inbox._claim_missing(consumer)
    assert sorted(looked.inbox.owners) == sorted(notes.read_of) == [0, 1]
