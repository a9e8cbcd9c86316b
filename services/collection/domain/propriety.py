"""Whether a contact that is no blocked practice is proper: ours, by the lists, not held or stopped."""

from __future__ import annotations

from services.collection.domain.agency import agencies_named
from services.collection.domain.desk import Desk, listed, new_id, not_gone
from services.collection.domain.done import Contacted
from services.collection.domain.pauses import holding, unanswered
from services.collection.domain.plan import signed_plan
from services.collection.domain.referral import referral
from services.collection.domain.touches import (
    Contact,
    RequestMeasure,
    ServeDemandNotice,
    Touch,
)
from services.kit.domain import Rejected, same_person


def still_ours(desk: Desk) -> None:
    """The claim is the bank's and in a case, or written off and pursued (WO-01)."""
    not_gone(desk)
    if not desk.case_id and desk.file.outcome_on(desk.day) != "written_off":
        raise desk.no_case("B.3")


def still_owed(desk: Desk, touch: Touch) -> None:
    """``Rejected`` when it collects where nothing is owed: the case is cured, or what is due is paid (B.3).

    Who owes nothing may be told something, and that is all; notes and segments touch nobody.
    """
    cured = bool(desk.case_id) and desk.state == "CURED"
    if not cured and not _all_paid(desk):
        return
    if isinstance(touch, Contact):
        free = _free(desk, cured)
        if set(touch.purposes) <= free and not isinstance(touch, ServeDemandNotice):
            return
        said = f"purposes {', '.join(touch.purposes)}"
    elif isinstance(touch, RequestMeasure):
        said = f"measure {touch.measure!r}"
    else:
        return
    if cured:
        raise Rejected("wrong_state", f"{said}: the case is CURED on {desk.day} and watched (B.3)")
    raise Rejected(
        "nothing_owed",
        f"{said}: nothing of loan {touch.loan_id} is due and unpaid on {desk.day} (B.3)",
    )


def _free(desk: Desk, cured: bool) -> set[str]:
    """What a contact may be for where nothing is owed; who is reported gone may be sought (COL-02, CC-06)."""
    gate = desk.edition.gate
    gone = desk.customer.life_on(desk.day) & set(gate.whereabouts_unknown.codes)
    return {*gate.unowed_purposes.codes, *(("locate",) if gone and not cured else ())}


def _all_paid(desk: Desk) -> bool:
    owed = desk.file.owed(desk.day)
    return owed is not None and not owed.total


def not_told_yet(desk: Desk) -> None:
    """``Rejected`` where a contact of that id is on file: it comes before the gate, or a message that was
    sent again would be one call more to it."""
    if isinstance(desk.act, Contact):
        taken = {each.contact_id for each in desk.customer.acts(Contacted)}
        new_id(desk.act.contact_id, taken, "contact_known", "contact_id")


def proper(desk: Desk, touch: Contact) -> None:
    """What the gate has no code for: lists, people, pauses, running plans."""
    numbers = desk.edition.gate
    listed(
        touch.contact_source,
        numbers.sources.codes,
        "contact_source_unlawful",
        "contact_source",
        "CC-08",
    )
    for purpose in touch.purposes:
        listed(purpose, numbers.purposes.codes, "purpose_not_allowed", "purposes", "COL-85")
    if not touch.purposes:
        raise Rejected("purpose_missing", "purposes is empty: a contact has a purpose (COL-85)")
    sayable = numbers.statements.codes
    if referral(desk.customer, touch.loan_id, desk.day) is not None:
        sayable = (*sayable, *numbers.suit_statements.codes)
    for statement in touch.statements:
        listed(statement, sayable, "statement_not_approved", "statements", "COL-70, POL-18")
    if not touch.staff_ids:
        raise Rejected("staff_missing", "staff_ids is empty: somebody speaks for the bank (CC-09)")
    _held(desk, touch)
    check_stopped(desk, (*touch.staff_ids, touch.requested_by), touch.agency_id)


def _held(desk: Desk, touch: Contact) -> None:
    """While something is unanswered or a signed plan runs, only limited contact (CC-10, CC-12).

    Whatever became of the case, unless it is at law (B.3: PAUSED -> back or LIT).
    """
    limited = set(desk.edition.gate.limited_purposes.codes)
    owes = desk.to_debtor or touch.target_role in desk.conduct.roles.liable.codes
    if set(touch.purposes) <= limited or not owes:
        return
    held = holding(desk.customer, desk.day)
    if held:
        raise Rejected(
            "case_paused",
            f"a {held[0].ground} of {held[0].effective_on} is unanswered on {desk.day}: purposes"
            f" {', '.join(touch.purposes)} wait until it is answered (CC-10)",
        )
    plan = signed_plan(desk.customer, touch.loan_id, desk.day)
    if plan is not None:
        raise Rejected(
            "plan_running",
            f"plan {plan.plan_id} is signed and kept: collection of loan {touch.loan_id}"
            " stops (CC-12)",
        )


def check_stopped(desk: Desk, persons: tuple[str, ...], agency_id: str | None) -> None:
    """Whom a complaint of banned conduct names, and his agency, do not act until it is answered (2.3)."""
    acting = persons if agency_id is None else (*persons, agency_id)
    for pause in unanswered(desk.customer, desk.day):
        named = pause.against
        if not named or not pause.tags:
            continue
        if any(same_person(named, each) for each in acting):
            raise Rejected(
                "collector_stopped",
                f"{named!r} is named in the complaint of {pause.effective_on} and is stopped (2.3)",
            )
        if agency_id in agencies_named(desk.customer, pause, desk.day):
            raise Rejected(
                "agency_stopped",
                f"agency {agency_id!r} is stopped with {named!r}, whom the complaint of"
                f" {pause.effective_on} names, until it is answered (2.3)",
            )
