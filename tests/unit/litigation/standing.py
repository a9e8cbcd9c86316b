"""L-4801 in each stage of B.5, and one preservation measure in each of its states."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from contracts import disposal
from tests.states import Standing
from tests.unit.litigation import cases
from tests.unit.litigation.seizures import applied, granted, in_force
from tests.unit.litigation.story import Story, accelerated, in_arrears
from tests.unit.litigation.told import (
    ABOUT,
    LIANG,
    WHOLE,
    claim,
    cny,
    life_event,
    on,
    settled,
)


def protective() -> Story:
    story = accelerated()
    story.tell("2024-06-26", life_event("2024-06-26"))
    return story


def lapsed() -> Story:
    story = granted()
    story.pass_days("2024-08-10")
    return story


def cured() -> Story:
    """What was late is paid; another instalment is late since."""
    story = cases.ready()
    story.tell("2024-07-14", claim("2024-07-14", outstanding="1000.00"))
    story.tell("2024-07-16", claim("2024-07-15", WHOLE, accelerated="2024-06-25"))
    return story


def mediating() -> Story:
    story = cases.ready()
    story.act("2024-07-15", "open-mediation", mediation_id="M-1")
    return story


def agreed_in_mediation() -> Story:
    story = mediating()
    agreed: dict[str, Any] = {"agreed": True, "pay_by": "2024-07-30"}
    story.act("2024-07-20", "close-mediation", mediation_id="M-1", **agreed)
    story.pass_days("2024-07-30")
    return story


def filed() -> Story:
    story = cases.ready()
    story.act("2024-07-15", "file-suit", **cases.SUIT, claim_day="2024-07-15")
    return story


def adjudged() -> Story:
    story = cases.filed()
    cases.judgment(story, "2024-09-12")
    return story


def appealed() -> Story:
    story = adjudged()
    story.act("2024-09-13", "record-appeal", suit_id="SUIT-1", party_id=LIANG)
    return story


def final() -> Story:
    story = adjudged()
    story.pass_days("2024-09-27")
    return story


def judged() -> Story:
    story = cases.judged()
    story.pass_days("2024-10-09")
    return story


def enforcing() -> Story:
    """Agreed with the court and the front line, a first round of auction ordered."""
    story = cases.enforcing()
    three = ("preservation_department", "court_enforcement", "front_line")
    story.act("2024-10-11", "agree-coordination", agreement_id="CO-1", parties=three)
    price = {"valuation": cny("1000.00"), "starting_price": cny("1000.00")}
    days = {"published_on": "2024-10-12", "auction_on": "2025-02-01"}
    asset = {"asset_id": "A-1", "asset_kind": "movable"}
    story.act("2024-10-12", "order-auction", **asset, **price, **days)
    story.pass_days("2025-02-01")
    return story


def agreed_in_enforcement() -> Story:
    story = enforcing()
    terms: dict[str, Any] = {"parties": (LIANG,), "amount": cny("1000.00"), "pay_by": "2025-02-10"}
    story.act("2025-02-02", "agree-settlement", settlement_id="SE-1", **terms)
    story.pass_days("2025-02-10")
    return story


def dormant() -> Story:
    story = cases.dormant()
    clue: dict[str, Any] = {"clue_id": "CL-2", "kind": "asset", "verified": True}
    story.act("2025-03-21", "record-asset-clue", **clue)
    return story


def bankrupt() -> Story:
    story = cases.filed()
    story.act("2024-07-20", "record-bankruptcy", party_id=LIANG, phase="petition_filed")
    return story


def accepted() -> Story:
    """The court accepted the petition."""
    story = bankrupt()
    days = {"announced_on": "2024-07-25", "file_claim_by": "2024-09-25"}
    story.act("2024-07-25", "record-bankruptcy", party_id=LIANG, phase="accepted", **days)
    return story


def sold() -> Story:
    story = cases.enforcing()
    fields: dict[str, Any] = {"buyer_id": "AMC-1", "price": cny("1.00"), "claim": cny("2.00")}
    gone = disposal.DebtTransferred(**ABOUT, effective_on=on("2024-11-01"), **fields)
    story.tell("2024-11-01", gone)
    return story


def given_up() -> Story:
    story = cases.enforcing()
    gone = disposal.DebtRemitted(**ABOUT, effective_on=on("2024-11-01"), amount=cny("2.00"))
    story.tell("2024-11-01", gone)
    return story


def closed() -> Story:
    story = cases.enforcing()
    story.tell("2024-11-01", settled("2024-11-01", 90))
    return story


def refused() -> Story:
    story = applied()
    ruling: dict[str, Any] = {"ruling_id": "RU-1", "granted": False}
    at = "2024-06-28T09:30:00+08:00"
    story.act("2024-06-28", "record-preservation-ruling", measure_id="PM-1", at=at, **ruling)
    return story


def waiting() -> Story:
    story = granted()
    story.act("2024-06-29", "execute-preservation", measure_id="PM-1", waiting=True)
    return story


def renewed() -> Story:
    story = in_force()
    story.act("2024-09-01", "renew-preservation", measure_id="PM-1")
    return story


def lifted() -> Story:
    story = in_force()
    story.act("2024-09-01", "lift-preservation", measure_id="PM-1", ground="court_order")
    return story


def standing(make: Callable[[], Story]) -> Callable[[], Standing]:
    """On the day after the last thing that happened."""

    def stands() -> Standing:
        story = make()
        return Standing(story.state, story.day + timedelta(days=1))

    return stands


STAGES: dict[str, Callable[[], Story]] = {
    "none": in_arrears,
    "assessment": cases.assessed,
    "protective": protective,
    "preserved": granted,
    "lapsed": lapsed,
    "letter": cases.lettered,
    "ready_to_sue": cases.ready,
    "cured": cured,
    "mediation": mediating,
    "settlement_running": agreed_in_mediation,
    "filed": filed,
    "filed: accepted": cases.filed,
    "filed: judgment": adjudged,
    "filed: appeal": appealed,
    "filed: final": final,
    "judged": judged,
    "enforcing": enforcing,
    "settlement_running: enforced": agreed_in_enforcement,
    "dormant": dormant,
    "bankruptcy": bankrupt,
    "bankruptcy: accepted": accepted,
    "closed": closed,
    "closed: remitted": given_up,
    "party_substituted": sold,
}
"""The stage of B.5 and, after a colon, what else the commands depend on."""
MEASURES: dict[str, Callable[[], Story]] = {
    "applied": applied,
    "refused": refused,
    "granted": granted,
    "granted: waiting": waiting,
    "in_force": in_force,
    "renewed": renewed,
    "lapsed": lapsed,
    "lifted": lifted,
}
