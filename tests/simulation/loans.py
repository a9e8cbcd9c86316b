"""The loans of a feed: how they are planned, and what core banking says of them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

from services.kit.sharding import partition_of, shard_of
from tests.oracle.lives import wire
from tests.simulation import acts
from tests.simulation.script import Plan

DAY = timedelta(days=1)


def planned(random: Random, loan: str, obligor: str, kind: str, day: date) -> Plan:
    """A loan paid out on ``day`` in one to three instalments that fall due within weeks.

    The first loan of a book has its first one soon: it is the one that officers take through a case.
    """
    due, rows = day, []
    for number in range(1, random.randint(2, 4)):
        soon = loan == "L-1" and number == 1
        due += random.choice((1, 5) if soon else (1, 5, 20, 31)) * DAY
        rows.append(
            {
                "number": number,
                "due_on": due.isoformat(),
                "principal": random.choice((100_00, 5_000_00, 333_33)),
                "interest": random.choice((0, 7_77)),
                "fee": random.choice((0, 0, 1_00)),
            }
        )
    return Plan(loan, obligor, kind, day, rows)


def disbursement(plan: Plan, random: Random) -> dict[str, Any]:
    """What core banking says of it: some have a guarantor, some collateral."""
    data: dict[str, Any] = {
        "obligor_kind": plan.kind,
        "product": "consumer",
        "principal": wire(sum(row["principal"] for row in plan.rows)),
        "disbursed_on": plan.lent_on.isoformat(),
        "matures_on": plan.rows[-1]["due_on"],
        "security": random.choice(("credit", "guarantee", "mortgage")),
        "schedule": wired(plan.rows),
    }
    if data["security"] == "guarantee":
        guarantor = {"guarantor_id": acts.GUARANTORS[0], "kind": "joint"}
        data["guarantees"] = [{**guarantor, "period_months": random.choice((1, 36))}]
    if data["security"] == "mortgage":
        data["collateral"] = [{"collateral_id": acts.PLEDGE, "kind": "shop"}]
    if random.random() < 0.5:
        data["rates"] = {"penalty_daily": "0.0005", "interest_daily": "0.0002"}
    return data


def wired(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Instalments with their money as on the wire."""
    return [
        {**row, **{part: wire(row[part]) for part in ("principal", "interest", "fee")}}
        for row in rows
    ]


def receipt(
    random: Random, name: str, amount: int, value_on: date, booked_on: date
) -> dict[str, Any]:
    """Money came in; now and then from a kind of payer that no code knows yet."""
    payer: dict[str, str] = {"kind": "borrower"}
    at = random.random()
    if at < 0.2:
        payer = {"kind": "guarantor", "id": acts.GUARANTORS[0]}
    elif at > 0.95:
        payer = {"kind": "never_heard_of"}
    return {
        "receipt_id": name,
        "amount": wire(amount),
        "value_date": value_on.isoformat(),
        "booked_on": booked_on.isoformat(),
        "payer": payer,
    }


def reversal(name: str, reversal_id: str, booked_on: date) -> dict[str, Any]:
    """A receipt never counted."""
    return {
        "receipt_id": name,
        "reversal_id": reversal_id,
        "booked_on": booked_on.isoformat(),
        "reason": "returned",
    }


def charge(random: Random, charge_id: str, day: date) -> dict[str, Any]:
    """A penalty, a fee or a cost, due lately or soon."""
    due_on = day + random.choice((-3, 0, 10)) * DAY
    component = random.choice(("penalty", "fee", "cost"))
    data = {"charge_id": charge_id, "component": component, "amount": wire(25_00)}
    return {**data, "due_on": due_on.isoformat(), "booked_on": day.isoformat()}


def changed(random: Random, plan: Plan, change_id: str, day: date) -> dict[str, Any]:
    """All or the last instalments fall due later."""
    by = random.choice((5, 30)) * DAY
    rows = [
        {**row, "due_on": (date.fromisoformat(row["due_on"]) + by).isoformat()}
        for row in plan.rows[random.randrange(len(plan.rows)) :]
    ]
    return {
        "change_id": change_id,
        "effective_on": day.isoformat(),
        "reason": random.choice(("extension", "restructure", "correction")),
        "financial_difficulty": random.random() < 0.5,
        "schedule": wired(rows),
    }


def another_obligor(obligor: str, partitions: int) -> str:
    """One of the same partition, so that the words about a loan keep one order."""
    at = partition_of(shard_of(obligor), partitions)
    names = (f"C-9{number}" for number in count())
    return next(name for name in names if partition_of(shard_of(name), partitions) == at)
