"""Blocked acts and what is due, out of the journal; money of a loan in it."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.json import decode

from services.audit.library import Library, NoBook, UnknownLoan
from services.audit.registry import REGISTRY
from services.audit.store import JournalStore
from tests.integration.audit.arrivals import arrive
from tests.lives.playing import played

pytestmark = pytest.mark.servers
PARTITIONS = 4
END = date(2025, 12, 31)


@pytest.fixture
async def library(store: JournalStore) -> Library:
    await arrive(store, *(house.writer for house in played("l-4801").houses.values()))
    return Library(store, REGISTRY, PARTITIONS)


async def test_blocked_acts_by_service_and_period(library: Library) -> None:
    found = await library.blocked(None, None, None, 10)
    assert [each["code"] for each in found["blocked"]] == [
        "INELIGIBLE_TRANSFEREE",
        "SELF_HELP_SEIZURE",
        "FALSE_LEGAL_BASIS",
        "SOLO_VISIT",
        "CALL_DETAIL_USE",
        "QUIET_HOURS",
    ]
    assert found["more"] is False
    found = await library.blocked("collection", date(2024, 3, 23), date(2024, 3, 25), 1)
    assert [each["code"] for each in found["blocked"]] == ["SOLO_VISIT"]
    assert found["more"] is True
    assert (await library.blocked("guarantee", None, None, 10))["blocked"] == []


async def test_what_is_due_of_one_service_and_of_all(library: Library) -> None:
    day = date(2024, 7, 1)
    everything = await library.due(day, None, 30, 100)
    legal = await library.due(day, "litigation", 30, 100)
    assert {each["service"] for each in legal["due"]} == {"litigation"}
    assert "sue_after_preservation" in {each["what"] for each in legal["due"]}
    assert everything["total"] > legal["total"]


async def test_money_of_a_loan_in_the_journal(library: Library) -> None:
    found = decode(await library.money("L-4801", END))
    assert found["recovered"]["net"] == {"amount": "200350.00", "currency": "CNY"}
    assert found["adds_up"] is True
    with pytest.raises(UnknownLoan):
        await library.money("L-0", END)


async def test_an_empty_journal_has_nothing_due_and_nothing_blocked(store: JournalStore) -> None:
    library = Library(store, REGISTRY, PARTITIONS)
    with pytest.raises(NoBook, match="name a day with on"):
        await library.due(None, None, 30, 10)
    assert (await library.due(END, None, 30, 10))["total"] == 0
    assert (await library.blocked(None, None, None, 10)) == {"blocked": [], "more": False}
