"""What other services say, in short: the messages that the tests of litigation tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from contracts import collection, guarantee, monitoring
from contracts.values import Money

ONE_DAY = timedelta(days=1)


LOAN = "L-4801"


LIANG = "C-0007"


ZHAO = "G-ZHAO"


ABOUT: dict[str, Any] = {"loan_id": LOAN, "obligor_id": LIANG}


def on(text: str) -> date:
    return date.fromisoformat(text)


def cny(amount: str) -> Money:
    return Money.of(amount)


def owed(
    key: str,
    kind: str,
    due: str,
    principal: str,
    interest: str = "0.00",
    penalty: str = "0.00",
    cost: str = "0.00",
    penalty_from: str | None = None,
) -> monitoring.Owed:
    return monitoring.Owed(
        key=key,
        kind=kind,
        due_on=on(due),
        cost=cny(cost),
        fee=cny("0.00"),
        interest=cny(interest),
        penalty=cny(penalty),
        principal=cny(principal),
        late_from=on(due) + ONE_DAY,
        penalty_from=on(penalty_from or due),
    )


def claim(
    day: str, *rows: monitoring.Owed, outstanding: str = "0.00", accelerated: str | None = None
) -> monitoring.ClaimStated:
    return monitoring.ClaimStated(
        **ABOUT,
        effective_on=on(day),
        owed=rows,
        principal_outstanding=cny(outstanding),
        unapplied=cny("0.00"),
        overdue_since=on("2024-03-20") if rows else None,
        accelerated_on=None if accelerated is None else on(accelerated),
        interest_daily="0.0002",
        penalty_daily="0.0003",
    )


def opened(last: str = "2025-03-20") -> monitoring.LoanOpened:
    return monitoring.LoanOpened(
        **ABOUT,
        obligor_kind="small_micro",
        product="working_capital",
        security="mortgage",
        principal=cny("480000.00"),
        disbursed_on=on("2023-03-20"),
        matures_on=on(last),
        schedule=(
            monitoring.Installment(
                number=24,
                due_on=on(last),
                principal=cny("20000.00"),
                interest=cny("120.00"),
                fee=cny("0.00"),
            ),
        ),
        policy_id="cn/1996-08-01",
        effective_on=on("2023-03-20"),
    )


def life_event(day: str, what: str = "over_indebted") -> monitoring.BorrowerLifeEventReported:
    return monitoring.BorrowerLifeEventReported(**ABOUT, effective_on=on(day), life_event=what)


def referral(
    day: str, ground: str = "unwilling", attempts: Sequence[str] = ("CALL-1",)
) -> collection.LegalReferralMade:
    return collection.LegalReferralMade(
        **ABOUT, effective_on=on(day), case_id="CASE-1", ground=ground, attempts=tuple(attempts)
    )


def demand(
    day: str, number: str = "N-1", method: str = "personal", proof: str = "signed"
) -> collection.DemandNoticeServed:
    return collection.DemandNoticeServed(
        **ABOUT,
        effective_on=on(day),
        notice_id=number,
        served_on=on(day),
        method=method,
        proof=proof,
        amount=cny("21602.00"),
    )


def charged(day: str, name: str = "SHOP-1", state: str = "pledged") -> guarantee.CollateralChanged:
    return guarantee.CollateralChanged(
        **ABOUT, effective_on=on(day), collateral_id=name, state=state
    )


def guarantor(day: str, who: str = ZHAO, kind: str = "joint") -> guarantee.GuaranteeRegistered:
    return guarantee.GuaranteeRegistered(
        **ABOUT, effective_on=on(day), guarantor_id=who, kind=kind
    )


def entry(day: str, number: int, corrects: tuple[int, ...] = ()) -> dict[str, Any]:
    return {**ABOUT, "effective_on": on(day), "entry": number, "corrects": corrects}


def settled(day: str, number: int, corrects: tuple[int, ...] = ()) -> monitoring.LoanSettled:
    return monitoring.LoanSettled(**entry(day, number, corrects))


def payment(
    day: str,
    number: int,
    amount: str,
    left: str,
    payer: str = "borrower",
    corrects: tuple[int, ...] = (),
    who: str | None = None,
    **paid: str,
) -> monitoring.BalanceChanged:
    return monitoring.BalanceChanged(
        **entry(day, number, corrects),
        principal_outstanding=cny(left),
        unapplied=cny("0.00"),
        receipt_id=f"R-{number}",
        received=cny(amount),
        payer_kind=payer,
        payer_id=who,
        paid=tuple(
            monitoring.PaidPart(component=component, amount=cny(part))
            for component, part in paid.items()
        ),
    )


THREE = (
    owed("installment-12", "installment", "2024-03-20", "20000.00", "1560.00"),
    owed("installment-13", "installment", "2024-04-20", "20000.00", "1440.00"),
    owed("installment-14", "installment", "2024-05-20", "20000.00", "1320.00"),
)


FOUR = (*THREE, owed("installment-15", "installment", "2024-06-20", "20000.00", "1200.00"))


WHOLE = owed(
    "accelerated",
    "accelerated",
    "2024-03-20",
    "260000.00",
    "5700.00",
    "1224.00",
    penalty_from="2024-06-25",
)
