"""Which stage of B.5 a fact or deed leads to from the stage of its day, with the rule.

A deed that the stage of its day does not allow moves nothing: it may have been allowed when it was
done and lost its ground to a late fact. Whether it may be done at all is for the commands.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from services.litigation.domain.court import (
    AuctionOrdered,
    EnforcementApplied,
    JudgmentEffective,
    SuitEnded,
    SuitFiled,
)
from services.litigation.domain.deeds import LitigationDecided, MeasureRuled
from services.litigation.domain.facts import (
    Fact,
    LifeEventNoted,
    LoanReopenedNoted,
    LoanSettledNoted,
)
from services.litigation.domain.neighbours import ReferralNoted, RemissionNoted, TransferNoted
from services.litigation.domain.outcomes import (
    PETITION_ENDED,
    BankruptcyRecorded,
    EnforcementEnded,
    EnforcementRevived,
    MediationClosed,
    MediationOpened,
    SettlementAgreed,
    SettlementBroken,
)

SETTLED, REMITTED = "B.5", "DIS-19"
SOLD = "party_substituted"
FILED, KEPT = "LIT-25", "LIT-24"
FINAL = frozenset({"closed", SOLD})
CURED, CURE = "cured", "LIT-10"
"""No case for the time being: what was late is paid, what was done about it has had its effect."""
REFERRED = frozenset({"assessment", "letter", "ready_to_sue"})
"""These stand on collection's referral, and end with the arrears that it is about."""
GROUND = frozenset({"preserved", "ready_to_sue"})
"""From these one may sue."""
MEDIATED_FROM = GROUND | REFERRED | {"protective", "lapsed", CURED}
"""From these a mediation that was opened goes on: a late word may have taken its ground, but the
parties sat down, and what they agree on binds them (LIT-16)."""
SUED_FROM = MEDIATED_FROM | {"mediation"}
"""From these a suit that was filed moves the case on: the court has it."""


SUED, UNSUED = frozenset({"filed", "judged"}), "unsued"
"""In these a suit may come to nothing; ``back`` has by the second name where that leads to."""
BANKRUPT, BANKRUPTCY = "bankruptcy", "LIT-33"


class Place(NamedTuple):
    """Where the walk stands. ``back``: the stage that a pause leads back to, by its kind.

    ``over``: the rule by which nothing is owed, with or without a case; None while anything is.
    ``begun``: since when each stage that was entered was the case's, or the one behind a pause.
    """

    stage: str | None = None
    since: date = date.min
    back: tuple[tuple[str, str | None], ...] = ()
    over: str | None = None
    begun: tuple[tuple[str, date], ...] = ()

    @property
    def to_close(self) -> str | None:
        """The rule that closes an open case: it may have been settled before its first day."""
        return None if self.stage is None or self.stage in FINAL else self.over

    def back_from(self, pause: str) -> str | None:
        """The stage before the pause."""
        return dict(self.back).get(pause)

    def behind(self, pause: str) -> Place:
        """The place that the pause lies upon; without a case it is one where none is for the time
        being."""
        before = self.back_from(pause) or CURED
        return self._replace(stage=before, since=dict(self.begun).get(before, date.min))

    def led_behind(self, pause: str, stage: str, day: date) -> Place:
        """With the stage behind a pause led on to ``stage``."""
        back = dict(self.back)
        before = back.get(pause)
        if stage != self.behind(pause).back_from(before or CURED):  # it goes on, not back
            # filed while nothing was owed, it has no ground
            back[stage] = pause if (pause, stage) == ("closed", "filed") else before
            if stage == "filed":
                back[UNSUED] = before
        begun = dict(self.begun) | {stage: day}
        return self._replace(
            back=tuple((back | {pause: stage}).items()), begun=tuple(begun.items())
        )

    def entered(self, stage: str, day: date) -> Place:
        """In another stage; who goes back to one has behind it what was there before."""
        back, begun, left = dict(self.back), dict(self.begun), self.stage
        again = left is not None and stage == self.back_from(left)
        if left != "closed" and not again:
            back[stage] = left
        if stage == "filed" and not again and left not in ("closed", BANKRUPT):
            back[UNSUED] = left
        if not (again and left == BANKRUPT):
            begun[stage] = day
        since = begun.get(stage, day)
        return self._replace(
            stage=stage, since=since, back=tuple(back.items()), begun=tuple(begun.items())
        )


