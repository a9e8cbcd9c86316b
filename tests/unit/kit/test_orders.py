"""Orders to the kit in memory: a letter is discarded, an unknown member is noted, four eyes see."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import uuid4

import msgspec
import pytest

from contracts.catalogue import MODELS
from contracts.commands import kit_commands
from contracts.corebank import RepaymentReceived
from contracts.envelope import Envelope, write_headers
from contracts.json_schema import examples_of
from contracts.message import unknown_members
from contracts.values import Money
from services.kit import events, items
from services.kit.domain import same_person
from services.kit.kit_events import KIT_EVENTS, CommandRejected
from services.kit.memory_store import MemoryStore
from services.kit.owner import Owner
from services.kit.sharding import partition_of, shard_of
from services.kit.telemetry import Telemetry
from services.kit.testing import FixedClock
from tests.integration.kit.toy import DECIDER, FAILS, toy

NOW = datetime(2024, 3, 20, 2, tzinfo=UTC)
DAY = date(2024, 3, 20)
REDRIVE, DISCARD, _ = kit_commands("monitoring")
PARTITION, SHARD = partition_of(shard_of("C-1"), 4), shard_of("C-1")
events.register([*KIT_EVENTS, *DECIDER.events])


class Record(NamedTuple):
    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]


class Desk:
    """One partition's owner, fed record by record."""

    def __init__(self, store: MemoryStore) -> None:
        self.service = toy("")
        self.store = store
        self.owner = Owner(self.service, store, PARTITION, 4, FixedClock(NOW), Telemetry(), 100)

    def record(self, topic: str, offset: int, message: Any) -> Record:
        """The message as it lies on the topic."""
        envelope = Envelope(
            id=f"m-{offset}",
            source="/test",
            type=message.TYPE,
            business_date=DAY,
            time="2024-03-20T09:00:00+08:00",
            subject=getattr(message, "loan_id", None),
            key="C-1",
        )
        headers = tuple(write_headers(envelope))
        return Record(topic, PARTITION, offset, 0, b"C-1", message.to_payload(), headers)

    async def take(self, topic: str, message: Any, value: bytes | None = None) -> None:
        envelope = Envelope(
            id=str(uuid4()),
            source="/test",
            type=message.TYPE,
            business_date=DAY,
            time="2024-03-20T09:00:00+08:00",
            subject=getattr(message, "loan_id", None),
            key="C-1",
        )
        payload = message.to_payload() if value is None else value
        offset = self.owner.next_offsets[topic]
        headers = tuple(write_headers(envelope))
        record = Record(topic, PARTITION, offset, 0, b"C-1", payload, headers)
        await self.owner.take(topic, [record])

    async def fact(self, amount: int = 500, payer: str = "borrower", **more: Any) -> None:
        message = RepaymentReceived.model_validate(
            {
                "loan_id": "L-1",
                "obligor_id": "C-1",
                "receipt_id": f"R-{uuid4()}",
                "amount": Money(amount).to_wire(),
                "value_date": "2024-03-20",
                "booked_on": "2024-03-20",
                "payer": {"kind": payer},
            }
        )
        await self.take(self.service.topics[0], message, **more)

    async def order(self, model: type[Any], **fields: str) -> Any:
        people = {"reason": "sent again", "requested_by": "li", "approved_by": "wang"}
        await self.take(self.service.commands_topic, model.model_validate(people | fields))
        return (await self.stored())[-1]

    async def stored(self, kind: type[Any] | None = None) -> list[Any]:
        rows = await self.store.page(SHARD, 0, 1_000)
        rows += await self.store.page(self.owner.owned[0], 0, 1_000)
        found = [events.decode(row.type, row.schema_version, row.payload) for row in rows]
        return [each for each in found if kind is None or isinstance(each, kind)]

    async def letters(self) -> list[str]:
        tables = self.store.database.tables
        return [str(each) for each in tables.letters if each not in tables.closed]


@pytest.fixture
async def desk() -> Desk:
    made = Desk(MemoryStore())
    await made.owner.claim()
    return made


def names(found: list[Any]) -> list[str]:
    return [type(each).__name__ for each in found]


async def test_a_dead_letter_is_closed_untaken_and_its_bytes_stay(desk: Desk) -> None:
    await desk.fact(value=b"not json")
    (letter,) = await desk.letters()
    reply = await desk.order(DISCARD, dead_letter=letter)
    assert names([reply]) == ["CommandAccepted"]
    assert await desk.letters() == []
    stored = {type(each).__name__: each for each in await desk.stored()}
    discarded = stored["MessageDiscarded"]
    assert (str(discarded.letter), discarded.rule) == (letter, "not_json")
    assert (discarded.reason, discarded.requested_by, discarded.approved_by) == (
        *("sent again", "li"),
        "wang",
    )
    assert stored["MessageDeadLettered"].message.value_bytes() == b"not json"
    assert (await desk.order(DISCARD, dead_letter=letter)).code == "nothing_open"


