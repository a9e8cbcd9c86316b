"""How each event changes what is known of an obligor. Judges nothing, refuses nothing.

Works in recorded order and in the order of effective days: an entry may be withdrawn before it is
seen, and a corrected entry may be missing.
"""

from __future__ import annotations

from datetime import date
from typing import assert_never

from msgspec.structs import replace

from services.classification.domain.annexing import informed, marked, withdrawn
from services.classification.domain.decisions import (
    AnyCure,
    AnyObservation,
    ClassesWithdrawn,
    ClassificationEvent,
    CureLapsed,
    LoanClassified,
    LoanRevitalised,
    ObservationBroken,
    ObservationCompleted,
    ObservationStarted,
    ReviewPlanned,
)
from services.classification.domain.done import AnyDone, Done
from services.classification.domain.facts import (
    AnyFact,
    ArrearsNoted,
    BalanceNoted,
    CauseNoted,
    EntriesWithdrawnNoted,
    InstallmentPaidNoted,
    InterestNoted,
    LeavingGoneNoted,
    LeavingNoted,
    LiquidationNoted,
    LoanReopenedNoted,
    LoanSettledNoted,
    LoanTaken,
    MirroredFact,
    ScheduleNoted,
    SignalNoted,
)
from services.classification.domain.installments import Plan
from services.classification.domain.orders import OverrideSet, OverrideWithdrawn, UpgradeApproved
from services.classification.domain.placing import (
    by_day,
    by_entry,
    by_mirror,
    by_tier,
    itself,
    placed,
)
from services.classification.domain.state import (
    ExpertGrade,
    LoanFile,
    Mark,
    Obligor,
    Standing,
)
from services.classification.domain.tier_events import (
    AnyTierEvent,
    FourTierChanged,
    FourTierWithdrawn,
)
from services.kit.domain import Due


def evolve(obligor: Obligor, event: ClassificationEvent) -> Obligor:
    """The obligor after ``event``."""
    file = obligor.loans.get(event.loan_id) or LoanFile(loan_id=event.loan_id)
    match event:
        case ReviewPlanned():
            return _planned(obligor, event)
        case LiquidationNoted(effective_on=day):
            since = min(day, obligor.liquidated_on or day)
            return _with(replace(obligor, liquidated_on=since), file, event.processed_on)
        case LoanClassified() | ClassesWithdrawn():
            return _concluded(obligor, file, event)
        case ObservationStarted() | ObservationBroken() | ObservationCompleted():
            return _concluded(obligor, file, event)
        case LoanRevitalised() | CureLapsed() | FourTierChanged() | FourTierWithdrawn():
            return _concluded(obligor, file, event)
        case _:
            return _with(obligor, _informed(file, event), event.processed_on)


def _informed(file: LoanFile, fact: AnyFact | AnyDone) -> LoanFile:
    match fact:
        case BalanceNoted() | InstallmentPaidNoted() | ArrearsNoted():
            return _mirror(file, fact)
        case LoanSettledNoted() | LoanReopenedNoted() | EntriesWithdrawnNoted():
            return _mirror(file, fact)
        case LoanTaken():
            plan = Plan(fact.effective_on, "", fact.installments)
            return replace(file, taken=fact, plans=placed(file.plans, plan, by_day))
        case ScheduleNoted():
            plan = Plan(fact.effective_on, fact.change_id, fact.installments)
            return replace(file, plans=placed(file.plans, plan, by_day))
        case OverrideSet() | OverrideWithdrawn():
            stands = fact.risk_class if isinstance(fact, OverrideSet) else None
            grade = ExpertGrade(fact.effective_on, stands)
            return replace(file, grades=placed(file.grades, grade, by_day))
        case UpgradeApproved():
            return replace(file, approvals=placed(file.approvals, fact.effective_on, itself))
        case CauseNoted() | InterestNoted() | LeavingNoted() | LeavingGoneNoted():
            return replace(file, annex=informed(file.annex, fact))
        case SignalNoted() | Done():
            return replace(file, annex=informed(file.annex, fact))
        case LiquidationNoted():
            return file  # the obligor's, not one loan's
    assert_never(fact)


def _with(obligor: Obligor, file: LoanFile, processed_on: date, entries: int = 0) -> Obligor:
    judged = obligor.judged_to
    return replace(
        obligor,
        loans={**obligor.loans, file.loan_id: file},
        entries=max(obligor.entries, entries),
        judged_to=processed_on if judged is None or judged < processed_on else judged,
    )


def _mirror(file: LoanFile, event: MirroredFact) -> LoanFile:
    if event.monitoring_corrects:
        file = _withdraw(file, event.monitoring_corrects)
    newest = max(file.newest, event.monitoring_entry)
    if event.monitoring_entry in file.gone:
        return replace(file, newest=newest)
    match event:
        case BalanceNoted():
            return replace(file, newest=newest, balances=placed(file.balances, event, by_mirror))
        case InstallmentPaidNoted():
            return replace(file, newest=newest, paid=placed(file.paid, event, by_mirror))
        case ArrearsNoted():
            return replace(file, newest=newest, arrears=placed(file.arrears, event, by_mirror))
        case LoanSettledNoted() | LoanReopenedNoted():
            settled = isinstance(event, LoanSettledNoted)
            standing = Standing(event.effective_on, event.monitoring_entry, settled)
            return replace(
                file, newest=newest, standings=placed(file.standings, standing, by_mirror)
            )
        case _:
            return replace(file, newest=newest, gone=(*file.gone, event.monitoring_entry))


def _withdraw(file: LoanFile, numbers: tuple[int, ...]) -> LoanFile:
    return replace(
        file,
        gone=(*file.gone, *(number for number in numbers if number not in file.gone)),
        arrears=tuple(row for row in file.arrears if row.monitoring_entry not in numbers),
        balances=tuple(row for row in file.balances if row.monitoring_entry not in numbers),
        paid=tuple(row for row in file.paid if row.monitoring_entry not in numbers),
        standings=tuple(row for row in file.standings if row.monitoring_entry not in numbers),
    )


def _concluded(
    obligor: Obligor,
    file: LoanFile,
    event: LoanClassified | AnyObservation | AnyCure | AnyTierEvent | ClassesWithdrawn,
) -> Obligor:
    if event.corrects:
        file = replace(
            file,
            classes=tuple(row for row in file.classes if row.entry not in event.corrects),
            marks=tuple(row for row in file.marks if row.entry not in event.corrects),
            tiers=tuple(row for row in file.tiers if row.entry not in event.corrects),
            annex=withdrawn(file.annex, event.corrects),
        )
    if isinstance(event, LoanClassified):
        file = replace(file, classes=placed(file.classes, event, by_entry))
    elif isinstance(event, FourTierChanged):
        file = replace(file, tiers=placed(file.tiers, event, by_tier))
    elif isinstance(event, LoanRevitalised | CureLapsed):
        file = replace(file, annex=marked(file.annex, event))
    elif not isinstance(event, ClassesWithdrawn | FourTierWithdrawn):
        mark = Mark(
            event.effective_on,
            event.entry,
            event.policy_id,
            event.KIND,
            event.reason,
            event.watch,
        )
        file = replace(file, marks=placed(file.marks, mark, by_entry))
    return _with(obligor, file, event.processed_on, event.entry)


def _planned(obligor: Obligor, event: ReviewPlanned) -> Obligor:
    due = None if event.review_on is None else Due(event.review_on, event.reason)
    judged = max(obligor.judged_to or event.processed_on, event.processed_on)
    return replace(obligor, review=due, review_loan=event.loan_id, judged_to=judged)
