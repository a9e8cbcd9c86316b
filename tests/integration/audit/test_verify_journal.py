"""Verification of the journal itself, of causes across services, of one loan."""

from __future__ import annotations

import msgspec
import pytest

from services.audit.store import JournalStore
from services.audit.verify import verify
from services.audit.watch import verify_once
from services.kit.clock import FixedClock
from tests.integration.audit.arrivals import reader, stand, take
from tests.integration.audit.conftest import Places, Tamper
from tests.integration.audit.reports import insertion, places_of, the_one, verified
from tests.unit.audit.counting import opened
from tests.unit.audit.writer import START, Writer, edited

pytestmark = pytest.mark.servers


async def test_a_journal_that_was_edited_is_named(calm: Places, tamper: Tamper) -> None:
    await tamper(calm.audit.owner)(
        "update audit.entry set actor = 'somebody' where service = 'monitoring' and shard = 3 "
        "and position = 5"
    )
    report = await verified(calm)
    assert places_of(report) == {("journal", "link_broken", 5), ("store", "row_differs", 5)}
    assert the_one(report, "row_differs", "store").detail == "journal and store differ in actor"


async def test_a_journal_row_deleted_in_the_middle_is_named(calm: Places, tamper: Tamper) -> None:
    await tamper(calm.audit.owner)(
        "delete from audit.entry where service = 'monitoring' and shard = 3 and position = 5"
    )
    rules = places_of(await verified(calm))
    assert ("journal", "missing_in_journal", 5) in rules
    assert ("journal", "cause_missing", 5) in rules, "classification's event names it as cause"


async def test_a_journal_tail_that_was_deleted_is_named(
    calm: Places, tamper: Tamper, writers: tuple[Writer, Writer]
) -> None:
    last = writers[0].shards[4].position
    await tamper(calm.audit.owner)(
        f"delete from audit.entry where service = 'monitoring' and shard = 4 and position = {last}"
    )
    rules = places_of(await verified(calm))
    assert ("journal", "missing_in_journal", last) in rules
    assert ("journal", "shard_differs", last) in rules


async def test_an_edit_of_both_sides_breaks_both_chains(calm: Places, tamper: Tamper) -> None:
    edit = "set payload = '{}' where shard = 3 and position = 5"
    await tamper(calm.monitoring.owner)(f"update store.event {edit}")
    await tamper(calm.audit.owner)(f"update audit.entry {edit} and service = 'monitoring'")
    assert places_of(await verified(calm)) == {
        ("journal", "link_broken", 5),
        ("store", "link_broken", 5),
    }


async def test_a_rewrite_of_both_sides_contradicts_the_other_service(
    calm: Places, tamper: Tamper, writers: tuple[Writer, Writer]
) -> None:
    """Monitoring's chain is recomputed everywhere; classification still holds the old link."""
    monitoring = writers[0]
    fork = Writer("monitoring")
    for row in monitoring.rows:
        fork.keep(edited(row, payload=b"{}") if row.position == 5 and row.shard == 3 else row)
    changed = [row for row in fork.rows if row not in monitoring.rows]
    for dsn, table, more in (
        (calm.monitoring.owner, "store.event", ""),
        (calm.audit.owner, "audit.entry", " and service = 'monitoring'"),
    ):
        await tamper(dsn)(
            *(
                f"update {table} set payload = '\\x{row.payload.hex()}', "
                f"link = '\\x{row.link.hex()}' "
                f"where shard = {row.shard} and position = {row.position}{more}"
                for row in changed
            )
        )
    head = fork.streams["loan-L-1"].link.hex()
    await tamper(calm.monitoring.owner)(
        f"update store.stream set head = '\\x{head}' where stream = 'loan-L-1'"
    )
    await tamper(calm.audit.owner)(
        f"update audit.stream set head = '\\x{head}' where stream = 'loan-L-1'"
    )
    report = await verified(calm)
    assert {(found.service, found.rule) for found in report.findings} == {
        ("classification", "cause_differs")
    }
    assert len(report.findings) == len(changed)


