"""Income of assets, rents and prices, as core banking may have booked it: a receipt of the loan.

It came of a thing that was taken for debt and pays no part of it again (DIS-05, POL-24), so it counts
once, with the asset. A receipt known under its name must be of its amount and day. Not all receipts are
known here (``news``): where this one turns out to be other money, monitoring keeps it and tells people.
"""

from __future__ import annotations

from contracts.receipts import reserved
from contracts.values import Money
from services.disposal.domain.acts import RecordRent, SellAsset
from services.disposal.domain.checks import refuse
from services.disposal.domain.named import Named, incomes, other_money
from services.disposal.domain.state import LoanFile


def check_income(act: RecordRent | SellAsset, file: LoanFile, amount: Money) -> None:
    """Refuse a receipt that is no income of the asset: something else goes by its name."""
    name = act.receipt_id
    if name is None:
        return
    named, sold = f"receipt_id {name!r}", file.transferred
    beginning = reserved(name)
    if beginning is not None:
        refuse(
            "receipt_id_reserved",
            f"{named} begins with {beginning!r}, as the names of things taken for debt do (POL-24)",
        )
    known = {each.receipt_id for each in incomes(file)}
    if name in known or (sold is not None and sold.payment_id == name):
        refuse("receipt_known", f"{named} was recorded before (POL-24)")
    what = other_money(Named(name, amount, act.day), file)
    if what is not None:
        refuse(
            "receipt_known",
            f"{named} is {what}, not the income of {amount.amount} of {act.day} (DIS-05, POL-24)",
        )
