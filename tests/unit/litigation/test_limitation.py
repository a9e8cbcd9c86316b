"""Limitation of the claim and of enforcement: LM-01 to LM-09, LIT-03, LIT-04."""

from __future__ import annotations

import pytest

from contracts import collection, disposal, monitoring
from services.kit.domain import changed
from services.litigation.domain.limitation import ends_on, limits, reading_on
from tests.unit.litigation.cases import ENFORCE, filed, judged, lettered
from tests.unit.litigation.story import Story, accelerated, in_arrears
from tests.unit.litigation.told import ABOUT, LIANG, THREE, claim, demand, on, opened, settled


def lent(last: str = "2025-03-20") -> Story:
    story = Story()
    story.tell("2023-03-20", opened(last))
    story.tell("2024-05-20", claim("2024-05-20", *THREE))
    return story


def acknowledged(story: Story, day: str) -> None:
    story.act(day, "record-acknowledgement", document_id="D-1", signed_by=LIANG, signed=True)


def test_it_runs_from_the_last_instalment_for_three_years_and_is_warned() -> None:
    story = lent()
    story.pass_days("2025-03-19")
    assert story.clock() == []
    story.pass_days("2028-03-21")
    assert story.clock() == [
        ("2025-03-20", "running", "2028-03-20"),
        ("2027-09-22", "warned", "2028-03-20"),
        ("2027-12-21", "warned", "2028-03-20"),
        ("2028-02-19", "warned", "2028-03-20"),
        ("2028-03-21", "expired", "2028-03-20"),
    ]


def test_terms_that_were_fixed_before_they_had_an_article_are_due_by_their_rule() -> None:
    story = lent()
    taken = story.state.taken
    assert taken is not None
    assert taken.clocks is not None
    (now,) = limits(story.state, on("2025-06-01"))
    assert (now.rule, now.article) == ("LM-01", "民法典 art. 188")
    old = changed(taken.clocks, claim=changed(taken.clocks.claim, rule="", article="LM-01"))
    stored = changed(story.state, taken=changed(taken, clocks=old))
    (due,) = limits(stored, on("2025-06-01"))
    assert (due.rule, due.article, due.on) == ("LM-01", None, now.on)


def test_it_runs_from_the_accelerated_day_when_that_comes_first() -> None:
    story = accelerated()
    assert story.clock() == [("2024-06-25", "running", "2027-06-25")]


def test_expiry_is_a_defence_and_no_extinction() -> None:
    story = lent()
    story.pass_days("2028-03-21")
    shown = story.seen("2028-03-21")
    assert shown.claim.total > 0
    assert shown.limitation is not None
    assert shown.limitation[0].state == "expired"
    assert "limitation_of_claim" not in story.due_on("2028-03-21")
    last = story.state.concluded[-1]
    assert getattr(last, "article", None) == "LM-03"


@pytest.mark.parametrize(
    ("method", "proof", "counts"),
    [
        ("personal", "signed", True),
        ("personal", "none", False),
        ("post", "delivery_record", True),
        ("post", "none", False),
        ("electronic", "delivery_record", True),
        ("electronic", "none", False),
        ("publication", "publication_copy", True),
        ("publication", "signed", False),
        ("account_debit", "none", True),
        ("pigeon", "signed", False),
    ],
)
def test_a_demand_interrupts_only_with_its_proof(method: str, proof: str, counts: bool) -> None:
    """Rules: LM-05, LM-07."""
    story = accelerated()
    story.tell("2025-01-10", demand("2025-01-10", method=method, proof=proof))
    end = "2028-01-10" if counts else "2027-06-25"
    assert story.due_on("2025-01-10")["limitation_of_claim"] == end
    assert (story.clock()[-1][1] == "interrupted") is counts


def test_a_demand_after_the_end_restores_nothing_but_the_debtors_signature_does() -> None:
    story = accelerated()
    story.pass_days("2027-06-26")
    assert story.clock()[-1] == ("2027-06-26", "expired", "2027-06-25")
    story.tell("2027-07-01", demand("2027-07-01"))
    assert story.clock()[-1][1] == "expired"
    acknowledged(story, "2027-08-01")
    assert story.clock()[-1] == ("2027-08-01", "restored", "2030-08-01")


