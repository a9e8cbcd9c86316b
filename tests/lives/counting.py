"""Counts a town's money anew: from what was said to it and what its services told each other.

Nothing here is the services' own arithmetic: each loan is reckoned by the brute-force oracle of
``tests.oracle`` from the raw messages, and the published words must add up to the same.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from contracts import collection, disposal, guarantee, monitoring
from tests.lives.telling import Told, cents

COMPONENTS = ("cost", "fee", "interest", "penalty", "principal")
RENT, SALE = "postloan.disposal.record-rent.v1", "postloan.disposal.sell-asset.v1"
INCOME = {RENT: "gross", SALE: "price"}
"""Officers' commands that tell of an asset's income, and the field of what came in."""
REPAID, SOLD = "corebank.repayment-received.v1", "postloan.disposal.transfer-debt.v1"


def receipts_of(life: Told, loan_id: str) -> dict[str, dict[str, Any]]:
    """Money that counts for a loan: taken, not undone, an asset in kind as well.

    What core banking calls by a name of things taken for debt is none, and the income of such a thing
    is none either: it pays no debt, it came of what paid it.
    """
    income = income_of(life, loan_id)
    sent = [
        data
        for type_, data in life.sent
        if data.get("loan_id") == loan_id
        and type_.startswith("corebank.")
        and data.get("receipt_id") not in income
        and not str(data.get("receipt_id")).startswith(("asset:", "equity:"))
    ]
    undone = {data["receipt_id"] for data in sent if "reversal_id" in data}
    found: dict[str, dict[str, Any]] = {}
    for data in sent:
        if "value_date" in data and data["receipt_id"] not in undone:
            found.setdefault(data["receipt_id"], data)
    taken = [
        *(
            (f"asset:{each.asset_id}", each, each.debt_reduced)
            for each in life.told(disposal.AssetReceivedInSatisfaction)
        ),
        *(
            (f"equity:{each.equity_id}", each, each.amount)
            for each in life.told(disposal.DebtConvertedToEquity)
        ),
    ]
    for name, word, amount in taken:
        if word.loan_id == loan_id:
            found[name] = {
                "receipt_id": name,
                "amount": amount.to_wire(),
                "value_date": word.effective_on.isoformat(),
                "payer": {"kind": "in_kind"},
            }
    closed = ended_on(life, loan_id)
    sales = life.told(disposal.DebtTransferred)
    prices = {(w.payment_id, cents(w.price)) for w in sales if w.loan_id == loan_id}
    return {
        name: data
        for name, data in found.items()
        if closed is None
        or data["value_date"] < closed
        or (data["value_date"] == closed and (name, cents(data["amount"])) not in prices)
    }


def said_income(life: Told, loan_id: str) -> dict[str, tuple[int, str]]:
    """Amount and day of what officers said came of things taken for the debt, by the receipt named."""
    return {
        data["receipt_id"]: (cents(data[INCOME[type_]]), data.get("done_on") or day.isoformat())
        for (type_, data), (day, _) in zip(life.sent, life.before, strict=True)
        if type_ in INCOME and data["loan_id"] == loan_id and data.get("receipt_id")
    }


def income_of(life: Told, loan_id: str) -> set[str]:
    """Receipts that are income of things taken for the loan's debt: of the amount and day that were
    said. Another by the name that was said is somebody's payment of the debt, as it always was.
    """
    first: dict[str, tuple[int, str]] = {}
    for type_, data in life.sent:
        if type_ == REPAID and data["loan_id"] == loan_id:
            first.setdefault(data["receipt_id"], (cents(data["amount"]), data["value_date"]))
    said = said_income(life, loan_id)
    return {name for name, money in said.items() if first.get(name, money) == money}


def ended_on(life: Told, loan_id: str) -> str | None:
    """The day with which the loan's ledger ends: its claim was sold or given up."""
    ends = (*life.told(disposal.DebtTransferred), *life.told(disposal.DebtRemitted))
    days = [word.effective_on.isoformat() for word in ends if word.loan_id == loan_id]
    return min(days, default=None)


def check_money(life: Told) -> None:
    """Every receipt of every loan is counted once: by the ledger, and as a recovery."""
    loans = {data["loan_id"] for _, data in life.sent if "disbursed_on" in data}
    for loan_id in sorted(loans):
        _check_kept(life, loan_id)
        _check_ledger(life, loan_id)
        _check_recoveries(life, loan_id)


def _check_kept(life: Told, loan_id: str) -> None:
    """Whatever counted before officers named a receipt counts after: unless core banking took it back,
    or it is of the amount and day of what they said, or of a day after the end.
    """
    undone = {
        data["receipt_id"]
        for type_, data in life.sent
        if "reversal_id" in data and data["loan_id"] == loan_id
    }
    said, ended = said_income(life, loan_id), ended_on(life, loan_id)
    for word in life.told(disposal.DebtTransferred):
        if word.loan_id == loan_id:
            said[word.payment_id] = cents(word.price), word.effective_on.isoformat()
    now = set(_counted(life, loan_id))
    for (type_, data), (_, words) in zip(life.sent, life.before, strict=True):
        if type_ in (*INCOME, SOLD) and data["loan_id"] == loan_id:
            for name, (amount, day) in _counted(life, loan_id, words).items():
                may_go = name in undone or said.get(name) == (amount, day)
                assert name in now or may_go or (ended and day > ended), f"{name} was un-paid"


