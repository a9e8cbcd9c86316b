"""The plan of repayment, as core banking gives it and monitoring passes it on."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.errors import broken
from contracts.message import GivenDay, Group, Positive
from contracts.values import GivenMoney, Money

SCHEDULE_RULES = ("schedule_empty", "schedule_number", "schedule_due_on", "money_currencies")


class Installment(Group):
    """One instalment (期): what falls due on one day."""

    number: Positive
    due_on: GivenDay
    principal: GivenMoney
    interest: GivenMoney
    fee: GivenMoney


def check_schedule(schedule: Sequence[Installment], currency: str | None = None) -> None:
    """Not empty, numbers rising, due dates not falling, one currency; raises the broken rule."""
    if not schedule:
        raise broken("schedule_empty", "the schedule has no instalment", "schedule", "[]")
    currency = currency or schedule[0].principal.currency
    previous: Installment | None = None
    for place, installment in enumerate(schedule):
        if previous is not None:
            _check_order(previous, installment, place)
        for component in ("principal", "interest", "fee"):
            check_currency(
                getattr(installment, component), currency, f"schedule[{place}].{component}"
            )
        previous = installment


def _check_order(previous: Installment, installment: Installment, place: int) -> None:
    if installment.number <= previous.number:
        raise broken(
            "schedule_number",
            f"instalment {installment.number} follows instalment {previous.number}",
            f"schedule[{place}].number",
            installment.number,
        )
    if installment.due_on < previous.due_on:
        raise broken(
            "schedule_due_on",
            f"instalment {installment.number} is due before instalment {previous.number}"
            f" ({previous.due_on})",
            f"schedule[{place}].due_on",
            installment.due_on.isoformat(),
        )


def check_principal(schedule: Sequence[Installment], principal: Money) -> None:
    """The principal of all instalments is the principal of the loan, to the smallest unit."""
    total = Money(sum(each.principal.minor for each in schedule), principal.currency)
    if total.minor != principal.minor:
        raise broken(
            "schedule_sum",
            f"the instalments' principal adds up to {total.amount}, not to {principal.amount}",
            "schedule",
            total.amount,
        )


def check_currency(money: Money, currency: str, field: str) -> None:
    """This money is in the message's one currency."""
    if money.currency != currency:
        raise broken(
            "money_currencies",
            f"{money.currency} in a message of {currency}",
            f"{field}.currency",
            money.currency,
        )


def check_positive(money: Money, field: str) -> None:
    """This money is more than nothing."""
    if not money:
        raise broken("money_zero", "the amount must be greater than zero", field, money.amount)
