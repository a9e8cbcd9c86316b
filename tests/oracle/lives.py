"""Random loan lives as raw messages of core banking, for hypothesis.

A life is a list of steps in order of arrival: messages with the day on which the bank took them,
and closed days. Facts come late, early, twice, before their predecessors; receipts are partial,
exact, too large, allocated by the core or not, reversed; charges, schedule changes of all reasons
and an officer's acceleration happen. Everything is in the contract's form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

START = date(2024, 2, 20)
COMPONENTS = ("cost", "fee", "interest", "penalty", "principal")
REASONS = ("extension", "restructure", "prepayment", "rate_change", "correction", "acceleration")


@dataclass
class Life:
    """``steps``: ("message", dict) and ("close", date) in order of arrival."""

    steps: list[tuple[str, Any]] = field(default_factory=list)
    rules: dict[str, Any] = field(default_factory=dict)
    start: date = START
    end: date = START


def wire(minor: int) -> dict[str, str]:
    return {"amount": f"{minor // 100}.{minor % 100:02d}", "currency": "CNY"}


def _on(days: int) -> date:
    return START + timedelta(days=days)


amounts = st.one_of(st.integers(0, 400), st.integers(0, 2_000_000))
positive = st.one_of(st.integers(1, 400), st.integers(1, 2_000_000))


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    """Conventions of one product; stages close together, so that short lives cross them."""
    firsts = sorted(draw(st.sets(st.integers(1, 25), min_size=1, max_size=4)) | {1})
    plain = draw(st.booleans())
    return {
        "due_day": draw(st.sampled_from((0, 0, 1))),
        "grace": draw(st.sampled_from((0, 0, 0, 2, 5))),
        "order": COMPONENTS if plain else tuple(draw(st.permutations(COMPONENTS))),
        "stages": [(f"M{place + 1}", first) for place, first in enumerate(firsts)],
    }


@st.composite
def _rows(draw: st.DrawFn, first: int, count: int, after: int) -> list[dict[str, Any]]:
    rows = []
    for number in range(first, first + count):
        after += draw(st.integers(0 if rows else 1, 12))
        rows.append(
            {
                "number": number,
                "due_on": _on(after).isoformat(),
                "principal": draw(amounts),
                "interest": draw(st.one_of(st.just(0), amounts)),
                "fee": draw(st.one_of(st.just(0), st.just(0), amounts)),
            }
        )
    return rows


def _wired(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**row, **{part: wire(row[part]) for part in ("principal", "interest", "fee")}}
        for row in rows
    ]


@st.composite
def _receipt(draw: st.DrawFn, name: str, rows: list[dict[str, Any]], day: int) -> dict[str, Any]:
    dues = [row["principal"] + row["interest"] + row["fee"] for row in rows]
    usual = [due for due in (*dues, sum(dues)) if due] or [1]
    amount = draw(st.one_of(st.sampled_from(usual), positive))
    data: dict[str, Any] = {
        "receipt_id": name,
        "amount": wire(amount),
        "value_date": _on(day).isoformat(),
        "payer": {"kind": "borrower"},
    }
    if draw(st.integers(0, 3)) == 0:
        parts, left = [], amount
        for _ in range(draw(st.integers(1, 3))):
            part = draw(st.integers(1, max(left, 1)))
            if part <= left:
                left -= part
                where = draw(st.integers(1, len(rows) + 1))
                component = draw(st.sampled_from(COMPONENTS))
                parts.append({"installment": where, "component": component, "amount": wire(part)})
        if parts:
            data["allocation"] = parts
    return data


@st.composite
def _change(draw: st.DrawFn, name: str, rows: list[dict[str, Any]], day: int) -> dict[str, Any]:
    kind = draw(st.sampled_from(("shift", "new", "restart", "rest")))
    total, done = sum(row["principal"] for row in rows), draw(st.integers(0, len(rows)))
    if kind == "shift":
        by = draw(st.integers(-5, 15))
        listed = [{**row, "due_on": _moved(row["due_on"], by)} for row in rows[done:] or rows]
    elif kind == "new":
        listed = draw(_rows(draw(st.integers(1, len(rows) + 1)), draw(st.integers(1, 3)), day - 5))
    else:
        first = 1 if kind == "restart" else min(done + 1, len(rows))
        listed = draw(_rows(first, draw(st.integers(1, 3)), day - 3))
        remaining = total - sum(row["principal"] for row in rows[:done])
        _spread(listed, remaining - draw(st.sampled_from((0, 0, remaining // 3))))
    return {
        "change_id": name,
        "effective_on": _on(day).isoformat(),
        "reason": draw(st.sampled_from(REASONS)),
        "financial_difficulty": False,
        "schedule": _wired(listed),
    }


def _moved(text: str, by: int) -> str:
    return (date.fromisoformat(text) + timedelta(days=by)).isoformat()


def _spread(rows: list[dict[str, Any]], principal: int) -> None:
    for place, row in enumerate(rows):
        row["principal"] = principal // (len(rows) - place)
        principal -= row["principal"]


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """One loan's life of a few weeks."""
    rows = draw(_rows(1, draw(st.integers(1, 4)), 0))
    if not sum(row["principal"] for row in rows):
        rows[-1]["principal"] = 100_00
    span = (date.fromisoformat(rows[-1]["due_on"]) - START).days
    arrivals: list[tuple[int, dict[str, Any]]] = []
    opening = _opening(draw, rows)
    arrivals.append((draw(st.sampled_from((0, 0, 0, 3, span))), opening))
    for place in range(draw(st.integers(0, 7))):
        arrivals.extend(_action(draw, rows, span, place))
    arrivals.sort(key=lambda arrival: arrival[0])
    first = min(arrival[0] for arrival in arrivals)
    last = max(span + draw(st.integers(0, 30)), arrivals[-1][0] + 1)
    open_days = draw(st.sets(st.integers(first, last - 1), max_size=6))
    life = Life(rules=draw(rules()), start=_on(first), end=_on(last))
    closed, latest = None, _on(first)
    for number in range(first, last + 1):
        for arrival, message in arrivals:
            if arrival == number:
                booked = _on(number - draw(st.sampled_from((0, 0, 0, 2))))
                known = max(booked, latest, closed + timedelta(days=1) if closed else booked)
                latest = known
                life.steps.append(("message", {**message, "known": known}))
        if number not in open_days:
            closed = _on(number)
            life.steps.append(("close", closed))
    return life


