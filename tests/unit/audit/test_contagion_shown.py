"""How a pull by another loan is shown in the loan document."""

from __future__ import annotations

from datetime import date

import pytest

from services.audit.registry import REGISTRY
from services.classification.domain.decisions import Contagion
from services.classification.domain.view import ClassificationView


def shown(contagion: Contagion) -> object:
    day = date(2024, 5, 2)
    view = ClassificationView(
        risk_class="special_mention",
        own_merit="normal",
        contagion=contagion,
        became_true_on=day,
        processed_on=day,
        reasons=("contagion",),
        rules=(contagion.rule,),
        policy_id="cn/2023-07-01",
        entry=1,
        state="special_mention",
        out=None,
        provision_percent=None,
        provision=None,
        in_recovery_scope=True,
        arrears_cause=None,
        observation=None,
        forms=(),
        cure_tests=(),
        triage=None,
    )
    (kind,) = [kind for kind in REGISTRY.kinds if kind.service == "classification"]
    return kind.show(view)["contagion"]["share"]


@pytest.mark.parametrize("minor", [0, 500])
def test_a_pull_that_asks_for_no_share_is_shown_without_one(minor: int) -> None:
    """RC-13 pulls whatever the share is."""
    pull = Contagion(
        rule="RC-13",
        at_least="special_mention",
        from_loans=("R-1",),
        non_performing_minor=minor,
        total_minor=minor,
    )
    assert shown(pull) is None


def test_a_pull_by_share_shows_the_amounts() -> None:
    pull = Contagion(
        rule="RC-50",
        at_least="substandard",
        from_loans=("R-1",),
        non_performing_minor=1_001,
        total_minor=10_000,
        currency="CNY",
    )
    assert shown(pull) == {
        "non_performing": {"amount": "10.01", "currency": "CNY"},
        "total": {"amount": "100.00", "currency": "CNY"},
    }
