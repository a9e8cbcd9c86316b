"""No loss is taken that nothing was set aside for: the class's provision, and what is added to it."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.values import Money
from services.disposal.domain.events import (
    LoanWrittenOff,
    WriteOffApproved,
    WriteOffProposed,
)
from services.disposal.domain.facts import ClassNoted
from services.kit.events import decode, encode, register
from tests.unit.disposal.asked import assessment, routed
from tests.unit.disposal.story import Story
from tests.unit.disposal.test_criteria import by
from tests.unit.disposal.told import balance, classified, cny, opened

DAY = "2025-06-20"
NOT_SET_ASIDE = "provision_not_set_aside"


def of_class(risk_class: str, principal: str = "480000.00", **changed: Any) -> Story:
    """On the route to be written off, in this class since June."""
    story = Story()
    story.tell(opened(security="credit", principal=cny(principal)), "2023-03-20")
    story.tell(classified("2025-06-01", risk_class, 1, **changed), "2025-06-01")
    story.act("AssessDisposal", DAY, **assessment("D-9"))
    story.act("SelectRoute", DAY, "manager", **routed("write_off"))
    return story


def proposed(**changed: Any) -> dict[str, Any]:
    return by("WC-01", **changed)


@pytest.mark.parametrize(
    ("risk_class", "held", "lacking"),
    [("substandard", "120000.00", "360000.00"), ("doubtful", "240000.00", "240000.00")],
)
def test_what_the_class_does_not_set_aside_is_topped_up_by_name(
    risk_class: str, held: str, lacking: str
) -> None:
    """Rules: DIS-18, B.6."""
    story = of_class(risk_class)
    said = story.refused(NOT_SET_ASIDE, "ProposeWriteOff", DAY, **proposed())
    assert held in said
    assert "provision_top_up" in said
    short = cny(lacking) - cny("0.01")
    for added in (cny("0.00"), short):
        fields = proposed(provision_top_up=added)
        story.refused(NOT_SET_ASIDE, "ProposeWriteOff", DAY, **fields)
    story.act("ProposeWriteOff", DAY, **proposed(provision_top_up=cny(lacking)))
    story.act("ApproveWriteOff", DAY, "committee")
    for shape in (WriteOffProposed, WriteOffApproved):
        (made,) = story.made(shape)
        assert (made.provision_set_aside, made.provision_top_up) == (cny(held), cny(lacking))
    assert story.made(LoanWrittenOff)[0].provision_used == cny("480000.00")


def test_a_loss_is_set_aside_for_in_full_by_its_class() -> None:
    story = of_class("loss")
    story.act("ProposeWriteOff", DAY, **proposed())
    (made,) = story.made(WriteOffProposed)
    assert (made.provision_set_aside, made.provision_top_up) == (cny("480000.00"), None)


def test_the_provision_is_of_the_principal_of_the_day_half_up() -> None:
    story = of_class("substandard", "100.02")
    story.act("ProposeWriteOff", DAY, **proposed(provision_top_up=cny("75.01")))
    assert story.made(WriteOffProposed)[0].provision_set_aside == cny("25.01")  # of 25.005
    paid = balance("2025-06-21", 3, "80.00", "R-1", "20.02", "guarantor")
    story.tell(paid, "2025-06-21")
    story.act("ApproveWriteOff", "2025-06-21", "committee")
    (approved,) = story.made(WriteOffApproved)
    assert (approved.principal, approved.provision_set_aside) == (cny("80.00"), cny("20.00"))


def test_what_was_set_aside_must_still_be_when_it_is_approved() -> None:
    story = of_class("loss")
    story.act("ProposeWriteOff", DAY, **proposed())
    story.tell(classified("2025-06-22", "doubtful", 2), "2025-06-22")
    said = story.refused(NOT_SET_ASIDE, "ApproveWriteOff", "2025-06-23", "committee")
    assert "240000.00" in said


def test_a_write_off_used_up_what_the_class_had_set_aside() -> None:
    """What a later truth leaves on the book was never provided for."""
    story = of_class("loss", "480000.00")
    story.tell(balance("2025-06-10", 3, "400000.00", "R-1", "80000.00", "guarantor"), DAY)
    story.act("ProposeWriteOff", DAY, **proposed())
    story.act("ApproveWriteOff", DAY, "committee")
    story.tell(balance("2025-06-10", 4, "480000.00", corrects=(3,)), "2025-06-25")
    story.act("AssessDisposal", "2025-06-25", **assessment("D-10"))
    story.act("SelectRoute", "2025-06-25", "manager", **routed("write_off"))
    said = story.refused(NOT_SET_ASIDE, "ProposeWriteOff", "2025-06-25", **proposed())
    assert "0.00" in said
    fields = proposed(provision_top_up=cny("80000.00"))
    story.act("ProposeWriteOff", "2025-06-25", **fields)
    story.act("ApproveWriteOff", "2025-06-25", "committee")
    used = [each.provision_used for each in story.made(LoanWrittenOff)]
    assert used == [cny("400000.00"), cny("80000.00")]


def test_a_class_that_told_no_percent_leaves_it_to_what_the_officer_says() -> None:
    """Entries of earlier releases told none: what they set aside is not known here."""
    story = of_class("substandard", provision_percent=None)
    story.act("ProposeWriteOff", DAY, **proposed())
    assert story.made(WriteOffProposed)[0].provision_set_aside is None


def test_a_class_noted_by_an_earlier_release_is_read() -> None:
    noted = of_class("loss").made(ClassNoted)[0]
    assert noted.provision_percent == 100
    old = encode(noted).replace(b',"provision_percent":100', b"")
    assert old != encode(noted)
    register((ClassNoted,))
    read = decode(ClassNoted.NAME, 1, old)
    assert isinstance(read, ClassNoted)
    assert read.provision_percent is None


def test_a_top_up_is_in_the_currency_of_the_loan() -> None:
    fields = proposed(provision_top_up=Money.of("360000.00", "USD"))
    of_class("substandard").refused("currency_mismatch", "ProposeWriteOff", DAY, **fields)