def _counted(life: Told, loan_id: str, words: int | None = None) -> dict[str, tuple[int, str]]:
    """Amount and day of each receipt that the ledger counts, by the first ``words`` published."""
    return {
        word.receipt_id: (cents(word.received), word.effective_on.isoformat())
        for word in life.standing("monitoring", monitoring.BalanceChanged, words)
        if word.loan_id == loan_id and word.receipt_id
    }


def _check_ledger(life: Told, loan_id: str) -> None:
    """Received = paid to the components + unapplied; principal lent = paid + outstanding."""
    receipts = receipts_of(life, loan_id)
    moved = [
        word
        for word in life.standing("monitoring", monitoring.BalanceChanged)
        if word.loan_id == loan_id
    ]
    moved.sort(key=lambda word: (word.effective_on, word.entry))
    counted = {word.receipt_id: cents(word.received) for word in moved if word.receipt_id}
    assert len(counted) == sum(1 for word in moved if word.receipt_id), "a receipt moved twice"
    known = {
        name: cents(data["amount"])
        for name, data in receipts.items()
        if data["value_date"] < life.today.isoformat()
    }
    assert counted == known
    paid: Counter[str] = Counter()
    for word in moved:
        for part in word.paid or ():
            paid[part.component] += cents(part.amount)
    if moved:
        assert sum(counted.values()) == paid.total() + cents(moved[-1].unapplied)


def paid_by_receipt(life: Told, loan_id: str) -> dict[tuple[str, str], int]:
    """What each receipt paid on each day, the oldest money first, counted from the movements' sums."""
    moved = [
        word
        for word in life.standing("monitoring", monitoring.BalanceChanged)
        if word.loan_id == loan_id
    ]
    left: dict[str, int] = {}
    found: Counter[tuple[str, str]] = Counter()
    for word in sorted(moved, key=lambda word: (word.effective_on, word.entry)):
        day = word.effective_on.isoformat()
        paid = sum(cents(part.amount) for part in word.paid or ())
        if word.receipt_id:
            found[word.receipt_id, day] += paid
            left[word.receipt_id] = cents(word.received) - paid
            continue
        told = {
            each.receipt_id: sum(cents(p.amount) for p in each.paid) for each in word.sources or ()
        }
        for name in list(left):
            taken = min(left[name], paid)
            found[name, day] += taken
            left[name], paid = left[name] - taken, paid - taken
            assert told.get(name, 0) == taken, "whose money it was"
        assert not paid, "money from nowhere"
    return {at: paid for at, paid in found.items() if paid}


def _check_recoveries(life: Told, loan_id: str) -> None:
    """Each recovery is what a receipt paid on a day, an asset or the price, and each of them at most
    one recovery; a guarantor has recourse for all that his money paid, and for nothing else.

    An asset brings its rents and its price, and no receipt of theirs is cash beside it.
    """
    receipts, paid = receipts_of(life, loan_id), paid_by_receipt(life, loan_id)
    income = income_of(life, loan_id)
    for service, shape in (
        ("collection", collection.RecoveryRecognised),
        ("disposal", disposal.RecoveryRecognised),
    ):
        rows = [row for row in life.standing(service, shape) if row.loan_id == loan_id]
        names = [(row.way, row.recovery_id, row.effective_on) for row in rows]
        assert len(names) == len(set(names)), "a recovery is counted twice"
        for row in rows:
            if row.way == "asset_rent_or_sale":
                assert cents(row.gross) == _brought(life, loan_id, row.recovery_id)
            if row.way == "cash":
                assert row.recovery_id not in income, "income of an asset is counted again as cash"
                assert receipts[row.recovery_id]["payer"]["kind"] != "in_kind"
                assert cents(row.gross) == paid[row.recovery_id, row.effective_on.isoformat()]
    known = _guarantors(life, loan_id)
    his = {
        at: amount
        for at, amount in paid.items()
        if receipts[at[0]]["payer"]["kind"] == "guarantor"
        and receipts[at[0]]["payer"].get("id") in known
    }
    for shape in (guarantee.GuarantorPaid, guarantee.RecourseRightRecorded):
        rows = [row for row in life.standing("guarantee", shape) if row.loan_id == loan_id]
        told = {(row.receipt_id, row.effective_on.isoformat()): cents(row.amount) for row in rows}
        assert (told, len(rows)) == (his, len(his))


def _brought(life: Told, loan_id: str, asset_id: str) -> int:
    """All that officers said came of an asset: rents and price."""
    return sum(
        cents(data[INCOME[type_]])
        for type_, data in life.sent
        if type_ in INCOME and (data["loan_id"], data["asset_id"]) == (loan_id, asset_id)
    )


def _guarantors(life: Told, loan_id: str) -> set[str]:
    return {
        row.guarantor_id
        for row in life.told(guarantee.GuaranteeRegistered)
        if row.loan_id == loan_id
    }
