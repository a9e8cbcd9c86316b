"""What other services tell about loan L-4801, and the words for days and sums."""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts import classification, collection, guarantee, litigation, monitoring
from contracts.message import Message
from contracts.values import Money

LOAN, DEBTOR, GUARANTOR, SHOP = "L-4801", "C-0007", "G-ZHAO", "SHOP-1"
IDS: dict[str, Any] = {"loan_id": LOAN, "obligor_id": DEBTOR}
PROVISION = {"normal": 1, "special_mention": 2, "substandard": 25, "doubtful": 50, "loss": 100}


def on(text: str) -> date:
    return date.fromisoformat(text)


def cny(amount: str) -> Money:
    return Money.of(amount)


def opened(**changed: Any) -> monitoring.LoanOpened:
    fields: dict[str, Any] = {
        "obligor_kind": "small_micro",
        "product": "feed_trade",
        "security": "mortgage",
        "principal": cny("480000.00"),
        "disbursed_on": on("2023-03-20"),
        "matures_on": on("2025-03-20"),
        "schedule": (),
        "policy_id": "cn/2023-01-01",
        "effective_on": on("2023-03-20"),
    }
    return monitoring.LoanOpened(**IDS, **(fields | changed))


def classified(day: str, risk_class: str, entry: int, **changed: Any) -> Message:
    bad = risk_class in ("substandard", "doubtful", "loss")
    fields: dict[str, Any] = {
        "entry": entry,
        "effective_on": on(day),
        "processed_on": on(day),
        "cause_recorded_on": on(day),
        "risk_class": risk_class,
        "own_merit": risk_class,
        "non_performing": bad,
        "reasons": ("overdue",),
        "rules": ("RC-20",),
        "policy_id": "cn/2023-07-01",
        "provision_percent": PROVISION[risk_class],
    }
    return classification.LoanClassified(**IDS, **(fields | changed))


def balance(
    day: str,
    entry: int,
    principal: str,
    receipt: str | None = None,
    received: str | None = None,
    payer: str | None = None,
    cost: str | None = None,
    corrects: tuple[int, ...] = (),
    over: str = "0.00",
) -> monitoring.BalanceChanged:
    """``over``: what of the money received is over the debt."""
    paid = None
    if received is not None:
        costs = cny(cost or "0.00")
        parts = (("cost", costs), ("principal", cny(received) - costs - cny(over)))
        paid = tuple(monitoring.PaidPart(component=c, amount=a) for c, a in parts if a)  # type: ignore[arg-type]
    return monitoring.BalanceChanged(
        **IDS,
        entry=entry,
        corrects=corrects,
        effective_on=on(day),
        principal_outstanding=cny(principal),
        unapplied=cny(over),
        receipt_id=receipt,
        received=None if received is None else cny(received),
        payer_kind=payer,
        paid=paid,
    )


def stated(
    day: str,
    principal: str,
    penalty_from: str | None = None,
    interest: str = "0.00",
    penalty: str = "0.00",
    rate: str | None = "0.0003",
) -> monitoring.ClaimStated:
    none = cny("0.00")
    owed = monitoring.Owed(
        key="accelerated",
        kind="accelerated",
        due_on=on("2024-03-20"),
        cost=none,
        fee=none,
        interest=cny(interest),
        penalty=cny(penalty),
        principal=cny(principal),
        late_from=on("2024-03-21"),
        penalty_from=on(penalty_from or day),
    )
    return monitoring.ClaimStated(
        **IDS,
        effective_on=on(day),
        owed=(owed,),
        principal_outstanding=cny(principal),
        unapplied=none,
        overdue_since=on("2024-03-20"),
        accelerated_on=on("2024-06-25"),
        penalty_daily=rate,
    )


def staged(day: str, stage: str) -> litigation.LegalStageReached:
    return litigation.LegalStageReached(**IDS, effective_on=on(day), stage=stage)


def declared(day: str, party: str = DEBTOR) -> litigation.BankruptcyDeclared:
    return litigation.BankruptcyDeclared(**IDS, effective_on=on(day), party_id=party)


def guaranteed(day: str, name: str = GUARANTOR) -> guarantee.GuaranteeRegistered:
    return guarantee.GuaranteeRegistered(
        **IDS, effective_on=on(day), guarantor_id=name, kind="joint"
    )


def freed(day: str, name: str = GUARANTOR) -> guarantee.GuaranteeReleased:
    return guarantee.GuaranteeReleased(
        **IDS, effective_on=on(day), guarantor_id=name, reason="period_expired"
    )


def charged(day: str, state: str, name: str = SHOP) -> guarantee.CollateralChanged:
    return guarantee.CollateralChanged(
        **IDS, effective_on=on(day), collateral_id=name, state=state, value=cny("180000.00")
    )


def contacted(
    day: str, contact_id: str, result: str = "reached", role: str = "borrower", **changed: Any
) -> collection.ContactMade:
    """A contact about the loan, other than with a guarantor or by a served notice."""
    fields: dict[str, Any] = {
        "effective_on": on(day),
        "contact_id": contact_id,
        "channel": "phone",
        "target_role": role,
        "result": result,
        "identity_verified": True,
    }
    return collection.ContactMade(**(IDS | fields | changed))


def asked_guarantor(day: str, contact_id: str) -> collection.GuarantorContacted:
    fields: dict[str, Any] = {"channel": "phone", "result": "reached", "guarantor_id": GUARANTOR}
    return collection.GuarantorContacted(
        **IDS, effective_on=on(day), contact_id=contact_id, **fields
    )


def noticed(day: str, contact_id: str | None) -> collection.DemandNoticeServed:
    """A demand notice that was served on the debtor; earlier releases named no contact."""
    return collection.DemandNoticeServed(
        **IDS,
        effective_on=on(day),
        served_on=on(day),
        notice_id=f"N-{day}",
        method="personal",
        proof="signed",
        amount=cny("1000.00"),
        contact_id=contact_id,
    )
