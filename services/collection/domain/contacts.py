"""What the contact log says: how often, whether contact is lost, what was agreed to (CC-01 to CC-08).

Counts are per customer over all loans, collectors and agencies; blocked acts are not in the log.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby, takewhile
from typing import Final

from services.collection.domain.done import (
    CollectionCallMade,
    ConsentRecorded,
    ConsentRevoked,
    Contacted,
)
from services.collection.domain.state import Customer
from services.collection.policy import Gate

ONE_DAY = timedelta(days=1)
DEBTOR: Final = ("borrower", "co_borrower")
REACHED: Final = "reached"


def person(target_role: str, target_id: str | None) -> str:
    """Who is meant: all names of the debtor are one person."""
    return "debtor" if target_role in DEBTOR else f"{target_role} {target_id}"


def calls_to(customer: Customer, who: str, day: date) -> list[CollectionCallMade]:
    """The calls to a person on a day."""
    return [
        call
        for call in customer.acts(CollectionCallMade, day)
        if call.effective_on == day and person(call.target_role, call.target_id) == who
    ]


def unanswered(customer: Customer, number: str, day: date) -> int:
    """Calls to a number on a day that nobody took."""
    return sum(
        call.effective_on == day and call.contact_point == number and call.result == "no_answer"
        for call in customer.acts(CollectionCallMade, day)
    )


def attempts_to_talk(customer: Customer, loan_id: str, day: date) -> tuple[str, ...]:
    """Contacts of the loan's case by which somebody tried to talk with the debtor (COL-143)."""
    return tuple(
        each.contact_id
        for each in customer.of_case(Contacted, loan_id, day)
        if each.target_role in DEBTOR and each.channel in ("phone", "visit", "meeting")
    )


def consents(customer: Customer, kind: str, day: date) -> list[ConsentRecorded]:
    """Consents of a kind that hold on ``day``: dated, and until revoked."""
    gone = {each.consent_id for each in customer.acts(ConsentRevoked, day)}
    return [
        each
        for each in customer.acts(ConsentRecorded, day)
        if each.kind == kind and each.consent_id not in gone
    ]


def agreed(
    customer: Customer, kind: str, target_role: str, target_id: str | None, day: date
) -> bool:
    """Whether that person agreed himself; a consent that names nobody is the debtor's."""
    names = (None, target_id) if target_role in DEBTOR else (target_id or "",)
    return any(each.party_id in names for each in consents(customer, kind, day))


def lost_contact(customer: Customer, gate: Gate, day: date) -> tuple[str, ...]:
    """The contacts that show that the debtor cannot be reached (CC-06); empty when he can.

    A number that is invalid at once; failed calls in a row from the next day on; days in a row,
    each with an attempt, none with contact.
    """
    tries = [
        each
        for each in customer.acts(Contacted, day)
        if each.target_role in DEBTOR and each.channel in (*gate.voice.codes, "visit")
    ]
    if tries and tries[-1].result == "invalid_number":
        return (tries[-1].contact_id,)
    calls = [each for each in tries if each.channel in gate.voice.codes]
    streak = list(takewhile(_failed, reversed(calls)))
    row = [each for each in reversed(streak) if each.effective_on < day]
    if len(row) >= gate.lost_calls.value:
        return tuple(each.contact_id for each in row)
    return _lost_days(tries, gate.lost_days.value)


def _lost_days(tries: list[Contacted], needed: int) -> tuple[str, ...]:
    evidence: list[str] = []
    before: date | None = None
    days = 0
    for day, group in groupby(tries, key=lambda each: each.effective_on):
        of_day = list(group)
        if not all(_failed(each) for each in of_day):
            evidence, days = [], 0
        else:
            follows = before is not None and day == before + ONE_DAY
            evidence, days = (evidence, days) if follows else ([], 0)
            evidence, days = [*evidence, of_day[-1].contact_id], days + 1
        before = day
    return tuple(evidence) if days >= needed else ()


def _failed(each: Contacted) -> bool:
    return each.result != REACHED


def opted_out(customer: Customer, who: str, day: date) -> bool:
    """The person asked to stop: for good (CC-05)."""
    return any(
        each.result == "asked_to_stop" and person(each.target_role, each.target_id) == who
        for each in customer.acts(Contacted, day)
    )


def located(customer: Customer, who: str, day: date) -> int:
    """How often a third person was asked for the debtor's whereabouts."""
    return sum(
        person(each.target_role, each.target_id) == who and "locate" in each.purposes
        for each in customer.acts(Contacted, day)
    )
