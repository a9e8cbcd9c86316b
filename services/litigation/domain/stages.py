"""The case's stages of B.5, walked through its log: what happened, in order, and what time did.

A deed that the stage of its day does not allow moves nothing: it may have been allowed when it was
done and lost its ground to a late fact. Whether it may be done at all is for the commands.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from services.litigation.domain.claim import is_owing
from services.litigation.domain.court import (
    AuctionOrdered,
    EnforcementApplied,
    JudgmentEffective,
    SuitFiled,
)
from services.litigation.domain.deeds import LetterSent, LitigationDecided, MeasureRuled
from services.litigation.domain.facts import (
    Fact,
    LifeEventNoted,
    LoanReopenedNoted,
    LoanSettledNoted,
)
from services.litigation.domain.neighbours import ReferralNoted, TransferNoted
from services.litigation.domain.outcomes import (
    BankruptcyRecorded,
    EnforcementEnded,
    EnforcementRevived,
    MediationClosed,
    MediationOpened,
    SettlementAgreed,
    SettlementBroken,
)
from services.litigation.domain.state import Case

ONE_DAY = timedelta(days=1)
FINAL = frozenset({"closed", "party_substituted"})
PRE_SUIT = frozenset(
    {"assessment", "protective", "preserved", "lapsed", "letter", "ready_to_sue", "mediation"}
)
OPEN = PRE_SUIT | {"filed", "judged", "enforcing", "settlement_running", "dormant"}
TIMED = {"preserved": ("lapsed", "CL-02"), "letter": ("ready_to_sue", "LIT-20")}
"""Where the passing of time alone leads to, with its rule."""


class Step(NamedTuple):
    """From ``day`` on the case is in ``stage`` by ``rule``."""

    day: date
    stage: str
    previous: str | None
    rule: str


class Place(NamedTuple):
    """Where the walk stands. ``back``: the stage that a pause leads back to, by its kind."""

    stage: str | None = None
    since: date = date.min
    back: tuple[tuple[str, str | None], ...] = ()

    def back_from(self, pause: str) -> str | None:
        """The stage before the pause."""
        return dict(self.back).get(pause)


def walk(case: Case, until: date) -> list[Step]:
    """Every change of stage up to ``until``, time's own included."""
    steps: list[Step] = []
    place = Place()
    for fact in case.log:
        if fact.effective_on > until:
            break
        place = _timed(case, place, fact.effective_on, steps)
        moved = _moved(place, fact)
        if moved is not None:
            place = _entered(place, *moved, fact.effective_on, steps)
    _timed(case, place, until, steps)
    return steps


def stage_on(case: Case, day: date) -> str | None:
    """The stage on a day; None without a case."""
    steps = walk(case, day)
    return steps[-1].stage if steps else None


def _entered(place: Place, stage: str, rule: str, day: date, steps: list[Step]) -> Place:
    if stage == place.stage:
        return place
    steps.append(Step(day, stage, place.stage, rule))
    back = dict(place.back) | {stage: place.stage}
    return Place(stage, day, tuple(back.items()))


def _timed(case: Case, place: Place, day: date, steps: list[Step]) -> Place:
    """What the passing of time alone did by ``day``."""
    if place.stage == "preserved":
        end = _sue_until(case, place.since, day)
        if end is not None and end < day:
            return _entered(place, *TIMED["preserved"], max(end + ONE_DAY, place.since), steps)
    if place.stage == "letter":
        letter = _unheeded(case, place.since, day)
        if letter is not None:
            return _entered(place, *TIMED["letter"], letter.deadline + ONE_DAY, steps)
    return place


def _sue_until(case: Case, since: date, day: date) -> date | None:
    """The last day to sue on the rulings that hold together; one after it begins anew."""
    end: date | None = None
    for ruled in case.all_of(MeasureRuled, day):
        if not ruled.granted or ruled.lapses_after is None:
            continue
        if end is None or ruled.effective_on <= end:
            end = max(end or date.min, ruled.lapses_after.on)
        elif ruled.effective_on <= since:
            end = ruled.lapses_after.on
    return end


def _unheeded(case: Case, since: date, day: date) -> LetterSent | None:
    """The first letter whose deadline passed unpaid; one sent before it ran out replaces it."""
    sent = [each for each in case.all_of(LetterSent, day) if each.effective_on >= since]
    for place, letter in enumerate(sent):
        replaced = any(later.effective_on <= letter.deadline for later in sent[place + 1 :])
        if not replaced and letter.deadline < day and is_owing(case, letter.deadline):
            return letter
    return None


def _moved(place: Place, fact: Fact) -> tuple[str, str] | None:
    """The stage that a fact leads to from here, with its rule; None when it moves nothing."""
    stage = place.stage
    match fact:
        case LoanSettledNoted() if stage is not None and stage != "party_substituted":
            return "closed", "B.5"
        case LoanReopenedNoted() if stage == "closed":
            before = place.back_from("closed")
            return None if before is None else (before, "B.5")
        case TransferNoted() if stage is not None and stage != "closed":
            return "party_substituted", "DIS-07"
        case BankruptcyRecorded(of_borrower=True) if stage not in FINAL:
            return "bankruptcy", "LIT-33"
        case ReferralNoted() if stage is None:
            return "assessment", "POL-25"
        case LifeEventNoted(act_by=by) if by is not None and stage in (None, "assessment"):
            return "protective", "LIT-06"
        case LitigationDecided() if stage in ("assessment", "protective", "lapsed"):
            return "letter", "LIT-11"
        case MeasureRuled(granted=True) if stage in ("protective", "lapsed"):
            return "preserved", "LIT-09"
        case _:
            return _moved_in_court(place, fact)


def _moved_in_court(place: Place, fact: Fact) -> tuple[str, str] | None:
    stage = place.stage
    match fact:
        case MediationOpened() if stage in ("preserved", "ready_to_sue"):
            return "mediation", "LIT-16"
        case MediationClosed(agreed=True) if stage == "mediation":
            return "settlement_running", "LIT-16"
        case MediationClosed() if stage == "mediation":
            return place.back_from("mediation") or "ready_to_sue", "LIT-16"
        case SuitFiled() if stage in ("preserved", "ready_to_sue"):
            return "filed", "LIT-25"
        case JudgmentEffective() if stage == "filed":
            return "judged", "LIT-20"
        case EnforcementApplied() if stage == "judged":
            return "enforcing", "LIT-20"
    return _moved_in_enforcement(place, fact)


def _moved_in_enforcement(place: Place, fact: Fact) -> tuple[str, str] | None:
    stage, settled = place.stage, _settled_in_enforcement(place)
    match fact:
        case SettlementAgreed() if stage == "enforcing":
            return "settlement_running", "LIT-24"
        case SettlementBroken() if stage == "settlement_running":
            return ("enforcing" if settled else "ready_to_sue"), "LIT-13"
        case AuctionOrdered() if settled:
            return "enforcing", "LIT-25"
        case EnforcementEnded() if stage == "enforcing" or settled:
            return "dormant", "EX-08"
        case EnforcementRevived() if stage == "dormant":
            return "enforcing", "EX-08"
    return None


def _settled_in_enforcement(place: Place) -> bool:
    return (
        place.stage == "settlement_running"
        and place.back_from("settlement_running") == "enforcing"
    )
