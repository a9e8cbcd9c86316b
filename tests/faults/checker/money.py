"""I6: money conserved. What core banking says was paid, and what disposal took in kind, is put on claims
or kept unapplied, to the cent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests.faults.checker.messages import in_kind
from tests.faults.checker.world import Book, Finding, World

LEDGER = ("monitoring.MoneyAllocated", "monitoring.PlanChanged")


def check(world: World) -> Iterator[Finding]:
    """Loan by loan: each step of the ledger, and its sum against core banking's messages."""
    book = world.books.get("monitoring")
    if book is None:
        return
    received = _received(world, book)
    standing = _standing(book)
    openings = {row["loan_id"]: data for row, data in book.of("monitoring.LoanOpened")}
    amounts = {
        (row["loan_id"], data["receipt_id"]): data["amount"]["minor"]
        for row, data in book.of("monitoring.ReceiptTaken")
    }
    for loan, opening in openings.items():
        yield from _loan(loan, opening, standing.get(loan, []), amounts, received.get(loan, {}))


def _received(world: World, book: Book) -> dict[str, dict[str, int]]:
    """Loan -> receipt -> minor units, of distinct receipts that were taken and never reversed."""
    open_ids = {row["event_id"] for row in book.tables["letters"] if row["open"]}
    lost = {
        (d["message"]["topic"], d["message"]["partition"], d["message"]["offset"])
        for row, d in book.of("kit.MessageDeadLettered", "kit.MessageParked")
        if row["event_id"] in open_ids
    }
    paid: dict[str, dict[str, int]] = {}
    undone: set[tuple[str, str]] = set()
    for record in world.topics["corebank.loan.v1"]:
        if (record.topic, record.partition, record.offset) in lost:
            continue
        kind = record.text("ce_type")
        if kind == "corebank.repayment-received.v1":
            data = json.loads(record.value or b"{}")
            minor = int(Decimal(data["amount"]["amount"]) * 100)
            paid.setdefault(data["loan_id"], {}).setdefault(data["receipt_id"], minor)
        elif kind == "corebank.repayment-reversed.v1":
            data = json.loads(record.value or b"{}")
            undone.add((data["loan_id"], data["receipt_id"]))
    for data, name, amount in in_kind(world):
        paid.setdefault(data["loan_id"], {})[name] = int(Decimal(amount["amount"]) * 100)
    return {
        loan: {name: minor for name, minor in found.items() if (loan, name) not in undone}
        for loan, found in paid.items()
    }


def _standing(book: Book) -> dict[str, list[Any]]:
    """Loan -> its ledger entries that no later one withdrew, in the order of their days."""
    undone: set[tuple[str, int]] = set()
    for row in book.events:
        data = book.payloads[row["event_id"]]
        undone.update((row["loan_id"], entry) for entry in data.get("corrects", ()))
    found: dict[str, list[Any]] = {}
    for row, data in book.of(*LEDGER):
        if (row["loan_id"], data["entry"]) not in undone:
            found.setdefault(row["loan_id"], []).append((row, data))
    for entries in found.values():
        entries.sort(key=lambda each: (each[0]["effective_on"], each[0]["version"]))
    return found


def _loan(
    loan: str,
    opening: Any,
    entries: list[Any],
    amounts: dict[tuple[str, str], int],
    received: dict[str, int],
) -> Iterator[Finding]:
    pool, principal = 0, opening["principal"]["minor"]
    counted: dict[str, int] = {}
    for row, data in entries:
        where = f"{loan} version {row['version']}"
        after, owed = data["unapplied"]["minor"], data["principal_outstanding"]["minor"]
        if row["type"] == "monitoring.MoneyAllocated":
            came = 0
            if data["receipt_id"] is not None:
                came = amounts.get((loan, data["receipt_id"]), 0)
                counted[data["receipt_id"]] = came
            put = sum(part[2] for part in data["parts"])
            on_principal = sum(part[2] for part in data["parts"] if part[1] == "principal")
            if pool + came - put != after:
                yield Finding("I6", where, f"{pool} + {came} - {put} is not {after} unapplied")
            if principal - on_principal != owed:
                yield Finding("I6", where, f"principal {principal} - {on_principal} is not {owed}")
        elif pool - after != principal - owed:
            what = f"unapplied {pool} -> {after}, principal {principal} -> {owed}"
            yield Finding("I6", where, f"a new plan makes or loses money: {what}")
        pool, principal = after, owed
    for name in sorted(counted.keys() | received.keys()):
        if received.get(name) != counted.get(name):
            what = f"counted with {counted.get(name)}, core banking says {received.get(name)}"
            yield Finding("I6", f"{loan} {name}", what)
