"""How much a guarantor is liable for, what he paid and may ask back (GU-07, GU-11, GU-15 to GU-17)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import guarantee, monitoring
from services.guarantee.domain.entries import (
    Contribution,
    RecourseRightRecorded,
)
from services.guarantee.domain.recourse import owed_to
from tests.unit.guarantee.story import Story
from tests.unit.guarantee.told import (
    IDS,
    JOINT,
    ZHAO,
    accelerated,
    balance,
    bankrupt,
    cny,
    on,
    opened,
    owed,
    stated,
)

QIAN = "G-QIAN"


def called(*guarantees: dict[str, Any], collateral: Any = None) -> Story:
    """A claim of 100,000.00 with interest of 3,000.00 and costs of 500.00, due on 1 July 2024."""
    story = Story()
    story.tell(opened(guarantees=guarantees or (JOINT,)), "2023-03-20")
    whole = accelerated("2024-07-01", "100000.00", "3000.00", "0.00", "500.00")
    story.tell(stated("2024-07-01", whole, called="2024-07-01"), "2024-07-01")
    return story


def liable(story: Story, as_of: str, name: str = ZHAO) -> str:
    return story.guarantor(as_of, name=name).liable.amount


def test_he_is_liable_for_all_of_it_with_the_penalty_of_the_day() -> None:
    """Ten days of 0.03 % on 100,000.00: 300.00."""
    assert liable(called(), "2024-07-01") == "103500.00"
    assert liable(called(), "2024-07-11") == "103800.00"


def test_his_contract_may_name_less_than_all_components() -> None:
    story = called(JOINT | {"scope": ["principal", "interest"]})
    assert liable(story, "2024-07-11") == "103000.00"


def test_a_cap_and_a_share_limit_him() -> None:  # GU-07, GU-15
    assert liable(called(JOINT | {"cap": cny("50000.00").to_wire()}), "2024-07-01") == "50000.00"
    assert liable(called(JOINT | {"share_percent": "33.33"}), "2024-07-01") == "34496.55"
    assert liable(called(JOINT | {"share_percent": 50}), "2024-07-01") == "51750.00"


def test_several_without_shares_are_each_liable_for_all() -> None:
    story = called(JOINT, JOINT | {"guarantor_id": QIAN})
    assert liable(story, "2024-07-01") == liable(story, "2024-07-01", QIAN) == "103500.00"


def test_a_share_is_of_what_is_owed_and_what_guarantors_paid() -> None:
    """50 % of 103,500 is 51,750: after 20,000 of his own 31,750 are left, the other's stay."""
    half = {"share_percent": "50"}
    story = called(JOINT | half, JOINT | half | {"guarantor_id": QIAN})
    story.tell(balance("2024-07-01", 40, "83500.00", "Z-1", "20000.00"), "2024-07-01")
    story.tell(stated("2024-07-01", accelerated("2024-07-01", "83500.00")), "2024-07-01")
    assert liable(story, "2024-07-01") == "31750.00"
    assert liable(story, "2024-07-01", QIAN) == "51750.00"


def test_the_debtors_bankruptcy_stops_the_penalty_on_the_guarantee() -> None:  # GU-39
    story = called()
    story.tell(bankrupt("2024-07-11"), "2024-07-11")
    assert liable(story, "2024-07-11") == liable(story, "2024-12-31") == "103800.00"
    assert liable(called(), "2024-07-12") == "103830.00"


def changed_plan(principal: str, day: str = "2023-09-20") -> monitoring.ScheduleReplaced:
    part = monitoring.Installment(
        number=7,
        due_on=on("2025-03-20"),
        principal=cny(principal),
        interest=cny("0.00"),
        fee=cny("0.00"),
    )
    return monitoring.ScheduleReplaced(
        **IDS,
        change_id="CH-1",
        reason="restructure",
        financial_difficulty=True,
        schedule=(part,),
        effective_on=on(day),
    )


@pytest.mark.parametrize(
    ("principal", "consent", "left"),
    [
        ("402800.01", False, "479999.99"),
        ("402800.01", True, "480000.00"),
        ("402800.00", False, "480000.00"),
        ("300000.00", False, "480000.00"),
    ],
)
def test_what_a_change_without_his_consent_adds_is_not_his(
    principal: str, consent: bool, left: str
) -> None:
    """Instalments 6 to 24 came to 380,000 and 22,800 of interest: 402,800.00."""
    # Rules: GU-11.
    story = Story()
    story.tell(opened(guarantees=(JOINT,)), "2023-03-20")
    for told in (changed_plan(principal), stated("2023-09-20", owed(24, principal="480000.00"))):
        story.tell(told, "2023-09-20")
    if consent:
        story.act("RecordConsent", "2023-09-20", subject="CH-1", document_id="C-1")
    assert liable(story, "2023-09-20") == left


