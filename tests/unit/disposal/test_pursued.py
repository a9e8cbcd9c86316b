"""A criterion by pursuit rests on the contacts that collection told of, not on what the officer names."""

from __future__ import annotations

from typing import Any

import pytest

from services.disposal.domain.events import WriteOffProposed
from services.disposal.domain.facts import ContactNoted
from services.disposal.reactions import react
from tests.unit.disposal.asked import contacts
from tests.unit.disposal.story import Story
from tests.unit.disposal.test_criteria import DAY, bad_loan, by, lacks, proofs, routed_story
from tests.unit.disposal.test_reactions import ENVELOPE, TODAY
from tests.unit.disposal.told import asked_guarantor, classified, cny, contacted, noticed, on

FIRST, LAST = "2024-12-01", "2025-05-30"  # 180 days from the first to the last
OWED: dict[str, Any] = {"debtor_balance": cny("480000.00")}
NAMED = contacts(FIRST, LAST)


def told(*days: str, **changed: Any) -> Story:
    """A bad loan on its way to be written off, about which collection told of K-1, K-2 and so on."""
    story = bad_loan()
    for number, day in enumerate(days, 1):
        story.tell(contacted(day, f"K-{number}", **changed), day)
    return routed_story(story)


# -- which contacts there are ----------------------------------------------------------------------


def test_contacts_that_nobody_made_prove_nothing_and_are_refused() -> None:
    """Rules: WC-16, WC-19."""
    story = routed_story(bad_loan())
    said = story.refused(
        "contact_unknown", "ProposeWriteOff", DAY, **by("WC-16", contacts=NAMED, **OWED)
    )
    assert "'K-1'" in said
    assert "there is none" in lacks(story, "WC-16", **OWED)


def test_a_name_too_many_is_refused_whatever_the_criterion_rests_on() -> None:
    asked = by("WC-01", contacts=contacts(FIRST, LAST, "2025-06-01"))
    said = told(FIRST, LAST).refused("contact_unknown", "ProposeWriteOff", DAY, **asked)
    assert "'K-3'" in said


def test_a_contact_of_another_day_than_told_is_refused() -> None:
    story = told(FIRST, LAST)
    asked = by("WC-16", contacts=contacts("2024-11-30", LAST), **OWED)
    said = story.refused("contact_of_other_day", "ProposeWriteOff", DAY, **asked)
    assert ("'K-1'" in said, "2024-11-30" in said, FIRST in said) == (True, True, True)


def test_a_contact_about_another_loan_is_none_of_this_one() -> None:
    other = contacted(FIRST, "K-1", loan_id="L-2")
    ((stream, _),) = react(other, ENVELOPE, TODAY)
    assert stream == "disposal-L-2"
    story = bad_loan()
    story.tell(other, FIRST)
    story.tell(contacted(LAST, "K-2"), LAST)
    asked = by("WC-16", contacts=NAMED, **OWED)
    routed_story(story).refused("contact_unknown", "ProposeWriteOff", DAY, **asked)
    lacks(story, "WC-16", **OWED)


def test_a_contact_that_is_told_late_is_refused_until_it_is_told() -> None:
    story = told(FIRST)
    asked = by("WC-16", contacts=NAMED, **OWED)
    story.refused("contact_unknown", "ProposeWriteOff", DAY, **asked)
    lacks(story, "WC-16", **OWED)
    story.tell(contacted(LAST, "K-2"), DAY)
    assert proofs(story, "WC-16", contacts=NAMED, **OWED) == ("pursued:K-1,K-2",)


def test_a_contact_told_twice_is_one_fact() -> None:
    story = told(FIRST, FIRST)
    story.tell(contacted(FIRST, "K-1"), DAY)
    assert len(story.made(ContactNoted)) == len(story.state.contacts) == 2


# -- who names none, who names some ------------------------------------------------------------------


def test_who_names_none_means_all_that_were_told() -> None:
    """Naming narrows; the first and the last contact are known here anyway."""
    story = told(FIRST, "2025-02-01", LAST)
    assert proofs(story, "WC-16", **OWED) == ("pursued:K-1,K-2,K-3",)
    assert story.made(WriteOffProposed)[-1].contacts == ()


