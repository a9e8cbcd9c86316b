"""Verification of a service's store: calm passes, any tampering is named with its place."""

from __future__ import annotations

import pytest

from services.audit import verify as verification
from services.audit.verify import verify
from tests.integration.audit.conftest import Places, Tamper
from tests.integration.audit.reports import insertion, places_of, the_one, verified
from tests.unit.audit.counting import added
from tests.unit.audit.writer import Writer, edited

pytestmark = pytest.mark.servers


async def test_a_calm_history_passes(calm: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int]] = []
    report = await verify(
        calm.audit.verifier, calm.verifiers, progress=lambda *at: told.append(at)
    )
    assert report.ok, report.findings
    assert (report.events, report.links, report.streams, report.pending) == (36, 36, 5, 0)
    assert told[-1] == (36, 36)
    monkeypatch.setattr(verification, "PAGE", 3)
    paged = await verified(calm)
    assert paged.ok, paged.findings
    assert (paged.events, paged.links) == (36, 36)


async def test_an_edited_payload_is_named(calm: Places, tamper: Tamper) -> None:
    await tamper(calm.monitoring.owner)(
        "update store.event set payload = '{\"amount\":999}' where shard = 3 and position = 5"
    )
    report = await verified(calm)
    assert places_of(report) == {("store", "link_broken", 5), ("store", "row_differs", 5)}
    found = the_one(report, "row_differs", "store")
    assert found.detail == "journal and store differ in payload"
    assert (found.service, found.shard, found.stream) == ("monitoring", 3, "loan-L-1")
    assert (found.version, found.loan_id) == (3, "L-1")
    assert str(found) == (
        "monitoring store (shard 3, position 5, stream loan-L-1, version 3, loan L-1): "
        "journal and store differ in payload [row_differs]"
    )


@pytest.mark.parametrize("page", [2, 4_000])
async def test_a_deleted_row_is_named(
    calm: Places, tamper: Tamper, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "PAGE", page)
    await tamper(calm.monitoring.owner)("delete from store.event where shard = 3 and position = 5")
    report = await verified(calm)
    assert places_of(report) == {
        ("store", "missing_in_store", 5),
        ("store", "position_missing", 6),
        ("store", "version_gap", 7),
    }


async def test_a_deleted_tail_is_named_even_if_the_tables_were_fitted_to_it(
    calm: Places, tamper: Tamper, writers: tuple[Writer, Writer]
) -> None:
    monitoring = writers[0]
    last = monitoring.shards[3]
    before = [row for row in monitoring.rows if row.stream == last.stream][-2]
    as_superuser = tamper(calm.monitoring.owner)
    await as_superuser(f"delete from store.event where shard = 3 and position = {last.position}")
    assert places_of(await verified(calm)) == {
        ("store", "missing_in_store", last.position),
        ("store", "shard_differs", last.position),
        ("store", "head_differs", None),
    }
    await as_superuser(
        f"update store.shard set position = {last.position - 1} where shard = 3",
        f"update store.stream set version = {before.version}, head = '\\x{before.link.hex()}' "
        f"where stream = '{last.stream}'",
    )
    assert places_of(await verified(calm)) == {("store", "missing_in_store", last.position)}


async def test_an_inserted_row_is_named_though_its_link_is_right(
    calm: Places, tamper: Tamper, writers: tuple[Writer, Writer]
) -> None:
    forged = writers[0].write("loan-L-1", added(6, 7, "2024-01-06"))
    await tamper(calm.monitoring.owner)(insertion(forged))
    report = await verified(calm)
    assert places_of(report) == {
        ("store", "position_extra", forged.position),
        ("store", "head_differs", None),
    }
    assert the_one(report, "head_differs", "store").stream == "loan-L-1"


async def test_a_row_at_an_impossible_position_is_named(
    calm: Places, tamper: Tamper, writers: tuple[Writer, Writer]
) -> None:
    forged = edited(writers[0].rows[0], position=-5, stream="loan-L-9")
    await tamper(calm.monitoring.owner)(insertion(forged))
    rules = places_of(await verified(calm))
    assert ("journal", "missing_in_journal", -5) in rules
    assert ("store", "position_missing", -5) in rules


async def test_swapped_payloads_are_named(calm: Places, tamper: Tamper) -> None:
    await tamper(calm.monitoring.owner)(
        "update store.event e set payload = o.payload from store.event o where e.shard = 3 "
        "and o.shard = 3 and e.position in (5, 7) and o.position = 12 - e.position"
    )
    assert places_of(await verified(calm)) == {
        (where, rule, position)
        for position in (5, 7)
        for where, rule in (("store", "link_broken"), ("store", "row_differs"))
    }


async def test_swapped_positions_are_named(calm: Places, tamper: Tamper) -> None:
    await tamper(calm.monitoring.owner)(
        "update store.event set position = 1000 where shard = 3 and position = 5",
        "update store.event set position = 5 where shard = 3 and position = 6",
        "update store.event set position = 6 where shard = 3 and position = 1000",
    )
    rules = places_of(await verified(calm))
    assert {("store", "row_differs", 5), ("store", "row_differs", 6)} <= rules
    assert {("store", "link_broken", 5), ("store", "link_broken", 6)} <= rules


async def test_a_rechained_history_is_named_from_the_edit_on(
    calm: Places, tamper: Tamper, writers: tuple[Writer, Writer]
) -> None:
    fork = Writer("monitoring")
    for row in writers[0].rows:
        fork.keep(edited(row, payload=b"{}") if (row.shard, row.position) == (3, 5) else row)
    await tamper(calm.monitoring.owner)(
        *(
            f"update store.event set payload = '\\x{row.payload.hex()}', "
            f"link = '\\x{row.link.hex()}' where shard = {row.shard} and position = {row.position}"
            for row in fork.rows
        ),
        *(
            f"update store.stream set head = '\\x{row.link.hex()}' where stream = '{name}'"
            for name, row in fork.streams.items()
        ),
    )
    report = await verified(calm)
    places = [r.position for r in writers[0].rows if r.stream == "loan-L-1" and r.version >= 3]
    assert places_of(report) == {("store", "row_differs", position) for position in places}


async def test_a_link_that_is_no_link_is_named(calm: Places, tamper: Tamper) -> None:
    await tamper(calm.monitoring.owner)(
        "update store.event set link = '\\x00' where shard = 3 and position = 5"
    )
    assert {("store", "link_broken", 5), ("store", "row_differs", 5)} == places_of(
        await verified(calm)
    )


async def test_a_changed_head_is_named(calm: Places, tamper: Tamper) -> None:
    await tamper(calm.classification.owner)(
        "update store.stream set version = version + 1 where stream = 'obligor-3'"
    )
    found = the_one(await verified(calm), "head_differs", "store")
    assert (found.service, found.shard, found.stream) == ("classification", 3, "obligor-3")


async def test_an_invented_stream_is_named(calm: Places, tamper: Tamper) -> None:
    await tamper(calm.monitoring.owner)(
        "insert into store.stream (stream, shard, version, head) "
        "values ('loan-L-9', 3, 1, '\\x00')"
    )
    assert the_one(await verified(calm), "head_differs", "store").stream == "loan-L-9"
