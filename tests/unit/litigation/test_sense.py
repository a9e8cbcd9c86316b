"""Acts at law whose days, names, amounts or repetition make no sense are refused by code."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.litigation.cases import assessed, enforcing, filed, judgment
from tests.unit.litigation.catalogue_life import preserved
from tests.unit.litigation.seizures import applied, in_force
from tests.unit.litigation.story import Story, accelerated
from tests.unit.litigation.test_bankruptcy import ACCEPTED
from tests.unit.litigation.test_enforcement import auction
from tests.unit.litigation.told import LIANG, ZHAO, charged, cny

# -- the loan -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("record-acknowledgement", {"document_id": "D-1", "signed_by": LIANG, "signed": True}),
        ("record-obstacle", {"obstacle_id": "O-1", "kind": "force_majeure"}),
        ("record-asset-clue", {"clue_id": "C-1", "kind": "asset", "verified": True}),
        ("record-bankruptcy", {"party_id": LIANG, "phase": "petition_filed"}),
    ],
)
def test_nothing_happened_to_a_loan_that_is_unknown_or_not_lent_yet(
    command: str, fields: dict[str, Any]
) -> None:
    """L-4801 was lent on 20 March 2023."""
    said = Story().refuse("loan_unknown", "2024-07-01", command, **fields)
    assert "loan_id 'L-4801'" in said
    story = accelerated()
    said = story.refuse(
        "before_disbursement", "2024-07-01", command, **fields, done_on="2023-03-19"
    )
    assert said == "done_on 2023-03-19 lies before the disbursement on 2023-03-20"
    assert story.act("2024-07-01", command, **fields, done_on="2023-03-20")


def test_not_even_an_attempt_is_written_down_for_a_day_that_is_to_come() -> None:
    """A truck is taken without an order: blocked today, refused for tomorrow."""
    story = assessed()
    truck = {"asset_id": "TRUCK"}
    story.refuse("done_in_future", "2024-07-01", "take-asset", **truck, done_on="2024-07-02")
    story.refuse("before_disbursement", "2024-07-01", "take-asset", **truck, done_on="2023-03-19")
    (blocked,) = story.act("2024-07-01", "take-asset", **truck, done_on="2024-07-01")
    assert type(blocked).__name__ == "ProhibitedActionBlocked"


@pytest.mark.parametrize(
    ("command", "field", "fields"),
    [
        ("record-obstacle", "kind", {"obstacle_id": "O-1"}),
        ("record-asset-clue", "kind", {"clue_id": "C-1", "verified": True}),
        ("record-bankruptcy", "petitioner", {"party_id": LIANG, "phase": "petition_filed"}),
    ],
)
def test_a_word_on_which_a_rule_hangs_must_be_known(
    command: str, field: str, fields: dict[str, Any]
) -> None:
    """A slip in "bank" would pass the grounds that LIT-33 asks of it."""
    said = accelerated().refuse(
        f"{field}_unknown", "2024-07-01", command, **fields, **{field: "slip"}
    )
    assert f"{field} 'slip' is none of" in said


# -- what counts once ---------------------------------------------------------------------------


def test_an_acknowledgement_restores_limitation_once() -> None:
    story = accelerated()
    signed = {"document_id": "D-1", "signed_by": LIANG, "signed": True}
    story.act("2024-07-01", "record-acknowledgement", **signed)
    said = story.refuse("already_known", "2024-08-01", "record-acknowledgement", **signed)
    assert "document_id 'D-1' is on file since 2024-07-01" in said
    assert story.act("2024-08-01", "record-acknowledgement", **(signed | {"document_id": "D-2"}))


def test_a_clue_is_on_file_once_and_once_more_when_it_is_verified() -> None:
    story = accelerated()
    clue = {"clue_id": "C-1", "kind": "asset"}
    story.act("2024-07-01", "record-asset-clue", **clue, verified=False)
    story.refuse("already_known", "2024-07-02", "record-asset-clue", **clue, verified=False)
    story.act("2024-07-02", "record-asset-clue", **clue, verified=True)
    story.refuse("already_known", "2024-07-03", "record-asset-clue", **clue, verified=True)
    story.refuse("already_known", "2024-07-03", "record-asset-clue", **clue, verified=False)


def test_a_defendant_is_served_once_and_appeals_once() -> None:
    story = filed()
    served = {"suit_id": "SUIT-1", "party_id": LIANG}
    story.act("2024-07-20", "record-service", **served)
    assert "'C-0007' was served on 2024-07-20" in story.refuse(
        "already_known", "2024-07-25", "record-service", **served
    )
    story.act("2024-07-25", "record-service", **(served | {"party_id": ZHAO}))
    judgment(story, "2024-09-12")
    story.act("2024-09-20", "record-appeal", **served)
    story.refuse("already_known", "2024-09-21", "record-appeal", **served)
    assert story.act("2024-09-21", "record-appeal", **(served | {"party_id": ZHAO}))


def test_each_instance_decides_once() -> None:
    story = filed()
    judgment(story, "2024-09-12")
    decided = {"suit_id": "SUIT-1", "awarded": cny("1.00"), "liable": (LIANG,)}
    story.refuse("already_known", "2024-09-13", "record-judgment", **decided)
    story.act("2024-09-20", "record-appeal", suit_id="SUIT-1", party_id=LIANG)
    assert story.act("2024-11-20", "record-judgment", **decided, instance="second")
    story.refuse("already_known", "2024-11-21", "record-judgment", **decided, instance="second")
    odd = decided | {"instance": "third"}
    assert "'third'" in story.refuse("instance_unknown", "2024-11-21", "record-judgment", **odd)


def test_one_hearing_a_day() -> None:
    story = filed()
    story.act("2024-08-20", "record-hearing", suit_id="SUIT-1")
    said = story.refuse("already_recorded", "2024-08-20", "record-hearing", suit_id="SUIT-1")
    assert "done_on 2024-08-20" in said
    assert story.act("2024-08-21", "record-hearing", suit_id="SUIT-1")


def test_an_action_on_site_is_counted_once() -> None:
    """Two a year are allowed (LIT-30): the same one told twice is no second."""
    story = enforcing()
    three = ("preservation_department", "court_enforcement", "front_line")
    agreed = {"agreement_id": "AG-1", "parties": three}
    story.act("2024-11-10", "agree-coordination", **agreed)
    story.refuse("already_known", "2024-11-11", "agree-coordination", **agreed)
    held: dict[str, Any] = {"action_id": "OS-1", "agreement_id": "AG-1", "clues": ("CL-1",)}
    story.act("2024-11-15", "hold-onsite-enforcement", **held)
    story.refuse("already_known", "2024-11-16", "hold-onsite-enforcement", **held)
    assert story.act("2024-11-16", "hold-onsite-enforcement", **(held | {"action_id": "OS-2"}))


def test_a_measure_is_renewed_once_for_each_time() -> None:
    """Real estate in force since 28 June 2024 ends on 28 June 2027; renewed, on 28 June 2030."""
    story = in_force()
    story.act("2027-06-01", "renew-preservation", measure_id="PM-1")
    said = story.refuse("already_renewed", "2027-06-02", "renew-preservation", measure_id="PM-1")
    assert "measure_id 'PM-1' was renewed on 2027-06-01" in said
    story.refuse("already_renewed", "2027-06-28", "renew-preservation", measure_id="PM-1")
    assert story.act("2027-06-29", "renew-preservation", measure_id="PM-1")


# -- days, amounts, parties ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("served", "code"),
    [("2024-09-11", "served_day_wrong"), ("2024-09-12", None), ("2024-09-15", None),
     ("2024-09-16", "served_day_wrong")],
)  # fmt: skip
def test_a_judgment_is_served_from_its_day_until_today(served: str, code: str | None) -> None:
    given = {"suit_id": "SUIT-1", "awarded": cny("266924.00"), "liable": (LIANG,)}
    given |= {"done_on": "2024-09-12", "served_on": served}
    story = filed()
    if code is None:
        assert story.act("2024-09-15", "record-judgment", **given)
    else:
        assert f"served_on {served}" in story.refuse(
            code, "2024-09-15", "record-judgment", **given
        )


def test_a_letter_without_proof_is_not_served_ahead_either() -> None:
    story = assessed()
    story.act("2024-06-27", "decide-litigation", able=True, willing=False,
              expected_recovery=cny("2.00"), expected_cost=cny("1.00"))  # fmt: skip
    letter = {"letter_id": "LT-1", "deadline": "2024-07-12", "served_on": "2024-06-29"}
    story.refuse("served_day_wrong", "2024-06-28", "send-lawyers-letter", **letter)
    assert story.act("2024-06-28", "send-lawyers-letter", **(letter | {"served_on": "2024-06-28"}))


def test_penalty_is_awarded_for_days_of_the_loan_and_priority_on_what_is_charged() -> None:
    given: dict[str, Any] = {"suit_id": "SUIT-1", "awarded": cny("1.00"), "liable": (LIANG,)}
    story = filed()
    early = given | {"penalty_from": "2023-03-19"}
    story.refuse("before_disbursement", "2024-09-12", "record-judgment", **early)
    strange = given | {"penalty_from": "2023-03-20", "priority_on": ("SHOP-1",)}
    said = story.refuse("collateral_unknown", "2024-09-12", "record-judgment", **strange)
    assert "'SHOP-1'" in said
    story.tell("2024-09-12", charged("2024-09-12"))
    assert story.act("2024-09-12", "record-judgment", **strange)


def test_preservation_of_something_and_not_more_than_was_applied_for() -> None:
    """100,000.00 are applied for."""
    story = applied()
    ruling: dict[str, Any] = {"measure_id": "PM-1", "at": "2024-06-28T09:30:00+08:00"}
    ruling |= {"ruling_id": "RU-1", "granted": True}
    for amount in ("0.00", "100000.01"):
        said = story.refuse(
            "beyond_application", "2024-06-28", "record-preservation-ruling", **ruling,
            amount=cny(amount),
        )  # fmt: skip
        assert f"amount {amount}" in said
    most = ruling | {"amount": cny("100000.00")}
    assert story.act("2024-06-28", "record-preservation-ruling", **most)
    second: dict[str, Any] = {"measure_id": "PM-2", "at": "2024-06-28T10:00:00+08:00"}
    second |= {"court": "COURT-1", "asset_id": "A-2", "asset_kind": "deposit"}
    nought = second | {"amount": cny("0.00")}
    story.refuse("amount_zero", "2024-06-28", "apply-preservation", **nought)


@pytest.mark.parametrize(
    "changed",
    [
        {"published_on": "2024-12-11"},
        {"published_on": "2025-01-16"},
        {"auction_on": "2024-12-11"},
    ],
)
def test_an_auction_is_ordered_then_published_then_held(changed: dict[str, Any]) -> None:
    story = enforcing()
    with pytest.raises(Exception, match="auction_days"):
        auction(story, "2024-12-12", **changed)
    assert auction(story, "2024-12-12")


def test_what_is_auctioned_has_a_value_and_a_kind() -> None:
    story = enforcing()
    with pytest.raises(Exception, match=r"valuation_zero: valuation 0\.00"):
        auction(story, "2024-12-12", valuation=cny("0.00"))
    with pytest.raises(Exception, match="asset_kind_unknown: asset_kind 'boat'"):
        auction(story, "2024-12-12", asset_kind="boat")


@pytest.mark.parametrize(
    ("parties", "code"), [((), "parties_missing"), (("G-NOBODY",), "defendant_unknown")]
)
def test_enforcement_ends_against_defendants(parties: tuple[str, ...], code: str) -> None:
    story = enforcing()
    end = {"ruling_id": "E-1", "exhausted": ("accounts",)}
    story.refuse(code, "2025-03-20", "end-enforcement", **end, parties=parties)
    assert story.act("2025-03-20", "end-enforcement", **end, parties=(LIANG,))


def test_a_mediated_payment_is_due_from_the_agreement_on() -> None:
    story = preserved()
    story.act("2024-07-08", "open-mediation", mediation_id="M-1")
    agreed = {"mediation_id": "M-1", "agreed": True}
    past = agreed | {"pay_by": "2024-07-09"}
    assert "pay_by 2024-07-09" in story.refuse(
        "pay_by_past", "2024-07-10", "close-mediation", **past
    )
    assert story.act("2024-07-10", "close-mediation", **(agreed | {"pay_by": "2024-07-10"}))


@pytest.mark.parametrize(
    ("announced", "code"),
    [("2024-07-31", "announced_day_wrong"), ("2024-08-01", None), ("2024-08-05", None),
     ("2024-08-06", "announced_day_wrong")],
)  # fmt: skip
def test_acceptance_is_announced_from_its_day_until_today(
    announced: str, code: str | None
) -> None:
    """Rules: BK-01."""
    story = accelerated()
    given = ACCEPTED | {"party_id": LIANG, "announced_on": announced, "done_on": "2024-08-01"}
    if code is None:
        assert story.act("2024-08-05", "record-bankruptcy", **given)
    else:
        assert announced in story.refuse(code, "2024-08-05", "record-bankruptcy", **given)


def test_the_term_to_file_comes_with_the_acceptance_alone() -> None:
    """Rules: BK-01."""
    given = {"party_id": LIANG, "phase": "petition_filed"}
    for day in ("announced_on", "file_claim_by"):
        odd = given | {day: "2024-09-01"}
        said = accelerated().refuse("term_not_asked", "2024-08-01", "record-bankruptcy", **odd)
        assert f"{day} 2024-09-01" in said
    assert accelerated().act("2024-08-01", "record-bankruptcy", **given)


def test_steps_of_a_bankruptcy_come_in_their_order_of_days() -> None:
    story = accelerated()
    story.act("2024-08-01", "record-bankruptcy", party_id=LIANG, phase="petition_filed")
    early = ACCEPTED | {"party_id": LIANG, "done_on": "2024-07-31"}
    story.refuse("done_before_last_step", "2024-08-02", "record-bankruptcy", **early)
    story.act("2024-08-02", "record-bankruptcy", **(early | {"done_on": "2024-08-01"}))
    filed_early = {"party_id": LIANG, "done_on": "2024-07-31"}
    story.refuse("done_before_last_step", "2024-08-03", "declare-claim", **filed_early)
    assert story.act("2024-08-03", "declare-claim", party_id=LIANG, done_on="2024-08-01")
