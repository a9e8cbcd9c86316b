"""The demo's officers on the real thing: their part of the demo book, and the summary of their work.

What the summary counts with SQL in the services' databases is counted here a second time, from what the
read side answers about each loan.
"""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import pytest

from contracts.corebank import BusinessDayClosed
from contracts.feed import FeedLine, read_feed
from services.console.cli import acting, api, casework, summary, target
from services.console.demo import DEMO_FEED
from services.console.demo.acts import Trouble
from services.console.demo.officers import TROUBLES, script
from services.console.lives.reading import Step
from tests.integration.console.conftest import Console
from tests.servers import temporary_folder

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(300)]

FIRST, LAST = date(2023, 7, 1), date(2024, 12, 31)
"""So much of the book: long enough for a loan to be lent, sued for, written off and sold."""


class Played(NamedTuple):
    """The stack with the officers' part of the book: its loans, the officers' steps, the summary."""

    target: target.Target
    loans: tuple[str, ...]
    steps: tuple[Step, ...]
    note: dict[str, Any]
    summary: dict[str, Any]


def troubled() -> list[Trouble]:
    """The loans that were lent and went bad in that time."""
    return [it for it in TROUBLES if it.lent_on >= FIRST and it.overdue_since < LAST]


def book() -> list[FeedLine]:
    """What core banking says of their obligors, and the closed days."""
    found, obligors = [], {it.obligor_id for it in troubled()}
    for line in read_feed(DEMO_FEED):
        assert isinstance(line, FeedLine)
        closes = line.envelope.type == BusinessDayClosed.TYPE
        if FIRST <= line.envelope.business_date <= LAST:
            if closes or line.envelope.key in obligors:
                found.append(line)
        else:
            assert line.envelope.key not in obligors or line.envelope.business_date > LAST
    return found


async def send(to: target.Target, lines: list[FeedLine], steps: tuple[Step, ...]) -> int:
    return await acting.send_acted(to, lines, steps, lambda number: None)


@pytest.fixture(scope="module")
def played() -> Iterator[Played]:
    loans = {it.loan_id for it in troubled()}
    mine = (step for step in script().steps if step.on <= LAST)
    steps = tuple(step for step in mine if step.envelope.subject in loans)
    with temporary_folder("officers") as home:
        console = Console(home)
        process = console.start()
        try:
            found, lines = target.find(console.data), book()
            records = asyncio.run(send(found, lines, steps))
            about = {line.envelope.subject for line in lines if line.envelope.subject}
            note = {"lines": len(lines), "records": records, "events": 0, "seconds": 0.0}
            shown = summary.gather(found, note)
            yield Played(found, tuple(sorted(about)), steps, note, shown)
        finally:
            console.end(process, signal.SIGTERM)


def standing(played: Played) -> list[dict[str, Any]]:
    """Every event about these loans that no later one has withdrawn."""
    found: list[dict[str, Any]] = []
    for loan in played.loans:
        events = api.get(played.target, "loans", loan, "history")["events"]
        gone = {
            (each["service"], each["stream"], number)
            for each in events
            for number in each["payload"].get("corrects", ())
        }
        found += [
            each
            for each in events
            if (each["service"], each["stream"], each["payload"].get("entry")) not in gone
        ]
    return found


def counted(played: Played) -> dict[str, int]:
    """The summary's words, from histories, money by day, and the list of blocked acts."""
    events = standing(played)
    types = Counter(each["type"] for each in events)
    cases = [each for each in events if each["type"] == "collection.CollectionCaseOpened"]
    money = [api.get(played.target, "loans", loan, "money") for loan in played.loans]
    blocked = api.get(played.target, "blocked", query={"limit": "1000"})
    assert not blocked["more"]
    assert all(each["adds_up"] for each in money)
    return {
        "cases": len({each["payload"]["case_id"] for each in cases}),
        "contacts": types["collection.CollectionCallMade"],
        "promises": types["collection.PromiseToPayMade"],
        "demands": types["collection.DemandNoticeServed"]
        + types["guarantee.GuarantorDemandServed"],
        "suits": types["litigation.SuitFiled"],
        "write_offs": types["disposal.LoanWrittenOff"],
        "transfers": types["disposal.DebtTransferred"],
        "recoveries": sum(len(each["recoveries"]) for each in money),
        "blocked_acts": len(blocked["blocked"]),
    }


def test_everything_the_officers_are_to_do_happened(played: Played) -> None:
    """At least one of each word; acts as often as the script says them."""
    worked = played.summary["casework"]
    assert set(worked) == set(casework.WORDS)
    assert not [word for word, number in worked.items() if number < 1], worked
    said = Counter(step.envelope.type.split(".")[2] for step in played.steps)
    late = sum(step.blocked is not None for step in played.steps)
    assert worked["suits"] == said["file-suit"]
    assert worked["promises"] == said["record-promise"]
    assert worked["transfers"] == said["transfer-debt"]
    assert worked["write_offs"] == said["approve-write-off"]
    assert worked["demands"] == said["serve-demand-notice"] + said["serve-guarantor-demand"]
    assert worked["blocked_acts"] == late


def test_the_summary_counts_what_the_loans_themselves_say(played: Played) -> None:
    assert played.summary["casework"] == counted(played)


def taken(played: Played, command: str) -> set[str | None]:
    """The loans that the script takes through this command."""
    mine = (step for step in played.steps if step.envelope.type.split(".")[2] == command)
    return {step.envelope.subject for step in mine}


def test_a_loan_that_was_written_off_or_sold_says_so(played: Played) -> None:
    """As many as the summary counts, and those that the script takes so far."""
    shown = {
        it.loan_id: api.get(played.target, "loans", it.loan_id)["disposal"] or {}
        for it in troubled()
    }
    off = {loan for loan, each in shown.items() if each.get("written_off") is not None}
    sold = {loan for loan, each in shown.items() if each.get("buyer_id")}
    assert off == taken(played, "approve-write-off")
    assert sold == taken(played, "transfer-debt")
    worked = played.summary["casework"]
    assert (len(off), len(sold)) == (worked["write_offs"], worked["transfers"])


def test_a_second_look_says_the_same_and_the_book_is_sound(played: Played) -> None:
    again = summary.gather(played.target, played.note)
    assert again["casework"] == played.summary["casework"]
    for word in ("feed", "events_stored", "book", "closed_days", "duplicates_dropped"):
        assert again[word] == played.summary[word], word
    assert again["verification"]["sound"] is True
    assert (again["parked"], again["dead_letters"]) == (0, 0)
