"""The gate's rules one by one: each says why an act may not be, or nothing.

Practices that show in an act's words alone are patterns and lists of the policy; the rules need the
clock, the contact log or who is liable; those of registries are in ``gate_registries``.
"""

from __future__ import annotations

from datetime import timedelta

from services.collection.domain.asked import Asked, Block
from services.collection.domain.contacts import (
    DEBTOR,
    agreed,
    calls_to,
    consents,
    local,
    located,
    lost_contact,
    opted_out,
    person,
    unanswered,
)
from services.collection.domain.done import CollectionCallMade
from services.collection.domain.practices import WhiteList
from services.collection.domain.touches import Contact, HoldVisit

MINUTE = timedelta(minutes=1)


def practices(asked: Asked) -> Block | None:
    """The practices of section 9: the first that is named, then the first whose list lacks a word."""
    rows = asked.edition.blocked.items()
    for code, practice in rows:
        if any(_fits(asked, pattern) for pattern in practice.when):
            return asked.block(code)
    for code, practice in rows:
        if any(_unlisted(asked, each) for each in practice.only):
            return asked.block(code)
    return None


def _unlisted(asked: Asked, white: WhiteList) -> bool:
    about = not white.acts or asked.touch.RULE in white.acts
    return about and _fits(asked, white.when) and not asked.words(white.field) <= set(white.codes)


def _fits(asked: Asked, pattern: dict[str, tuple[str, ...]]) -> bool:
    for name, values in pattern.items():
        if name == "given":
            fits = all(asked.words(each) for each in values)
        elif name == "without":
            fits = not any(asked.words(each) for each in values)
        else:
            fits = bool(asked.words(name) & set(values))
        if not fits:
            return False
    return True


def quiet_hours(asked: Asked) -> Block | None:
    """Nothing from 22:00 to 08:00 of the debtor's day, unless agreed (CC-01)."""
    gate = asked.edition.gate
    if not isinstance(asked.touch, Contact):
        return None
    at = local(asked.touch.at, gate)
    minute = (at - at.replace(hour=0, minute=0, second=0, microsecond=0)) // MINUTE
    quiet = minute >= gate.quiet_from.value or minute < gate.quiet_until.value
    if quiet and not _agreed(asked, asked.touch, "quiet_hours"):
        return asked.block("QUIET_HOURS")
    return None


def _agreed(asked: Asked, contact: Contact, kind: str) -> bool:
    return agreed(asked.customer, kind, contact.target_role, contact.target_id, asked.day)


def calls(asked: Asked) -> Block | None:
    """Effective calls a day and person (CC-02), unanswered ones per number (CC-03), no two at once."""
    gate, touch = asked.edition.gate, asked.touch
    if not isinstance(touch, Contact) or touch.channel not in gate.voice.codes:
        return None
    made = calls_to(asked.customer, person(touch.target_role, touch.target_id), asked.day)
    if sum(call.effective for call in made) >= gate.effective_calls.value:
        return asked.block("CALL_BOMBING")
    tried = unanswered(asked.customer, touch.contact_point, asked.day)
    if tried >= gate.attempts.value and not _agreed(asked, touch, "attempts"):
        return asked.block("CALL_BOMBING", "CC-03")
    pause = gate.dial_pause.value * MINUTE
    if any(_between(call, touch.at, asked) < pause for call in made):
        return asked.block("CALL_BOMBING", "COL-76")
    return None


def _between(call: CollectionCallMade, at: str, asked: Asked) -> timedelta:
    return abs(local(call.at, asked.edition.gate) - local(at, asked.edition.gate))


def third_parties(asked: Asked) -> Block | None:
    """Only who is liable may be collected from; others at most once to find the debtor (CC-04..07)."""
    touch, gate = asked.touch, asked.edition.gate
    if not isinstance(touch, Contact) or touch.target_role in DEBTOR:
        return None
    if touch.target_role in gate.liable_roles.codes:
        file = asked.customer.loans[touch.loan_id]
        stands = touch.target_id in file.guarantors_on(asked.day)
        return None if stands else asked.block("THIRD_PARTY_PRESSURE", "CC-04")
    if _authorised(asked):
        return None
    if touch.target_role not in gate.third_roles.codes:
        return asked.block("UNAUTHORISED_THIRD_PARTY")
    who = person(touch.target_role, touch.target_id)
    unreachable = lost_contact(asked.customer, gate, asked.day) or asked.customer.life_on(
        asked.day
    ) & set(asked.edition.cases.talk_excused.codes)
    once = located(asked.customer, who, asked.day) < gate.locate_messages.value
    neutral = set(touch.purposes) == {"locate"}
    if unreachable and once and neutral and not opted_out(asked.customer, who, asked.day):
        return None
    return asked.block("THIRD_PARTY_PRESSURE", "CC-05")


def _authorised(asked: Asked) -> bool:
    """The person offered to pay, or the debtor named him in writing (CC-07, COL-82)."""
    given = consents(asked.customer, "third_party_payer", asked.day)
    target = asked.word("target_id")
    return target is not None and any(each.party_id == target for each in given)


def disclosure(asked: Asked) -> Block | None:
    """Nothing of the debt before the identity is verified, nothing to others (COL-47, COL-72)."""
    touch, gate = asked.touch, asked.edition.gate
    if not isinstance(touch, Contact) or not asked.words("data_fields") & set(
        gate.debt_fields.codes
    ):
        return None
    entitled = touch.target_role in gate.liable_roles.codes or _authorised(asked)
    spoken = touch.channel not in gate.written.codes
    if not entitled:
        return asked.block("DEBT_DISCLOSURE", "COL-72")
    return asked.block("DEBT_DISCLOSURE") if spoken and not touch.identity_verified else None


def staff(asked: Asked) -> Block | None:
    """A visit needs two persons (CC-11, COL-96)."""
    touch = asked.touch
    if not isinstance(touch, HoldVisit) and asked.word("channel") != "visit":
        return None
    together = {"".join(each.casefold().split()) for each in asked.words("staff_ids")}
    if len(together) < asked.edition.gate.visit_staff.value:
        return asked.block("SOLO_VISIT")
    return None
