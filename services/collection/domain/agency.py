"""Outside agencies: placed with licence, agreement and notice to the debtor before (COL-132..136)."""

from __future__ import annotations

from services.collection.domain.desk import Desk
from services.collection.domain.done import Contacted
from services.collection.domain.steps import CasePlacedWithAgency
from services.collection.domain.touches import PlaceWithAgency
from services.kit.days import add_months
from services.kit.domain import Rejected

NOTICE = "outsource_notice"


def place(desk: Desk, act: PlaceWithAgency) -> CasePlacedWithAgency:
    """The case goes to the agency. The gate has seen licence and agreement already."""
    desk.needs_case("SPECIALIST_UNIT", rule="COL-132")
    contacts = desk.customer.of_case(Contacted, act.loan_id, desk.day)
    if not any(each.agency_id is None and NOTICE not in each.purposes for each in contacts):
        raise Rejected(
            "own_collection_missing",
            "no contact of our own is on file in this case: we try first (COL-132)",
        )
    told = [
        each
        for each in contacts
        if NOTICE in each.purposes and each.result in ("delivered", "reached")
    ]
    if not told:
        raise Rejected(
            "outsource_notice_missing",
            f"the debtor was not told in this case before {desk.day} that an agency comes (CC-13)",
        )
    extra = sorted(set(act.data_fields) - set(desk.edition.gate.agency_fields.codes))
    if extra:
        raise Rejected(
            "data_not_minimal", f"data_fields {', '.join(extra)} are more than needed (COL-136)"
        )
    yearly = add_months(desk.day, desk.edition.cases.agency_evaluation.value)
    assert act.licence_ends_on is not None
    return desk.made(CasePlacedWithAgency, evaluate_by=min(yearly, act.licence_ends_on))
