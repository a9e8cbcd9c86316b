"""Hand-over to a unit: after the respite of a final call, at once in a hard case, back from an agency.

Whoever has the case otherwise took it from the front line. What the list of deadlines shows as due may be
done. What an agency has is taken back at any time, which ends the placement (COL-133, CO-02).
"""

from __future__ import annotations

from datetime import date

from services.collection.domain.acts import HandOverCase
from services.collection.domain.case import LED
from services.collection.domain.desk import Desk, listed
from services.collection.domain.done import CollectionCallMade
from services.collection.domain.pauses import holding
from services.collection.domain.plan import signed_plan
from services.collection.domain.promise import open_promises
from services.collection.domain.state import Customer
from services.collection.domain.steps import CaseHandedOver
from services.kit.domain import Rejected, persons, same_person


def rests(customer: Customer, loan_id: str, day: date) -> bool:
    """Nobody collects the loan: something is unanswered, or a signed plan is kept (CC-10, CC-12).

    What the gate refuses then is no job either: the timeline waits, and so does the hand-over.
    """
    return bool(holding(customer, day)) or signed_plan(customer, loan_id, day) is not None


def respite_ends(customer: Customer, loan_id: str, day: date) -> date | None:
    """The day on which the case is to be handed over, by the last final call; None without one."""
    calls = customer.of_case(CollectionCallMade, loan_id, day)
    given = [call.hand_over_on for call in calls if call.hand_over_on is not None]
    return given[-1] if given else None


def handed_over(desk: Desk, act: HandOverCase) -> CaseHandedOver:
    """The case goes to a dedicated unit with all that its successor must know (COL-57, XCT-11)."""
    cases = desk.edition.cases
    desk.needs_case(*LED, "WITH_AGENCY", rule="COL-16")
    if not act.summary.strip():
        raise Rejected("summary_missing", "summary is empty: the successor judges by it (COL-57)")
    least, most = cases.team_least.value, cases.team_most.value
    if not least <= persons(act.team) <= most:
        raise Rejected(
            "team_size", f"team has {persons(act.team)} members, {least} to {most} (XCT-11)"
        )
    if not any(same_person(act.anchor, each) for each in act.team):
        raise Rejected("anchor_missing", f"anchor {act.anchor!r} is not in the team (XCT-11)")
    if act.hard_case is None and desk.state in LED:
        _check_ripe(desk)
    elif act.hard_case is not None:
        listed(act.hard_case, cases.hard_cases.codes, "not_a_hard_case", "hard_case", "XCT-02")
    promises = tuple(each.promise_id for each in open_promises(desk.customer, desk.day))
    return desk.made(CaseHandedOver, open_promises=promises, review_every=cases.team_review.value)


def _check_ripe(desk: Desk) -> None:
    """``Rejected`` unless it is due by the day of the act, as the list of deadlines shows it."""
    loan_id, day = desk.act.loan_id, desk.day
    held = holding(desk.customer, day)
    if held:
        raise Rejected(
            "case_paused",
            f"a {held[0].ground} of {held[0].effective_on} is unanswered on {day}: the hand-over waits"
            " until it is answered (CC-10, COL-16)",
        )
    if rests(desk.customer, loan_id, day):
        raise Rejected(
            "plan_running",
            f"a signed plan of loan {loan_id} is kept on {day}: the hand-over waits (CC-12, COL-16)",
        )
    ripe = respite_ends(desk.customer, loan_id, day)
    if ripe is None or day < ripe:
        said = f"runs until {ripe}" if ripe else "was not given by a final call"
        raise Rejected("hand_over_too_early", f"done_on {day}: the last respite {said} (COL-16)")
