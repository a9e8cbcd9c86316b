"""The demo book's journal in PostgreSQL: the read side's answers are the oracle's."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.json import decode

from services.audit.api import make_app
from services.audit.knowledge import EVERYTHING, Knowledge
from services.audit.library import Library, NoBook, UnknownLoan
from services.audit.process import MIGRATIONS
from services.audit.registry import REGISTRY
from services.audit.store import JournalStore
from services.kit.migrations import migrate
from tests.integration.audit.arrivals import PARTITIONS, arrive, reader, take
from tests.servers import Databases, TestPostgres
from tests.unit.audit.demo_journal import demo_journal
from tests.unit.audit.writer import Writer, edited

pytestmark = pytest.mark.servers
TRUTH = json.loads((Path(__file__).parents[2] / "data" / "truth-101.json").read_text("utf-8"))
LAST_DAY = date(2025, 12, 31)


@pytest.fixture(scope="module")
def shelves(postgres: TestPostgres) -> Iterator[Databases]:
    made = Databases(postgres)
    yield made
    made.drop_all()


@pytest.fixture(scope="module")
async def journal(shelves: Databases) -> AsyncIterator[JournalStore]:
    """The whole demo book has arrived."""
    addresses = shelves.fresh_addresses("audit")
    await migrate(addresses.owner, MIGRATIONS)
    REGISTRY.register_events()
    store = JournalStore(addresses.service)
    writers = demo_journal()
    made = await reader(store)
    records = [writer.records() for writer in writers]
    for each in records:
        await take(made, each)
    assert not made.halted
    yield store
    await store.close()


@pytest.fixture
def library(journal: JournalStore) -> Library:
    return Library(journal, REGISTRY, PARTITIONS)


async def _answer(library: Library, row: dict[str, Any]) -> dict[str, Any] | None:
    try:
        shown = decode(
            await library.loan(
                row["loan_id"],
                date.fromisoformat(row["as_of"]),
                Knowledge(date.fromisoformat(row["known_on"])),
            )
        )
    except UnknownLoan:
        return None
    monitoring = shown["monitoring"]
    if monitoring is None:
        return None
    expected = row["expect"] or {}
    return {
        name: monitoring[name]["amount"]
        if isinstance(monitoring[name], dict)
        else monitoring[name]
        for name in expected
    }


async def test_answers_read_from_the_database_are_the_oracle_s(library: Library) -> None:
    rows = TRUTH["rows"][::4]
    wrong = [row for row in rows if await _answer(library, row) != row["expect"]]
    assert not wrong, wrong[:2]


async def test_the_book_is_the_oracle_s(library: Library) -> None:
    shown = await library.book(None, date(2024, 12, 31))
    assert shown["as_of"] == TRUTH["book"]["as_of"] == LAST_DAY.isoformat()
    assert shown["loans"] == TRUTH["book"]["loans"]
    by_stage = {row["stage"]: row["loans"] for row in shown["stages"]}
    assert by_stage == TRUTH["book"]["by_stage"]
    assert sum(row["loans"] for row in shown["classes"]) == shown["loans"]
    assert sum(move["loans"] for move in shown["migration"]["moves"]) == shown["loans"]


async def test_the_day_asked_about_is_the_last_closed_one_within_the_knowledge(
    library: Library,
) -> None:
    loan = TRUTH["rows"][0]["loan_id"]
    assert decode(await library.loan(loan, None))["as_of"] == LAST_DAY.isoformat()
    known = Knowledge(date(2024, 6, 30))
    assert decode(await library.loan(loan, None, known))["as_of"] == "2024-06-30"
    [closed] = [
        row
        for row in demo_journal()[0].rows
        if row.stream == "day-0" and row.effective_on == date(2024, 6, 30)
    ]
    around = [closed.recorded_at - timedelta(seconds=1), closed.recorded_at + timedelta(seconds=1)]
    days = [
        decode(await library.loan(loan, None, Knowledge(known_at=at)))["as_of"] for at in around
    ]
    assert days == sorted(days)


async def test_every_document_s_history_is_verified(library: Library) -> None:
    for row in TRUTH["rows"][:20]:
        shown = decode(await library.loan(row["loan_id"], LAST_DAY))
        assert shown["history"]["verified"] is True


async def test_the_history_is_in_causal_order_and_complete(library: Library) -> None:
    loan = TRUTH["rows"][0]["loan_id"]
    told = decode(await library.history(loan, None))
    expected = {
        str(row.event_id): row
        for writer in demo_journal()
        for row in writer.rows
        if row.loan_id == loan
    }
    assert {event["event_id"] for event in told["events"]} == expected.keys()
    places = {event["event_id"]: place for place, event in enumerate(told["events"])}
    for event in told["events"]:
        assert places.get(event["cause"]["id"], -1) < places[event["event_id"]]
    clocks = [expected[event["event_id"]].hlc for event in told["events"]]
    assert clocks == sorted(clocks)
    assert sorted(event["loan_position"] for event in told["events"]) == [
        *range(1, len(expected) + 1)
    ]
    shown = decode(await library.loan(loan, LAST_DAY))
    assert shown["history"]["events"] == len(expected)


async def test_an_unknown_loan_and_an_early_knowledge_are_told_apart(library: Library) -> None:
    with pytest.raises(UnknownLoan, match="no loan L-0"):
        await library.loan("L-0", None)
    loan = TRUTH["rows"][0]["loan_id"]
    with pytest.raises(UnknownLoan, match="was not known on 2020-01-01"):
        await library.loan(loan, None, Knowledge(date(2020, 1, 1)))
    with pytest.raises(UnknownLoan, match="was not known on 2020-01-01"):
        await library.history(loan, None, Knowledge(date(2020, 1, 1)))


async def test_the_api_answers_from_the_journal(library: Library) -> None:
    async def ready() -> dict[str, Any] | None:
        return {}

    transport = httpx.ASGITransport(make_app(library, "token", ready))
    headers = {"Authorization": "Bearer token"}
    late = next(
        row
        for row in demo_journal()[0].rows
        if row.type == "monitoring.ReceiptTaken" and (row.known_on - row.effective_on).days > 3
    )
    path = f"/loans/{late.loan_id}"
    async with httpx.AsyncClient(
        transport=transport, base_url="http://audit", headers=headers
    ) as client:
        loan = await client.get(path, params={"as_of": "2024-12-31", "known_on": "2024-12-31"})
        assert loan.status_code == 200
        assert loan.json()["as_of"] == "2024-12-31"
        history = await client.get(f"{path}/history", params={"known_on": "2024-12-31"})
        assert len(history.json()["events"]) == loan.json()["history"]["events"]
        day_before = date.fromordinal(late.known_on.toordinal() - 1)
        difference = await client.get(
            f"{path}/difference",
            params={
                "known_on": day_before.isoformat(),
                "against": late.known_on.isoformat(),
                "as_of": late.effective_on.isoformat(),
            },
        )
        named = {event["event_id"] for event in difference.json()["events"]}
        assert str(late.event_id) in named
        assert (await client.get("/book")).json()["loans"] == 400
        instant = datetime.fromisoformat("2024-01-02T00:00:00+00:00").isoformat()
        missing = await client.get("/loans/L-0", params={"known_at": instant})
        assert missing.status_code == 404


async def test_an_empty_journal_has_no_book_and_no_loan(store: JournalStore) -> None:
    library = Library(store, REGISTRY, PARTITIONS)
    with pytest.raises(NoBook):
        await library.book(None, None)
    assert (await library.book(LAST_DAY, None))["loans"] == 0
    with pytest.raises(UnknownLoan):
        await library.history("L-1", None, EVERYTHING)


async def test_a_finding_takes_the_verified_mark_from_its_loan(store: JournalStore) -> None:
    monitoring, _ = demo_journal()
    rows = [row for row in monitoring.rows if row.shard == 3][:400]
    counts = Counter(row.loan_id for row in rows if row.loan_id)
    (broken, _), *others = counts.most_common()
    last = next(n for n in reversed(range(len(rows))) if rows[n].loan_id == broken)
    forged = [*rows[:last], edited(rows[last], actor="somebody")]
    kept = {row.loan_id for row in rows[:last]}
    made = await arrive(store, Writer("monitoring", rows=forged))
    assert made.halted
    library = Library(store, REGISTRY, PARTITIONS)
    whole = next(loan for loan, _ in others if loan in kept)
    assert decode(await library.loan(broken, LAST_DAY))["history"]["verified"] is False
    assert decode(await library.loan(whole, LAST_DAY))["history"]["verified"] is True
