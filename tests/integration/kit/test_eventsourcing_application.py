"""The `eventsourcing` package, unchanged, rebuilds loans from our rows and agrees with our fold."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import asyncpg
import pytest
from eventsourcing.application import AggregateNotFoundError
from eventsourcing.persistence import PersistenceError, StoredEvent

from services.kit import events
from services.kit.migrations import migrate
from services.kit.row import EventRow, stored_event
from services.kit.sharding import SHARDS
from services.kit.store import PostgresStore
from services.monitoring.domain.facts import LoanOpened, ReceiptReversed
from services.monitoring.domain.loan import decider
from tests.integration.kit.rebuilt_loan import FIRST_SCHEMA, Loans, RebuiltLoan
from tests.integration.kit.written_bank import WrittenBank, write_demo_book
from tests.servers import Databases, TestPostgres

OBLIGORS = 60


class Written(NamedTuple):
    """A database with loans in it: what the rules say of them, and every stored row."""

    bank: WrittenBank
    rows: list[EventRow]
    dsn: str


@pytest.fixture(scope="module")
async def written(postgres: TestPostgres) -> AsyncIterator[Written]:
    databases = Databases(postgres)
    owner_dsn, dsn = databases.fresh("monitoring")
    await migrate(owner_dsn)
    store = PostgresStore(lambda _: dsn)
    bank = await write_demo_book(store, OBLIGORS)
    rows = await store.pages(dict.fromkeys(range(SHARDS), 0), 100_000)
    await store.close()
    yield Written(bank, rows, dsn)
    databases.drop_all()


@contextmanager
def application(shard: int, dsn: str) -> Iterator[Loans]:
    loans = Loans(shard, dsn)
    try:
        yield loans
    finally:
        loans.close()


def fold(rows: list[EventRow]) -> object:
    """Our own rebuilding, from the same rows."""
    return decider.fold(events.decode(r.type, r.schema_version, r.payload) for r in rows)


def busiest_shard(written: Written) -> int:
    return Counter(row.shard for row in written.rows).most_common(1)[0][0]


async def test_every_loan_rebuilt_by_the_package_is_the_loan_of_our_fold(
    written: Written,
) -> None:
    compared = 0
    for shard in sorted({row.shard for row in written.rows}):
        with application(shard, written.dsn) as loans:
            for stream in sorted({row.stream for row in written.rows if row.shard == shard}):
                past = [row for row in written.rows if row.stream == stream]
                rebuilt: RebuiltLoan = loans.repository.get(stream)
                assert rebuilt.id == stream
                assert rebuilt.version == len(past)
                assert rebuilt.state == fold(past) == written.bank.states[stream]
                compared += 1
    assert compared == len(written.bank.states) >= OBLIGORS
    kinds = {row.type for row in written.rows}
    assert {LoanOpened.NAME, ReceiptReversed.NAME} <= kinds, "the book is too plain to prove it"


async def test_every_historic_version_is_the_fold_of_that_many_events(written: Written) -> None:
    stream, _ = Counter(row.stream for row in written.rows).most_common(1)[0]
    past = [row for row in written.rows if row.stream == stream]
    assert len(past) > 20
    with application(past[0].shard, written.dsn) as loans:
        for version in range(1, len(past) + 1):
            rebuilt: RebuiltLoan = loans.repository.get(stream, version=version)
            assert rebuilt.version == version
            assert rebuilt.state == fold(past[:version])


async def test_notifications_are_the_rows_in_position_order_without_a_hole(
    written: Written,
) -> None:
    shard = busiest_shard(written)
    rows = [row for row in written.rows if row.shard == shard]
    with application(shard, written.dsn) as loans:
        recorder = loans.recorder
        assert recorder.max_notification_id() == len(rows) == rows[-1].position
        read: list[EventRow] = []
        start = 1
        while page := recorder.select_notifications(start=start, limit=100):
            for notification, row in zip(page, rows[start - 1 :], strict=False):
                assert notification.id == row.position
                assert StoredEvent(
                    notification.originator_id,
                    notification.originator_version,
                    notification.topic,
                    notification.state,
                ) == stored_event(row)
                read.append(row)
            start = page[-1].id + 1
        assert read == rows
        opened = recorder.select_notifications(start=1, limit=10_000, topics=[LoanOpened.NAME])
        assert [each.id for each in opened] == [
            row.position for row in rows if row.type == LoanOpened.NAME
        ]
        section = loans.notification_log["1,10"]
        assert [item.id for item in section.items] == list(range(1, 11))


async def test_a_stream_of_another_shard_or_of_none_is_not_found(written: Written) -> None:
    elsewhere = next(row.stream for row in written.rows if row.shard != busiest_shard(written))
    with application(busiest_shard(written), written.dsn) as loans:
        for stream in (elsewhere, "loan-never"):
            with pytest.raises(AggregateNotFoundError):
                loans.repository.get(stream)


async def test_the_package_can_not_write(written: Written) -> None:
    shard = busiest_shard(written)
    stream = next(row.stream for row in written.rows if row.shard == shard)
    event = StoredEvent(stream, 9_999, LoanOpened.NAME, b"{}")
    with application(shard, written.dsn) as loans:
        before = loans.recorder.max_notification_id()
        with pytest.raises(PersistenceError):
            loans.recorder.insert_events([event])
        assert loans.recorder.max_notification_id() == before
    db = await asyncpg.connect(written.dsn)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await db.execute(
                f"insert into store.stored_events_{shard} values ($1, 9999, 'x', $2, 9999)",
                stream,
                b"{}",
            )
    finally:
        await db.close()


async def test_the_views_show_the_packages_columns_and_each_its_own_shard(
    written: Written,
) -> None:
    db = await asyncpg.connect(written.dsn)
    try:
        for shard in range(SHARDS):
            rows = await db.fetch(
                f"select * from store.stored_events_{shard} order by notification_id"
            )
            ours = [row for row in written.rows if row.shard == shard]
            assert [tuple(row.items()) for row in rows] == [
                (
                    ("originator_id", row.stream),
                    ("originator_version", row.version),
                    ("topic", row.type),
                    ("state", row.payload),
                    ("notification_id", row.position),
                )
                for row in ours
            ]
    finally:
        await db.close()


def test_the_views_hold_no_schema_version_yet_and_need_none() -> None:
    """The day an event gets a second schema, the views must tell it to the package's mapper."""
    assert {event.VERSION for event in decider.events} == {FIRST_SCHEMA}
