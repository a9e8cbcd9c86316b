"""RC-41: the debtor is declared bankrupt, and every loan of his is a loss; nothing else makes it one."""

from __future__ import annotations

import pytest

from contracts import litigation
from contracts.catalogue import topics_of
from contracts.envelope import Envelope
from contracts.values import ObligorKind
from services.classification.domain.facts import LiquidationNoted
from services.classification.reactions import react
from services.kit.domain import Rejected
from tests.unit.classification.beside import left
from tests.unit.classification.story import Story, arrears, lent, on, settled
from tests.unit.classification.test_officers import override


def declared(day: str, taken: str | None = None, loan: str = "L-1") -> LiquidationNoted:
    heard = on(taken or day)
    return LiquidationNoted(
        loan_id=loan, effective_on=on(day), processed_on=heard, recorded_on=heard
    )


def declared_after(*before: LiquidationNoted) -> Story:
    """A loan that was never late; from 10 March 2025 on its debtor is declared bankrupt."""
    story = Story()
    story.take(lent(), *before, declared("2025-03-10"))
    return story


@pytest.mark.parametrize(("day", "expected"), [("2025-03-09", "normal"), ("2025-03-10", "loss")])
def test_liquidation_makes_a_loss_from_its_day_on(day: str, expected: str) -> None:
    """No day past due is needed. Rules: RC-41, BK-07."""
    assert declared_after().class_on(day) == expected


def test_the_class_names_rule_and_reason_and_sets_aside_all() -> None:
    """Rules: RC-41, PV-03."""
    seen = declared_after().seen("2025-03-10")
    assert seen is not None
    assert (seen.rules, seen.reasons) == (("RC-41",), ("debtor_in_liquidation",))
    assert seen.provision_percent == 100
    assert seen.own_merit == "loss"


@pytest.mark.parametrize("kind", ["corporate", "small_micro"])
def test_every_loan_of_the_debtor_is_meant_also_one_lent_or_heard_of_later(
    kind: ObligorKind,
) -> None:
    """One court's word about one debtor, told for one loan. Rules: RC-41."""
    story = Story()
    story.take(lent(kind=kind), lent("L-2", kind=kind))
    story.take(declared("2025-03-10", loan="L-2"), declared("2025-03-10"))
    story.take(lent("L-3", "2025-04-01", kind=kind))
    assert [story.class_on("2025-04-01", each) for each in ("L-1", "L-2", "L-3")] == ["loss"] * 3
    told = [event for _, event in story.events if isinstance(event, LiquidationNoted)]
    assert len(told) == 1


def test_a_declaration_that_is_told_late_counts_from_its_own_day() -> None:
    """The old view stays answerable. Rules: RC-41."""
    story = Story()
    story.take(lent(), arrears("2025-02-01", "2025-01-20", 1))
    story.take(declared("2025-03-10", "2025-04-01"))
    assert story.class_on("2025-03-20") == "loss"
    assert story.class_on("2025-03-20", known_on="2025-03-31") == "special_mention"
    assert story.class_on("2025-03-09") == "special_mention"


def test_paying_up_does_not_lift_it() -> None:
    """The liquidation goes on whatever is paid. Rules: RC-41."""
    story = Story()
    story.take(lent(), arrears("2025-02-01", "2025-01-20", 1), declared("2025-03-10"))
    story.take(arrears("2025-05-01", None, 2))
    story.pass_days("2027-05-01")
    assert story.class_on("2027-05-01") == "loss"


def test_who_judges_may_not_be_milder() -> None:
    """Rules: RC-02, RC-41."""
    with pytest.raises(Rejected) as refused:
        declared_after().put(override("2025-03-11", "doubtful"))
    assert refused.value.code == "override_milder_than_floor"


def test_the_guideline_of_2007_knows_no_such_line() -> None:
    """The measures bind from 1 July 2023 on. Rules: RC-41, LG-01."""
    story = Story()
    story.take(lent(day="2023-01-10"), declared("2023-05-10"))
    story.pass_days("2023-08-01")
    assert story.class_on("2023-06-30") == "normal"
    assert story.class_on("2023-07-01") == "loss"


def test_what_left_the_book_or_is_settled_stays_as_it_was() -> None:
    """B.2: OUT."""
    for gone in (left("2025-03-01"), settled("2025-03-01", 1)):
        story = Story()
        story.take(lent(), gone, declared("2025-03-10"))
        seen = story.seen("2025-03-10")
        assert seen is not None
        assert (seen.state, seen.risk_class) == ("out", "normal")


@pytest.mark.parametrize(("party", "heard"), [("C-1", 1), ("G-1", 0)])
def test_a_guarantors_bankruptcy_is_none_of_the_debtors(party: str, heard: int) -> None:
    """Rules: RC-41."""
    told = litigation.BankruptcyDeclared(
        loan_id="L-1", obligor_id="C-1", effective_on=on("2025-03-10"), party_id=party
    )
    day = on("2025-03-11")
    envelope = Envelope("1", topics_of("litigation").events, told.TYPE, day)
    assert len(react(told, envelope, day)) == heard
