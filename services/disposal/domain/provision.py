"""What was set aside for a loss before it is taken (DIS-18): by the class, and what is added to it.

Classification tells the percent; the sum is that of the day's principal, as classification shows it.
A write-off uses it up: what a later truth leaves on the book is out of classification (B.2), so
nothing is set aside for it but what people add.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts.values import Money
from services.disposal.domain.checks import refuse
from services.disposal.domain.state import LoanFile

HUNDRED_PERCENT = 100


def set_aside_on(file: LoanFile, day: date) -> Money | None:
    """The provision of ``day``, half up to the minor unit; None when no percent was told."""
    if any(each.effective_on <= day for each in file.write_offs):
        return file.money(0)
    noted = file.class_on(day)
    if noted is None or noted.provision_percent is None:
        return None
    twice = 2 * file.principal_on(day) * noted.provision_percent + HUNDRED_PERCENT
    return file.money(twice // (2 * HUNDRED_PERCENT))


def set_aside_for(
    principal: Money, top_up: Money | None, file: LoanFile, day: date
) -> dict[str, Any]:
    """The provisions that an act on ``day`` records; refuse what they do not cover.

    Where the class told no percent (an entry of an earlier release) the officer's own sum stands.
    """
    held = set_aside_on(file, day)
    there = held if held is None or top_up is None else held + top_up
    if there is not None and held is not None and there < principal:
        added = file.money(0) if top_up is None else top_up
        refuse(
            "provision_not_set_aside",
            f"principal {principal.amount} is above what is set aside for it on {day}:"
            f" {held.amount} by its class and provision_top_up {added.amount}; the rest is added"
            " before the loss is taken (DIS-18)",
        )
    return {"provision_set_aside": held, "provision_top_up": top_up}
