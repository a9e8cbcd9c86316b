"""What a write-off left on the book, as a later truth shows, is treated like any claim (DIS-18, WO-08)."""

from __future__ import annotations

from typing import Any

import pytest

from services.audit.knowledge import EVERYTHING
from services.audit.money import money
from services.audit.registry import REGISTRY
from services.kit.domain import Rejected
from tests.lives import whole_life_end as end
from tests.lives.counting import check_money
from tests.lives.reading import at
from tests.lives.telling import DAY, Told, cents, cny
from tests.lives.whole_life import until
from tests.town import definitions

REST = "treat_rest_on_book"


def reversed_after(day: str = "2025-07-03") -> Told:
    """Zhao's 60,000 of December 2024 go back: 150,182.52 was owed, 88,689.75 is written off."""
    life = until(end.written_off)
    life.undo("ZHAO-1", day)
    life.close()
    return life


def rest(life: Told) -> list[tuple[str, str]]:
    """The duty about the rest as the last closed day has it: its amount and rule."""
    due = life.loan(life.today - DAY)["disposal"]["due"]
    return [(each["subject"], each["rule"]) for each in due if each["what"] == REST]


def books(life: Told) -> tuple[str, str, str]:
    """Outstanding principal and all that is off the book by audit's count, and the memo claim shown."""
    day = life.today - DAY
    found = money(REGISTRY, life.town.past("L-4801"), day, EVERYTHING, definitions())
    assert found is not None
    assert found["adds_up"]
    assert [e for e in found["stated"] if e["stated"] != e["counted"]] == []
    totals = found["totals"]
    off = totals["written_off"]["total"]["amount"]
    return totals["outstanding"]["total"]["amount"], off, at(life.loan(day), "disposal.memo_claim")


def as_proposed(life: Told, provision: str = "61492.77") -> dict[str, Any]:
    """The fields of the first proposal, with a provision of its own."""
    proposal = next(data for type_, data in life.sent if "propose-write-off" in type_)
    about = ("loan_id", "obligor_id")
    own = {"provision": cny(provision), "provision_top_up": cny("61492.77")}
    return {k: v for k, v in proposal.items() if k not in about} | own


def written_off_again(life: Told, provision: str = "61492.77") -> None:
    """A second case about what stayed on the book, through three persons."""
    end.assess(life, "2025-07-10", "D-3", "write_off")
    life.act("disposal", "propose-write-off", "2025-07-14", **as_proposed(life, provision))
    committee = {"requested_by": "gao", "role": "head_office_committee"}
    life.act("disposal", "approve-write-off", "2025-07-16", **committee)
    life.close()


def test_the_rest_is_a_duty_that_names_amount_and_rule_and_no_memo_claim() -> None:
    life = until(end.written_off)
    life.to("2025-07-03")
    assert (rest(life), books(life)[0]) == ([], "0.00")
    life = reversed_after()
    assert rest(life) == [("61492.77 CNY", "DIS-18")]
    outstanding, off, memo = books(life)
    assert (outstanding, off) == ("61492.77", memo)
    assert at(life.loan("2025-06-30"), "disposal.written_off") == "88689.75"
    check_money(life)


def test_a_reversal_that_is_made_good_leaves_nothing_to_treat() -> None:
    life = reversed_after()
    life.pay(
        "ZHAO-2", "60000.00", "2024-12-10", "2025-07-05", payer="guarantor", payer_id=end.ZHAO
    )
    life.close()
    assert rest(life) == []
    assert books(life)[0] == "0.00"
    with pytest.raises(Rejected, match="not done with"):
        end.assess(life, "2025-07-10", "D-3", "write_off")


def test_money_after_the_write_off_pays_what_is_off_the_book_first() -> None:
    life = reversed_after()
    life.pay("R-9", "100000.00", "2025-07-05")
    life.close()
    # penalty and 88,689.75 first, and then of the rest
    left = at(life.loan(life.today - DAY), "monitoring.principal_outstanding")
    assert rest(life) == [(f"{left} CNY", "DIS-18")]
    assert books(life)[0] == left
    assert float(left) < 61492.77


def test_the_rest_is_assessed_anew_and_written_off_by_its_own_approval() -> None:
    life = reversed_after()
    written_off_again(life)
    shown = life.loan(life.today - DAY)["disposal"]
    assert (rest(life), shown["written_off"], shown["provision_used"]) == (
        [],
        cny("150182.52"),
        cny("150182.52"),
    )
    assert shown["cases"] == {"D-1": "held", "D-2": "written_off", "D-3": "written_off"}
    assert shown["written_off_on"] == "2025-06-30"
    assert books(life)[0] == "0.00"
    audits = [each["subject"] for each in shown["due"] if each["what"] == "special_audit"]
    assert sorted(audits) == ["D-2", "D-3"]
    with pytest.raises(Rejected, match="not done with"):
        end.assess(life, life.today.isoformat(), "D-4", "write_off")
    check_money(life)


def test_provision_is_set_aside_for_the_rest_before_its_loss_is_taken() -> None:
    with pytest.raises(Rejected, match=r"61492\.76 is below the principal of 61492\.77"):
        written_off_again(reversed_after(), "61492.76")
    life = reversed_after()
    end.assess(life, "2025-07-10", "D-3", "write_off")
    bare = as_proposed(life) | {"provision_top_up": None}
    with pytest.raises(Rejected, match="provision_not_set_aside"):
        life.act("disposal", "propose-write-off", "2025-07-14", **bare)


@pytest.mark.parametrize("proposed", [False, True], ids=["not proposed yet", "proposed"])
def test_nothing_is_written_off_where_nothing_is_on_the_book(proposed: bool) -> None:
    life = reversed_after()
    end.assess(life, "2025-07-10", "D-3", "write_off")
    if proposed:
        life.act("disposal", "propose-write-off", "2025-07-14", **as_proposed(life))
    again = {"payer": "guarantor", "payer_id": end.ZHAO}
    life.pay("ZHAO-2", "60000.00", "2024-12-10", "2025-07-15", **again)
    act, fields = "propose-write-off", as_proposed(life)
    if proposed:
        act, fields = "approve-write-off", {"requested_by": "gao", "role": "head_office_committee"}
    with pytest.raises(Rejected, match="nothing is on the book"):
        life.act("disposal", act, "2025-07-16", **fields)
    assert rest(life) == []


@pytest.mark.parametrize(("back", "whole"), [("60000.00", True), ("1000.00", False)])
def test_a_second_write_off_is_judged_again_by_what_comes_to_light(back: str, whole: bool) -> None:
    life = reversed_after()
    written_off_again(life)
    before: dict[str, Any] = life.loan("2025-07-15", life.today - DAY)
    life.pay("BACK", back, "2024-12-10", life.today, payer="guarantor", payer_id=end.ZHAO)
    life.close()
    shown = life.loan(life.today - DAY)["disposal"]
    gone = cents(shown["written_off"])
    assert gone == 88_689_75 if whole else 88_689_75 < gone < 150_182_52
    assert shown["cases"]["D-3"] == ("write_off" if whole else "written_off")
    assert (rest(life), books(life)[0]) == ([], "0.00")
    known = life.today - 2 * DAY
    assert life.loan("2025-07-15", known) == before
    check_money(life)
