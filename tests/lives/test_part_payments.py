"""A debtor who pays a little now and then: no write-off for limitation that has not passed (LM-05, WC-10)."""

from __future__ import annotations

from typing import Any

import pytest

from services.kit.domain import Rejected
from tests.lives import whole_life as told
from tests.lives import whole_life_end as end
from tests.lives.asking import due
from tests.lives.telling import Told, cny

PAID = ("2024-09-10", "2025-03-10", "2025-09-10", "2026-03-10", "2026-09-10", "2027-03-10")
FIRST_END, OVER = "2027-06-25", "2027-06-26"
LAST = f"P-{PAID[-1]}"


def paying(*days: str, payer: str = "borrower") -> Told:
    """Called due on 25 June 2024, 5,000 on each of the days."""
    life = told.until(told.called)
    for day in days:
        life.pay(f"P-{day}", "5000.00", day, payer=payer)
    return life


def write_off(life: Told, case: str) -> None:
    """Proposed because limitation is said to have passed."""
    end.assess(life, life.today.isoformat(), case, "write_off")
    life.act(
        "disposal",
        "propose-write-off",
        approved_by="liu",
        approver_role="risk_reviewer",
        criterion="WC-10",
        provision=cny("300000.00"),
        evidence=[end.document("court_ruling")],
        measures=[
            {"target_id": who, "measure": "sued_and_enforced", "document_id": f"M-{who}"}
            for who in (end.LIANG, end.ZHAO, end.SHOP)
        ],
        examined=[
            {"block": bar, "applies": False, "document_id": f"EX-{bar}"} for bar in end.BARS
        ],
        accountability_id="ACC-1",
    )


def limitation(life: Told, as_of: str, known: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = life.loan(as_of, known)["litigation"]["limitation"]
    return found


@pytest.mark.parametrize("payer", ["borrower", "third_party"])
def test_who_pays_decides_whether_it_may_be_written_off(payer: str) -> None:
    """Rules: LM-05, WC-10."""
    life = paying(*PAID, payer=payer)
    life.to("2027-06-29")
    shown = limitation(life, OVER)
    listed = due(life.loan(OVER), "litigation", "limitation_of_claim")
    if payer == "borrower":
        assert (shown["state"], shown["ends_on"]) == ("running", "2030-03-10")
        assert [each["on"] for each in listed] == ["2030-03-10"]
        with pytest.raises(Rejected, match="limitation expired"):
            write_off(life, "D-1")
        return
    assert (shown["state"], shown["ends_on"], listed) == ("expired", FIRST_END, [])
    write_off(life, "D-1")
    (proposed,) = life.town.events("disposal", "disposal.WriteOffProposed")
    assert f"limitation:expired@{OVER}" in repr(proposed)


@pytest.mark.parametrize(
    ("undone", "ends"), [("P-2025-03-10", "2030-03-10"), (LAST, "2029-09-10")]
)
def test_a_reversed_payment_leaves_the_one_before_it(undone: str, ends: str) -> None:
    """Rules: LM-05."""
    life = paying(*PAID)
    life.undo(undone, "2027-07-01")
    life.close()
    shown = limitation(life, "2027-07-01")
    assert (shown["state"], shown["ends_on"]) == ("running", ends)
    assert limitation(life, "2027-06-30", "2027-06-30")["ends_on"] == "2030-03-10"


def test_the_only_payment_reversed_lets_it_expire_and_the_write_off_go_on() -> None:
    """Rules: LM-05, WC-10."""
    life = paying(PAID[-1])
    life.to("2027-06-29")
    with pytest.raises(Rejected, match="limitation expired"):
        write_off(life, "D-1")
    life.undo(LAST, "2027-06-30")
    life.close()
    assert limitation(life, OVER)["state"] == "expired"
    assert limitation(life, OVER, "2027-06-29")["state"] == "running"
    write_off(life, "D-2")


@pytest.mark.parametrize(("day", "state"), [(FIRST_END, "running"), (OVER, "expired")])
def test_a_payment_booked_late_is_judged_on_its_day(day: str, state: str) -> None:
    """Rules: LM-05, LM-03."""
    life = paying()
    life.to("2027-07-10")
    assert limitation(life, "2027-07-09")["state"] == "expired"
    life.pay("P-late", "5000.00", day, "2027-07-10")
    life.close()
    assert limitation(life, "2027-07-10")["state"] == state
    assert limitation(life, "2027-07-09", "2027-07-09")["state"] == "expired"
    if state == "expired":
        write_off(life, "D-1")
        return
    with pytest.raises(Rejected, match="limitation expired"):
        write_off(life, "D-1")