async def test_discarding_the_message_that_failed_lets_its_followers_be_taken(desk: Desk) -> None:
    await desk.fact(FAILS)
    await desk.fact(5)
    first, _ = await desk.letters()
    await desk.order(DISCARD, dead_letter=first)
    assert desk.owner.held == {"loan-L-1": 1}
    await desk.order(REDRIVE, stream="loan-L-1")
    assert desk.owner.held == {}
    await desk.fact(7)
    assert [each.total for each in await desk.stored() if hasattr(each, "total")][-1] == 12


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"approved_by": "LI"}, "same_person"),
        ({"approved_by": "ｌｉ"}, "same_person"),
        ({"reason": " "}, "reason_missing"),
        ({"dead_letter": "x"}, "dead_letter_id"),
        ({"dead_letter": "6a2f41a3-c54c-4fe8-a1dc-6a5a5a2f8b9a"}, "nothing_open"),
    ],
)
async def test_a_discard_is_refused(desk: Desk, fields: dict[str, str], code: str) -> None:
    await desk.fact(value=b"not json")
    (letter,) = await desk.letters()
    reply = await desk.order(DISCARD, **({"dead_letter": letter} | fields))
    assert reply.code == code
    assert await desk.letters() == [letter]


async def test_a_redrive_needs_two_persons_however_they_are_spelt(desk: Desk) -> None:
    reply = await desk.order(REDRIVE, stream="loan-L-1", approved_by="Li")
    assert reply.code == "same_person"


@pytest.mark.parametrize(
    ("one", "other"), [("a", "A"), ("a", " a "), ("a b", "A  B"), ("Ａ", "a")]
)
def test_case_width_and_white_space_tell_nobody_apart(one: str, other: str) -> None:
    assert same_person(one, other)
    assert not same_person(one, other + "2")


async def test_a_member_of_an_open_list_that_is_not_known_is_noted_once_and_the_message_taken(
    desk: Desk,
) -> None:
    await desk.fact(5)
    await desk.fact(5, payer="insurer")
    stored = await desk.stored()
    (noted,) = [each for each in stored if type(each).__name__ == "UnknownMemberNoted"]
    assert noted.loan_id == "L-1"
    assert noted.message_type == RepaymentReceived.TYPE
    assert [(each.field, each.value) for each in noted.members] == [("payer.kind", "insurer")]
    assert names(stored).count("Counted") == 2


async def test_it_is_noted_when_a_parked_message_is_taken_and_not_before(desk: Desk) -> None:
    await desk.fact(FAILS)
    await desk.fact(5, payer="insurer")
    assert "UnknownMemberNoted" not in names(await desk.stored())
    first, _ = await desk.letters()
    await desk.order(DISCARD, dead_letter=first)
    await desk.order(REDRIVE, stream="loan-L-1")
    assert names(await desk.stored()).count("UnknownMemberNoted") == 1


def test_the_kit_finds_the_same_unknown_members_as_the_contract() -> None:
    looked_at = 0
    for name, model in MODELS.items():
        for path in examples_of(name):
            data = msgspec.json.decode(path.read_bytes())
            for each in items.open_lists(model):
                outer, _, inner = each.field.rpartition(".")
                (data[outer] if outer else data)[inner] = "never heard of"
                looked_at += 1
            message = model.model_validate_json(msgspec.json.encode(data))
            found = [(each.field, each.value) for each in items.unknown(message)]
            assert found == list(unknown_members(message))
            assert len(found) == len(items.open_lists(model))
    assert looked_at > 5


async def test_an_order_is_obeyed_although_the_process_died_just_before_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came before it in the same batch is written first; the order must not count as taken."""
    people = {"reason": "sent again", "requested_by": "li", "approved_by": "wang"}
    topic = desk.service.commands_topic
    orders = [REDRIVE.model_validate(people | {"stream": f"loan-L-{n}"}) for n in (1, 2)]
    records = [desk.record(topic, n, order) for n, order in enumerate(orders)]
    write, writes = Owner.write, 0

    async def dies(self: Owner, batch: Any) -> None:
        nonlocal writes
        writes += 1
        await write(self, batch)
        if writes == 1:
            raise InterruptedError("killed")

    monkeypatch.setattr(Owner, "write", dies)
    with pytest.raises(InterruptedError):
        await desk.owner.take(topic, records)
    desk.owner = Owner(desk.service, desk.store, PARTITION, 4, FixedClock(NOW), Telemetry(), 100)
    await desk.owner.claim()
    await desk.owner.take(topic, records)
    assert [reply.command_id for reply in await desk.stored(CommandRejected)] == ["m-0", "m-1"]
