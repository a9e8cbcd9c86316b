"""Guarantees and collateral as core banking sends them: never a crash."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.guarantee.domain.guarantor_events import (
    GuaranteeLiabilityRegistered,
    SecurityUnreadable,
)
from tests.unit.guarantee.story import (
    Story,
)
from tests.unit.guarantee.told import (
    JOINT,
    SHOP,
    ZHAO,
    cny,
    on,
    opened,
)


def sent(guarantees: Any = None, collateral: Any = None) -> Story:
    story = Story()
    story.tell(opened(guarantees=guarantees, collateral=collateral), "2023-03-20")
    return story


def test_a_loan_without_security_is_just_a_loan() -> None:
    story = sent()
    assert [event.NAME for _, event in story.events] == ["guarantee.LoanTaken"]
    assert story.seen("2023-03-20") is None


def test_unknown_fields_are_passed_over_and_missing_ones_were_not_said() -> None:
    story = sent(({"guarantor_id": ZHAO, "horoscope": "ox", "name": "Zhao"},))
    made = story.made(GuaranteeLiabilityRegistered)[0]
    assert (made.kind, made.kind_agreed, made.cap, made.signed_on) == (
        "general",
        False,
        None,
        on("2023-03-20"),
    )


@pytest.mark.parametrize(
    ("said", "kind", "agreed"),
    [
        ("joint", "joint", True),
        ("joint_and_several", "joint", True),
        ("general", "general", True),
        ("sideways", "general", False),
    ],
)
def test_a_kind_is_what_it_is_called_and_else_the_law_s_default(
    said: str, kind: str, agreed: bool
) -> None:
    """GU-04: joint only where it was agreed. ``joint_and_several`` is the contract's own example."""
    made = sent(({"guarantor_id": ZHAO, "kind": said},)).made(GuaranteeLiabilityRegistered)[0]
    assert (made.kind, made.kind_agreed) == (kind, agreed)


def test_collateral_without_a_value_is_pledged_only() -> None:
    story = sent(collateral=({"collateral_id": SHOP},))
    shown = story.collateral("2023-03-20")
    assert (shown.state, shown.kind, shown.value) == ("pledged", "unknown", None)


def test_a_value_from_before_the_loan_counts_from_the_loan_and_ages_from_its_day() -> None:
    value = {"value": cny("5.00").to_wire(), "valued_on": "2022-12-01"}
    story = sent(collateral=({"collateral_id": SHOP} | value,))
    assert story.collateral("2023-03-20").state == "valued"
    assert ("value_again", SHOP, "2023-12-01") in story.due("2023-03-20")


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ("Zhao", ""),
        (None, ""),
        ({}, "guarantor_id"),
        ({"guarantor_id": 7}, "guarantor_id"),
        ({"guarantor_id": "a b"}, "guarantor_id"),
        (JOINT | {"cap": 5}, "cap"),
        (JOINT | {"cap": {"amount": "5.00", "currency": "USD"}}, "cap"),
        (JOINT | {"share_percent": "101"}, "share_percent"),
        (JOINT | {"share_percent": "0"}, "share_percent"),
        (JOINT | {"share_percent": "half"}, "share_percent"),
        (JOINT | {"period_months": -1}, "period_months"),
        (JOINT | {"period_months": 1.5}, "period_months"),
        (JOINT | {"period_ends_on": "31 September"}, "period_ends_on"),
        (JOINT | {"period_ends_on": "9999-12-31"}, "period_ends_on"),
        (JOINT | {"signed_on": 20230320}, "signed_on"),
        (JOINT | {"kind": ["joint"]}, "kind"),
        (JOINT | {"scope": ["karma"]}, "scope"),
    ],
)
def test_an_unreadable_guarantee_is_a_work_item_and_the_others_are_taken(
    raw: Any, field: str
) -> None:
    story = sent((raw, JOINT | {"guarantor_id": "G-QIAN"}))
    items = story.made(SecurityUnreadable)
    assert [(i.list, i.place, i.field) for i in items] == [("guarantees", 1, field)]
    assert ("read_security", f"guarantees[1].{field}", None) in story.due("2023-03-20")
    assert [g.guarantor_id for g in story.view("2023-03-20").guarantors] == ["G-QIAN"]


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ([], ""),
        ({"kind": "shop"}, "collateral_id"),
        ({"collateral_id": "S-2", "value": {"amount": "1.5", "currency": "CNY"}}, "value"),
        ({"collateral_id": "S-2", "value": {"amount": "1.50", "currency": "USD"}}, "value"),
        ({"collateral_id": "S-2", "rank": 0}, "rank"),
    ],
)
def test_unreadable_collateral_is_a_work_item(raw: Any, field: str) -> None:
    story = sent(collateral=({"collateral_id": SHOP}, raw))
    assert [(i.list, i.place, i.field) for i in story.made(SecurityUnreadable)] == [
        ("collateral", 2, field)
    ]
    assert [c.collateral_id for c in story.view("2023-03-20").collateral] == [SHOP]


def test_who_is_sent_twice_is_taken_once() -> None:
    story = sent((JOINT, JOINT))
    assert [i.problem for i in story.made(SecurityUnreadable)] == ["sent_twice"]
    assert len(story.view("2023-03-20").guarantors) == 1


def test_a_loan_that_is_told_twice_is_no_news() -> None:
    story = sent((JOINT,))
    assert story.tell(opened(guarantees=(JOINT,)), "2023-03-21") == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = st.sampled_from([*JOINT, "cap", "share_percent", "period_ends_on", "signed_on", "scope"])


@given(st.dictionaries(FIELDS, JSON), JSON)
def test_whatever_is_sent_nothing_crashes(fields: dict[str, Any], other: Any) -> None:
    story = sent((JOINT | fields, other), (other, fields))
    story.pass_days("2029-12-31")
    story.view("2029-12-31")
