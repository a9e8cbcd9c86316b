"""What is news: a fact that is known already gives no event, however often it is told.

Nor does a borrower's own money on a loan that never was in arrears, unless it withdraws an entry:
monitoring states the whole claim when that changes, so a book that pays on time leaves one event a
loan here.
"""

from __future__ import annotations

from services.disposal.domain.facts import (
    AnyFact,
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
from services.kit.domain import changed

_OWN_MONEY = (None, "borrower")


def news(fact: AnyFact, file: LoanFile) -> tuple[AnyFact, ...]:
    """The fact, or nothing when it is known; a statement of the claim gets its number."""
    if isinstance(fact, ClaimNoted):
        return () if _says_nothing_new(fact, file) else (changed(fact, told=file.told + 1),)
    if isinstance(fact, BalanceNoted) and not file.claims and _is_own(fact):
        return ()
    return () if _is_known(fact, file) else (fact,)


def _says_nothing_new(fact: ClaimNoted, file: LoanFile) -> bool:
    """The last statement told says the same, from that day or an earlier one on: only days have passed."""
    last = file.claims[-1] if file.claims else None
    if last is None or last.effective_on > fact.effective_on:
        return False
    return last == changed(fact, told=last.told, effective_on=last.effective_on)


def _is_own(fact: BalanceNoted) -> bool:
    if fact.monitoring_corrects:
        return False
    payers = (fact.payer_kind, *(each.payer_kind for each in fact.money))
    return all(payer in _OWN_MONEY for payer in payers)


def _is_known(fact: AnyFact, file: LoanFile) -> bool:
    match fact:
        case LoanTaken():
            return file.taken is not None
        case BalanceNoted() | StandingNoted() | ClassNoted():
            return _is_numbered(fact, file)
        case EntriesGoneNoted(monitoring_corrects=gone):
            return set(gone) <= set(file.gone)
        case LegalGoneNoted(legal_corrects=gone):
            return set(gone) <= set(file.legal_gone)
        case CollateralNoted(collateral_id=name):
            return file.collateral.get(name) == fact
        case LifeEventNoted():
            return (fact.effective_on, fact.life_event) in file.life_events
        case ContactNoted(contact_id=name):
            return any(each.contact_id == name for each in file.contacts)
        case GuarantorNoted(guarantor_id=name):
            # only the last word: who is free, stands and is free again may be so three times of one day
            return [each for each in file.guarantors if each.guarantor_id == name][-1:] == [fact]
        case StageNoted() | LimitationNoted() | SuitEndedNoted() | DeclaredBankruptNoted():
            told = (*file.stages, *file.limitations, *file.suits_ended, *file.declared_bankrupt)
            return fact in told
        case _:
            return False


def _is_numbered(fact: BalanceNoted | StandingNoted | ClassNoted, file: LoanFile) -> bool:
    """An entry that was taken, or is known to be withdrawn."""
    if isinstance(fact, ClassNoted):
        if fact.risk_class is None:
            return set(fact.class_corrects) <= set(file.class_gone)
        taken = {each.class_entry for each in file.classes}
        return fact.class_entry in taken or fact.class_entry in file.class_gone
    if fact.monitoring_entry > file.newest:
        return False
    rows = (*file.balances, *file.standings)
    return fact.monitoring_entry in file.gone or any(
        row.monitoring_entry == fact.monitoring_entry for row in rows
    )
