"""A question asked again: answered from memory only while the database holds the very same rows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from msgspec.json import decode

from deploy.local.databases import DatabaseAddresses
from services.audit import rebuild
from services.audit.knowledge import Knowledge
from services.audit.library import Library
from services.audit.remembered import Memory
from services.audit.store import JournalStore
from tests.integration.audit.arrivals import arrive
from tests.integration.audit.conftest import Tamper
from tests.unit.audit.counting import COUNTING, added, on, opened
from tests.unit.audit.writer import Writer

pytestmark = pytest.mark.servers
PARTITIONS = 4
DAY = date(2024, 1, 31)
Change = Callable[..., Awaitable[None]]


@pytest.fixture
async def writer(store: JournalStore) -> Writer:
    """Two loans in one stream."""
    made = Writer("monitoring")
    for loan in ("L-1", "L-2"):
        made.write("loan-1", opened(loan=loan))
        for entry in (1, 2):
            made.write("loan-1", added(entry, 10, "2024-01-05", loan))
    await arrive(store, made)
    return made


@pytest.fixture
def library(store: JournalStore) -> Library:
    return Library(store, COUNTING, PARTITIONS, Memory(1 << 20))


@pytest.fixture
def change(tamper: Tamper, audit: DatabaseAddresses) -> Change:
    return tamper(audit.owner)


async def _verified(library: Library, **known: Any) -> bool:
    shown = decode(await library.loan("L-1", DAY, Knowledge(**known)))
    return bool(shown["history"]["verified"])


async def test_the_same_question_gets_the_same_answer_without_a_second_fold(
    library: Library, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await library.loan("L-1", DAY)
    with monkeypatch.context() as nothing_is_folded:
        nothing_is_folded.delattr(rebuild, "fold")
        assert await library.loan("L-1", DAY) is first
    assert decode(first)["monitoring"]["total"] == 40
    other = decode(await library.loan("L-1", date(2024, 1, 4)))
    assert other["monitoring"]["total"] == 0, "another day is another question"
    early = decode(await library.loan("L-1", DAY, Knowledge(known_on=on("2024-01-01"))))
    assert early["monitoring"]["total"] == 0, "and so is another knowledge"


@pytest.mark.parametrize(
    ("edit", "undo"),
    [
        ("payload = payload || ' '", "payload = substr(payload, 1, octet_length(payload) - 1)"),
        ("actor = 'x' || actor", "actor = substr(actor, 2)"),
        (
            "recorded_at = recorded_at + '1 microsecond'",
            "recorded_at = recorded_at - interval '1 microsecond'",
        ),
        ("correlation_id = 'x'", "correlation_id = 'corr-1'"),
        ("traceparent = 'x'", "traceparent = null"),
        ("cause_link = ''", "cause_link = null"),
        ("effective_on = 'infinity'", "effective_on = '2024-01-05'"),
        ("known_on = '0044-03-15 BC'", "known_on = '2024-01-05'"),
        ("link = link || 'x'", "link = substr(link, 1, 32)"),
    ],
)
@pytest.mark.parametrize("version", [2, 5], ids=["of the loan", "of its neighbour"])
async def test_a_row_edited_after_the_first_question_is_found_at_the_second(
    library: Library, writer: Writer, change: Change, version: int, edit: str, undo: str
) -> None:
    assert await _verified(library)
    await change(f"update audit.entry set {edit} where stream = 'loan-1' and version = {version}")
    assert not await _verified(library)
    assert not await _verified(library), "and at the third"
    await change(f"update audit.entry set {undo} where stream = 'loan-1' and version = {version}")
    assert await _verified(library)


async def test_a_row_or_an_end_that_is_gone_is_found(
    library: Library, writer: Writer, change: Change
) -> None:
    assert await _verified(library)
    await change("update audit.stream set version = version - 1 where stream = 'loan-1'")
    assert not await _verified(library)
    await change("update audit.stream set version = version + 1 where stream = 'loan-1'")
    assert await _verified(library)
    await change("delete from audit.entry where stream = 'loan-1' and version = 5")
    assert not await _verified(library)


async def test_an_event_that_arrives_later_stands_in_the_next_answer(
    store: JournalStore, library: Library, writer: Writer
) -> None:
    assert decode(await library.loan("L-1", DAY))["history"]["events"] == 3
    writer.write("loan-1", added(3, 5, "2024-01-06"))
    await arrive(store, writer)
    shown = decode(await library.loan("L-1", DAY))
    assert (shown["history"]["events"], shown["history"]["verified"]) == (4, True)
    assert shown["monitoring"]["total"] == 45


async def test_each_kind_of_question_has_its_own_answer(library: Library, writer: Writer) -> None:
    before, after = Knowledge(on("2024-01-01")), Knowledge(on("2024-01-31"))
    for _ in range(2):
        assert "monitoring" in decode(await library.loan("L-1", DAY))
        told = decode(await library.history("L-1", date(2024, 1, 4)))
        assert len(told["events"]) == 1
        assert len(decode(await library.history("L-1", None))["events"]) == 3
        there = decode(await library.difference("L-1", DAY, before, after))
        back = decode(await library.difference("L-1", DAY, after, before))
        assert [each["known_in"] for each in there["events"]] == ["against"] * 2
        assert [each["known_in"] for each in back["events"]] == ["known_on"] * 2