def _opening(draw: st.DrawFn, rows: list[dict[str, Any]]) -> dict[str, Any]:
    opening: dict[str, Any] = {
        "type": "loan-disbursed",
        "obligor_kind": "personal",
        "product": "consumer",
        "principal": wire(sum(row["principal"] for row in rows)),
        "disbursed_on": START.isoformat(),
        "matures_on": rows[-1]["due_on"],
        "security": "credit",
        "schedule": _wired(rows),
    }
    if draw(st.booleans()):
        opening["rates"] = {
            "penalty_daily": draw(st.sampled_from(("0.0003", "0.0005", "0.00031", "0"))),
            "interest_daily": draw(st.sampled_from(("0.0002", "0.00013"))),
        }
    return opening


def _action(
    draw: st.DrawFn, rows: list[dict[str, Any]], span: int, place: int
) -> list[tuple[int, dict[str, Any]]]:
    """One thing that happens, with its arrival; sometimes it arrives twice."""
    day = draw(st.integers(-2, span + 15))
    lag = draw(st.sampled_from((0, 0, 0, 1, 4, 15, -3)))
    arrival = max(day + lag, -2)
    booked = {"booked_on": _on(arrival).isoformat()}
    name = f"{place}"
    kind = draw(st.sampled_from(("receipt",) * 5 + ("charge", "change", "change", "call")))
    if kind == "receipt":
        message = {"type": "repayment-received", **draw(_receipt(name, rows, day)), **booked}
        result = [(arrival, message)]
        if draw(st.integers(0, 3)) == 0:
            undone_at = max(arrival + draw(st.sampled_from((0, 1, 6, 20, -2))), -2)
            result.append((undone_at, _undone(name, undone_at)))
    elif kind == "charge":
        component = draw(st.sampled_from(("penalty", "fee", "cost")))
        charge = {"charge_id": name, "component": component, "amount": wire(draw(positive))}
        due_on = {"due_on": _on(day).isoformat()}
        result = [(arrival, {"type": "charge-accrued", **charge, **due_on, **booked})]
    elif kind == "change":
        change = draw(_change(name, rows, max(day, 0)))
        result = [(arrival, {"type": "schedule-changed", **change})]
    else:
        officers = {"reason": "takes stock away", "requested_by": "A", "role": "account_manager"}
        officers |= {"approved_by": "B", "approver_role": "risk_reviewer"}
        on = {"effective_on": _on(max(day, 0)).isoformat()}
        result = [(arrival, {"type": "accelerate-loan", **officers, **on})]
    if draw(st.integers(0, 6)) == 0:
        result.append((arrival + draw(st.integers(0, 9)), result[0][1]))
    return result


def _undone(name: str, day: int) -> dict[str, Any]:
    return {
        "type": "repayment-reversed",
        "receipt_id": name,
        "reversal_id": f"{name}-X",
        "booked_on": _on(day).isoformat(),
        "reason": "returned",
    }
