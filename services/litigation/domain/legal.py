"""The legal side of one loan: commands in, events out. Pure.

Facts of other services and officers' deeds go into one log; what follows from it is worked out
anew and the difference to what was concluded before is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, assert_never

from services.kit.acts import (
    Act,
    check_act,
    check_currency,
    check_day,
    check_news,
    check_since,
)
from services.kit.domain import Command, Decider, DomainEvent, Rejected, changed
from services.litigation.domain import (
    assessment,
    auction,
    bankruptcy,
    court,
    deeds,
    enforcement,
    outcomes,
    preservation,
    settlement,
    suit,
    suit_end,
    trial,
)
from services.litigation.domain.conclusions import (
    ClockMoved,
    ConclusionsWithdrawn,
    MeasureMoved,
    ProhibitedActionBlocked,
    RenewalWarned,
    StageReached,
)
from services.litigation.domain.conduct import blocked
from services.litigation.domain.deeds import Deed
from services.litigation.domain.evolution import evolve
from services.litigation.domain.facts import Fact
from services.litigation.domain.intake import FACTS, is_news, taken
from services.litigation.domain.judgement import agenda, news
from services.litigation.domain.permits import ALLOWED, check_stage
from services.litigation.domain.state import Case
from services.litigation.domain.stayed import check_not_stayed
from services.litigation.policy import LitigationBook, LitigationPolicy, edition_on


class TakeFact(Command, frozen=True, kw_only=True):
    """Another service said something about a loan, put in our words; taken on ``as_of``."""

    fact: Fact


class TimeReached(Command, frozen=True, kw_only=True):
    """The business day ``as_of`` is over."""


class Perform(Act, frozen=True, kw_only=True):
    """An officer's deed as it would be recorded; ``text`` is what a letter says, for the gate."""

    deed: Deed
    text: str = ""


LegalCommand = TakeFact | TimeReached | Perform
Guard = Callable[[Any, Case, LitigationPolicy], Deed]


def _as_it_is(deed: Deed, case: Case, edition: LitigationPolicy) -> Deed:
    return deed


GUARDS: dict[type[Deed], Guard] = {
    deeds.LitigationDecided: assessment.decide_to_sue,
    deeds.LetterSent: assessment.send_letter,
    deeds.DebtAcknowledged: assessment.acknowledge,
    deeds.ObstacleRecorded: assessment.note_obstacle,
    deeds.AssetClueRecorded: assessment.note_clue,
    deeds.AssetTakenUnderOrder: _as_it_is,
    deeds.MeasureApplied: preservation.apply_for,
    deeds.MeasureRuled: preservation.record_ruling,
    deeds.MeasureExecuted: preservation.execute,
    deeds.MeasureRenewed: preservation.renew,
    deeds.MeasureLifted: preservation.lift,
    outcomes.MediationOpened: settlement.open_mediation,
    outcomes.MediationClosed: settlement.close_mediation,
    outcomes.ConfirmationRequested: settlement.request_confirmation,
    outcomes.SettlementAgreed: settlement.settle,
    outcomes.SettlementBroken: settlement.broken,
    court.SuitFiled: suit.file_suit,
    court.SuitAccepted: suit.accepted,
    court.ComplaintServed: trial.served,
    court.HearingHeld: trial.heard,
    court.JudgmentRendered: trial.judged,
    court.AppealFiled: trial.appealed,
    court.JudgmentEffective: trial.effective,
    court.SuitEnded: suit_end.end,
    court.EnforcementApplied: enforcement.apply_for,
    court.CoordinationAgreed: enforcement.coordinate,
    court.OnSiteHeld: enforcement.hold_on_site,
    outcomes.EnforcementEnded: enforcement.end,
    outcomes.AssetSearchDone: enforcement.searched,
    outcomes.EnforcementRevived: enforcement.revive,
    court.AuctionOrdered: auction.order,
    court.AuctionHeld: auction.hold,
    outcomes.BankruptcyRecorded: bankruptcy.record,
    outcomes.ClaimDeclared: bankruptcy.declare,
}


def decide(command: LegalCommand, case: Case, policies: LitigationBook) -> tuple[DomainEvent, ...]:
    """The fact or deed itself and what follows; nothing for a fact that is no news."""
    match command:
        case TakeFact(fact=fact):
            if not is_news(fact, case):
                return ()
            edition = edition_on(policies, command.as_of)
            return _with_consequences((taken(fact, case, edition),), case, command)
        case TimeReached():
            return _with_consequences((), case, command)
        case Perform():
            return _with_consequences((_performed(command, case, policies),), case, command)
    assert_never(command)


def _performed(
    command: Perform, case: Case, policies: LitigationBook
) -> Deed | ProhibitedActionBlocked:
    """The deed as the rules of its day complete it; a blocked act is written down instead."""
    deed, edition = command.deed, edition_on(policies, command.day)
    check_day(command)
    if case.taken is not None:
        check_since(command, case.taken.effective_on)
    wrong = blocked(command, deed, command.text, case, edition)
    if wrong is not None:
        return wrong
    check_act(command, edition.acts[deed.asked])
    if case.taken is None:
        raise Rejected("loan_unknown", f"loan_id {command.loan_id!r} is not known here")
    check_currency(command, case.taken.currency)
    check_stage(deed, case)
    check_not_stayed(deed, case)
    deed = changed(deed, policy_id=edition.policy_id)
    deed = GUARDS[type(deed)](deed, case, edition)
    check_news(deed, case.all_of(type(deed)))
    return deed


def _with_consequences(
    made: Sequence[DomainEvent], case: Case, command: Command
) -> tuple[DomainEvent, ...]:
    after = decider.fold(made, case)
    return (*made, *news(after, command.as_of))


CONCLUSIONS: tuple[type[DomainEvent], ...] = (
    StageReached,
    ClockMoved,
    MeasureMoved,
    RenewalWarned,
    ConclusionsWithdrawn,
    ProhibitedActionBlocked,
)

decider: Decider[LegalCommand, Case, DomainEvent, LitigationBook] = Decider(
    initial=Case(),
    decide=decide,
    evolve=evolve,
    agenda=agenda,
    events=(*FACTS, *ALLOWED, *CONCLUSIONS),
)