async def test_events_not_yet_arrived_are_pending_and_no_finding(
    places: Places, store: JournalStore, writers: tuple[Writer, Writer]
) -> None:
    monitoring, classification = writers
    await stand(places.monitoring.owner, monitoring)
    await stand(places.classification.owner, classification)
    made = await reader(store)
    records = [*monitoring.records(), *classification.records()]
    await take(made, [r for r in records if r.partition != 3 or "classification" in r.topic])
    report = await verified(places)
    assert report.ok, report.findings
    assert report.pending == sum(row.shard == 3 for row in monitoring.rows)


async def test_what_was_found_on_arrival_is_part_of_the_report(
    places: Places, store: JournalStore, writers: tuple[Writer, Writer]
) -> None:
    monitoring = writers[0]
    await stand(places.monitoring.owner, monitoring)
    made = await reader(store)
    rows = [row for row in monitoring.rows if row.shard == 4]
    forged = msgspec.structs.replace(rows[2], payload=b"{}")
    await take(made, Writer("monitoring").records(rows=[*rows[:2], forged, *rows[3:]]))
    found = the_one(await verified(places), "link_broken", "arrival")
    assert (found.shard, found.position, found.loan_id) == (4, 3, "L-3")
    assert the_one(await verified(places, "L-3"), "link_broken", "arrival") == found
    assert (await verified(places, "L-1")).ok


async def test_one_loan_is_verified_alone(calm: Places, tamper: Tamper) -> None:
    report = await verified(calm, "L-1")
    assert report.ok, report.findings
    assert report.streams == 2
    assert report.events == 6 + 12, "its own stream and its obligor's"
    await tamper(calm.monitoring.owner)(
        "update store.event set payload = '{}' where shard = 3 and position = 5"
    )
    assert places_of(await verified(calm, "L-1")) == {
        ("store", "link_broken", 5),
        ("store", "row_differs", 5),
    }
    assert (await verified(calm, "L-3")).ok


async def test_a_loan_s_deleted_tail_and_missing_loan_are_named(
    calm: Places, tamper: Tamper
) -> None:
    await tamper(calm.monitoring.owner)(
        "delete from store.event where stream = 'loan-L-1' and version = 6",
        "delete from store.event where stream = 'loan-L-3'",
        "delete from store.stream where stream = 'loan-L-3'",
    )
    rules = {rule for _, rule, _ in places_of(await verified(calm, "L-1"))}
    assert rules == {"missing_in_store", "head_differs"}
    report = await verified(calm, "L-3")
    assert {found.rule for found in report.findings} == {"missing_in_store"}
    assert len(report.findings) == 6


async def test_a_loan_in_a_store_alone_is_named(calm: Places, tamper: Tamper) -> None:
    hidden = Writer("monitoring")
    row = hidden.write("loan-L-9", opened(loan="L-9"), shard=3)
    await tamper(calm.monitoring.owner)(insertion(edited(row, position=-1)))
    report = await verified(calm, "L-9")
    assert ("journal", "missing_in_journal", -1) in places_of(report)


async def test_a_service_without_a_store_at_hand_is_recomputed_from_the_journal(
    calm: Places, tamper: Tamper
) -> None:
    only = {"monitoring": calm.monitoring.verifier}
    assert (await verify(calm.audit.verifier, only)).ok
    await tamper(calm.audit.owner)(
        "update audit.entry set payload = '{}' where service = 'classification' and shard = 4 "
        "and position = 2"
    )
    report = await verify(calm.audit.verifier, only)
    assert places_of(report) == {("journal", "link_broken", 2)}


async def test_the_regular_verification_is_kept(calm: Places, store: JournalStore) -> None:
    report = await verify_once(store, calm.audit.service, calm.verifiers, FixedClock(START))
    assert report.ok
    async with store.connection() as db:
        [row] = await db.fetch("select * from audit.verification")
    assert (row["started_at"], row["events"], row["findings"]) == (START, 36, 0)
