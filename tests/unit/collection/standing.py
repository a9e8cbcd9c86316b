"""A customer's case in each state of B.3, and a campaign in each of its own."""

from __future__ import annotations

from collections.abc import Callable

from services.collection.domain import acts
from services.collection.domain.campaigning import (
    CloseCampaign,
    EvaluateCampaign,
    LaunchCampaign,
)
from tests.states import Standing
from tests.unit.collection.life import Life, cny, in_case, on, spoken
from tests.unit.collection.test_campaigns import WHOLE, bureau, does, set_up
from tests.unit.collection.test_cases import broken, handed
from tests.unit.collection.test_gate_limits import with_agency


def lent() -> Life:
    """Nothing is overdue."""
    return Life().lent()


def technical() -> Life:
    life = spoken()
    life.act(acts.RecordArrearsCause, cause="technical")
    return life


def promised() -> Life:
    life = spoken()
    life.promise("2024-03-25", "100.00")
    return life


def joint() -> Life:
    life = spoken()
    life.to("2024-03-25").visit(appointment=False)
    return life


def served() -> Life:
    life = spoken()
    life.to("2024-03-27").notice()
    return life


def planned() -> Life:
    """An oral plan: nobody is kept from asking further."""
    life = spoken()
    life.plan(("2024-04-20", "10000.00"), ("2024-05-20", "11560.00"), signed=False)
    return life


def proposed() -> Life:
    """A plan is proposed, and not agreed."""
    life = spoken()
    total = cny("100.00")
    parts = (acts.PlanPart(on("2024-04-20"), total),)
    life.act(acts.ProposePlan, plan_id="PL-1", total=total, parts=parts)
    return life


def unit() -> Life:
    """Handed over, and told that an agency may come."""
    life = handed()
    life.message(template_id="LETTER-OUTSOURCE", purposes=("outsource_notice",))
    return life


def paused_proposed() -> Life:
    life = proposed()
    life.act(acts.PauseCase, ground="dispute", against=None, tags=())
    return life


def paused_at_preservation() -> Life:
    life = preserved()
    life.act(acts.PauseCase, ground="dispute", against=None, tags=())
    return life


def repaid() -> Life:
    """Long overdue, then paid in full."""
    life = spoken()
    life.to("2024-07-01")
    life.paid("21560.00")
    life.overdue(None)
    life.settled()
    return life


def fielded() -> Life:
    life = broken()
    life.act(acts.RequestFieldVisit, ground="phone_failed")
    return life


def listed() -> Life:
    """He consented to something, was told of the credit report, and stands on the blacklist."""
    life = spoken()
    life.consent("quiet_hours", name="CO-1")
    life.act(acts.SendCreditNotice, notice_id="CN-1")
    entry = {"ground": "separate_decision", "scope": "no_lending", "notice_id": "BN-1"}
    second = {"approved_by": "wang", "approver_role": "branch_manager"}
    review = on("2027-11-14")
    life.act(acts.AddBlacklistEntry, entry_id="BL-1", review_on=review, **entry, **second)
    return life


def paused() -> Life:
    life = spoken()
    life.act(acts.PauseCase, ground="dispute", against=None, tags=())
    return life


def at_law() -> Life:
    life = spoken()
    life.refer()
    return life


def preserved() -> Life:
    life = at_law()
    life.act(acts.TransferToPreservation, role="specialist", to_unit="preservation")
    return life


def cured() -> Life:
    life = spoken()
    life.paid("21560.00")
    life.overdue(None)
    return life


def closed() -> Life:
    life = cured()
    return life.to("2024-12-31")


def settled() -> Life:
    life = cured()
    life.settled()
    return life


def written_off() -> Life:
    life = spoken()
    life.disposed("written_off", number=1)
    return life


def sold() -> Life:
    life = spoken()
    life.disposed("transferred")
    return life


def made() -> Life:
    """A promise for the day on which it stands."""
    life = spoken()
    life.promise("2024-03-25", "100.00")
    return life.to("2024-03-24")


def kept() -> Life:
    life = made()
    life.paid("100.00")
    return life.to("2024-03-27")


def partly_kept() -> Life:
    life = made()
    life.paid("10.00")
    return life.to("2024-03-27")


def withdrawn() -> Life:
    life = made()
    life.act(acts.WithdrawPromise, promise_id="PR-1")
    return life


PROMISES: dict[str, Callable[[], Life]] = {
    "none": spoken,
    "MADE": made,
    "KEPT": kept,
    "PARTLY_KEPT": partly_kept,
    "BROKEN": lambda: made().to("2024-03-27"),
    "WITHDRAWN": withdrawn,
}


def completed() -> Life:
    life = planned()
    life.paid("21560.00")
    return life.to("2024-05-22")


PLANS: dict[str, Callable[[], Life]] = {
    "none": spoken,
    "PROPOSED": proposed,
    "ACTIVE": planned,
    "BROKEN": lambda: planned().to("2024-04-22"),
    "COMPLETED": completed,
}


def standing(make: Callable[[], Life]) -> Callable[[], Standing]:
    """On the day after the last thing that happened."""

    def stands() -> Standing:
        life = make().close()
        return Standing(life.state, life.today)

    return stands


CASES: dict[str, Callable[[], Life]] = {
    "none": lent,
    "OPEN": in_case,
    "FIRST_CONTACT_DONE": spoken,
    "FIRST_CONTACT_DONE: plan proposed": proposed,
    "FIRST_CONTACT_DONE: told, listed, consenting": listed,
    "TECHNICAL_FIX": technical,
    "PROMISE_PENDING": promised,
    "FOLLOW_UP": broken,
    "JOINT_COLLECTION": joint,
    "NOTICE_SERVED": served,
    "PLAN_ACTIVE": planned,
    "SPECIALIST_UNIT": unit,
    "FIELD": fielded,
    "WITH_AGENCY": with_agency,
    "PAUSED": paused,
    "PAUSED: plan proposed": paused_proposed,
    "PAUSED: front line follows": paused_at_preservation,
    "LEGAL_REFERRED": at_law,
    "TRANSFERRED_FRONTLINE_FOLLOWS": preserved,
    "CURED": cured,
    "CLOSED": closed,
    "CLOSED: settled": settled,
    "CLOSED: long overdue, repaid": repaid,
    "CLOSED_LOSS: written off": written_off,
    "CLOSED_LOSS": sold,
}
"""The state of B.3 and, after a colon, what else the acts depend on."""


def drafted() -> Life:
    life = bureau()
    set_up(life, *WHOLE)
    return life


def launched(day: str = "2024-09-01") -> Life:
    life = drafted()
    does(life, LaunchCampaign, approved_by="gao", approver_role="branch_manager")
    return life.to(day)


def evaluated() -> Life:
    life = launched("2025-01-02")
    does(life, EvaluateCampaign, report_id="E-1")
    return life


def over() -> Life:
    life = evaluated()
    does(life, CloseCampaign)
    return life


CAMPAIGNS: dict[str, Callable[[], Life]] = {
    "NONE": bureau,
    "DRAFT": drafted,
    "VALIDATED": launched,
    "PREPARATION": lambda: launched("2024-09-21"),
    "COLLECTION": lambda: launched("2024-10-02"),
    "RECOVERY": lambda: launched("2024-11-02"),
    "FOURTH": lambda: launched("2025-01-02"),
    "EVALUATED": evaluated,
    "CLOSED": over,
}