def moved(place: Place, fact: Fact) -> tuple[str, str] | None:
    """The stage that a fact leads to from here, with its rule; None when it moves nothing."""
    stage = place.stage
    match fact:
        case LoanSettledNoted() if stage is not None and stage not in FINAL:
            return "closed", SETTLED
        case RemissionNoted() if stage is not None and stage not in FINAL:
            return "closed", REMITTED
        case LoanReopenedNoted() if stage == "closed" and place.over is None:
            before = place.back_from("closed")
            return None if before is None else (before, "B.5")
        case TransferNoted() if stage is not None and stage != "closed":
            return SOLD, "DIS-07"
        case BankruptcyRecorded(of_borrower=True, phase=phase):
            return _moved_in_bankruptcy(place, phase)
        case ReferralNoted() if stage in (None, CURED):
            return "assessment", "POL-25"
        case LifeEventNoted(act_by=by) if by is not None and stage in (None, "assessment", CURED):
            return "protective", "LIT-06"
        case LitigationDecided() if stage in ("assessment", "protective", "lapsed"):
            return "letter", "LIT-11"
        case MeasureRuled(granted=True) if stage in ("protective", "lapsed"):
            return "preserved", "LIT-09"
        case _:
            return _moved_in_court(place, fact)


def _moved_in_bankruptcy(place: Place, phase: str) -> tuple[str, str] | None:
    """A petition that came to nothing leads back to what it came upon."""
    if phase in PETITION_ENDED:
        return (
            (place.back_from(BANKRUPT) or CURED, BANKRUPTCY) if place.stage == BANKRUPT else None
        )
    return None if place.stage in FINAL else (BANKRUPT, BANKRUPTCY)


def _moved_in_court(place: Place, fact: Fact) -> tuple[str, str] | None:
    stage, settled = place.stage, settled_from(place)
    match fact:
        case MediationOpened() if stage in MEDIATED_FROM:
            return "mediation", "LIT-16"
        case MediationClosed(agreed=True) if stage in ("mediation", "filed"):
            return "settlement_running", "LIT-16"
        case MediationClosed() if stage == "mediation":
            return place.back_from("mediation") or "ready_to_sue", "LIT-16"
        case SuitFiled() if stage in SUED_FROM or settled == "mediation":
            return "filed", FILED
        case JudgmentEffective() if "filed" in (stage, settled):
            return "judged", "LIT-20"
        case SuitEnded() if stage in SUED:
            return _unsued(place), "LIT-13"
        case EnforcementApplied() if stage == "judged":
            return "enforcing", "LIT-20"
    return _moved_in_enforcement(place, fact)


def _unsued(place: Place) -> str:
    """Where the case stood before the suit; a mediation before it is over."""
    before = place.back_from(UNSUED)
    if before in (None, "mediation", "settlement_running"):
        before = place.back_from("mediation")
    return before or "ready_to_sue"


def _moved_in_enforcement(place: Place, fact: Fact) -> tuple[str, str] | None:
    stage, settled = place.stage, settled_from(place)
    match fact:
        case SettlementAgreed() if stage == "enforcing":
            return "settlement_running", "LIT-24"
        case SettlementBroken() if stage == "settlement_running":
            return (settled if settled in ("filed", "enforcing") else "ready_to_sue"), "LIT-13"
        case AuctionOrdered() if settled == "enforcing":
            return "enforcing", "LIT-25"
        case EnforcementEnded() if "enforcing" in (stage, settled):
            return "dormant", "EX-08"
        case EnforcementRevived() if stage == "dormant":
            return "enforcing", "EX-08"
    return None


def settled_from(place: Place) -> str | None:
    """The stage from which a settlement runs: mediation, filed or enforcing; None without one."""
    return place.back_from("settlement_running") if place.stage == "settlement_running" else None
