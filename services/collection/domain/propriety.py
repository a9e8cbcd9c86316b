"""Whether a contact that is no blocked practice is proper: ours, by the lists, not held or stopped."""

from __future__ import annotations

from services.collection.domain.case import AT_LAW
from services.collection.domain.desk import Desk, listed, new_id, not_gone
from services.collection.domain.done import Contacted
from services.collection.domain.pauses import unanswered
from services.collection.domain.plan import running
from services.collection.domain.referral import referral
from services.collection.domain.touches import Contact
from services.kit.domain import Rejected, same_person


def still_ours(desk: Desk) -> None:
    """The claim is the bank's and in a case, or written off and pursued (WO-01)."""
    not_gone(desk)
    if not desk.case_id and desk.file.outcome_on(desk.day) != "written_off":
        raise desk.no_case("B.3")


def proper(desk: Desk, touch: Contact) -> None:
    """What the gate has no code for: lists, people, pauses, running plans."""
    numbers = desk.edition.gate
    taken = {each.contact_id for each in desk.customer.acts(Contacted)}
    new_id(touch.contact_id, taken, "contact_known", "contact_id")
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
    _stopped(desk, touch)


def _held(desk: Desk, touch: Contact) -> None:
    """While something is unanswered or a signed plan runs, only limited contact (CC-10, CC-12).

    Whatever became of the case, unless it is at law (B.3: PAUSED -> back or LIT).
    """
    limited = set(desk.edition.gate.limited_purposes.codes)
    owes = desk.to_debtor or touch.target_role in desk.conduct.roles.liable.codes
    if set(touch.purposes) <= limited or not owes:
        return
    held = unanswered(desk.customer, desk.day)
    if held and desk.state not in AT_LAW:
        raise Rejected(
            "case_paused",
            f"a {held[0].ground} of {held[0].effective_on} is unanswered on {desk.day}: purposes"
            f" {', '.join(touch.purposes)} wait until it is answered (CC-10)",
        )
    signed = [
        p for p in running(desk.customer, desk.day) if p.signed and p.loan_id == touch.loan_id
    ]
    if signed:
        raise Rejected(
            "plan_running",
            f"plan {signed[0].plan_id} is signed and kept: collection of loan {touch.loan_id}"
            " stops (CC-12)",
        )


def _stopped(desk: Desk, touch: Contact) -> None:
    """Whom a complaint of banned conduct names does not act until it is answered (2.3)."""
    acting = {*touch.staff_ids, touch.requested_by, touch.agency_id or touch.requested_by}
    for pause in unanswered(desk.customer, desk.day):
        named = pause.against
        if named and pause.tags and any(same_person(named, a) for a in acting):
            raise Rejected(
                "collector_stopped",
                f"{named!r} is named in the complaint of {pause.effective_on} and is stopped (2.3)",
            )
