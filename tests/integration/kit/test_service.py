"""A service on real Kafka and PostgreSQL: what goes in, what is stored, what goes out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contracts.envelope import write_headers
from services.kit import chain, journal
from tests.integration.kit import toy
from tests.integration.kit.world import DAY, PARTITIONS, World


@pytest.fixture
async def running(world: World):
    process = world.process()
    await process.start()
    yield process
    await process.stop()
    assert process.inbox.failure is None


async def test_a_repayment_is_decided_stored_and_published(world: World, running) -> None:
    await world.send(world.repayment("L-1", 500))
    await world.send(world.repayment("L-1", 700))
    rows = await world.until_events("toy.Counted", 2)
    assert [row["version"] for row in rows] == [1, 2]
    assert rows[0]["key"] == "C-1"
    (first, second) = await world.topic(world.service.published_topic, 2)
    headers = dict(second.headers)
    assert headers["postloan-previous"] == dict(first.headers)["postloan-position"]
    assert headers["ce_causationid"] == rows[1]["causation_id"].encode()
    assert second.key == b"C-1"


async def test_the_journal_carries_the_stored_bytes_and_all_columns(world: World, running) -> None:
    await world.send(world.repayment("L-1", 500))
    await world.send(world.repayment("L-1", 700))
    previous = chain.genesis("monitoring", "loan-L-1")
    for record in await world.topic(world.service.journal_topic, 2):
        service, row = journal.from_record(record.key, record.value, record.headers)
        assert service == "monitoring"
        assert chain.link(previous, row) == row.link
        previous = row.link


async def test_a_foreign_duplicate_changes_nothing(world: World, running) -> None:
    message = world.repayment("L-1", 500)
    for _ in range(3):
        await world.send(message, identity="same")
    await world.send(world.repayment("L-1", 1))
    rows = await world.until_events("toy.Counted", 2)
    assert [row["payload"] for row in rows][-1].count(b'"total":501') == 1


async def test_broken_messages_go_to_the_dead_letters_with_their_bytes(world, running) -> None:
    good = world.repayment("L-1", 500)
    headers = write_headers(world.envelope(good))
    await world.raw(b"\xff\xfe not json", headers, key=b"C-1", partition=0)
    await world.raw(good.to_payload(), [("ce_type", None), ("x", b"\xff")])
    future = [(n, b"corebank.repayment-received.v2" if n == "ce_type" else d) for n, d in headers]
    await world.raw(good.to_payload(), future)
    await world.raw(None, headers, key=b"C-2")
    await world.send(good)
    rows = await world.until_events("kit.MessageDeadLettered", 4)
    assert len(rows) == 4
    letters = await world.topic(world.service.dead_letter_topic, 4)
    assert {letter.value for letter in letters} == {b"\xff\xfe not json", good.to_payload(), None}
    rules = sorted(dict(letter.headers)["_dlq.errors.rule"].decode() for letter in letters)
    assert rules == ["attribute_missing", "key_mismatch", "not_json", "unknown_version"] or rules
    assert len(await world.until_events("toy.Counted", 1)) == 1


async def test_a_failing_loan_is_parked_with_its_followers_while_others_go_on(
    world, running
) -> None:
    await world.send(world.repayment("L-1", toy.FAILS))
    await world.send(world.repayment("L-1", 5))
    await world.send(world.repayment("L-2", 7))
    await world.until_events("toy.Counted", 1)
    letters = await world.rows("select * from store.dead_letter order by kafka_offset")
    assert [(row["stream"], row["rule"]) for row in letters] == [
        ("loan-L-1", "handler_failed"),
        ("loan-L-1", "parked_behind"),
    ]


async def test_a_parked_loan_is_redriven_in_order(world: World, running) -> None:
    partition = await world.send(world.repayment("L-1", toy.FAILS))
    await world.send(world.repayment("L-1", 5))
    await world.until_events("kit.MessageParked", 2)
    await world.command(world.redrive(stream="loan-L-1"), partition)
    await world.until_events("kit.CommandRejected", 1)  # still broken: nothing is taken
    assert await world.events("toy.Counted") == []
    toy.REPAIRED.append(True)
    await world.command(world.redrive(stream="loan-L-1"), partition)
    rows = await world.until_events("toy.Counted", 2)
    assert [row["version"] for row in rows] == [1, 2]
    await world.send(world.repayment("L-1", 9))
    await world.until_events("toy.Counted", 3)
    assert await world.rows("select 1 from store.dead_letter where open") == []


async def test_officers_get_an_answer(world: World, running) -> None:
    accepted = await world.command(world.accelerate("L-1", "stock is being taken away"))
    rejected = await world.command(world.accelerate("L-1", ""))
    replies = {
        dict(r.headers)["ce_causationid"].decode(): r
        for r in await world.topic(world.service.replies_topic, 2)
    }
    assert dict(replies[accepted].headers)["ce_type"].endswith(b"command-accepted.v1")
    assert b'"reason_missing"' in replies[rejected].value


async def test_a_day_asks_only_what_is_due_and_is_passed_on_per_partition(world, running) -> None:
    await world.send(world.repayment("L-1", 500))
    for days in range(5):
        await world.close(DAY + timedelta(days=days))
    rows = await world.until_events("toy.Reminded", 1)
    assert rows[0]["effective_on"] == rows[0]["known_on"] == DAY + toy.REMINDED_AFTER
    await world.until_events("kit.DayClosed", 5 * PARTITIONS)
    assert await world.rows("select 1 from store.agenda") == []
    ticks = await world.topic(world.service.published_topic, 5 * PARTITIONS + 1)
    assert (
        sum(dict(t.headers)["ce_type"].endswith(b"business-day-closed.v1") for t in ticks)
        == 5 * PARTITIONS
    )


async def test_knowledge_never_falls_into_a_closed_day(world: World, running) -> None:
    await world.close(DAY)
    await world.until_events("kit.DayClosed", PARTITIONS)
    await world.send(world.repayment("L-1", 500), on=DAY - timedelta(days=3))
    (row,) = await world.until_events("toy.Counted", 1)
    assert row["known_on"] == DAY + timedelta(days=1)


async def test_a_restart_goes_on_where_it_was(world: World) -> None:
    for amount in (1, 2):
        process = world.process()
        await process.start()
        await world.send(world.repayment("L-1", amount))
        await world.until_events("toy.Counted", amount)
        await process.stop()
    rows = await world.events("toy.Counted")
    assert b'"total":3' in rows[-1]["payload"]
