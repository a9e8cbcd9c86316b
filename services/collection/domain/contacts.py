"""What the contact log says: how often, whether contact is lost, what was agreed to (CC-01 to CC-08).

Counts are per customer over all loans, collectors and agencies; blocked acts are not in the log.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from services.collection.domain.done import (
    CollectionCallMade,
    ConsentRecorded,
    ConsentRevoked,
    Contacted,
)
from services.collection.domain.lines import line
from services.collection.domain.state import Customer
from services.collection.domain.touches import Contact
from services.collection.domain.undertakings import (
    PromiseToPayMade,
    RepaymentPlanAgreed,
    RepaymentPlanAmended,
)
from services.collection.policy import Gate
from services.kit.domain import plain_name

ONE_DAY = timedelta(days=1)
HIS_WORD = (PromiseToPayMade, RepaymentPlanAgreed, RepaymentPlanAmended)
"""Acts that the debtor gave his word to."""


class Party(NamedTuple):
    """Who is meant. The debtor is one person by all words for him; anybody else is who his id says,
    as whatever he is addressed; an empty ``name`` tells nobody (CC-05)."""

    debtor: bool
    name: str


def party(to_debtor: bool, target_id: str | None) -> Party:
    """The party of a contact that is, or is not, addressed to the debtor."""
    return Party(to_debtor, "" if to_debtor else plain_name(target_id or ""))


def connected(contact: Contact | Contacted, gate: Gate) -> bool:
    """Somebody took the call, was met or answered; a text that was delivered is no answer (CC-02, CC-06)."""
    if contact.result in gate.connected.codes:
        return True
    return contact.channel not in gate.written.codes and contact.result in gate.served.codes


def effective(contact: Contact | Contacted, gate: Gate) -> bool:
    """Somebody was reached and is known to be whom it was for (CC-02); of a call as it was recorded."""
    if isinstance(contact, CollectionCallMade):
        return contact.effective
    return contact.identity_verified and connected(contact, gate)


def _calls(customer: Customer, gate: Gate, day: date) -> list[Contacted]:
    """The contacts of a day by telephone, whatever act told them (CC-02, CC-03)."""
    return [
        each
        for each in customer.acts(Contacted, day)
        if each.effective_on == day
        and (isinstance(each, CollectionCallMade) or each.channel in gate.voice.codes)
    ]


def calls_to(customer: Customer, who: Party, gate: Gate, day: date) -> list[Contacted]:
    """The calls to a person on a day."""
    made = _calls(customer, gate, day)
    return [call for call in made if party(call.to_debtor, call.target_id) == who]


def attempts(customer: Customer, number: str, gate: Gate, day: date) -> int:
    """Calls to a number on a day that were not effective, whomever they were for (CC-03)."""
    tried = line(number, gate)
    return sum(
        not effective(call, gate) and line(call.contact_point, gate) == tried
        for call in _calls(customer, gate, day)
    )


def attempts_to_talk(customer: Customer, loan_id: str, day: date) -> tuple[str, ...]:
    """Contacts of the loan's case by which somebody tried to talk with the debtor (COL-143)."""
    return tuple(
        each.contact_id
        for each in customer.of_case(Contacted, loan_id, day)
        if each.to_debtor and each.channel in ("phone", "visit", "meeting")
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
    customer: Customer, kind: str, to_debtor: bool, target_id: str | None, day: date
) -> bool:
    """Whether that person agreed himself; a consent that names nobody is the debtor's."""
    names = (None, target_id) if to_debtor else (target_id or "",)
    return any(each.party_id in names for each in consents(customer, kind, day))


def lost_contact(customer: Customer, gate: Gate, day: date) -> tuple[str, ...]:
    """The contacts that show that the debtor cannot be reached (CC-06); empty when he can.

    A number that is invalid at once; failed calls in a row from the next day on; days in a row,
    each with an attempt, none with contact. All count from when he was last in contact.
    """
    tries, last_day = _since_contact(customer, gate, day)
    if tries and tries[-1].result == "invalid_number":
        return (tries[-1].contact_id,)
    row = [each for each in tries if each.channel in gate.voice.codes and each.effective_on < day]
    if len(row) >= gate.lost_calls.value:
        return tuple(each.contact_id for each in row)
    return _lost_days((t for t in tries if t.effective_on > last_day), gate.lost_days.value)


def _since_contact(customer: Customer, gate: Gate, day: date) -> tuple[list[Contacted], date]:
    """The calls and visits to the debtor after he was last in contact, by their instants; and that day.

    Contact by any channel counts, his word too: a promise, a plan. That has no hour, and so is put
    after all that was tried on its day.
    """
    own = [each for each in customer.acts(Contacted, day) if each.to_debtor]
    own.sort(key=_instant)
    met = [place for place, each in enumerate(own) if connected(each, gate)]
    after = own[met[-1] + 1 :] if met else own
    words = (each.effective_on for each in customer.done if isinstance(each, HIS_WORD))
    word = max((on for on in words if on <= day), default=date.min)
    last_day = max(word, own[met[-1]].effective_on) if met else word
    ways = (*gate.voice.codes, "visit")
    return [t for t in after if t.channel in ways and t.effective_on > word], last_day


def _instant(contact: Contacted) -> datetime:
    return datetime.fromisoformat(contact.at)


def _lost_days(failed: Iterable[Contacted], needed: int) -> tuple[str, ...]:
    evidence: list[str] = []
    before: date | None = None
    for day, group in groupby(failed, key=lambda each: each.effective_on):
        follows = before is not None and day == before + ONE_DAY
        evidence = [*(evidence if follows else ()), list(group)[-1].contact_id]
        before = day
    return tuple(evidence) if len(evidence) >= needed else ()


def stops(customer: Customer, who: Party, third: tuple[str, ...], day: date) -> list[date]:
    """The days on which the person asked to stop: for good, as whatever he is addressed (CC-05)."""
    asked = (each for each in customer.acts(Contacted, day) if each.result == "asked_to_stop")
    return [each.effective_on for each in asked if _may_be(each, who, third)]


def located(customer: Customer, who: Party, third: tuple[str, ...], day: date) -> int:
    """How often a third person was asked for the debtor's whereabouts (COL-72)."""
    return sum(
        "locate" in each.purposes and _may_be(each, who, third)
        for each in customer.acts(Contacted, day)
    )


def _may_be(contact: Contacted, who: Party, third: tuple[str, ...]) -> bool:
    """It was this person; a third person whom the log does not name may have been anybody."""
    met = party(contact.to_debtor, contact.target_id)
    return met == who or (met == Party(False, "") and contact.target_role in third)
