"""Criteria for small and old claims: ceilings of the whole debtor, pursuit proved by contacts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from contracts import litigation
from services.kit.days import add_months
from tests.unit.disposal.asked import (
    contacts,
    measures,
)
from tests.unit.disposal.story import Story
from tests.unit.disposal.test_criteria import DAY, bad_loan, by, lacks, proofs, routed_story
from tests.unit.disposal.told import (
    DEBTOR,
    IDS,
    balance,
    charged,
    classified,
    cny,
    contacted,
    on,
    opened,
)

# -- small claims, pursued ----------------------------------------------------------------------


def told_of(story: Story, *days: str) -> Story:
    """Collection told of a contact on each of these days, by the names of ``contacts``."""
    for each in contacts(*days):
        day = each.held_on.isoformat()
        story.tell(contacted(day, each.contact_id), day)
    return story


KINDS = {"WC-15": "corporate", "WC-16": "small_micro", "WC-17": "personal"}
DAYS = ("2024-12-01", "2025-05-30")  # 180 days from the first to the last
PURSUED = contacts(*DAYS)


@pytest.mark.parametrize("criterion", KINDS)
def test_small_claims_are_for_their_kind_of_debtor(criterion: str) -> None:
    for kind in KINDS.values():
        story = bad_loan(obligor_kind=kind, principal=cny("200000.00"))
        story.tell(balance("2024-01-10", 3, "200000.00"), "2024-06-20")
        routed_story(told_of(story, *DAYS))
        fields: dict[str, Any] = {"contacts": PURSUED, "debtor_balance": cny("200000.00")}
        if kind == KINDS[criterion]:
            assert proofs(story, criterion, **fields) == ("pursued:K-1,K-2",)
        else:
            code = "criterion_not_applicable"
            story.refused(code, "ProposeWriteOff", DAY, **by(criterion, **fields))


@pytest.mark.parametrize(
    ("state", "proven"),
    [(None, True), ("valued", False), ("in_realisation", False), ("auctioned", True),
     ("received_in_satisfaction", True), ("released", True)],
)  # fmt: skip
def test_a_personal_claim_is_unsecured_or_its_security_is_exhausted(
    state: str | None, proven: bool
) -> None:
    """Rules: WC-17. A small claim on a business (WC-16) asks for no such thing."""
    for criterion in ("WC-16", "WC-17"):
        story = bad_loan(obligor_kind=KINDS[criterion], principal=cny("100.00"))
        if state is not None:
            story.tell(charged("2025-06-01", state, "SHOP-1"), "2025-06-01")
        routed_story(told_of(story, *DAYS))
        there = () if state not in ("valued", "in_realisation") else ("SHOP-1",)
        fields: dict[str, Any] = {"contacts": PURSUED, "provision": cny("100.00")}
        fields |= {"debtor_balance": cny("100.00"), "measures": measures(DEBTOR, *there)}
        if proven or criterion == "WC-16":
            assert proofs(story, criterion, **fields) == ("pursued:K-1,K-2",)
        else:
            code = "criterion_not_applicable"
            said = story.refused(code, "ProposeWriteOff", DAY, **by(criterion, **fields))
            assert "SHOP-1" in said


@pytest.mark.parametrize(
    ("criterion", "most"),
    [("WC-15", "5000000.00"), ("WC-16", "5000000.00"), ("WC-17", "300000.00")],
)
def test_the_ceiling_is_of_the_whole_debtor_and_includes_its_number(
    criterion: str, most: str
) -> None:
    def story() -> Story:
        story = bad_loan(obligor_kind=KINDS[criterion], principal=cny("100.00"))
        return routed_story(told_of(story, *DAYS))

    fields: dict[str, Any] = {"contacts": PURSUED, "provision": cny("100.00")}
    assert proofs(story(), criterion, **fields, debtor_balance=cny(most))
    above = by(criterion, **fields, debtor_balance=cny(most) + cny("0.01"))
    story().refused("criterion_not_applicable", "ProposeWriteOff", DAY, **above)
    for balance_told in (None, cny("99.99")):
        wrong = by(criterion, **fields, debtor_balance=balance_told)
        story().refused("debtor_balance_missing", "ProposeWriteOff", DAY, **wrong)


@pytest.mark.parametrize(
    ("days", "proven"),
    [
        ((), False),
        (("2024-12-01",), False),  # one contact long ago: the calendar proves nothing
        (("2024-12-01", "2025-05-29"), False),  # 179 days
        (("2024-12-01", "2025-05-30"), True),  # 180 days
        (("2024-05-01", "2025-05-30"), False),  # the first one lies before the loan was bad
    ],
)
def test_pursued_is_proved_by_contacts_and_never_by_the_calendar(
    days: tuple[str, ...], proven: bool
) -> None:
    story = routed_story(told_of(bad_loan(), *days))
    fields: dict[str, Any] = {"contacts": contacts(*days), "debtor_balance": cny("480000.00")}
    if proven:
        assert proofs(story, "WC-16", **fields)
    else:
        assert "first to last contact" in lacks(story, "WC-16", **fields)


def test_a_contact_that_lies_ahead_is_refused() -> None:
    ahead = by("WC-16", contacts=contacts("2024-12-01", "2025-06-21"))
    story = routed_story(told_of(bad_loan(), "2024-12-01"))
    said = story.refused("day_in_future", "ProposeWriteOff", DAY, **ahead)
    assert "'K-2' held_on 2025-06-21" in said


SIX = ("2024-12-01", *(f"2025-0{month}-10" for month in range(1, 5)), "2025-05-30")


def card() -> Story:
    story = bad_loan(product="credit_card", principal=cny("40000.00"))
    return routed_story(told_of(story, *SIX))


def test_the_same_contact_named_twice_counts_once() -> None:
    story, six = card(), contacts(*SIX)
    fields: dict[str, Any] = {"debtor_balance": cny("40000.00"), "provision": cny("40000.00")}
    assert "6 contacts (there are 5)" in lacks(
        story, "WC-20", contacts=(*six[:4], six[5], six[5]), **fields
    )
    assert proofs(story, "WC-20", contacts=six, **fields)[-1] == "contacts:6"


@pytest.mark.parametrize(("most", "code"), [("50000.00", None), ("50000.01", "above")])
def test_wc_20_small_cards(most: str, code: str | None) -> None:
    story = card()
    fields = by(
        "WC-20",
        contacts=contacts(*SIX),
        debtor_balance=cny(most),
        provision=cny("40000.00"),
    )
    if code is None:
        assert story.act("ProposeWriteOff", DAY, **fields)
    else:
        story.refused("criterion_not_applicable", "ProposeWriteOff", DAY, **fields)
    other = routed_story(told_of(bad_loan(), *SIX))
    other.refused("criterion_not_applicable", "ProposeWriteOff", DAY, **fields)


@pytest.mark.parametrize(("extra", "proven"), [(0, False), (1, True)])
def test_wc_18_bad_for_more_than_eight_years_and_pursued(extra: int, proven: bool) -> None:
    since = on("2018-01-10")
    story = Story()
    story.today = on("2018-01-01")
    story.tell(opened(security="credit", disbursed_on=on("2017-12-01")), "2018-01-01")
    story.tell(classified("2018-01-10", "loss", 1), "2018-01-10")
    day = (add_months(since, 96) + timedelta(days=extra)).isoformat()
    routed_story(story, day)
    lacks(story, "WC-18", day)  # eight years alone prove nothing
    told_of(story, "2020-05-05")
    fields: dict[str, Any] = {"contacts": contacts("2020-05-05")}
    if proven:
        assert proofs(story, "WC-18", day, **fields) == (f"non_performing@{since}", "contacts:1")
    else:
        lacks(story, "WC-18", day, **fields)


def test_a_break_in_being_bad_begins_the_time_anew() -> None:
    story = bad_loan()
    story.tell(classified("2024-09-01", "special_mention", 2), "2024-09-01")
    story.tell(classified("2025-01-01", "substandard", 3), "2025-01-01")
    assert story.state.non_performing_since(on(DAY)) == on("2025-01-01")
    routed_story(told_of(story, *DAYS))
    fields: dict[str, Any] = {"contacts": PURSUED, "debtor_balance": cny("480000.00")}
    lacks(story, "WC-16", **fields)


def test_a_passed_limitation_is_known_to_the_file() -> None:
    story = bad_loan()
    told = litigation.LimitationChanged(
        **IDS, effective_on=on("2025-05-01"), state="expired", article="LM-01"
    )
    story.tell(told, "2025-05-01")
    story.tell(told, "2025-05-02")
    noted = story.state.limitation_on(on(DAY))
    assert noted is not None
    assert (noted.state, len(story.state.limitations)) == ("expired", 1)
