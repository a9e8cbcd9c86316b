"""A plan moves what is overdue into the months to come, and no guarantor consents: the debt is as heavy as it
was, so he stands for it as before; only what the plan adds is not his (GU-11).

Three instalments of 10,300.00 are overdue on 1 May 2024, three are to come: 60,000.00 of principal.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.lives.lending import ZHAO, lend
from tests.lives.live import document_of
from tests.lives.telling import Told, cents, cny, on

CHANGE = "2024-05-01"


def rows(count: int, first: int = 1, interest: str = "300.00") -> list[dict[str, Any]]:
    amounts = {"principal": cny("10000.00"), "interest": cny(interest), "fee": cny("0.00")}
    return [
        {"number": number, "due_on": f"2024-{6 + number:02d}-10", **amounts}
        for number in range(first, first + count)
    ]


def lent() -> Told:
    life = Told({"loan_id": "L-1", "obligor_id": "C-1"}, on("2024-01-10"))
    lend(life)
    return life


def changed(life: Told, plan: list[dict[str, Any]]) -> None:
    planned(life, CHANGE, "CH-1", "extension", plan)


def planned(life: Told, day: str, change: str, reason: str, plan: list[dict[str, Any]]) -> None:
    life.say(
        "corebank.schedule-changed.v1",
        day,
        change_id=change,
        effective_on=day,
        reason=reason,
        financial_difficulty=True,
        schedule=plan,
    )


def liable(life: Told, day: str) -> int:
    life.to("2025-01-31")
    shown = document_of(life.town, "guarantee", "L-1", on(day))
    assert shown is not None
    (zhao,) = (each for each in shown["guarantors"] if each["guarantor_id"] == ZHAO)
    return cents(zhao["liable"])


@pytest.mark.parametrize(
    ("interest", "added"), [("300.00", 0), ("299.99", 0), ("310.00", 6 * 10_00)]
)
def test_what_was_overdue_and_is_moved_adds_nothing(interest: str, added: int) -> None:
    """All six from July on: what interest rose by is not his. Rules: GU-11."""
    life = lent()
    changed(life, rows(6, interest=interest))
    penalty = (81 + 52 + 21) * 3_00  # 10 Feb, 10 Mar, 10 Apr to 1 May
    assert liable(life, CHANGE) == 60_000_00 + penalty - added


def test_nor_under_numbers_that_begin_anew() -> None:
    """The first was paid, five remain. Rules: GU-11."""
    life = lent()
    life.pay("R-1", "10300.00", "2024-02-10")
    changed(life, rows(5))
    assert liable(life, CHANGE) == 50_000_00 + (52 + 21) * 3_00


def test_what_is_paid_on_the_day_of_the_plan_is_no_part_of_it() -> None:
    """One of the three overdue is paid that day, with its penalty; two and three are moved. Rules: GU-11."""
    life = lent()
    life.pay("R-1", "10543.00", CHANGE)  # 81 days of 3.00
    changed(life, rows(5, first=2, interest="310.00"))
    assert liable(life, CHANGE) == 50_000_00 + (52 + 21) * 3_00 - 5 * 10_00


def test_what_stays_overdue_is_not_counted_twice() -> None:
    """The plan lists the three to come, a hundred more for each. Rules: GU-11."""
    life = lent()
    changed(life, rows(3, first=4, interest="400.00"))
    whole = 60_000_00 + 900_00 + (81 + 52 + 21) * 3_00
    assert liable(life, CHANGE) == whole - 300_00


@pytest.mark.parametrize("heard", ["2024-04-20", "2024-05-03"], ids=["before", "after"])
def test_nor_does_a_plan_after_the_debtors_bankruptcy(heard: str) -> None:
    """All fell due on 20 April 2024, and no plan goes by: Zhao stands for all of it. Rules: BK-02, GU-11."""
    life = lent()
    accepted = {"announced_on": "2024-04-20", "file_claim_by": "2024-07-01"}
    who = {"party_id": "C-1", "phase": "accepted", "done_on": "2024-04-20"}

    def bankrupt() -> None:
        life.act("litigation", "record-bankruptcy", heard, **who, **accepted)

    if heard < CHANGE:
        bankrupt()
    changed(life, rows(6, interest="400.00"))
    if heard > CHANGE:
        bankrupt()
    penalty, since = (70 + 41 + 10) * 3_00, 10 * 6_00
    for day in (CHANGE, "2024-05-10", "2024-12-31"):
        assert liable(life, day) == 60_000_00 + 3 * 300_00 + since + penalty


@pytest.mark.parametrize("paid_on", ["2024-03-10", "2024-04-20", CHANGE])
def test_what_was_paid_of_an_instalment_that_is_moved_is_not_taken_off_once_more(
    paid_on: str,
) -> None:
    """The first was paid and half of the second, whose row is listed whole again. Rules: GU-11."""
    life = lent()
    life.pay("R-1", "10300.00", "2024-02-10")
    late = (on(paid_on) - on("2024-03-10")).days * 3_00
    life.pay("R-2", 5_300_00 + late, paid_on)
    changed(life, rows(5, first=2))
    left = (on(CHANGE) - on(paid_on)).days * 1_50 + 21 * 3_00  # penalty since, and on the third
    assert liable(life, CHANGE) == 45_000_00 + left


@pytest.mark.parametrize(
    ("interests", "added"),
    [
        (("310.00", "300.00"), 0),
        (("310.00", "305.00"), 6 * 5_00),
        (("310.00", "320.00"), 6 * 20_00),
        (("290.00", "300.00"), 6 * 10_00),
    ],
    ids=["taken back", "in part", "more", "lighter first"],
)
def test_what_a_later_plan_takes_back_is_added_no_more(
    interests: tuple[str, str], added: int
) -> None:
    """Two plans without his consent: he stands for the least that the debt was. Rules: GU-11."""
    life = lent()
    changed(life, rows(6, interest=interests[0]))
    again = {"financial_difficulty": True, "schedule": rows(6, interest=interests[1])}
    kind = {"effective_on": "2024-06-01", "reason": "extension", "change_id": "CH-2"}
    life.say("corebank.schedule-changed.v1", "2024-06-01", **kind, **again)
    penalty = (81 + 52 + 21) * 3_00
    assert liable(life, "2024-06-01") == 60_000_00 + penalty - added


@pytest.mark.parametrize(
    ("start", "days"), [("2024-05-09", 0), ("2024-05-10", 1), ("2024-05-11", 2)]
)
@pytest.mark.parametrize(("interest", "added"), [("300.00", 0), ("400.00", 6 * 100_00)])
def test_a_plan_after_the_loan_was_called_adds_its_interest_on_an_old_due_day_too(
    start: str, days: int, interest: str, added: int
) -> None:
    """The fourth fell due with the call, not on 10 May. Rules: GU-11."""
    life = lent()
    life.act("monitoring", "accelerate-loan", "2024-04-20", reason="x", effective_on="2024-04-20")
    kind = {"reason": "extension", "financial_difficulty": True, "change_id": "CH-1"}
    plan = {"effective_on": start, "schedule": rows(6, interest=interest), **kind}
    life.say("corebank.schedule-changed.v1", start, **plan)
    assert liable(life, start) == 59_865_00 + days * 18_00 - added


@pytest.mark.parametrize(("subject", "added"), [("CH-1", 6 * 100_00), ("CH-2", 0)])
def test_of_two_plans_of_a_day_his_consent_to_the_one_that_stands_counts(
    subject: str, added: int
) -> None:
    """The second replaces the first. Rules: GU-11."""
    life = lent()
    changed(life, rows(6, interest="350.00"))
    kind = {"reason": "extension", "financial_difficulty": True, "change_id": "CH-2"}
    again = {"effective_on": CHANGE, "schedule": rows(6, interest="400.00"), **kind}
    life.say("corebank.schedule-changed.v1", CHANGE, **again)
    agreed = {"guarantor_id": ZHAO, "subject": subject, "document_id": "DOC-1"}
    life.act("guarantee", "record-consent", CHANGE, **agreed)
    assert liable(life, CHANGE) == 60_000_00 + (81 + 52 + 21) * 3_00 - added


@pytest.mark.parametrize(("first", "left"), [("prepayment", 20_999_00), ("extension", 20_899_00)])
def test_a_prepayment_of_the_same_day_does_not_hide_what_an_extension_adds(
    first: str, left: int
) -> None:
    """Three are paid, ten thousand are prepaid; without the extension 20,999.00 were left. Rules: GU-11.

    Of what the extension had added to three instalments the prepayment takes nothing back.
    """
    life = lent()
    for number, day in enumerate(("2024-02-10", "2024-03-10", "2024-04-10"), 1):
        life.pay(f"R-{number}", "10300.00", day)
    three, two = rows(3, first=4, interest="400.00"), rows(2, first=4, interest="400.00")
    if first == "extension":
        planned(life, CHANGE, "CH-1", "extension", three)
    life.pay("R-9", "10000.00", CHANGE)
    before = [{**row, "due_on": f"2024-{5 + n:02d}-10"} for n, row in enumerate(rows(2, first=4))]
    planned(life, CHANGE, "CH-2", "prepayment", two if first == "extension" else before)
    if first == "prepayment":
        planned(life, CHANGE, "CH-3", "extension", two)
    assert liable(life, "2024-12-31") == left
