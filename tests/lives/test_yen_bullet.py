"""A consumer's loan in yen, interest only until the leap day: whole yen, late money, an undone receipt.

1,200,000 on 31 August 2023, 7,200 of interest at month's ends, all principal on 29 February 2024; penalty
0.0333 % a day, 399.6 yen on all of it. Instalment 5 of 31 January: 5,000 on 2 February, 2,200 stay.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.lives.asking import NOW, at
from tests.lives.telling import Told, on

LOAN = "L-J1"
ENDS = ("2023-09-30", "2023-10-31", "2023-11-30", "2023-12-31", "2024-01-31", "2024-02-29")


def _yen(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "JPY"}


def _pay(life: Told, receipt: str, amount: str, value: str, booked: str | None = None) -> None:
    paid = {"amount": _yen(amount), "value_date": value, "booked_on": booked or value}
    life.say(
        "corebank.repayment-received.v1",
        booked or value,
        receipt_id=receipt,
        payer={"kind": "borrower"},
        **paid,
    )


@pytest.fixture(scope="module")
def life() -> Told:
    life = Told({"loan_id": LOAN, "obligor_id": "C-J1"}, on("2023-08-31"))
    rows = [
        {"number": n, "due_on": day, "interest": _yen("7200"), "fee": _yen("0")}
        | {"principal": _yen("1200000" if n == 6 else "0")}
        for n, day in enumerate(ENDS, 1)
    ]
    life.say(
        "corebank.loan-disbursed.v1",
        obligor_kind="personal",
        product="consumer",
        principal=_yen("1200000"),
        disbursed_on="2023-08-31",
        matures_on=ENDS[-1],
        security="credit",
        schedule=rows,
        rates={"interest_daily": "0.0002", "penalty_daily": "0.000333"},
    )
    for number, day in enumerate(ENDS[:4], 1):
        _pay(life, f"R{number}", "7200", day)
    _pay(life, "R5", "5000", "2024-02-02")
    _pay(life, "R6", "2200", "2024-04-30", "2024-05-06")
    _pay(life, "R7", "100000", "2024-05-10")
    life.undo("R7", "2024-05-13")
    for number in ("X-R7", "R7"):  # neither a reversal nor a receipt that is gone can be undone
        life.messages += 1
        again = {"receipt_id": number, "reversal_id": f"AGAIN-{number}", "booked_on": "2024-05-14"}
        life.say("corebank.repayment-reversed.v1", "2024-05-14", reason="by mistake", **again)
    _pay(life, "R8", "1243964", "2024-05-31")
    life.to("2024-06-03")
    return life


ROWS: tuple[tuple[str, str | None, str, Any], ...] = (
    ("2024-01-31", NOW, "monitoring.days_past_due", 0),
    ("2024-02-01", NOW, "monitoring.overdue", "7200"),
    ("2024-02-02", NOW, "monitoring.overdue", "2200"),
    ("2024-02-29", NOW, "monitoring.days_past_due", 29),
    ("2024-02-29", NOW, "monitoring.overdue", "2200"),  # the leap day is day 0 of the last one
    ("2024-03-01", NOW, "monitoring.days_past_due", 30),
    ("2024-03-01", NOW, "monitoring.overdue", "1209400"),
    ("2024-03-01", NOW, "monitoring.penalty", "400"),  # 399.6
    ("2024-03-02", NOW, "monitoring.penalty", "799"),  # 799.2
    ("2024-03-01", NOW, "monitoring.stage", "M1"),
    ("2024-03-02", NOW, "monitoring.stage", "M2"),
    # D91 is Labour Day: days past due and class are not shifted
    ("2024-04-30", "2024-05-05", "classification.class", "special_mention"),
    ("2024-05-01", "2024-05-05", "monitoring.days_past_due", 91),
    ("2024-05-01", "2024-05-05", "classification.rules", ["RC-20"]),
    ("2024-05-01", "2024-05-05", "collection.long_overdue_on", "2024-05-01"),
    # once the 2,200 of 30 April are known, counted from the leap day: 62 days
    ("2024-05-01", NOW, "monitoring.days_past_due", 62),
    ("2024-05-01", NOW, "classification.class", "special_mention"),
    ("2024-05-01", NOW, "collection.long_overdue_on", None),
    # 100,000: interest 7,200, penalty 71 x 399.6 = 28,371.6, half up 28,372, principal 64,428
    ("2024-05-10", "2024-05-12", "monitoring.principal_outstanding", "1135572"),
    ("2024-05-11", "2024-05-12", "monitoring.penalty", "378"),  # 378.145
    ("2024-05-11", NOW, "monitoring.principal_outstanding", "1200000"),
    ("2024-05-11", NOW, "monitoring.penalty", "28771"),  # 72 x 399.6 = 28,771.2
    # 92 x 399.6 = 36,763.2; with 7,200 and the principal 1,243,963: one yen is over
    ("2024-05-31", NOW, "monitoring.principal_outstanding", "0"),
    ("2024-05-31", NOW, "monitoring.unapplied", "1"),
    ("2024-05-31", NOW, "monitoring.file.state", "closed"),
    ("2024-05-31", NOW, "collection.state", "CLOSED"),
    ("2024-06-01", NOW, "classification.class", "normal"),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{row[1]}-{row[2]}")
def test_every_day_is_as_worked_out(life: Told, row: tuple[str, str | None, str, Any]) -> None:
    as_of, known_on, path, answer = row
    shown = at(life.loan(as_of, known_on), path)
    assert (shown["amount"] if isinstance(shown, dict) else shown) == answer
