"""L-4801 as of any day as known on any day, from events alone; its chains (check 8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from msgspec import json, structs

from services.audit.history import difference, history
from services.audit.knowledge import EVERYTHING, Knowledge
from services.audit.loan_rows import cut
from services.audit.money import money
from services.audit.rebuild import Past, document, verified
from services.audit.registry import REGISTRY
from tests.lives.l4801 import LOAN, TABLE, amounts, happened, on, seen, town
from tests.unit.audit.sent import sent

D1 = "2024-03-21"
"""What officers did on this day is written down a day later; nothing else in the life is late."""
SECTIONS = ("monitoring", "classification", "collection", "guarantee", "litigation", "disposal")


def told_by(day: str) -> str:
    """The day by whose end all of ``day`` is known."""
    return "2024-03-22" if day == D1 else day


def sections(shown: Any) -> dict[str, Any]:
    return {name: shown[name] for name in SECTIONS}


@pytest.mark.parametrize("day", TABLE)
def test_a_day_of_the_table_reads_the_same_on_that_day_and_at_the_end(day: str) -> None:
    assert sections(seen(day, told_by(day))) == sections(seen(day))


@pytest.mark.parametrize("day", TABLE[::6])
def test_every_later_knowledge_reads_the_same(day: str) -> None:
    then = sections(seen(day))
    for known in [each for each in TABLE if each > told_by(day)][::5]:
        assert sections(seen(day, known)) == then, known


def test_no_event_of_the_life_is_known_after_the_day_it_counts_but_those_of_d1() -> None:
    """Disposal dates a statement of the claim back to the last movement of money by itself."""
    late = {
        (str(row.effective_on), str(row.known_on))
        for house in town().houses.values()
        for row in house.writer.rows
        if row.known_on != row.effective_on and row.type != "disposal.ClaimNoted"
    }
    assert late == {(D1, "2024-03-22")}


def test_on_the_first_day_the_contacts_are_not_known_yet() -> None:
    known = seen(D1, D1)["collection"]
    assert (known["state"], known["contacts"], known["promises"]) == ("OPEN", [], [])


def test_an_earlier_knowledge_does_not_know_the_payment() -> None:
    before = seen("2024-11-20", "2024-11-19")
    assert before["monitoring"]["principal_outstanding"] == "260000.00"
    assert before["litigation"]["collected"] == []
    assert seen("2024-12-10", "2024-12-09")["guarantee"]["paid"] == "0.00"
    assert seen("2025-11-14", "2025-11-13")["monitoring"]["file"]["transferred"] is None


@pytest.mark.parametrize("known", TABLE[2::6])
def test_a_later_day_as_known_before_holds_only_what_was_known(known: str) -> None:
    """Days go on counting; what was done, paid, notified and blocked is that of the knowledge."""
    then = done(seen(known, known))
    for day in [each for each in TABLE if each > known][::7]:
        later = seen(day, known)
        assert done(later) == then, day
        assert later["history"] == seen(known, known)["history"]
        if later["monitoring"]["overdue_since"] == "2024-03-20":
            days = (on(day) - on("2024-03-20")).days
            assert later["monitoring"]["days_past_due"] == days


def done(shown: Any) -> list[Any]:
    """What only acts and payments change."""
    collection, law, disposal = (
        shown[each] or {} for each in ("collection", "litigation", "disposal")
    )
    return [
        shown["monitoring"]["principal_outstanding"],
        *(collection.get(each) for each in ("contacts", "notices", "blocked", "blacklisted")),
        *(law.get(each) for each in ("suit", "judgment", "onsite", "auctions", "collected")),
        *(disposal.get(each) for each in ("recovered_net", "in_kind", "bids", "price")),
        shown["guarantee"]["paid"],
        shown["guarantee"]["collateral"],
    ]


def test_8_19_june_2024_from_events_alone() -> None:
    """Only rows known by then; classification, balances, contacts with recordings, notices, blocks."""
    past = town().past(LOAN)
    rows = [each for each in past.entries if each.row.known_on <= on("2024-06-19")]
    assert 0 < len(rows) < len(past.entries)
    alone = Past(loan_id=LOAN, entries=rows, ends={})
    found = document(REGISTRY, alone, on("2024-06-19"), Knowledge(on("2024-06-19")))
    assert found is not None
    shown = amounts(found)
    assert sections(shown) == sections(seen("2024-06-19"))
    assert (shown["classification"]["class"], shown["classification"]["policy_id"]) == (
        "substandard",
        "cn/2023-07-01",
    )
    assert shown["monitoring"]["principal_outstanding"] == "260000.00"
    collection = shown["collection"]
    assert [(row["on"], row["recording_id"]) for row in collection["contacts"]] == [
        ("2024-03-21", "REC-1"),
        ("2024-03-23", "REC-3"),
        ("2024-03-25", None),
        ("2024-03-25", "REC-4801-10"),  # the guarantor is called
        ("2024-03-27", None),
        ("2024-03-28", None),  # and comes to the bank
        ("2024-04-01", "REC-9"),
    ]
    assert [row["amount"] for row in collection["notices"]] == ["21602.00"]
    assert [row["policy_id"] for row in collection["blocked"]] == ["cn/2011-01-13"] * 4


def test_8_every_chain_verifies_and_one_changed_byte_does_not() -> None:
    past = town().past(LOAN)
    assert verified(REGISTRY, past)
    assert seen("2025-12-31")["history"]["verified"]
    assert len({entry.service for entry in past.entries}) == 6
    for place in range(0, len(past.entries), 60):
        entry = past.entries[place]
        forged = replace_row(entry, payload=entry.row.payload.replace(b"2", b"3", 1))
        changed = [*past.entries[:place], forged, *past.entries[place + 1 :]]
        assert not verified(REGISTRY, Past(loan_id=LOAN, entries=changed, ends=past.ends))


def replace_row(entry: Any, **fields: Any) -> Any:
    return structs.replace(entry, row=structs.replace(entry.row, **fields))


def test_each_day_between_two_dates_of_the_table_differs_by_counting_only() -> None:
    """Between 16 March and 30 June 2025 nothing but rents happens: the penalty grows by the day."""
    day, last = on("2025-04-21"), on("2025-04-30")
    start = float(seen(str(day - timedelta(days=1)))["monitoring"]["penalty"])
    while day <= last:
        shown = seen(str(day))
        assert shown["disposal"]["assets"][0]["income"] == "750.00"
        grown = float(shown["monitoring"]["penalty"]) - start
        assert round(grown / (day - on("2025-04-20")).days, 1) == 26.6
        day += timedelta(days=1)
    assert not [e for e in happened("monitoring", "MoneyAllocated") if e.effective_on > last]


def test_8_answers_are_the_same_from_the_rows_that_the_database_sends() -> None:
    """Every question, of several days and states of knowledge; asked twice, as of a remembered loan."""
    plain = town().past(LOAN)
    copied = Past(loan_id=LOAN, entries=cut(sent(plain.entries)), ends=plain.ends)
    instant = plain.entries[len(plain.entries) // 2].row.recorded_at
    knowledges = [EVERYTHING, Knowledge(on("2024-06-19")), Knowledge(known_at=instant)]
    days = [on(day) for day in ("2024-03-21", "2024-06-19", "2025-12-31")]

    def told(past: Past) -> Iterator[bytes]:
        for tell, day, knowledge in product((document, history, money), days, knowledges):
            yield json.encode(tell(REGISTRY, past, day, knowledge))
        yield json.encode(difference(REGISTRY, past, days[-1], knowledges[1], EVERYTHING))

    first = list(told(copied))
    assert first == list(told(plain))
    assert first == list(told(copied))