def test_a_demand_on_the_last_day_still_counts() -> None:
    story = accelerated()
    story.tell("2027-06-25", demand("2027-06-25"))
    assert story.clock()[-1] == ("2027-06-25", "interrupted", "2030-06-25")


def test_an_acknowledgement_while_it_runs_interrupts_it() -> None:
    story = accelerated()
    acknowledged(story, "2025-05-01")
    assert story.clock()[-1] == ("2025-05-01", "interrupted", "2028-05-01")


def test_an_acknowledgement_before_the_period_begins_does_not_begin_it() -> None:
    story = lent()
    acknowledged(story, "2024-06-01")
    assert story.clock() == [("2024-06-01", "interrupted", "2028-03-20")]
    story.pass_days("2025-03-20")
    assert story.clock()[-1] == ("2025-03-20", "running", "2028-03-20")


def test_only_the_debtors_own_signature_is_an_acknowledgement() -> None:
    story = accelerated()
    paper = {"document_id": "D-1", "signed_by": LIANG}
    story.refuse(
        "acknowledgement_not_signed", "2025-01-01", "record-acknowledgement", **paper, signed=False
    )
    paper["signed_by"] = "G-ZHAO"
    story.refuse("not_the_debtor", "2025-01-01", "record-acknowledgement", **paper, signed=True)


def test_a_lawyers_letter_that_arrived_interrupts_and_one_without_proof_does_not() -> None:
    for proof, counts in (("signed", True), (None, False), ("none", False)):
        story = filed_up_to_letter()
        story.act(
            "2024-07-01",
            "send-lawyers-letter",
            letter_id="LT-7",
            deadline="2024-08-01",
            done_on="2024-06-29",
            served_on="2024-07-01",
            proof=proof,
        )
        assert (story.clock()[-1] == ("2024-07-01", "interrupted", "2027-07-01")) is counts


def filed_up_to_letter() -> Story:

    return lettered()


def test_an_obstacle_in_the_last_six_months_holds_it() -> None:
    """Rules: LM-04."""
    story = accelerated()
    held = {"obstacle_id": "O-1", "kind": "no_representative"}
    story.refuse("obstacle_unknown", "2027-01-01", "record-obstacle", **held, ended=True)
    story.act("2027-01-01", "record-obstacle", **held)
    story.refuse("already_known", "2027-01-02", "record-obstacle", **held)
    assert story.clock()[-1] == ("2027-01-01", "suspended", None)
    story.act("2027-08-01", "record-obstacle", **held, ended=True)
    assert story.clock()[-1] == ("2027-08-01", "running", "2028-02-01")


def test_a_suit_holds_it_until_the_end() -> None:
    story = filed()
    assert story.clock()[-1] == ("2024-07-15", "interrupted", None)
    story.pass_days("2030-01-01")
    assert story.clock()[-1] == ("2024-07-15", "interrupted", None)
    assert reading_on(story.state, "claim", on("2030-01-01")).state == "stopped"  # type: ignore[union-attr]


def test_the_notice_of_transfer_reaching_the_debtor_interrupts_it() -> None:
    """Rules: LM-08."""
    story = accelerated()
    story.tell(
        "2025-01-10",
        disposal.TransferNoticeServed(
            **ABOUT, effective_on=on("2025-01-10"), party_id=LIANG, party_role="debtor"
        ),
        disposal.TransferNoticeServed(
            **ABOUT, effective_on=on("2025-02-10"), party_id="G-ZHAO", party_role="guarantor"
        ),
    )
    assert story.clock()[-1] == ("2025-01-10", "interrupted", "2028-01-10")


def replanned(story: Story, day: str, to: str) -> None:
    story.tell(
        day,
        monitoring.ScheduleReplaced(
            **ABOUT,
            change_id="CH-1",
            reason="extension",
            financial_difficulty=True,
            schedule=opened(to).schedule,
            effective_on=on(day),
        ),
    )


def test_an_extension_before_the_last_due_date_moves_the_start() -> None:
    story = lent()
    replanned(story, "2025-01-10", "2026-03-20")
    story.pass_days("2026-03-20")
    assert story.clock() == [("2026-03-20", "running", "2029-03-20")]


