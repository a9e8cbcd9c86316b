"""How each event changes what is known of a loan's disposal. Judges nothing, refuses nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from operator import itemgetter
from typing import Any, TypeVar, assert_never

from services.disposal.domain.events import (
    AnyEntry,
    AnyFact,
    DisposalEvent,
    DutyMissed,
    EntriesWithdrawn,
    LoanWrittenOff,
    ProhibitedActionBlocked,
    RecoveryRecognised,
)
from services.disposal.domain.facts import (
    BalanceNoted,
    ClaimNoted,
    ClassNoted,
    CollateralNoted,
    ContactNoted,
    DeclaredBankruptNoted,
    EntriesGoneNoted,
    GuarantorNoted,
    LegalGoneNoted,
    LifeEventNoted,
    LimitationNoted,
    LoanTaken,
    StageNoted,
    StandingNoted,
    SuitEndedNoted,
)
from services.disposal.domain.state import LoanFile
from services.disposal.domain.steps import stepped
from services.kit.domain import changed

Row = TypeVar("Row")
Mirrored = BalanceNoted | StandingNoted | EntriesGoneNoted


def evolve(file: LoanFile, event: DisposalEvent) -> LoanFile:
    """The loan's file after ``event``."""
    match event:
        case LoanWrittenOff() | RecoveryRecognised() | EntriesWithdrawn():
            return _entered(file, event)
        case ProhibitedActionBlocked():
            return changed(file, blocked=file.blocked + 1)
        case DutyMissed():
            return _missed(file, event)
        case LoanTaken() | BalanceNoted() | StandingNoted() | EntriesGoneNoted() | ClaimNoted():
            return _informed(file, event)
        case LifeEventNoted() | ClassNoted() | GuarantorNoted() | CollateralNoted():
            return _informed(file, event)
        case StageNoted() | LimitationNoted() | LegalGoneNoted() | ContactNoted():
            return _informed(file, event)
        case SuitEndedNoted() | DeclaredBankruptNoted():
            return _informed(file, event)
        case _:
            return stepped(file, event)


def _informed(file: LoanFile, fact: AnyFact) -> LoanFile:
    match fact:
        case LoanTaken():
            return changed(file, taken=fact)
        case BalanceNoted() | StandingNoted() | EntriesGoneNoted():
            return _mirrored(file, fact)
        case ClaimNoted():
            return changed(
                file, claims=_standing(file.claims, fact), told=max(file.told, fact.told)
            )
        case ClassNoted():
            return _classed(file, fact)
        case StageNoted() | LimitationNoted() | LegalGoneNoted():
            return _legal(file, fact)
        case DeclaredBankruptNoted():
            return changed(file, declared_bankrupt=_placed(file.declared_bankrupt, fact, _by_day))
        case SuitEndedNoted():
            return changed(file, suits_ended=_placed(file.suits_ended, fact, _by_day))
        case ContactNoted():
            return changed(file, contacts=_placed(file.contacts, fact, _by_contact))
        case LifeEventNoted() | GuarantorNoted() | CollateralNoted():
            return _of_parties(file, fact)
    assert_never(fact)


def _of_parties(
    file: LoanFile, fact: LifeEventNoted | GuarantorNoted | CollateralNoted
) -> LoanFile:
    match fact:
        case LifeEventNoted():
            happened = (fact.effective_on, fact.life_event)
            return changed(file, life_events=_placed(file.life_events, happened, itemgetter(0)))
        case GuarantorNoted():
            return changed(file, guarantors=_placed(file.guarantors, fact, _by_day))
        case CollateralNoted(collateral_id=name):
            before = file.collateral.get(name)
            if before is not None and before.effective_on > fact.effective_on:
                return file
            return changed(file, collateral={**file.collateral, name: fact})
    assert_never(fact)


