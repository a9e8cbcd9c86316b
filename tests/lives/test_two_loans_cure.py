"""A company with two loans: contagion by a prepayment, the way back of one of them, and a payment undone.

A: 450,000.00 in 18 parts of 25,000.00; B: 5,000,000.00 at the end, interest each quarter. A pays its first
instalment only, until 20 August 2024, when six of 25,100.00 and 3,667.50 of penalty are paid: 7.50 a day for
158 + 127 + 97 + 66 + 36 + 5 = 489 days.
"""

from __future__ import annotations

import pytest

from services.kit.domain import Rejected
from tests.lives.asking import NOW, Row, told
from tests.lives.telling import Told, cny, on

A, B = "L-A", "L-B"
DUE_A = tuple(f"{2024 + m // 12}-{m % 12 + 1:02d}-15" for m in range(1, 19))
DUE_B = ("2024-04-20", "2024-07-20", "2024-10-20", "2025-01-20", "2025-04-20", "2026-01-20")
SIGNED = {
    "requested_by": "wu",
    "role": "post_loan_officer",
    "reason": "as filed",
    "approved_by": "liu",
    "approver_role": "risk_reviewer",
}


def _lend(life: Told, loan: str, rows: list[tuple[str, str, str]], total: str) -> None:
    plan = [
        {"number": n, "due_on": day, "fee": cny("0.00"), "principal": cny(p), "interest": cny(i)}
        for n, (day, p, i) in enumerate(rows, 1)
    ]
    life.say(
        "corebank.loan-disbursed.v1",
        loan_id=loan,
        obligor_kind="corporate",
        product="project",
        principal=cny(total),
        disbursed_on="2024-01-15",
        matures_on=rows[-1][0],
        security="credit",
        schedule=plan,
        rates={"penalty_daily": "0.0003"},
    )


def _quarters(each: str, last: str) -> list[tuple[str, str, str]]:
    return [(day, last if day == DUE_B[-1] else "0.00", each) for day in DUE_B]


def _upgrade(life: Told, act: str = "approve-upgrade", **fields: object) -> None:
    life.say(f"postloan.classification.{act}.v1", **(SIGNED | {"loan_id": A} | fields))


@pytest.fixture(scope="module")
def life() -> Told:
    life = Told({"obligor_id": "C-2", "loan_id": A}, on("2024-01-15"))
    _lend(life, A, [(day, "25000.00", "100.00") for day in DUE_A], "450000.00")
    _lend(life, B, _quarters("60000.00", "5000000.00"), "5000000.00")
    life.pay("A1", "25100.00", "2024-02-15")
    life.pay("B1", "60000.00", "2024-04-20", loan_id=B)
    life.pay("BP", "1500000.00", "2024-07-01", loan_id=B)
    rest = [
        {"number": n, "due_on": day, "fee": cny("0.00"), "principal": cny(p), "interest": cny(i)}
        for n, (day, p, i) in enumerate(_quarters("42000.00", "3500000.00"), 1)
    ]
    changed = {"change_id": "CH-1", "effective_on": "2024-07-01", "reason": "prepayment"}
    about = {"loan_id": B, "financial_difficulty": False, "schedule": rest[1:]}
    life.say("corebank.schedule-changed.v1", "2024-07-01", **changed, **about)
    life.pay("B2", "42000.00", "2024-07-20", loan_id=B)
    life.pay("A2", "154267.50", "2024-08-20")
    for number, day in enumerate(DUE_A[7:13], 8):
        if day > "2024-10-20" > DUE_A[number - 2]:
            life.pay("B3", "42000.00", "2024-10-20", loan_id=B)
        if day > "2025-01-20" > DUE_A[number - 2]:
            life.pay("B4", "42000.00", "2025-01-20", loan_id=B)
        life.pay(f"A{number}", "25100.00", day)
    life.to("2025-02-19")
    with pytest.raises(Rejected, match="until 2025-02-20 at least"):
        _upgrade(life, assessment="able")
    life.to("2025-02-21")
    with pytest.raises(Rejected, match="second person"):
        _upgrade(life, assessment="able", approved_by="wu")
    _upgrade(life, assessment="able")
    life.to("2025-02-24")
    found = [
        {"condition": n, "met": True, "reason": "seen", "evidence": [f"E-{n}"]}
        for n in range(1, 5)
    ]
    _upgrade(life, "hold-cure-test", test="REVIVE-5", findings=found)
    life.undo("A10", "2025-03-01")
    life.to("2025-03-02")
    return life


BEFORE = "2025-02-28"
ROWS: tuple[Row, ...] = (
    ("2024-06-13", NOW, B, "classification.class", "normal"),
    ("2024-06-14", NOW, A, "classification.rules", ["RC-20"]),
    # 425,000 of 5,425,000 is 7.8 %: RC-13; of 3,925,000 it is 10.8 %: RC-50
    ("2024-06-14", NOW, B, "classification.rules", ["RC-13"]),
    ("2024-07-01", NOW, B, "monitoring.principal_outstanding", "3500000.00"),
    ("2024-07-01", NOW, B, "classification.rules", ["RC-50"]),
    ("2024-07-01", NOW, B, "classification.class", "substandard"),
    # all paid: A is observed and stays; 275,000 of 3,775,000 is 7.3 %
    ("2024-08-20", NOW, A, "monitoring.overdue", "0.00"),
    ("2024-08-20", NOW, A, "monitoring.penalty", "0.00"),
    ("2024-08-20", NOW, A, "classification.class", "substandard"),
    ("2024-08-20", NOW, B, "classification.rules", ["RC-13"]),
    # six months are longer than two instalments; approved to special mention, tested to normal
    ("2025-02-20", BEFORE, A, "classification.class", "substandard"),
    ("2025-02-21", BEFORE, A, "classification.class", "special_mention"),
    ("2025-02-21", BEFORE, B, "classification.class", "normal"),
    ("2025-02-24", BEFORE, A, "classification.class", "normal"),
    # the 25,100.00 of 15 November go back: later money paid what was due then, and January waits
    ("2025-02-24", NOW, A, "monitoring.overdue_since", "2025-01-15"),
    ("2025-02-24", NOW, A, "monitoring.days_past_due", 40),
    ("2025-02-24", NOW, A, "classification.class", "substandard"),
    ("2025-02-24", NOW, A, "classification.rules", ["RC-70"]),
    ("2025-02-24", NOW, A, "classification.observation", None),
    ("2025-02-24", NOW, B, "classification.rules", ["RC-13"]),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join(map(str, row[:4])))
def test_every_day_is_as_worked_out(life: Told, row: Row) -> None:
    told(life.town, row)
