"""Outside agencies: placed with licence, agreement and notice to the debtor before (COL-132..136).

One has a case at a time: until the unit takes it back, or its licence has ended and another gets it. A
later licence or another agreement of its own renews what it has. Which of them a complaint stops (section
2.3), and by when one is evaluated (CO-01).
"""

from __future__ import annotations

from datetime import date

from services.collection.domain.acts import EvaluateAgency
from services.collection.domain.desk import Desk, new_id
from services.collection.domain.done import Contacted, Done
from services.collection.domain.state import Customer
from services.collection.domain.steps import (
    AgencyEvaluated,
    CaseHandedOver,
    CasePaused,
    CasePlacedWithAgency,
)
from services.collection.domain.touches import PlaceWithAgency
from services.collection.policy import Gate
from services.kit.days import add_months
from services.kit.domain import Rejected, same_person

NOTICE = "outsource_notice"


def place(desk: Desk, act: PlaceWithAgency) -> CasePlacedWithAgency:
    """The case goes to the agency, or stays there. The gate has seen licence and agreement already."""
    desk.needs_case("SPECIALIST_UNIT", "WITH_AGENCY", rule="COL-132")
    if desk.state == "WITH_AGENCY":
        _check_free(desk, act)
    _check_tried(desk, act)
    extra = sorted(set(act.data_fields) - set(desk.edition.gate.agency_fields.codes))
    if extra:
        raise Rejected(
            "data_not_minimal", f"data_fields {', '.join(extra)} are more than needed (COL-136)"
        )
    last = last_look(desk.customer, act.agency_id, desk.day)
    overdue = None if last is None else last.evaluate_by
    if overdue is not None and overdue < desk.day:
        raise Rejected(
            "agency_not_evaluated",
            f"agency {act.agency_id!r} was to be evaluated by {overdue}: no case is placed with it anew"
            " before (CO-01)",
        )
    assert act.licence_ends_on is not None
    by = min(_yearly(desk), act.licence_ends_on)
    return desk.made(CasePlacedWithAgency, evaluate_by=by, evaluate_article=_law(desk))


def standing(customer: Customer, loan_id: str, day: date) -> CasePlacedWithAgency | None:
    """The last placement of the loan's case by ``day``; None once a unit has taken the case since."""
    for each in reversed(customer.of_case(Done, loan_id, day)):
        if isinstance(each, CaseHandedOver):
            return None
        if isinstance(each, CasePlacedWithAgency):
            return each
    return None


def _check_free(desk: Desk, act: PlaceWithAgency) -> None:
    """Where an agency has the case: it renews what it has, or another comes once its licence ended."""
    held = standing(desk.customer, act.loan_id, desk.day)
    ends = act.licence_ends_on
    if held is None or ends is None:
        return
    if held.agency_id != act.agency_id:
        if held.licence_ends_on >= desk.day:
            raise Rejected(
                "agency_has_case",
                f"agency {held.agency_id!r} has the case under a licence until {held.licence_ends_on}:"
                " hand it over to a unit first (COL-132)",
            )
        return
    if (ends, act.agreement_id) == (held.licence_ends_on, held.agreement_id) or (
        ends < held.licence_ends_on
    ):
        raise Rejected(
            "licence_not_later",
            f"licence_ends_on {ends}: agency {act.agency_id!r} has the case until"
            f" {held.licence_ends_on} under agreement {held.agreement_id!r} already; a renewal is of a"
            " later licence or another agreement (COL-135, COL-136)",
        )
    rows = desk.customer.of_case(Done, act.loan_id, desk.day)
    after = rows[rows.index(held) :]
    if not any(isinstance(e, AgencyEvaluated) and e.agency_id == act.agency_id for e in after):
        raise Rejected(
            "agency_not_evaluated",
            f"agency {act.agency_id!r} was not evaluated since {held.effective_on}: nothing is renewed"
            " before (CO-01)",
        )


