"""A message of our own services that is refused when read: a letter, and its position counts as taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contracts import catalogue
from contracts.commands import kit_commands
from contracts.corebank import BusinessDayClosed, RepaymentReceived
from contracts.envelope import Envelope
from contracts.message import Message
from contracts.values import Money
from services.kit import events, incoming
from services.kit.hlc import SKEW_LIMIT_S, ClockSkew, physical
from services.kit.kit_events import KIT_EVENTS, CommandAccepted, CommandRejected
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from services.kit.sharding import partition_of, shard_of
from services.kit.telemetry import Telemetry
from services.kit.testing import FixedClock
from services.kit.turn import MissingPredecessor
from tests.integration.kit.toy import DECIDER, Counted, ToyService, toy
from tests.unit.kit.observing import Record, lying

NOW = datetime(2024, 3, 20, 2, tzinfo=UTC)
DAY = date(2024, 3, 20)
SHARD = shard_of("C-1")
PARTITION = partition_of(SHARD, 4)
RENAMED = "corebank.loan-renamed.v1"
REDRIVE = kit_commands("monitoring").redrive
events.register([*KIT_EVENTS, *DECIDER.events])


def ours() -> ToyService:
    """The toy, hearing a topic that one of our own services writes."""
    return replace(toy(""), foreign=False)


async def owner_of(store: MemoryStore, service: ToyService) -> Owner:
    owner = Owner(service, store, PARTITION, 4, FixedClock(NOW), Telemetry(), 100)
    await owner.claim()
    return owner


def sent(
    offset: int, message: Message, position: int, previous: int, on: date = DAY, **more: Any
) -> Record:
    """As a relay of ours sends it; a position is the amount of its receipt in fen."""
    keyed = message.KEYED
    told: dict[str, Any] = {"shard": SHARD, "position": position, "previous": previous}
    envelope = Envelope(
        id=f"m-{position}",
        source="/postloan/x",
        type=message.TYPE,
        business_date=on,
        subject="L-1" if keyed else None,
        key="C-1" if keyed else None,
        **{**told, "hlc": physical(NOW), **more},
    )
    return lying(ours().topics[0], PARTITION, offset, envelope, message)


def paid(offset: int, position: int, previous: int, **more: Any) -> Record:
    message = RepaymentReceived.model_validate(
        {
            "loan_id": "L-1",
            "obligor_id": "C-1",
            "receipt_id": f"R-{position}",
            "amount": Money(position).to_wire(),
            "value_date": str(DAY),
            "booked_on": str(DAY),
            "payer": {"kind": "borrower"},
        }
    )
    return sent(offset, message, position, previous, **more)


def typed(record: Record, ce_type: str) -> Record:
    changed = [(n, ce_type.encode() if n == "ce_type" else v) for n, v in record.headers]
    return record._replace(headers=tuple(changed))


WAYS: dict[str, Callable[[Record], Record]] = {
    "unknown_type": lambda record: typed(record, RENAMED),
    "unknown_version": lambda record: typed(record, "corebank.repayment-received.v9"),
    "not_json": lambda record: record._replace(value=b"\xff no json"),
    "field_missing": lambda record: record._replace(
        value=(record.value or b"").replace(b'"receipt_id"', b'"receipt"')
    ),
}


async def rules(store: MemoryStore) -> list[str]:
    """The rule of each letter, closed ones included."""
    return sorted(each.rule for each in await stored(store) if hasattr(each, "message"))


async def amounts(store: MemoryStore) -> list[int]:
    return [each.amount for each in await stored(store) if isinstance(each, Counted)]


async def stored(store: MemoryStore) -> list[Any]:
    rows = [row for n in range(16) for row in await store.page(n, 0, 1_000)]
    return [events.decode(row.type, row.schema_version, row.payload) for row in rows]


@pytest.mark.parametrize("rule", WAYS)
async def test_what_follows_a_refused_message_of_ours_is_taken(rule: str) -> None:
    store, service = MemoryStore(), ours()
    owner = await owner_of(store, service)
    bad = WAYS[rule](paid(1, 2, 1))
    await owner.take(service.topics[0], [paid(0, 1, 0), bad, paid(2, 3, 2)])
    assert await rules(store) == [rule]
    assert await amounts(store) == [1, 3]
    assert owner.sources == {(service.topics[0], SHARD): 3}


@pytest.mark.parametrize("rule", WAYS)
async def test_sent_again_a_refused_message_of_ours_makes_no_second_letter(rule: str) -> None:
    store, service = MemoryStore(), ours()
    owner = await owner_of(store, service)
    way = WAYS[rule]
    await owner.take(service.topics[0], [way(paid(0, 1, 0)), way(paid(1, 1, 0)), paid(2, 2, 1)])
    later = await owner_of(store, service)  # after a crash, too
    assert later.sources == {(service.topics[0], SHARD): 2}
    await later.take(service.topics[0], [way(paid(3, 1, 0)), paid(4, 2, 1), paid(5, 3, 2)])
    assert await rules(store) == [rule]
    assert await amounts(store) == [2, 3]


async def test_letter_and_position_are_written_together(monkeypatch: pytest.MonkeyPatch) -> None:
    store, service = MemoryStore(), ours()
    owner = await owner_of(store, service)
    batches: list[Any] = []
    write = Owner.write

    async def watched(self: Owner, batch: Any) -> None:
        batches.append(batch)
        await write(self, batch)

    monkeypatch.setattr(Owner, "write", watched)
    await owner.take(service.topics[0], [typed(paid(0, 1, 0), RENAMED)])
    (batch,) = batches
    assert (len(batch.dead_letters), batch.sources) == (1, {(service.topics[0], SHARD): 1})
    assert batch.offset_to == 1


async def test_a_refused_message_after_a_hole_halts_and_is_no_letter_yet() -> None:
    store, service = MemoryStore(), ours()
    owner = await owner_of(store, service)
    behind = typed(paid(2, 4, 3), RENAMED)
    with pytest.raises(MissingPredecessor) as halt:
        await owner.take(
            service.topics[0], [paid(0, 1, 0), WAYS["not_json"](paid(1, 2, 1)), behind]
        )
    assert (halt.value.position, halt.value.previous, halt.value.last) == (4, 3, 2)
    assert owner.next_offsets[service.topics[0]] == 2  # what came before it is written
    assert await rules(store) == ["not_json"]
    owner.stops.waived.add((service.topics[0], SHARD, 4))  # two persons let it go on
    await owner.take(service.topics[0], [behind, paid(3, 5, 4)])
    assert await rules(store) == ["not_json", "unknown_type"]
    assert await amounts(store) == [1, 5]


@pytest.mark.parametrize("ahead_s", [SKEW_LIMIT_S, SKEW_LIMIT_S + 1])
async def test_the_clock_of_a_refused_message_of_ours_is_looked_at(ahead_s: int) -> None:
    """Redriven one day, it is a cause like any other."""
    store, service = MemoryStore(), ours()
    owner = await owner_of(store, service)
    clock = physical(NOW + timedelta(seconds=ahead_s))
    record = typed(paid(0, 1, 0, hlc=clock), RENAMED)
    if ahead_s > SKEW_LIMIT_S:
        with pytest.raises(ClockSkew):
            await owner.take(service.topics[0], [record])
        assert await rules(store) == []
    else:
        await owner.take(service.topics[0], [record])
        assert await rules(store) == ["unknown_type"]


def knows(monkeypatch: pytest.MonkeyPatch, ce_type: str, model: type[Message]) -> None:
    """Newer code is there: it reads this type too."""
    monkeypatch.setitem(catalogue.MODELS, ce_type, model)
    monkeypatch.setitem(catalogue._READ, ce_type, model.__pydantic_validator__.validate_json)


async def redriven(
    owner: Owner, store: MemoryStore, letter: Any, what: str = "dead_letter"
) -> Any:
    """The answer to a redrive of this letter, or of this stream."""
    service = owner.service
    people = {"reason": "newer code is there", "requested_by": "li", "approved_by": "wang"}
    command = REDRIVE.model_validate({**people, what: str(letter)})
    offset = owner.next_offsets[service.commands_topic]
    envelope = Envelope(
        id=f"o-{offset}", source="/test", type=command.TYPE, business_date=DAY, key="C-1"
    )
    order = lying(service.commands_topic, PARTITION, offset, envelope, command)
    await owner.take(service.commands_topic, [order])
    answers = [e for e in await stored(store) if isinstance(e, CommandAccepted | CommandRejected)]
    return next(each for each in answers if each.command_id == envelope.id)


async def test_with_newer_code_the_letter_is_redriven_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, service = MemoryStore(), ours()
    owner = await owner_of(store, service)
    bad = typed(paid(0, 1, 0), RENAMED)
    await owner.take(service.topics[0], [bad, paid(1, 2, 1)])
    (letter,) = store.database.tables.letters
    assert (await redriven(owner, store, letter)).code == "unknown_type"
    knows(monkeypatch, RENAMED, RepaymentReceived)
    service = replace(service, listens=service.listens | {RENAMED})
    owner = await owner_of(store, service)
    await owner.take(service.topics[0], [bad._replace(offset=2)])  # sent again meanwhile
    assert await amounts(store) == [2]
    assert isinstance(await redriven(owner, store, letter), CommandAccepted)
    assert await amounts(store) == [2, 1]
    assert store.database.tables.closed == {letter}
    assert owner.sources == {(service.topics[0], SHARD): 2}


async def test_what_nobody_can_read_the_envelope_of_is_a_letter_and_the_next_one_halts() -> None:
    store, service = MemoryStore(), ours()
    owner = await owner_of(store, service)
    nameless = paid(0, 1, 0)._replace(headers=())
    with pytest.raises(MissingPredecessor):
        await owner.take(service.topics[0], [nameless, paid(1, 2, 1)])
    assert await rules(store) == ["attribute_missing"]
    assert owner.sources == {}


async def test_a_refused_tick_of_ours_counts_as_taken_and_the_next_one_closes_its_day() -> None:
    store, service = MemoryStore(), ours()
    owner = await owner_of(store, service)
    days = [BusinessDayClosed(business_date=DAY + timedelta(days=n)) for n in range(2)]
    broken = sent(0, days[0], 1, 0)._replace(value=b"{}")
    again = broken._replace(offset=1)
    good = sent(2, days[1], 2, 1, on=days[1].business_date)
    await owner.take(service.topics[0], [broken, again, good])
    assert await rules(store) == ["field_missing"]
    assert {owner.shards[n].closed_on for n in owner.owned} == {days[1].business_date}
    assert owner.sources == {(service.topics[0], SHARD): 2}


async def test_a_refused_tick_is_not_answered_as_redriven_while_its_day_is_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, service = MemoryStore(), ours()
    owner = await owner_of(store, service)
    newer = "corebank.business-day-closed.v2"
    days = [BusinessDayClosed(business_date=DAY + timedelta(days=n)) for n in range(2)]
    await owner.take(service.topics[0], [typed(sent(0, days[0], 1, 0), newer)])
    (letter,) = store.database.tables.letters
    knows(monkeypatch, newer, BusinessDayClosed)
    monkeypatch.setattr(incoming, "TICKS", (BusinessDayClosed.TYPE, newer))
    assert (await redriven(owner, store, letter)).code == "day_open"
    assert store.database.tables.closed == set()
    later = sent(1, days[1], 2, 1, on=days[1].business_date)
    await owner.take(service.topics[0], [later])
    assert isinstance(await redriven(owner, store, letter), CommandAccepted)
    assert store.database.tables.closed == {letter}


@pytest.mark.parametrize(
    ("shard", "rule"), [(PARTITION + 1, "wrong_partition"), (4711, "attribute_format")]
)
async def test_a_number_of_another_partitions_shard_is_not_noted(shard: int, rule: str) -> None:
    store, service = MemoryStore(), ours()
    owner = await owner_of(store, service)
    stray = paid(0, 9, 8, shard=shard)._replace(key=b"C-1", value=b"\xff")
    await owner.take(service.topics[0], [stray, paid(1, 1, 0)])
    assert await rules(store) == [rule]
    assert owner.sources == {(service.topics[0], SHARD): 1}


async def test_what_others_write_is_kept_as_before_whatever_numbers_it_carries() -> None:
    """Core banking's topic and officers' commands: numbers there are nobody's."""
    store, service = MemoryStore(), toy("")
    owner = await owner_of(store, service)
    topic = service.topics[0]
    bad = typed(paid(0, 1, 0), RENAMED)
    await owner.take(topic, [bad, bad._replace(offset=1), typed(paid(2, 9, 8), RENAMED)])
    assert await rules(store) == ["unknown_type"] * 3
    asked = service.commands_topic
    bad = bad._replace(topic=asked)
    behind = paid(2, 9, 8)._replace(topic=asked)
    await owner.take(asked, [bad, bad._replace(offset=1), behind])
    assert await rules(store) == ["unknown_type"] * 5 + ["wrong_topic"]
    assert owner.sources == {}
