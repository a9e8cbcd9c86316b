"""L-4801: which edition of its rules every decision was made by (check 8), named or to be found.

What names none is in the table below with its reason, and the life is held to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from services.kit.domain import DomainEvent
from services.kit.row import EventRow
from tests.lives.l4801 import town

OWN_DAY = "own day"
"""By a number or a list of the edition in force on its own day, which it names by ``effective_on``."""
BESIDE, EARLIER = "beside", "earlier"
"""By what an event of the same stream and day, or of an earlier one, says with its edition."""
UNDATED = "undated"
"""By nothing that has an edition: sums, the debtor's own dates, articles, words of another service."""


class Follows(NamedTuple):
    """How the edition is found; ``names``: the events of which one names it; ``why`` it needs no more."""

    how: str
    names: tuple[str, ...] = ()
    why: str = ""


TABLE: dict[str, Follows] = {
    "classification.OverrideSet": Follows(
        BESIDE, ("LoanClassified",), "the class that it sets is concluded by the same edition"
    ),
    "classification.ReviewPlanned": Follows(UNDATED, (), "a day to look again, judged anew then"),
    "collection.CampaignSetUp": Follows(OWN_DAY, (), "who may set it up; its dates are its own"),
    "collection.CaseMoved": Follows(
        OWN_DAY, (), "for how long a cure is watched: cases.monitored"
    ),
    "collection.CollectionCaseClosed": Follows(
        UNDATED, (), "a watch that CaseMoved has ended, or money, write-off, sale told by others"
    ),
    "collection.CollectionCaseOpened": Follows(
        BESIDE, ("TimelinePlanned",), "what is to be done in it"
    ),
    "collection.ComplianceCaseOpened": Follows(
        BESIDE, ("ProhibitedActionBlocked", "CasePaused"), "the last of the acts, or the complaint"
    ),
    "collection.GuarantorContactDue": Follows(
        EARLIER, ("TimelinePlanned",), "the step of the timeline that asks for it"
    ),
    "collection.PlanJudged": Follows(UNDATED, (), "the plan's own parts and days"),
    "collection.PromiseJudged": Follows(
        OWN_DAY,
        (),
        "whose money keeps it: cases.other_payers, of each receipt's day until its own",
    ),
    "collection.RecoveryRecognised": Follows(UNDATED, (), "what the money paid, less costs"),
    "collection.ReviewPlanned": Follows(UNDATED, (), "a day to look again, judged anew then"),
    "disposal.RecoveryRecognised": Follows(
        OWN_DAY, (), "whose money counts: recovery.on_book and recovery.after"
    ),
    "guarantee.CollateralAuctionHeld": Follows(UNDATED, (), "a round that litigation told of"),
    "guarantee.CollateralPledged": Follows(
        BESIDE, ("CollateralValued",), "what came with the loan"
    ),
    "guarantee.CollateralReceived": Follows(UNDATED, (), "an asset in kind that disposal told of"),
    "guarantee.GuaranteeReleased": Follows(
        EARLIER, ("ClockSet",), "the period that ran out; all other grounds are the law's"
    ),
    "guarantee.GuarantorPaid": Follows(
        EARLIER, ("GuaranteeLiabilityRegistered",), "what he is liable for"
    ),
    "guarantee.RecourseRightRecorded": Follows(
        EARLIER, ("GuaranteeLiabilityRegistered",), "what he is liable for, beside the others"
    ),
    "litigation.ClockMoved": Follows(
        EARLIER, ("LoanTaken",), "the terms of its clocks, fixed with the loan"
    ),
    "litigation.MeasureMoved": Follows(
        EARLIER, ("MeasureApplied",), "the terms of the measure, fixed with its deeds"
    ),
    "litigation.StageReached": Follows(
        EARLIER, ("ReferralNoted",), "the deed or fact behind it, and the terms fixed with it"
    ),
    "monitoring.ClaimStated": Follows(
        EARLIER, ("LoanOpened",), "the loan's terms; what changed it is an entry beside it"
    ),
    "monitoring.LoanAccelerated": Follows(OWN_DAY, (), "who may call the claim due"),
}


def decided() -> Iterator[tuple[str, EventRow, DomainEvent]]:
    """Every event of the life that is no fact of others, by its service."""
    for name, house in town().houses.items():
        for row, event in zip(house.writer.rows, town().events(name), strict=True):
            yield name, row, event


def edition_of(event: DomainEvent) -> str | None:
    named: str | None = getattr(event, "policy_id", None)
    return named


def test_8_every_decision_names_the_edition_of_its_rules_or_stands_in_the_table() -> None:
    """By the service's own editions; facts of others are not decisions."""
    editions = {
        name: {each.policy_id for each in house.service.policies.editions}
        for name, house in town().houses.items()
    }
    unnamed: set[str] = set()
    for name, _, event in decided():
        edition = edition_of(event)
        if edition is not None:
            assert edition in editions[name], event
        else:
            unnamed.add(f"{name}.{type(event).__name__}")
    facts = {each for each in unnamed if each.endswith(("Noted", "Taken", "DayClosed"))}
    assert unnamed - facts == set(TABLE)


@pytest.mark.parametrize("kind", TABLE)
def test_8_the_edition_is_found_where_the_table_says(kind: str) -> None:
    follows, found = TABLE[kind], 0
    service = kind.partition(".")[0]
    mine = [(row, event) for name, row, event in decided() if name == service]
    for row, event in mine:
        if f"{service}.{type(event).__name__}" != kind:
            continue
        found += 1
        if follows.how == OWN_DAY:
            book = town().houses[service].service.policies
            assert book.in_force(event.effective_on) == book.in_force(row.known_on)
        elif follows.how in (BESIDE, EARLIER):
            near = [
                edition_of(other)
                for its, other in mine
                if type(other).__name__ in follows.names and its.stream == row.stream
                if its.known_on == row.known_on
                or (follows.how == EARLIER and its.known_on < row.known_on)
            ]
            assert any(near), event
        assert follows.why
        assert (follows.how in (BESIDE, EARLIER)) == bool(follows.names)
    assert found
