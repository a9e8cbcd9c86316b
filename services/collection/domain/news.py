"""What is news: a fact that is known already gives no event, however often it is told."""

from __future__ import annotations

from datetime import date

from services.collection.domain.facts import (
    AnyFact,
    ClaimNoted,
    GuarantorNoted,
    LoanTaken,
    NumberedFact,
    ReceiptNoted,
)
from services.collection.domain.loan_file import LoanFile
from services.collection.domain.moments import may_open
from services.collection.domain.state import Customer
from services.kit.domain import changed


def news_of(fact: AnyFact, customer: Customer) -> AnyFact | None:
    """The fact as it is to be written down; None when it says nothing new.

    Nor does money on a loan that never was in arrears: a calm loan leaves one event here.
    """
    file = customer.loans.get(fact.loan_id)
    if isinstance(fact, ReceiptNoted) and not fact.withdraws and _calm(file):
        return None
    if isinstance(fact, ClaimNoted):
        last = None if file is None else file.told
        told = changed(fact, telling=1 if last is None else last.telling + 1)
        same = last is not None and _bare(last) == _bare(fact)
        return None if same else told
    if file is None:
        return fact
    if isinstance(fact, LoanTaken):
        known = file.taken is not None
    elif isinstance(fact, NumberedFact) and fact.number is not None:
        known = file.knows(fact.source, fact.number)
    elif isinstance(fact, GuarantorNoted):
        # only the last word: who is free, stands and is free again may be so three times of one day
        words = [row for row in file.guarantors if row.guarantor_id == fact.guarantor_id][-1:]
        known = [changed(row, processed_on=fact.processed_on) for row in words] == [fact]
    else:
        rows = (*file.numbered, *file.lives)
        known = any(changed(row, processed_on=fact.processed_on) == fact for row in rows)
    return None if known else fact


def _calm(file: LoanFile | None) -> bool:
    return file is None or not (file.claims or may_open(file))


def _bare(claim: ClaimNoted) -> ClaimNoted:
    return changed(claim, telling=0, processed_on=date.min)