def _check_tried(desk: Desk, act: PlaceWithAgency) -> None:
    """We tried ourselves, and the debtor was told of this agency: not only of another one before it."""
    contacts = desk.customer.of_case(Contacted, act.loan_id, desk.day)
    if not any(each.agency_id is None and NOTICE not in each.purposes for each in contacts):
        raise Rejected(
            "own_collection_missing",
            "no contact of our own is on file in this case: we try first (COL-132)",
        )
    told = False
    for each in desk.customer.of_case(Done, act.loan_id, desk.day):
        if isinstance(each, CasePlacedWithAgency):
            told = told and each.agency_id == act.agency_id
        elif isinstance(each, Contacted):
            told = told or _told(each, desk.edition.gate)
    if not told:
        raise Rejected(
            "outsource_notice_missing",
            f"the debtor was not told in this case before {desk.day} that an agency comes (CC-13)",
        )


def evaluated(desk: Desk, act: EvaluateAgency) -> AgencyEvaluated:
    """The evaluation is on file: once a year, and once in the last year of the licence (CO-01).

    Whatever became of the cases that the agency had.
    """
    placed = _placements(desk.customer, act.agency_id, desk.day)
    if not placed:
        raise Rejected(
            "agency_unknown",
            f"agency {act.agency_id!r} had no case of this customer by {desk.day} (CO-01)",
        )
    taken = {each.report_id for each in desk.customer.acts(AgencyEvaluated)}
    new_id(act.report_id, taken, "report_known", "report_id")
    missing = [c for c in desk.edition.cases.agency_aspects.codes if c not in act.covers]
    if missing:
        raise Rejected("evaluation_incomplete", f"covers lacks {', '.join(missing)} (CO-01)")
    yearly = _yearly(desk)
    last = yearly > placed[-1].licence_ends_on
    more = {} if last else {"evaluate_article": _law(desk)}
    return desk.made(AgencyEvaluated, evaluate_by=None if last else yearly, **more)


def last_look(
    customer: Customer, agency_id: str, day: date
) -> CasePlacedWithAgency | AgencyEvaluated | None:
    """What says by when, and by which law, the agency is to be evaluated next, as of ``day`` (CO-01).

    None where it had no case of the customer; without a day when it was evaluated in the last year of its
    licence. A case that is placed after that, on the same day too, has a day of its own.
    """
    rows = [
        each
        for each in customer.done
        if isinstance(each, CasePlacedWithAgency | AgencyEvaluated)
        and each.agency_id == agency_id
        and each.effective_on <= day
    ]
    return rows[-1] if rows else None


def _placements(customer: Customer, agency_id: str, day: date) -> list[CasePlacedWithAgency]:
    return [e for e in customer.acts(CasePlacedWithAgency, day) if e.agency_id == agency_id]


def _law(desk: Desk) -> str | None:
    return desk.edition.article("agency_evaluation", desk.day)


def _yearly(desk: Desk) -> date:
    return add_months(desk.day, desk.edition.cases.agency_evaluation.value)


def _told(contact: Contacted, gate: Gate) -> bool:
    """The notice came to the debtor himself: a guarantor who was told of an agency is somebody else."""
    came = contact.result in gate.served.codes
    return NOTICE in contact.purposes and came and contact.to_debtor


def agencies_named(customer: Customer, complaint: CasePaused, day: date) -> set[str]:
    """The agencies for which the person named in a complaint acted by ``day`` (section 2.3).

    By his contacts; of one who is in no contact that was entered, the agencies that had the
    customer's loans on the day of the complaint.
    """
    named = complaint.against
    if named is None:
        return set()
    his = [
        each
        for each in customer.acts(Contacted, day)
        if any(same_person(named, who) for who in (each.requested_by, *each.staff_ids))
    ]
    if his:
        return {each.agency_id for each in his if each.agency_id is not None}
    placed = (
        customer.of_case(CasePlacedWithAgency, loan_id, complaint.effective_on)[-1:]
        for loan_id in customer.loans
    )
    return {each.agency_id for rows in placed for each in rows}
