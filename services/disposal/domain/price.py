"""The price of the claim as core banking may have booked it: a receipt of the loan (DIS-07).

It is money of the buyer for the claim and pays no part of it, so it counts once, as the price. A
receipt known under the name of the payment must be of the price's amount and day.
"""

from __future__ import annotations

from operator import add

from contracts.debts import Sums
from contracts.receipts import reserved
from contracts.values import Money
from services.disposal.domain.checks import refuse
from services.disposal.domain.named import Named, incomes, other_money
from services.disposal.domain.state import LoanFile
from services.disposal.domain.transfer_acts import TransferDebt
from services.disposal.domain.values import ClaimSum


def check_price(act: TransferDebt, file: LoanFile, price: Money) -> None:
    """Refuse a payment that is no price: something else goes by its name."""
    named = f"payment_id {act.payment_id!r}"
    beginning = reserved(act.payment_id)
    if beginning is not None:
        refuse(
            "payment_id_reserved",
            f"{named} begins with {beginning!r}, as the names of things taken for debt do (POL-24)",
        )
    if any(each.receipt_id == act.payment_id for each in incomes(file)):
        refuse(
            "payment_known", f"{named} is the receipt of an asset's income, not the price (DIS-07)"
        )
    what = other_money(Named(act.payment_id, price, act.day), file)
    if what is not None:
        refuse(
            "payment_known",
            f"{named} is {what}, not the price of {price.amount} paid on {act.day} (DIS-07)",
        )


def booked(act: TransferDebt, file: LoanFile) -> Sums:
    """What a receipt of the payment's name paid of the claim on the day: nothing, as the price."""
    found = Sums()
    for noted in file.balances:
        for each in noted.money if noted.effective_on == act.day else ():
            if each.receipt_id == act.payment_id:
                found = Sums(*map(add, found, each.paid))
    return found


def claim_sold(act: TransferDebt, file: LoanFile) -> ClaimSum:
    """The claim of the day, of which the price paid nothing."""
    owed = file.claim_on(act.day)
    before = (owed.cost, owed.fee, owed.interest, owed.penalty, owed.principal)
    return ClaimSum(*map(add, before, booked(act, file)))
