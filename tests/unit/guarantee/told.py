"""What the other services tell guarantee, as phrases for its tests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from contracts import collection, disposal, litigation, monitoring
from contracts.values import Money
from services.kit.days import add_months

LOAN, DEBTOR, ZHAO, SHOP = "L-4801", "C-0007", "G-ZHAO", "SHOP-1"
IDS: dict[str, Any] = {"loan_id": LOAN, "obligor_id": DEBTOR}


def on(text: str) -> date:
    return date.fromisoformat(text)


def cny(amount: str) -> Money:
    return Money.of(amount)


class Opened(monitoring.LoanOpened):
    """A loan as monitoring tells of it, with what secures it as core banking sent it."""

    guarantees: tuple[Any, ...] | None = None
    collateral: tuple[Any, ...] | None = None


def plan(
    start: str = "2023-03-20", count: int = 24, principal: int = 2_000_000
) -> tuple[monitoring.Installment, ...]:
    """L-4801's plan: equal principal, interest of 0.6 % a month on the balance."""
    balance = count * principal
    rows = []
    for number in range(1, count + 1):
        rows.append(
            monitoring.Installment(
                number=number,
                due_on=add_months(on(start), number),
                principal=Money(principal),
                interest=Money(balance * 6 // 1000),
                fee=Money(0),
            )
        )
        balance -= principal
    return tuple(rows)


JOINT: dict[str, Any] = {"guarantor_id": ZHAO, "kind": "joint", "period_months": 36}


def opened(day: str = "2023-03-20", **changed: Any) -> Opened:
    schedule = plan(day)
    fields: dict[str, Any] = {
        "obligor_kind": "small_micro",
        "product": "feed_trade",
        "security": "mortgage",
        "principal": cny("480000.00"),
        "disbursed_on": on(day),
        "matures_on": schedule[-1].due_on,
        "schedule": schedule,
        "policy_id": "cn/1996-08-01",
        "effective_on": on(day),
    }
    return Opened(**IDS, **fields | changed)


def owed(
    number: int, interest: str = "0.00", principal: str = "20000.00", penalty: str = "0.00"
) -> monitoring.Owed:
    """An instalment of L-4801 that is unpaid."""
    due = add_months(on("2023-03-20"), number)
    return monitoring.Owed(
        key=f"installment-{number}",
        kind="installment",
        due_on=due,
        cost=cny("0.00"),
        fee=cny("0.00"),
        interest=cny(interest),
        penalty=cny(penalty),
        principal=cny(principal),
        late_from=due + timedelta(days=1),
        penalty_from=due,
    )


def accelerated(
    day: str, principal: str, interest: str = "0.00", penalty: str = "0.00", cost: str = "0.00"
) -> monitoring.Owed:
    """The whole claim as one debt from ``day`` on."""
    return monitoring.Owed(
        key="accelerated",
        kind="accelerated",
        due_on=on(day),
        cost=cny(cost),
        fee=cny("0.00"),
        interest=cny(interest),
        penalty=cny(penalty),
        principal=cny(principal),
        late_from=on(day),
        penalty_from=on(day),
    )


def stated(
    day: str, *debts: monitoring.Owed, since: str | None = "2024-03-20", called: str | None = None
) -> monitoring.ClaimStated:
    return monitoring.ClaimStated(
        **IDS,
        effective_on=on(day),
        owed=debts,
        principal_outstanding=Money(sum(each.principal.minor for each in debts)),
        unapplied=cny("0.00"),
        overdue_since=None if since is None else on(since),
        accelerated_on=None if called is None else on(called),
        penalty_daily="0.0003",
    )


def balance(
    day: str,
    entry: int,
    left: str,
    receipt: str | None = None,
    received: str | None = None,
    kind: str = "guarantor",
    payer: str | None = ZHAO,
    corrects: tuple[int, ...] = (),
    paid: str | None = None,
    sources: tuple[tuple[str, str], ...] = (),
) -> monitoring.BalanceChanged:
    """``paid`` of ``received`` paid the debt; ``sources``: what receipts of his that waited paid."""
    return monitoring.BalanceChanged(
        **IDS,
        entry=entry,
        corrects=corrects,
        effective_on=on(day),
        principal_outstanding=cny(left),
        unapplied=cny("0.00"),
        receipt_id=receipt,
        received=None if received is None else cny(received),
        payer_kind=None if receipt is None else kind,
        payer_id=None if receipt is None else payer,
        paid=None if paid is None else _principal(paid),
        sources=tuple(
            monitoring.Source(
                receipt_id=name, payer_kind=kind, payer_id=payer, paid=_principal(amount)
            )
            for name, amount in sources
        )
        or None,
    )


def _principal(amount: str) -> tuple[monitoring.PaidPart, ...]:
    money = cny(amount)
    return (monitoring.PaidPart(component="principal", amount=money),) if money else ()


def numbered(shape: Any, day: str, entry: int, *corrects: int) -> Any:
    """LoanSettled, LoanReopened or EntriesWithdrawn of monitoring."""
    return shape(**IDS, effective_on=on(day), entry=entry, corrects=corrects)


def contact_due(day: str, entry: int | None = 4) -> collection.GuarantorContactDue:
    return collection.GuarantorContactDue(
        **IDS, effective_on=on(day), case_id="COL-1", entry=entry
    )


def contacted(
    day: str,
    contact_id: str = "CT-9",
    guarantor_id: str = ZHAO,
    result: str = "reached",
    channel: str = "phone",
    verified: bool | None = True,
) -> collection.GuarantorContacted:
    """A contact with a guarantor that collection's conduct gate let through."""
    return collection.GuarantorContacted(
        **IDS,
        effective_on=on(day),
        contact_id=contact_id,
        guarantor_id=guarantor_id,
        channel=channel,
        result=result,
        identity_verified=verified,
    )


def borrower_notice(day: str, amount: str = "21602.00") -> collection.DemandNoticeServed:
    return collection.DemandNoticeServed(
        **IDS,
        effective_on=on(day),
        notice_id="N-1",
        served_on=on(day),
        method="personal",
        proof="signed",
        amount=cny(amount),
    )


def suit(day: str, *defendants: str) -> litigation.SuitFiled:
    return litigation.SuitFiled(
        **IDS,
        effective_on=on(day),
        defendants=defendants or (DEBTOR, ZHAO),
        claim=cny("266924.00"),
        forum="court",
    )


def staged(
    day: str, stage: str, entry: int | None = None, corrects: tuple[int, ...] = ()
) -> litigation.LegalStageReached:
    return litigation.LegalStageReached(
        **IDS, effective_on=on(day), stage=stage, entry=entry, corrects=corrects
    )


def bankrupt(day: str, party: str = DEBTOR) -> litigation.BankruptcyAccepted:
    return litigation.BankruptcyAccepted(
        **IDS,
        effective_on=on(day),
        party_id=party,
        file_claim_by=on(day) + timedelta(days=60),
    )


def declared(day: str, party: str = DEBTOR) -> litigation.ClaimDeclared:
    return litigation.ClaimDeclared(**IDS, effective_on=on(day), party_id=party)


def suit_ended(
    day: str, filed_on: str, outcome: str = "withdrawn", served: tuple[str, ...] = ()
) -> litigation.SuitEnded:
    return litigation.SuitEnded(
        **IDS, effective_on=on(day), outcome=outcome, filed_on=on(filed_on), served=served
    )


def auction(day: str, number: int, price: str, *, sold: bool = False) -> litigation.AuctionHeld:
    return litigation.AuctionHeld(
        **IDS,
        effective_on=on(day),
        asset_id=SHOP,
        round=number,
        starting_price=cny(price),
        sold=sold,
        price=cny(price) if sold else None,
    )


def in_kind(day: str, amount: str = "100800.00") -> disposal.AssetReceivedInSatisfaction:
    return disposal.AssetReceivedInSatisfaction(
        **IDS,
        effective_on=on(day),
        asset_id="A-SHOP",
        collateral_id=SHOP,
        debt_reduced=cny(amount),
        ground="court_order",
    )


def sold(day: str) -> disposal.DebtTransferred:
    return disposal.DebtTransferred(
        **IDS,
        effective_on=on(day),
        buyer_id="AMC-1",
        price=cny("8000.00"),
        claim=cny("95447.91"),
        guarantors=(ZHAO,),
    )


def transfer_notice(day: str, party: str = ZHAO) -> disposal.TransferNoticeServed:
    return disposal.TransferNoticeServed(
        **IDS,
        effective_on=on(day),
        party_id=party,
        party_role="debtor" if party == DEBTOR else "guarantor",
    )
