"""The ``litigation`` object of the loan document: the legal side of a loan as it was on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts.debts import Sums
from services.kit.clocks import Reading
from services.kit.conduct.words import INSTEAD
from services.kit.domain import Frozen
from services.litigation.domain.claim import claim_on, interest_stopped_on
from services.litigation.domain.conclusions import ProhibitedActionBlocked
from services.litigation.domain.court import (
    AuctionHeld,
    EnforcementApplied,
    JudgmentRendered,
    OnSiteHeld,
    SuitEnded,
    SuitFiled,
)
from services.litigation.domain.deadlines import deadlines
from services.litigation.domain.duties import Deadline
from services.litigation.domain.facts import PaymentNoted
from services.litigation.domain.limitation import ends_on, reading_on
from services.litigation.domain.measures import Measure, measures_on
from services.litigation.domain.shown import (
    auction,
    due,
    iso,
    judgment,
    measure,
    reading,
    suit,
    sums,
)
from services.litigation.domain.stages import entered, walk
from services.litigation.domain.state import Case
from services.litigation.domain.suits import end_of, steps_of


class LitigationView(Frozen, frozen=True, kw_only=True):
    """Stage, claim, suit, clocks, measures, enforcement and what is due, on a day."""

    stage: str | None
    since: date | None
    claim: Sums
    currency: str
    interest_stopped_on: date | None
    limitation: tuple[Reading, date | None] | None
    enforcement: tuple[Reading, date | None] | None
    suit: SuitFiled | None
    suit_ended: SuitEnded | None
    judgment: JudgmentRendered | None
    enforcement_since: date | None
    measures: tuple[Measure, ...]
    onsite: tuple[OnSiteHeld, ...]
    auctions: tuple[AuctionHeld, ...]
    collected: tuple[PaymentNoted, ...]
    blocked: tuple[ProhibitedActionBlocked, ...]
    due: tuple[Deadline, ...]


def view(case: Case, loan_id: str, as_of: date) -> LitigationView | None:
    """The legal side at the end of ``as_of``; None when nothing about it is known.

    ``case`` is folded in effective order up to ``as_of``. A loan that nobody had to sue and whose
    arrears nobody told is nothing to show either. A claim that is sold, and its measures, are shown as they
    went to the buyer: what accrues after that day is his.
    """
    steps = walk(case, as_of)
    told = any(each.effective_on <= as_of for each in case.claims)
    if case.taken is None or not (steps or told or case.blocked):
        return None
    suit = case.last_of(SuitFiled, as_of)
    applied = case.last_of(EnforcementApplied, as_of)
    sale = case.sale_by(as_of)
    last = as_of if sale is None else sale.effective_on
    return LitigationView(
        stage=steps[-1].stage if steps else None,
        since=entered(steps),
        claim=claim_on(case, last),
        currency=case.taken.currency,
        interest_stopped_on=interest_stopped_on(case, as_of),
        limitation=_clock(case, "claim", as_of),
        enforcement=_clock(case, "enforcement", as_of),
        suit=suit,
        suit_ended=None if suit is None else end_of(case, suit.suit_id, as_of),
        judgment=_judgment(case, suit, as_of),
        enforcement_since=None if applied is None else applied.effective_on,
        measures=tuple(measures_on(case, last)),
        onsite=tuple(case.all_of(OnSiteHeld, as_of)),
        auctions=tuple(case.all_of(AuctionHeld, as_of)),
        collected=tuple(
            each
            for each in case.all_of(PaymentNoted, as_of)
            if suit is not None and each.effective_on >= suit.effective_on
        ),
        blocked=tuple(each for each in case.blocked if each.effective_on <= as_of),
        due=tuple(deadlines(case, as_of)),
    )


def _judgment(case: Case, suit: SuitFiled | None, day: date) -> JudgmentRendered | None:
    """The last one in the suit that is shown."""
    judged = [] if suit is None else steps_of(case, suit.suit_id, JudgmentRendered, day)
    return judged[-1] if judged else None


def _clock(case: Case, clock: str, day: date) -> tuple[Reading, date | None] | None:
    """A clock on a day; None of a claim that is sold: it runs for the buyer."""
    reading = None if case.sale_by(day) is not None else reading_on(case, clock, day)
    return None if reading is None else (reading, ends_on(case, clock, day))


def document(shown: LitigationView) -> dict[str, Any]:
    """The view as plain JSON values: money as decimal strings, days as ``YYYY-MM-DD``."""
    return {
        "stage": shown.stage,
        "since": iso(shown.since),
        "claim": sums(shown.claim, shown.currency),
        "interest_stopped_on": iso(shown.interest_stopped_on),
        "limitation": reading(shown.limitation),
        "enforcement_limit": reading(shown.enforcement),
        "suit": None if shown.suit is None else suit(shown.suit, shown.suit_ended),
        "judgment": None if shown.judgment is None else judgment(shown.judgment),
        "enforcement_since": iso(shown.enforcement_since),
        "preservation": [measure(each) for each in shown.measures],
        "onsite": [
            {"on": iso(each.effective_on), "number": each.number, "limit": each.limit}
            for each in shown.onsite
        ],
        "auctions": [auction(each) for each in shown.auctions],
        "collected": [
            {
                "on": iso(each.effective_on),
                "receipt_id": each.receipt_id,
                "received": each.received.to_wire(),
                "payer": each.payer_kind,
                "paid": {component: money.to_wire() for component, money in each.paid},
                "principal_left": each.principal.to_wire(),
            }
            for each in shown.collected
        ],
        "blocked": [
            {
                "on": iso(each.effective_on),
                "code": each.code,
                "rule": each.rule,
                "policy_id": each.policy_id,
                "attempted_by": each.attempted_by,
                "words": list(INSTEAD.get(each.alternative, (each.alternative,) * 2)),
            }
            for each in shown.blocked
        ],
        "due": [due(each) for each in shown.due],
    }
