"""What collection's gate asks beyond the rules that all services share: the contact log and consents.

Each rule says why an act may not be, or nothing; the registry of agencies is in ``gate_registries``.
"""

from __future__ import annotations

from datetime import date, timedelta

from services.collection.domain.asked import AskedHere
from services.collection.domain.contacts import (
    agreed,
    attempts,
    calls_to,
    connected,
    consents,
    effective,
    located,
    lost_contact,
    party,
    stops,
)
from services.collection.domain.done import Contacted
from services.collection.domain.touches import Contact, HoldVisit, ServeDemandNotice
from services.kit.conduct import rules
from services.kit.conduct.asked import Block

MINUTE = timedelta(minutes=1)


def quiet_hours(asked: AskedHere) -> Block | None:
    """Nothing from 22:00 to 08:00 of the debtor's day, unless agreed (CC-01)."""
    touch, block = asked.touch, rules.quiet_hours(asked)
    if block is not None and isinstance(touch, Contact) and _agreed(asked, touch, "quiet_hours"):
        return None
    return block


def _agreed(asked: AskedHere, contact: Contact, kind: str) -> bool:
    return agreed(asked.customer, kind, _to_debtor(asked), contact.target_id, asked.day)


def _to_debtor(asked: AskedHere) -> bool:
    return asked.word("target_role") in asked.rules.roles.debtor.codes


def calls(asked: AskedHere) -> Block | None:
    """Effective calls a day and person (CC-02), all others per number (CC-03), no two at once."""
    gate, touch = asked.edition.gate, asked.touch
    if not isinstance(touch, Contact) or touch.channel not in gate.voice.codes:
        return None
    who = party(_to_debtor(asked), touch.target_id)
    made = calls_to(asked.customer, who, gate, asked.day)
    if sum(effective(call, gate) for call in made) >= gate.effective_calls.value:
        return asked.block("CALL_BOMBING")
    tried = attempts(asked.customer, touch.contact_point, gate, asked.day)
    if tried >= gate.attempts.value and not _agreed(asked, touch, "attempts"):
        return asked.block("CALL_BOMBING", "CC-03")
    pause = gate.dial_pause.value * MINUTE
    if any(_between(call, touch.at, asked) < pause for call in made):
        return asked.block("CALL_BOMBING", "COL-76")
    return None


def _between(call: Contacted, at: str, asked: AskedHere) -> timedelta:
    return abs(asked.rules.local(call.at) - asked.rules.local(at))


def third_parties(asked: AskedHere) -> Block | None:
    """Only who is liable may be collected from; others at most once to find the debtor (CC-04..07).

    Who has no id is nobody whom that could be known of (CC-05, COL-72). Who offered to pay may be
    spoken to; a demand is served on none but who owes (CC-04).
    """
    touch, gate, roles = asked.touch, asked.edition.gate, asked.rules.roles
    if not isinstance(touch, Contact):
        return None
    block = rules.recipient(asked, asked.customer.loans[touch.loan_id].guarantors_on(asked.day))
    if block is None or touch.target_role in roles.liable.codes:
        return block
    if _authorised(asked):
        return block if isinstance(touch, ServeDemandNotice) else None
    if touch.target_role not in roles.third.codes:
        return block
    who, third = party(False, touch.target_id), roles.third.codes
    unreachable = lost_contact(asked.customer, gate, asked.day) or asked.customer.life_on(
        asked.day
    ) & set(asked.edition.cases.talk_excused.codes)
    once = located(asked.customer, who, third, asked.day) < gate.locate_messages.value
    neutral = set(touch.purposes) == {"locate"}
    stopped = not who.name or stops(asked.customer, who, third, asked.day)
    return None if unreachable and once and neutral and not stopped else block


def _authorised(asked: AskedHere) -> bool:
    """The person offered to pay, or the debtor named him in writing (CC-07, COL-82).

    Asking to stop afterwards ends that (CC-05).
    """
    given = consents(asked.customer, "third_party_payer", asked.day)
    target = asked.word("target_id")
    if target is None:
        return False
    ended = max(stops(asked.customer, party(False, target), (), asked.day), default=date.min)
    return any(each.party_id == target and each.effective_on > ended for each in given)


def disclosure(asked: AskedHere) -> Block | None:
    """Nothing of the debt before the identity is verified, nothing to others (COL-47, COL-72)."""
    touch, gate = asked.touch, asked.edition.gate
    if not isinstance(touch, Contact):
        return None
    heard = touch.channel in gate.written.codes or connected(touch, gate)
    return rules.disclosure(asked, entitled=_authorised(asked), heard=heard)


def staff(asked: AskedHere) -> Block | None:
    """Whoever goes to a person is two persons, whatever for (CC-11, COL-96)."""
    if not isinstance(asked.touch, Contact):
        return None
    visit = isinstance(asked.touch, HoldVisit) or rules.in_person(asked)
    return rules.staff(asked, needed=True) if visit else None


def template(asked: AskedHere) -> Block | None:
    """What is written goes by a released text; a spoken script, where there is one, too (COL-60).

    A notice goes by one that is a notice, and so by no call script.
    """
    touch, gate = asked.touch, asked.edition.gate
    if not isinstance(touch, Contact):
        return None
    notice = isinstance(touch, ServeDemandNotice)
    if notice and touch.template_id not in gate.notice_texts.codes:
        return asked.block("UNAPPROVED_LETTER")
    return rules.template(asked, needed=notice or touch.channel in gate.written.codes)
