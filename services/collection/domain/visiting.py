"""What holds of whoever goes to a person, to talk or to serve a paper; and the way of a notice."""

from __future__ import annotations

from services.collection.domain.contacts import agreed
from services.collection.domain.desk import Desk
from services.collection.domain.done import Contacted, SiteVisitCompleted
from services.collection.domain.touches import HoldVisit, ServeDemandNotice
from services.kit.domain import Rejected

IN_PERSON = ("visit", "meeting")


def check_way(desk: Desk, notice: ServeDemandNotice) -> None:
    """``Rejected`` when the notice's channel is none of its method, or its visit is not proper (LM-07).

    A method of which nothing is a proof makes an attempt whatever the channel; in person it is a visit.
    """
    row = desk.conduct.demands.get(notice.method)
    if row is not None and notice.channel not in row.channels:
        raise Rejected(
            "channel_not_of_method",
            f"channel {notice.channel!r} of a notice by method {notice.method!r}, which goes by"
            f" {', '.join(row.channels)} ({row.rule})",
        )
    if notice.channel in desk.conduct.ways.in_person.codes:
        check_visit(desk, notice)


def check_visit(desk: Desk, visit: HoldVisit | ServeDemandNotice) -> None:
    """``Rejected`` unless they said who they are, may come in and are expected (CC-11, COL-92)."""
    if visit.place is None:
        raise Rejected("place_missing", "place is missing: it says where they went (CC-11)")
    if not visit.identity_shown:
        raise Rejected(
            "identity_not_shown", "identity_shown is false: visitors say who they are (CC-11)"
        )
    at_work = visit.place == "workplace" and agreed(
        desk.customer, "workplace_visit", desk.to_debtor, visit.target_id, desk.day
    )
    consent = visit.entry_consent or at_work
    if visit.place in desk.edition.gate.consent_places.codes and not consent:
        raise Rejected(
            "entry_consent_missing",
            f"entry_consent is false: nobody enters a {visit.place} without consent (CC-11)",
        )
    if not visit.appointment and (visit.place != "business" or _been_there(desk, visit)):
        raise Rejected(
            "appointment_missing",
            f"appointment is false: at place {visit.place!r} only the first look at a business needs"
            " none (COL-92)",
        )


def _been_there(desk: Desk, visit: HoldVisit | ServeDemandNotice) -> bool:
    """Somebody went to a person in this case before; a notice goes with a visit of its own day (COL-95)."""
    before = desk.customer.of_case(Contacted, visit.loan_id, desk.day)
    if isinstance(visit, ServeDemandNotice):
        before = [
            each
            for each in before
            if each.effective_on < desk.day or not isinstance(each, SiteVisitCompleted)
        ]
    return any(each.channel in IN_PERSON for each in before)
