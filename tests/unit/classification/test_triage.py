"""Triage (分类排队, CLS-35, CLS-36): the group follows from the findings."""

from __future__ import annotations

import pytest

from services.classification.domain.criteria import check_triage
from services.classification.domain.done import TriageCompleted
from services.kit.domain import Rejected
from tests.unit.classification.beside import ranked
from tests.unit.classification.story import POLICIES, Story, arrears, lent


def overdue() -> Story:
    """One day past due on 2024-02-02."""
    story = Story()
    story.take(lent(), arrears("2024-02-02", "2024-02-01", 1))
    return story


@pytest.mark.parametrize(
    ("findings", "group"),
    [
        (("assets_at_risk", "able", "willing", "responsive"), 1),
        (("malicious_default",), 1),
        (("able", "responsive"), 1),
        (("able", "willing"), 1),
        (("able", "willing", "responsive"), 2),
        (("willing", "responsive", "restructurable"), 3),
        (("willing", "responsive"), 4),
        (("restructurable",), 4),
        ((), 4),
    ],
)
def test_the_first_group_that_takes_the_findings_is_the_loan_s(
    findings: tuple[str, ...], group: int
) -> None:
    (made,) = overdue().put(ranked("2024-02-03", *findings))
    assert isinstance(made, TriageCompleted)
    assert (made.group, made.findings) == (group, tuple(sorted(findings)))
    assert made.policy_id == "cn/2023-07-01"


def test_a_loan_neither_overdue_nor_non_performing_is_not_ranked() -> None:
    story = Story()
    story.take(lent())
    with pytest.raises(Rejected) as refused:
        story.put(ranked("2024-02-01", "able"))
    assert refused.value.code == "nothing_to_recover"


def test_a_non_performing_loan_that_is_paid_up_may_be_ranked() -> None:
    story = overdue()
    story.pass_days("2024-05-31")
    story.take(arrears("2024-06-01", None, 2))
    assert len(story.put(ranked("2024-06-02", "able", "willing", "responsive"))) == 1


@pytest.mark.parametrize("role", ["collector", "account_manager"])
def test_another_role_may_not_rank(role: str) -> None:
    with pytest.raises(Rejected) as refused:
        overdue().put(ranked("2024-02-03", "able", role=role))
    assert refused.value.code == "role_not_allowed"


def test_the_last_group_must_take_every_loan() -> None:
    groups = POLICIES.editions[-1].triage
    check_triage(groups)
    with pytest.raises(ValueError, match="must take every loan"):
        check_triage(groups[:3])
