"""Events stored while the service's clock was far ahead are sent once it is right again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from services.kit import main
from services.kit.clock import utc_now
from tests.integration.kit.world import World

AHEAD = timedelta(days=400)
"""Kafka takes no record whose own time is more than an hour ahead of the broker's."""


async def test_what_was_stored_by_a_clock_far_ahead_is_sent_when_it_is_right_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = [AHEAD]

    def clock() -> datetime:
        return utc_now() + ahead[0]

    monkeypatch.setattr(main, "utc_now", clock)
    process = world.process()
    await process.start()
    await world.send(world.repayment("L-1", 1))
    (row,) = await world.until_events("toy.Counted", 1)
    assert row["recorded_at"] > utc_now() + AHEAD / 2
    ahead[0] = timedelta(0)
    await world.send(world.repayment("L-1", 2))
    await world.until_events("toy.Counted", 2)
    sent = await world.topic(world.service.journal_topic, 2)
    assert [dict(r.headers)["postloan-position"] for r in sent] == [b"1", b"2"]
    await process.stop()
