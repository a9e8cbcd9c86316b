"""The agreement that runs, and whether it is kept: by its parties, in full (LIT-16, LIT-24)."""

from __future__ import annotations

from datetime import date

from services.litigation.domain.claim import is_owing
from services.litigation.domain.deeds import Deed
from services.litigation.domain.facts import PaymentNoted
from services.litigation.domain.outcomes import MediationClosed, SettlementAgreed
from services.litigation.domain.state import Case

Agreement = SettlementAgreed | MediationClosed


def running(case: Case, day: date) -> Agreement | None:
    """The last agreement by ``day``: in enforcement, or that of a mediation."""
    found: Agreement | None = None
    for fact in case.all_of(Deed, day):
        if isinstance(fact, SettlementAgreed) or (
            isinstance(fact, MediationClosed) and fact.agreed
        ):
            found = fact
    return found


def is_kept(case: Case, agreed: Agreement, day: date) -> bool:
    """A settlement names its sum; of what was agreed in mediation only a day is known: then nothing
    may be owed any more."""
    if isinstance(agreed, SettlementAgreed):
        return is_paid(case, agreed, day)
    return not is_owing(case, day)


def is_paid(case: Case, settled: SettlementAgreed, day: date) -> bool:
    """Its parties paid the sum since, or a third person unnamed for them; what the court took or what
    was taken in kind is no such, nor what somebody else paid who owes himself."""
    paid = sum(
        each.received.minor
        for each in case.all_of(PaymentNoted, day, settled.effective_on)
        if each.payer_kind not in ("court", "in_kind")
        and payer_of(case, each) in (None, *settled.parties)
    )
    return paid >= settled.amount.minor


def payer_of(case: Case, payment: PaymentNoted) -> str | None:
    """Who paid: the borrower is known without being named."""
    if payment.payer_id is None and payment.payer_kind == "borrower" and case.taken is not None:
        return case.taken.obligor_id
    return payment.payer_id
