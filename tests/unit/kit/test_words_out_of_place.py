"""What lies on a topic that is not its own, or on one of ours without our numbers, is a letter."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts.corebank import BusinessDayClosed, RepaymentReceived
from contracts.disposal import EntriesWithdrawn
from contracts.envelope import Envelope
from contracts.message import Message
from contracts.monitoring import BalanceChanged, DayClosed
from contracts.values import Money
from services.kit import events
from services.kit.hlc import physical
from services.kit.incoming import Refused, read
from services.kit.kit_events import MessageDeadLettered
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from services.kit.sharding import partition_of, shard_of
from services.kit.telemetry import Telemetry
from services.kit.testing import FixedClock
from tests.simulation.world import rules
from tests.unit.kit.observing import Record, lying

NOW = datetime(2024, 3, 20, 2, tzinfo=UTC)
DAY = date(2024, 3, 20)
SHARD = shard_of("C-1")
PARTITION = partition_of(SHARD, 4)
CORE = "corebank.loan.v1"
ABOUT: dict[str, Any] = {"loan_id": "L-1", "obligor_id": "C-1"}
REPAID = RepaymentReceived.model_validate(
    {
        **ABOUT,
        "receipt_id": "R-1",
        "amount": Money(100).to_wire(),
        "value_date": str(DAY),
        "booked_on": str(DAY),
        "payer": {"kind": "borrower"},
    }
)
BALANCE = BalanceChanged(
    **ABOUT,
    entry=1,
    corrects=(),
    effective_on=DAY,
    principal_outstanding=Money(100),
    unapplied=Money(0),
)
WITHDRAWN = EntriesWithdrawn.model_validate(
    {**ABOUT, "entry": 2, "corrects": [1], "effective_on": str(DAY)}
)


def told(
    topic: str, message: Message, offset: int = 0, numbers: dict[str, Any] | None = None
) -> Record:
    keyed = message.KEYED
    envelope = Envelope(
        id="m-1",
        source="/postloan/x",
        type=message.TYPE,
        business_date=DAY,
        subject="L-1" if keyed else None,
        key="C-1" if keyed else None,
        **(numbers or {}),
    )
    return lying(topic, PARTITION, offset, envelope, message)


def numbered(position: int, without: str = "") -> dict[str, Any]:
    told = {"shard": SHARD, "position": position, "previous": position - 1, "hlc": physical(NOW)}
    return {name: number for name, number in told.items() if name != without}


@pytest.mark.parametrize(
    ("service", "topic", "message"),
    [
        ("monitoring", CORE, WITHDRAWN),
        ("monitoring", CORE, BALANCE),
        ("monitoring", CORE, DayClosed(business_date=DAY)),
        ("monitoring", "postloan.disposal.v1", REPAID),
        ("classification", "postloan.disposal.v1", BALANCE),
        ("classification", "postloan.monitoring.v1", BusinessDayClosed(business_date=DAY)),
    ],
)
def test_a_type_of_another_topic_is_refused(service: str, topic: str, message: Message) -> None:
    record = told(topic, message, numbers=None if topic == CORE else numbered(1))
    item = read(record, rules()[service], 4)
    assert isinstance(item, Refused), item
    assert item.error.rule == "wrong_topic"


def test_and_taken_on_its_own() -> None:
    for service, topic, message in (
        ("monitoring", CORE, REPAID),
        ("monitoring", "postloan.disposal.v1", WITHDRAWN),
        ("classification", "postloan.monitoring.v1", BALANCE),
        ("classification", "postloan.monitoring.v1", DayClosed(business_date=DAY)),
    ):
        item = read(told(topic, message, numbers=numbered(1)), rules()[service], 4)
        assert not isinstance(item, Refused) and item.message == message


async def classification() -> tuple[Owner, MemoryStore]:
    store = MemoryStore()
    owner = Owner(
        rules()["classification"], store, PARTITION, 4, FixedClock(NOW), Telemetry(), 100
    )
    await owner.claim()
    return owner, store


async def stored(store: MemoryStore) -> list[tuple[str, Any]]:
    rows = [row for n in range(16) for row in await store.page(n, 0, 1_000)]
    return [(row.type, events.decode(row.type, row.schema_version, row.payload)) for row in rows]


@pytest.mark.parametrize("lost", ["shard", "position", "previous", "all"])
async def test_a_copy_that_has_lost_our_numbers_is_a_letter_and_no_second_fact(lost: str) -> None:
    topic = "postloan.monitoring.v1"
    owner, store = await classification()
    await owner.take(topic, [told(topic, BALANCE, 0, numbered(1))])
    before = await stored(store)
    left = {} if lost == "all" else numbered(2, lost)
    await owner.take(topic, [told(topic, BALANCE, 1, left)])
    after = (await stored(store))[len(before) :]
    letters = [event for _, event in after if isinstance(event, MessageDeadLettered)]
    assert [letter.rule for letter in letters] == ["attribute_missing"]
    assert len(after) == 1, "nothing but the letter"
    assert owner.sources == {(topic, SHARD): 1}