# -- recourse among guarantors ----------------------------------------------------------------------


def paid_by_one(*guarantees: dict[str, Any]) -> Story:
    story = called(*guarantees)
    story.tell(balance("2024-07-01", 40, "73500.00", "Z-1", "30000.00"), "2024-07-01")
    return story


@pytest.mark.parametrize(
    ("mine", "his", "owes"),
    [
        ({}, {}, None),
        ({"document_id": "G-1"}, {"document_id": "G-2"}, None),
        ({"document_id": "G-1"}, {"document_id": "G-1"}, "15000.00"),
        ({"recourse_agreed": True}, {}, None),
        ({}, {"recourse_agreed": True}, None),
        ({"recourse_agreed": True}, {"recourse_agreed": True}, "15000.00"),
    ],
)
def test_recourse_among_them_only_if_agreed_or_on_one_document(
    mine: dict[str, Any], his: dict[str, Any], owes: str | None
) -> None:
    """Rules: GU-34."""
    story = paid_by_one(JOINT | mine, JOINT | {"guarantor_id": QIAN} | his)
    expected = () if owes is None else (Contribution(QIAN, cny(owes)),)
    assert story.guarantor("2024-07-01").recourse_from == expected
    assert story.made(RecourseRightRecorded)[0].contributions == expected
    told = [m for m in story.published() if isinstance(m, guarantee.RecourseRightRecorded)]
    assert [(c.guarantor_id, c.amount) for c in told[0].contributions] == [
        (each.guarantor_id, each.amount) for each in expected
    ]


def test_agreed_shares_count_and_a_bankrupt_ones_share_is_spread() -> None:
    same = {"document_id": "G-1"}
    three = (
        JOINT | same | {"share_percent": "50"},
        JOINT | same | {"share_percent": "30", "guarantor_id": QIAN},
        JOINT | same | {"share_percent": "20", "guarantor_id": "G-SUN"},
    )
    story = paid_by_one(*three)
    owed = {c.guarantor_id: c.amount.amount for c in story.guarantor("2024-07-01").recourse_from}
    assert owed == {QIAN: "9000.00", "G-SUN": "6000.00"}
    story.tell(bankrupt("2024-08-01", "G-SUN"), "2024-08-01")
    # 6,000 are spread 50 : 30; Qian owes 9,000 + 2,250
    owed = {c.guarantor_id: c.amount.amount for c in story.guarantor("2024-08-01").recourse_from}
    assert owed == {QIAN: "11250.00"}


@pytest.mark.parametrize(
    ("paid", "insolvent", "owed"),
    [
        ({"a": 300, "b": 0, "c": 0}, "", {"b": 100, "c": 100}),
        ({"a": 100, "b": 0, "c": 0}, "", {"b": 34, "c": 33}),
        ({"a": 90, "b": 30, "c": 0}, "", {"b": 10, "c": 40}),
        ({"a": 90, "b": 60, "c": 0}, "", {"c": 40}),
        ({"a": 30, "b": 30, "c": 30}, "", {}),
        ({"a": 10, "b": 80, "c": 0}, "", {}),
        ({"a": 300, "b": 0, "c": 0}, "c", {"b": 150}),
        ({"a": 300, "b": 0, "c": 0}, "bc", {}),
    ],
)
def test_unclear_shares_are_equal_and_an_insolvent_ones_is_spread(
    paid: dict[str, int], insolvent: str, owed: dict[str, int]
) -> None:
    """Rules: GU-17."""
    found = owed_to("a", dict.fromkeys(paid), paid, frozenset(insolvent))
    assert {name: minor for name, minor in found.items() if minor} == owed


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 10**9), min_size=2),
    st.sets(st.sampled_from("abcdef")),
)
def test_nobody_recovers_more_than_he_paid_beyond_his_share(
    paid: dict[str, int], insolvent: set[str]
) -> None:
    for payer in paid:
        found = owed_to(payer, dict.fromkeys(paid), paid, frozenset(insolvent))
        assert payer not in found
        assert all(minor >= 0 for minor in found.values())
        assert sum(found.values()) <= max(0, paid[payer] - sum(paid.values()) // len(paid)) + 1
        assert not insolvent & {name for name, minor in found.items() if minor}
