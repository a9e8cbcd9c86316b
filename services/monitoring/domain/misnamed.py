"""Receipts that were said to be income of an asset or the price of the claim, and are other money.

Whoever names a receipt by mistake does not un-pay what it paid: it counts as before, and people are
told that the income or the price came some other way, or is of another day or amount (POL-24).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from services.monitoring.domain.derivation import day_of
from services.monitoring.domain.facts import CountedFact, ReceiptTaken
from services.monitoring.domain.state import Loan, closed_on, named_income, pays_debt, sale_of
from services.monitoring.domain.work_items import OTHER, FactSetAside


def misnamed(loan: Loan, facts: Iterable[CountedFact]) -> Iterator[FactSetAside]:
    """A work item for each of the receipts that pays the debt under the name of something else."""
    opened = loan.opened
    if opened is None or not loan.file:
        return
    ended = closed_on(loan)
    for fact in facts:
        if not isinstance(fact, ReceiptTaken) or fact.payer_kind == "in_kind":
            continue
        gone = fact.undone_before or fact.receipt_id in loan.reversed_receipts
        day = day_of(opened, fact)
        if gone or (ended is not None and day > ended) or not pays_debt(loan, opened, fact):
            continue
        said = _said_of(loan, fact)
        if said is not None:
            yield FactSetAside(
                loan_id=fact.loan_id,
                effective_on=day,
                fact=f"{said[0]}:{fact.receipt_id}",
                reason=OTHER,
                detail=(
                    f"receipt_id {fact.receipt_id!r} was said to be {said[1]}, but is a receipt of"
                    f" {fact.amount.amount} {fact.amount.currency} of {day}: it counts for what it"
                    f" paid ({said[2]})"
                ),
            )


def receipts_of(loan: Loan, name: str | None) -> tuple[ReceiptTaken, ...]:
    """The receipts of the loan that have this name."""
    return tuple(f for f in loan.facts if isinstance(f, ReceiptTaken) and f.receipt_id == name)


def _said_of(loan: Loan, fact: ReceiptTaken) -> tuple[str, str, str] | None:
    """What the receipt was said to be, in a word and in words, and the rules that ask; None: nothing."""
    income, sale = named_income(loan, fact), sale_of(loan)
    if income is not None:
        words = (
            f"the {income.how} of {income.gross.amount} {income.gross.currency} that asset"
            f" {income.asset_id} brought on {income.effective_on}"
        )
        return "income", words, "DIS-05, POL-24"
    if sale is not None and sale.payment_id == fact.receipt_id:
        words = (
            f"the price of {sale.price.amount} {sale.price.currency} for which the claim was sold on"
            f" {sale.effective_on}"
        )
        return "price", words, "DIS-07"
    return None
