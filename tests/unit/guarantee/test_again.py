"""Acts that record what is on file, name a day before the loan or words nobody knows: refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.guarantee.story import SECOND, Story, demanded, in_arrears
from tests.unit.guarantee.test_collateral import VALUE, charged, valued
from tests.unit.guarantee.told import JOINT, SHOP, ZHAO, cny, contact_due, opened, owed, stated

NEW: dict[str, Any] = {"signed_on": "2023-03-20", "document_id": "G-77"}


def lent(**guarantee: Any) -> Story:
    story = Story()
    story.tell(opened(guarantees=(JOINT | guarantee,)), "2023-03-20")
    return story


def test_nothing_was_done_before_the_loan_was_there() -> None:
    """Disbursed on 20 March 2023."""
    story = lent()
    qian: dict[str, Any] = {"guarantor_id": "G-QIAN", **NEW, "signed_on": "2023-03-01"}
    said = story.refused(
        "before_disbursement", "RegisterGuarantee", "2023-03-21", **qian, done_on="2023-03-19"
    )
    assert said == "done_on 2023-03-19 lies before the disbursement on 2023-03-20"
    assert story.act("RegisterGuarantee", "2023-03-21", **qian, done_on="2023-03-20")


@pytest.mark.parametrize(
    ("story", "name", "who", "fields", "other"),
    [
        (lent, "RecordConsent", "officer", {"subject": "CH-1", "document_id": "D-1"},
         {"subject": "CH-2", "document_id": "D-1"}),
        (in_arrears, "VerifyAddress", "officer", {"source": "register", "document_id": "D-1"},
         {"source": "register", "document_id": "D-2"}),
        (demanded, "RecordInterview", "officer",
         {"record_id": "I-1", "signed": True, "address_confirmed": True},
         {"record_id": "I-2", "signed": True, "address_confirmed": True}),
        (valued, "RecordValuation", "valuer", VALUE, VALUE | {"report_id": "V-2"}),
        (lambda: lent(kind="general"), "RecordDefenceRemoved", "lawyer",
         {"ground": "waived", "document_id": "D-1"}, {"ground": "waived", "document_id": "D-2"}),
    ],
)  # fmt: skip
def test_what_is_on_file_counts_once_also_on_another_day(
    story: Any, name: str, who: str, fields: dict[str, Any], other: dict[str, Any]
) -> None:
    told = story()
    if name != "RecordValuation":  # valued already by this report
        told.act(name, "2024-04-02", who, **fields)
    said = told.refused("already_recorded", name, "2024-04-03", who, **fields)
    assert "counts once" in said
    assert told.act(name, "2024-04-03", who, **other)


def test_security_is_replaced_once_by_the_same() -> None:
    story = lent(guarantor_kind="state_organ")
    story.act("RegisterCollateral", "2023-06-01", kind="shop", document_id="M-1")
    deal: dict[str, Any] = {"old_id": ZHAO, "new_id": SHOP, "document_id": "R-1"}
    story.act("ReplaceSecurity", "2023-06-01", **deal, **SECOND)
    again = deal | {"document_id": "R-2"}
    said = story.refused("already_recorded", "ReplaceSecurity", "2023-06-02", **again, **SECOND)
    assert f"old_id {ZHAO!r} and new_id {SHOP!r}" in said


def test_the_same_check_of_the_same_day_is_one_check() -> None:
    story = lent()
    found = {"guarantor_kind": "company", "document_id": "C-1"}
    story.act("CheckEligibility", "2023-06-01", "reviewer", **found)
    story.refused("already_recorded", "CheckEligibility", "2023-06-01", "lawyer", **found)
    assert story.act("CheckEligibility", "2024-06-01", "reviewer", **found)


def test_a_guarantee_of_nothing_is_none() -> None:
    story = lent()
    qian: dict[str, Any] = {"guarantor_id": "G-QIAN", **NEW}
    said = story.refused("cap_zero", "RegisterGuarantee", "2023-03-21", **qian, cap=cny("0.00"))
    assert said.startswith("cap 0.00")
    assert story.act("RegisterGuarantee", "2023-03-21", **qian, cap=cny("0.01"))


@pytest.mark.parametrize(
    ("name", "who", "fields", "code"),
    [
        ("CheckEligibility", "reviewer", {"guarantor_kind": "state_organs", "document_id": "C"},
         "guarantor_kind_unknown"),
        ("RegisterGuarantee", "officer", {**NEW, "guarantor_id": "G-2", "guarantor_kind": "ghost"},
         "guarantor_kind_unknown"),
        ("RecordDefenceRemoved", "lawyer", {"ground": "asked", "document_id": "D"},
         "ground_unknown"),
    ],
)  # fmt: skip
def test_a_word_on_which_a_rule_hangs_must_be_known(
    name: str, who: str, fields: dict[str, Any], code: str
) -> None:
    """A slip in "state_organ" would pass the check of GU-02."""
    said = lent(kind="general").refused(code, name, "2023-06-01", who, **fields)
    assert "is none of" in said


def test_who_is_registered_late_is_told_from_his_registration_on() -> None:
    """The contact is due since 25 March; Qian signs on 2 April 2024."""
    story = charged()
    left = (owed(number) for number in range(13, 25))
    story.tell(stated("2024-03-21", owed(12, "1560.00"), *left), "2024-03-21")
    story.tell(contact_due("2024-03-25"), "2024-03-25")
    qian = {"guarantor_id": "G-QIAN", "signed_on": "2024-04-02", "document_id": "G-77"}
    story.act("RegisterGuarantee", "2024-04-02", **qian)
    assert ("notify_guarantor", "G-QIAN", "2024-04-02") in story.due("2024-04-02")
