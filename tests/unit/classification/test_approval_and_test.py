"""An approved upgrade and the revitalisation test: how far each lifts a loan (ADR 0021)."""

from __future__ import annotations

from contextlib import suppress

import pytest

from services.classification.domain.acts import HoldCureTest
from services.classification.domain.decisions import LoanRevitalised
from services.classification.domain.officers import ApproveUpgrade, OverrideClass
from services.kit.domain import Rejected
from tests.unit.classification.beside import ALL_MET, cure_test, found
from tests.unit.classification.story import arrears, on
from tests.unit.classification.test_cures import observed, of


def test_an_approval_alone_lifts_to_special_mention_and_is_no_revitalisation() -> None:
    """POL-05: REVIVE-5 for the upgrade to normal; RC-70: two persons may let it perform before."""
    story = observed()
    assert of(LoanRevitalised, story.put(approved("2024-12-02"))) == []
    story.pass_days("2025-01-09")
    assert story.class_on("2024-12-01") == "substandard"
    seen = story.seen("2025-01-09")
    assert seen is not None
    assert (seen.risk_class, seen.reasons) == (
        "special_mention",
        ("revitalisation_test_not_passed",),
    )
    assert seen.rules == ("POL-05", "RC-70")


def test_an_approved_loan_is_normal_from_the_day_it_passes_the_revitalisation_test() -> None:
    story = observed()
    story.put(approved("2024-12-02"))
    failed = (found(1), found(2, False), *ALL_MET[2:])
    story.put(cure_test("2024-12-09", "REVIVE-5", failed))
    news = story.put(cure_test("2024-12-10", "REVIVE-5"))
    assert [str(each.effective_on) for each in of(LoanRevitalised, news)] == ["2024-12-10"]
    assert story.class_on("2024-12-09") == "special_mention"
    assert story.class_on("2024-12-10") == "normal"


def test_approval_and_test_of_one_day_lift_to_normal_in_whatever_order() -> None:
    for acts in ((approved, revived), (revived, approved)):
        story = observed()
        for act in acts:
            with suppress(Rejected):  # what rose by the test waits for no approval
                story.put(act("2024-12-02"))
        assert story.class_on("2024-12-02") == "normal", acts


def test_days_past_due_of_an_approved_loan_are_judged_as_ever_and_do_not_revitalise_it() -> None:
    story = observed()
    story.put(approved("2024-12-02"))
    story.take(arrears("2024-12-11", "2024-12-10", 30), arrears("2024-12-20", None, 31))
    assert [story.class_on(day) for day in ("2024-12-11", "2024-12-20")] == ["special_mention"] * 2
    story.take(arrears("2025-01-11", "2025-01-10", 32))
    story.pass_days("2025-04-11")
    assert [story.class_on(day) for day in ("2025-04-10", "2025-04-11")] == [
        *("special_mention", "substandard")
    ]


def test_no_officer_makes_an_approved_loan_normal_by_judgement() -> None:
    story = observed()
    story.put(approved("2024-12-02"))
    with pytest.raises(Rejected, match="override_milder_than_floor"):
        story.put(
            OverrideClass(
                as_of=on("2024-12-03"),
                loan_id="L-1",
                requested_by="he",
                role="post_loan_officer",
                approved_by="sun",
                approver_role="risk_reviewer",
                risk_class="normal",
                reason="it pays",
            )
        )


def approved(day: str) -> ApproveUpgrade:
    return ApproveUpgrade(
        as_of=on(day),
        loan_id="L-1",
        requested_by="he",
        role="post_loan_officer",
        approved_by="sun",
        approver_role="risk_reviewer",
        reason="orders for a year",
    )


def revived(day: str) -> HoldCureTest:
    return cure_test(day, "REVIVE-5")