def test_acceleration_that_is_undone_takes_its_start_along() -> None:
    story = accelerated()
    story.tell("2024-07-01", claim("2024-06-25", *THREE, outstanding="260000.00"))
    assert story.clock() == []
    assert ends_on(story.state, "claim", on("2024-07-01")) == on("2028-03-20")


def test_a_settled_loan_is_not_warned() -> None:
    story = lent()
    story.tell("2025-03-20", settled("2025-03-20", 50))
    assert story.pass_days("2040-01-01") == []


def test_the_absolute_end_is_twenty_years_after_the_start() -> None:
    story = accelerated()
    for year in range(2026, 2043, 2):
        story.tell(f"{year}-06-01", demand(f"{year}-06-01", f"N-{year}"))
    story.tell("2044-06-01", demand("2044-06-01", "N-last"))
    assert story.due_on("2044-06-01")["limitation_of_claim"] == "2044-06-25"


@pytest.mark.parametrize(("day", "allowed"), [("2026-10-08", True), ("2026-10-09", False)])
def test_enforcement_is_applied_for_within_two_years(day: str, allowed: bool) -> None:
    story = judged()
    if allowed:
        story.act(day, "apply-enforcement", **ENFORCE)
        assert story.stages[-1] == (day, "enforcing")
        assert [state for _, state, _ in story.clock("enforcement")][-1] == "warned"
        return
    detail = story.refuse("enforcement_too_late", day, "apply-enforcement", **ENFORCE)
    assert "2026-10-08" in detail
    story.pass_days(day)
    assert story.clock("enforcement")[-1] == ("2026-10-09", "expired", "2026-10-08")


def test_the_end_of_the_time_to_enforce_is_warned() -> None:
    story = judged()
    story.pass_days("2026-10-01")
    assert story.clock("enforcement") == [
        ("2024-10-08", "running", "2026-10-08"),
        ("2026-04-11", "warned", "2026-10-08"),
        ("2026-07-10", "warned", "2026-10-08"),
        ("2026-09-08", "warned", "2026-10-08"),
    ]


def test_a_demand_told_late_counts_from_its_day_and_takes_back_an_expiry() -> None:
    story = accelerated()
    story.pass_days("2027-07-01")
    assert story.clock()[-1][1] == "expired"
    story.tell("2027-07-02", demand("2027-06-20"))
    assert story.clock()[-1] == ("2027-06-20", "interrupted", "2030-06-20")
    assert "expired" not in [state for _, state, _ in story.clock()]
    assert story.seen("2027-07-01", known_on="2027-07-01").limitation[0].state == "expired"  # type: ignore[index]


def test_a_quiet_loan_has_one_thing_on_its_agenda() -> None:
    assert in_arrears().pass_days("2025-03-20")


def signed_plan(day: str, number: int, outcome: str = "agreed") -> collection.PlanJudged:
    return collection.PlanJudged(
        **ABOUT,
        effective_on=on(day),
        entry=number,
        plan_id="P-1",
        outcome=outcome,
        signed=True,
    )


def test_a_signed_plan_interrupts_it_and_one_that_is_withdrawn_never_did() -> None:
    story = accelerated()
    story.tell("2025-05-01", signed_plan("2025-05-01", 7))
    assert story.clock()[-1] == ("2025-05-01", "interrupted", "2028-05-01")
    assert story.tell("2025-05-02", settled("2025-05-02", 7))  # monitoring's seventh is another
    gone = collection.EntriesWithdrawn(
        **ABOUT, effective_on=on("2025-05-01"), entry=8, corrects=(7,)
    )
    story.tell("2025-05-03", gone)
    assert story.clock() == [("2024-06-25", "running", "2027-06-25")]
    assert story.state.gone == (("collection", 7),)


def test_a_signed_plan_after_the_end_binds_the_debtor() -> None:
    story = accelerated()
    story.pass_days("2027-06-26")
    story.tell("2027-07-01", signed_plan("2027-07-01", 7, "amended"))
    assert story.clock()[-1] == ("2027-07-01", "restored", "2030-07-01")
