"""Assessment, route, equity, bankruptcy, remission: every row of B.6 and both sides of its guards."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import disposal as published
from contracts import disposal_acts, monitoring
from services.disposal.domain.events import (
    DebtConvertedToEquity,
    DebtRemitted,
    DisposalAssessmentCompleted,
    DisposalRouteSelected,
)
from tests.unit.disposal.asked import (
    REVIEWER,
    SECOND,
    assessment,
    in_kind,
    offer,
    proposal,
    routed,
)
from tests.unit.disposal.l4801 import (
    until_held,
    until_npl,
    until_proposed,
    until_route,
    until_transferred,
    until_written_off,
)
from tests.unit.disposal.story import Story
from tests.unit.disposal.told import IDS, classified, cny, on, opened


def assessed() -> Story:
    story = until_npl()
    story.act("AssessDisposal", "2025-02-24", **assessment("D-1"))
    return story


def on_route(route: str, rungs: tuple[str, ...] = ("collection", "transfer")) -> Story:
    story = assessed()
    story.act("SelectRoute", "2025-02-25", "manager", **routed(route, rungs))
    return story


# -- (none) -> ASSESSED -------------------------------------------------------------------------


def test_an_assessment_opens_the_case_with_the_claim_and_class_of_its_day() -> None:
    """Rules: CLS-46, DIS-01, DIS-10."""
    story = assessed()
    (made,) = story.made(DisposalAssessmentCompleted)
    assert made.risk_class == "doubtful"
    assert story.state.money(made.claim.total) == cny("188990.85")  # 76 days: 4,212.94 penalty
    assert story.view("2025-02-24").state == "assessed"
    assert [each.what for each in story.view("2025-02-24").due] == ["select_route"]


def test_only_a_non_performing_claim_is_disposed_of() -> None:
    story = Story()
    story.tell(opened(), "2023-03-20")
    story.refused("not_classified", "AssessDisposal", "2023-04-01", **assessment("D-1"))
    story.tell(classified("2023-04-02", "special_mention", 1), "2023-04-02")
    said = story.refused("not_non_performing", "AssessDisposal", "2023-04-02", **assessment("D-1"))
    assert "special_mention" in said
    story.tell(classified("2023-04-03", "substandard", 2), "2023-04-03")
    assert story.act("AssessDisposal", "2023-04-03", **assessment("D-1"))


def test_an_unknown_loan_and_a_loan_of_tomorrow_are_refused() -> None:
    story = Story()
    story.refused("loan_unknown", "AssessDisposal", "2024-01-01", **assessment("D-1"))
    story.tell(opened(disbursed_on=on("2024-02-01")), "2024-01-02")
    said = story.refused(
        "before_disbursement", "AssessDisposal", "2024-01-31", **assessment("D-1")
    )
    assert said == "done_on 2024-01-31 lies before the disbursement on 2024-02-01"


def test_a_settled_loan_has_nothing_to_dispose_of() -> None:
    story = until_npl()
    story.tell(
        monitoring.LoanSettled(**IDS, entry=40, effective_on=on("2025-01-10")), "2025-01-10"
    )
    story.refused("loan_settled", "AssessDisposal", "2025-01-10", **assessment("D-1"))
    again = monitoring.LoanReopened(**IDS, entry=41, corrects=(40,), effective_on=on("2025-01-10"))
    story.tell(again, "2025-01-12")
    assert story.act("AssessDisposal", "2025-01-12", **assessment("D-1"))


def test_an_act_from_before_the_first_edition_finds_no_rules() -> None:
    story = Story()
    story.today = on("2017-09-30")
    story.refused("rules_not_known", "AssessDisposal", "2017-09-30", **assessment("D-1"))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"role": "teller"}, "role_not_allowed"),
        ({"reason": " "}, "reason_missing"),
        ({"done_on": on("2025-02-25")}, "done_in_future"),
        ({"recoverable": "USD"}, "currency_mismatch"),
    ],
)
def test_who_why_when_and_in_which_money(changed: dict[str, Any], code: str) -> None:
    if changed.get("recoverable") == "USD":
        changed = {"recoverable": type(cny("1.00"))(100, "USD")}
    until_npl().refused(code, "AssessDisposal", "2025-02-24", **(assessment("D-1") | changed))


def test_a_case_under_way_is_not_assessed_again_and_a_number_is_used_once() -> None:
    story = assessed()
    story.refused("wrong_state", "AssessDisposal", "2025-02-25", **assessment("D-2"))
    story.refused("case_known", "AssessDisposal", "2025-02-25", **assessment("D-1"))
    proposed = until_proposed()
    proposed.refused("wrong_state", "AssessDisposal", "2025-06-21", **assessment("D-3"))
    out = until_written_off()
    out.refused("wrong_state", "AssessDisposal", "2025-07-01", **assessment("D-3"))


@pytest.mark.parametrize(
    "route", ["in_kind", "transfer", "debt_equity", "write_off", "bankruptcy"]
)
def test_when_a_route_leads_nowhere_the_next_rung_is_assessed(route: str) -> None:
    story = on_route(route)
    story.act("AssessDisposal", "2025-03-10", **assessment("D-2"))
    assert story.view("2025-03-10").cases == {"D-1": route, "D-2": "assessed"}


def test_an_act_is_never_dated_before_the_step_it_builds_on() -> None:
    story = assessed()
    dated = routed("transfer", done_on=on("2025-02-23"))
    story.refused("done_before_last_step", "SelectRoute", "2025-02-25", "manager", **dated)
    dated = routed("transfer", done_on=on("2025-02-24"))
    assert story.act("SelectRoute", "2025-02-25", "manager", **dated)


# -- ASSESSED -> route --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "route", ["in_kind", "transfer", "debt_equity", "write_off", "bankruptcy"]
)
def test_every_route_is_a_state_and_is_told(route: str) -> None:
    story = on_route(route)
    assert story.view("2025-02-25").state == route
    assert story.view("2025-02-25").route == route
    (made,) = story.made(DisposalRouteSelected)
    assert made.alternatives
    told = [m for m in story.published() if isinstance(m, published.DisposalRouteSelected)]
    assert [(m.route, m.case_id) for m in told] == [(route, "D-1")]


def test_the_rungs_below_must_be_documented() -> None:
    """Rules: DIS-02."""
    story = assessed()
    for route in ("in_kind", "transfer", "debt_equity", "write_off"):
        none = routed(route, ())
        said = story.refused(
            "ladder_not_documented", "SelectRoute", "2025-02-25", "manager", **none
        )
        assert "collection" in said
    only_one = routed("bankruptcy", ("collection",))
    story.refused("ladder_not_documented", "SelectRoute", "2025-02-25", "manager", **only_one)


def test_another_route_and_the_reason_against_it_must_be_named() -> None:
    """Rules: DIS-01."""
    story = assessed()
    none = routed("transfer", alternatives=())
    story.refused("alternatives_missing", "SelectRoute", "2025-02-25", "manager", **none)
    for route, reason, code in (
        ("write_off", "  ", "alternatives_missing"),
        ("transfer", "the same", "alternative_unknown"),
        ("forgetting", "no such way", "alternative_unknown"),
    ):
        other = disposal_acts.Alternative(route=route, reason=reason)
        fields = routed("transfer", alternatives=(other,))
        story.refused(code, "SelectRoute", "2025-02-25", "manager", **fields)


def test_a_route_needs_an_assessed_case() -> None:
    until_npl().refused(
        "wrong_state", "SelectRoute", "2025-02-25", "manager", **routed("transfer")
    )
    story = until_route()
    story.refused("wrong_state", "SelectRoute", "2025-02-26", "manager", **routed("transfer"))


# -- acts that belong to another state ----------------------------------------------------------

EQUITY: dict[str, Any] = {
    "equity_id": "E-1",
    "regulator_approval_id": "NFRA-7",
    "amount": cny("100000.00"),
} | SECOND


@pytest.mark.parametrize(
    ("name", "who", "fields"),
    [
        ("AcceptPaymentInKind", "manager", in_kind()),
        ("ProposeWriteOff", "officer", proposal()),
        ("ApproveWriteOff", "committee", {}),
        ("RejectWriteOff", "committee", {}),
        ("OfferForTransfer", "officer", offer()),
        ("ConvertToEquity", "manager", EQUITY),
        ("TransferDebt", "manager", {"payment_id": "P"} | SECOND),
    ],
)
def test_acts_of_other_states_are_refused(name: str, who: str, fields: dict[str, Any]) -> None:
    on_route("bankruptcy").refused("wrong_state", name, "2025-03-05", who, **fields)


# -- DEBT_EQUITY, any -> EXTINGUISHED -----------------------------------------------------------


def test_claim_becomes_shares_with_the_regulators_approval() -> None:
    """Rules: DIS-12."""
    story = on_route("debt_equity")
    without = EQUITY | {"regulator_approval_id": None}
    story.refused(
        "regulator_approval_missing", "ConvertToEquity", "2025-03-05", "manager", **without
    )
    for amount in ("0.00", "189489.76"):
        wrong = EQUITY | {"amount": cny(amount)}
        story.refused("more_than_owed", "ConvertToEquity", "2025-03-05", "manager", **wrong)
    whole = EQUITY | {"amount": cny("189489.75")}  # 184,777.91 and 4,711.84 of penalty
    story.act("ConvertToEquity", "2025-03-05", "manager", **whole)
    assert story.view("2025-03-05").state == "equity_held"
    (made,) = story.made(DebtConvertedToEquity)
    assert made.amount == cny("189489.75")
    assert any(isinstance(m, published.DebtConvertedToEquity) for m in story.published())


def test_shares_need_two_persons() -> None:
    story = on_route("debt_equity")
    alone = {**EQUITY, "approved_by": None}
    story.refused("second_person_missing", "ConvertToEquity", "2025-03-05", "manager", **alone)


REMIT: dict[str, Any] = {"approval_id": "REM-1"} | SECOND


@pytest.mark.parametrize(
    "make", [assessed, until_route, until_held, until_proposed, until_written_off]
)
def test_remission_ends_the_liability_from_any_state(make: Any) -> None:
    """Rules: DIS-19."""
    story = make()
    story.act("RemitDebt", "2025-07-31", "manager", **REMIT)
    seen = story.view("2025-07-31")
    assert (seen.state, seen.legal_state) == ("extinguished", "extinguished")
    assert seen.memo_claim is None
    assert any(isinstance(m, published.DebtRemitted) for m in story.published())
    story.refused("claim_extinguished", "RemitDebt", "2025-08-01", "manager", **REMIT)
    story.refused("claim_extinguished", "AssessDisposal", "2025-08-01", **assessment("D-9"))


def test_what_is_remitted_is_the_whole_claim_of_the_day() -> None:
    story = until_written_off()
    story.act("RemitDebt", "2025-06-30", "manager", **REMIT)
    (made,) = story.made(DebtRemitted)
    assert made.amount == cny("91802.76")


def test_remission_needs_two_persons_a_case_and_a_claim() -> None:
    story = assessed()
    alone = {
        "approval_id": "REM-1",
        "approved_by": "SUN",
        "approver_role": "head_office_committee",
    }
    story.refused("same_person", "RemitDebt", "2025-03-01", "manager", **alone)
    wrong = {"approval_id": "REM-1"} | REVIEWER
    story.refused("approver_role_not_allowed", "RemitDebt", "2025-03-01", "manager", **wrong)
    until_npl().refused("wrong_state", "RemitDebt", "2025-03-01", "manager", **REMIT)
    until_transferred().refused("claim_transferred", "RemitDebt", "2025-11-15", "manager", **REMIT)


def test_a_held_asset_is_still_turned_into_money_after_remission() -> None:
    story = until_held()
    story.act("RemitDebt", "2025-04-01", "manager", **REMIT)
    sale: dict[str, Any] = {
        "asset_id": "A-SHOP",
        "buyer_id": "P-88",
        "method": "auction",
        "price": cny("99000.00"),
        "cost": cny("0.00"),
    }
    story.act("SellAsset", "2025-05-01", "manager", **sale, **SECOND)
    seen = story.view("2025-05-01")
    assert (seen.state, seen.assets[0].state) == ("extinguished", "monetised")