def test_who_names_some_means_these() -> None:
    story = told(FIRST, LAST, "2025-02-01")
    assert proofs(story, "WC-16", contacts=NAMED, **OWED) == ("pursued:K-1,K-2",)
    fewer = by("WC-16", contacts=NAMED[1:], **OWED)
    told(FIRST, LAST).refused("criterion_not_proven", "ProposeWriteOff", DAY, **fewer)


# -- days ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("last", "proven"), [("2025-05-29", False), ("2025-05-30", True)])
def test_180_days_from_the_first_to_the_last_that_was_told(last: str, proven: bool) -> None:
    if proven:
        assert proofs(told(FIRST, last), "WC-16", **OWED)
    else:
        assert f"{FIRST} to {last}" in lacks(told(FIRST, last), "WC-16", **OWED)


@pytest.mark.parametrize(("first", "proven"), [("2024-06-18", False), ("2024-06-19", True)])
def test_a_contact_counts_from_the_day_of_becoming_non_performing_on(
    first: str, proven: bool
) -> None:
    story = told(first, "2024-12-16")  # bad since 19 June: 180 days
    if proven:
        assert proofs(story, "WC-16", **OWED)
    else:
        lacks(story, "WC-16", **OWED)
        lacks(story, "WC-16", contacts=contacts(first, "2024-12-16"), **OWED)


def test_a_contact_after_the_day_of_the_proposal_does_not_count_for_it() -> None:
    story = bad_loan()
    story.tell(contacted(FIRST, "K-1"), FIRST)
    routed_story(story, "2025-05-29")
    story.tell(contacted(LAST, "K-2"), LAST)
    lacks(story, "WC-16", LAST, done_on=on("2025-05-29"), **OWED)
    assert proofs(story, "WC-16", LAST, **OWED)


# -- whom it reached --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "counts"),
    [
        *[(each, True) for each in ("reached", "asked_to_stop", "delivered", "no_answer")],
        *[(each, False) for each in ("invalid_number", "returned", "hung_on_the_wall")],
    ],
)
def test_what_came_to_nobody_is_no_pursuit(result: str, counts: bool) -> None:
    story = told(FIRST, LAST, result=result)
    if counts:
        assert proofs(story, "WC-16", **OWED)
    else:
        assert "there is none" in lacks(story, "WC-16", **OWED)
        lacks(story, "WC-16", contacts=NAMED, **OWED)  # they were made, so they may be named


@pytest.mark.parametrize(
    ("role", "counts"),
    [
        *[(each, True) for each in ("borrower", "co_borrower", "debtor", "delegate")],
        *[(each, False) for each in ("relative", "contact_person", "related_person", "employer")],
    ],
)
def test_asking_others_for_the_debtor_is_no_pursuit(role: str, counts: bool) -> None:
    story = told(FIRST, LAST, role=role)
    if counts:
        assert proofs(story, "WC-16", **OWED)
    else:
        lacks(story, "WC-16", **OWED)


def test_a_guarantor_who_was_asked_and_a_served_notice_are_pursuit_too() -> None:
    story = bad_loan()
    story.tell(asked_guarantor(FIRST, "K-1"), FIRST)
    story.tell(noticed(LAST, "K-2"), LAST)
    assert proofs(routed_story(story), "WC-16", contacts=NAMED, **OWED) == ("pursued:K-1,K-2",)
    rows = [(each.contact_id, each.target_role, each.result) for each in story.state.contacts]
    assert rows == [("K-1", "guarantor", "reached"), ("K-2", "borrower", "served")]


def test_a_notice_of_an_earlier_release_that_names_no_contact_is_none_here() -> None:
    story = bad_loan()
    assert story.tell(noticed(LAST, None), LAST) == ()


# -- approval --------------------------------------------------------------------------------------


def test_what_is_approved_is_proven_again_by_what_is_told_by_then() -> None:
    story = told(FIRST, LAST)
    proofs(story, "WC-16", **OWED)
    story.tell(classified("2024-12-02", "special_mention", 2), DAY)
    story.tell(classified("2024-12-03", "substandard", 3), DAY)  # bad anew: the first is too early
    said = story.refused("criterion_not_proven", "ApproveWriteOff", "2025-06-21", "committee")
    assert "first to last contact" in said