def _standing(claims: tuple[ClaimNoted, ...], fact: ClaimNoted) -> tuple[ClaimNoted, ...]:
    """Statements that count on some day: none told later counts from the same day or before."""
    day = fact.effective_on
    if any(each.told > fact.told and each.effective_on <= day for each in claims):
        return claims
    kept = (each for each in claims if each.told >= fact.told or each.effective_on < day)
    return tuple(sorted((*kept, fact), key=lambda each: each.told))


def _mirrored(file: LoanFile, fact: Mirrored) -> LoanFile:
    numbers = fact.monitoring_corrects
    if numbers:
        file = changed(
            file,
            gone=tuple(sorted({*file.gone, *numbers})),
            balances=tuple(r for r in file.balances if r.monitoring_entry not in numbers),
            standings=tuple(r for r in file.standings if r.monitoring_entry not in numbers),
        )
    file = changed(file, newest=max(file.newest, fact.monitoring_entry))
    if fact.monitoring_entry in file.gone:
        return file
    match fact:
        case BalanceNoted():
            return changed(file, balances=_placed(file.balances, fact, _by_entry))
        case StandingNoted():
            return changed(file, standings=_placed(file.standings, fact, _by_entry))
        case EntriesGoneNoted():
            return file


def _legal(file: LoanFile, fact: StageNoted | LimitationNoted | LegalGoneNoted) -> LoanFile:
    gone = {*file.legal_gone, *fact.legal_corrects}
    stages = tuple(each for each in file.stages if each.legal_entry not in gone)
    limitations = tuple(each for each in file.limitations if each.legal_entry not in gone)
    if isinstance(fact, StageNoted) and fact.legal_entry not in gone:
        stages = _placed(stages, fact, _by_day)
    if isinstance(fact, LimitationNoted) and fact.legal_entry not in gone:
        limitations = _placed(limitations, fact, _by_day)
    return changed(file, stages=stages, limitations=limitations, legal_gone=tuple(sorted(gone)))


def _classed(file: LoanFile, fact: ClassNoted) -> LoanFile:
    gone = {*file.class_gone, *fact.class_corrects}
    kept = tuple(each for each in file.classes if each.class_entry not in gone)
    if fact.risk_class is not None and fact.class_entry not in gone:
        kept = _placed(kept, fact, lambda each: (each.effective_on, each.class_entry))
    return changed(file, classes=kept, class_gone=tuple(sorted(gone)))


def _entered(file: LoanFile, entry: AnyEntry) -> LoanFile:
    gone = entry.corrects
    outs = tuple(each for each in file.write_offs if each.entry not in gone)
    kept = tuple(each for each in file.recoveries if each.entry not in gone)
    if isinstance(entry, LoanWrittenOff):
        outs = _placed(outs, entry, lambda each: (each.effective_on, each.entry))
    elif isinstance(entry, RecoveryRecognised):
        kept = _placed(kept, entry, lambda each: (each.effective_on, each.entry))
    return changed(file, write_offs=outs, recoveries=kept, entries=max(file.entries, entry.entry))


def _missed(file: LoanFile, event: DutyMissed) -> LoanFile:
    assets = file.assets
    if event.next_by is not None:
        asset = assets[event.subject]
        next_by = max(asset.stock_take_by, event.next_by)
        assets = {**assets, event.subject: changed(asset, stock_take_by=next_by)}
    missed = _placed(file.missed, event, lambda each: (each.due_on, each.duty, each.subject))
    return changed(file, missed=missed, assets=assets)


def _placed(rows: tuple[Row, ...], row: Row, key: Callable[[Any], Any]) -> tuple[Row, ...]:
    """``rows`` with ``row`` at its place; usually the last."""
    at = bisect_right(rows, key(row), key=key)
    return (*rows[:at], row, *rows[at:])


def _by_day(
    row: StageNoted | LimitationNoted | GuarantorNoted | SuitEndedNoted | DeclaredBankruptNoted,
) -> date:
    return row.effective_on


def _by_contact(row: ContactNoted) -> tuple[date, str]:
    return row.effective_on, row.contact_id


def _by_entry(row: BalanceNoted | StandingNoted) -> tuple[date, int]:
    return row.effective_on, row.monitoring_entry
