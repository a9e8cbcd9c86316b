"""Income of assets, rents and prices, as core banking may have booked it: a receipt of the loan.

It came of a thing that was taken for debt and pays no part of it again (DIS-05, POL-24), so it counts
once, with the asset. A receipt known under the name of the income is that income when it came on its
day and is of its amount; any other was paid by somebody for something else. What core banking books
under that name afterwards is the income, whatever it says: one receipt is one money.
"""

from __future__ import annotations

from contracts.receipts import reserved
from contracts.values import Money
from services.disposal.domain.acts import RecordRent, SellAsset
from services.disposal.domain.checks import refuse
from services.disposal.domain.state import LoanFile


def receipts_of_income(file: LoanFile) -> frozenset[str]:
    """The names under which income of the loan's assets came."""
    assets = file.assets.values()
    rents = (each.receipt_id for asset in assets for each in asset.rents)
    sales = (asset.sold.receipt_id for asset in assets if asset.sold is not None)
    return frozenset((*rents, *(name for name in sales if name is not None)))


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
    if name in receipts_of_income(file) or (sold is not None and sold.payment_id == name):
        refuse("receipt_known", f"{named} was recorded before (POL-24)")
    for noted in file.balances:
        if noted.receipt_id != name or (noted.received, noted.effective_on) == (amount, act.day):
            continue
        what = "a receipt" if noted.received is None else f"a receipt of {noted.received.amount}"
        refuse(
            "receipt_known",
            f"{named} is {what} of {noted.effective_on}, not the income of {amount.amount} of"
            f" {act.day} (DIS-05, POL-24)",
        )
