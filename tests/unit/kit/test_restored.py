"""A store that ends before what was sent from it was put back to an older state."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from services.kit.batch import ShardState
from services.kit.restored import Restored, check_not_older


def owner_at(position: int) -> Any:
    state = ShardState(
        shard=3,
        epoch=1,
        position=position,
        hlc=0,
        recorded_at=datetime(2024, 1, 1, tzinfo=UTC),
        closed_on=None,
    )
    service = SimpleNamespace(journal_topic="postloan.toy.journal.v1")
    return SimpleNamespace(shards={3: state}, service=service)


@pytest.mark.parametrize("sent", [None, (3, 0), (3, 41), (3, 42), (7, 99)])
def test_a_store_that_holds_what_was_sent_is_taken(sent: tuple[int, int] | None) -> None:
    check_not_older(owner_at(42), sent)


def test_a_store_that_lacks_what_was_sent_is_refused_with_both_positions() -> None:
    with pytest.raises(Restored, match=r"position 43 was sent .* ends at 42: it was restored"):
        check_not_older(owner_at(42), (3, 43))
