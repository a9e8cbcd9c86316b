"""Recovery and sums written off, judged again: late payments, reversals, late classes, duplicates."""

from __future__ import annotations

import pytest

from contracts import classification, monitoring
from contracts import disposal as published
from services.disposal.domain.events import (
    EntriesWithdrawn,
    RecoveryRecognised,
)
from tests.unit.disposal.l4801 import until_written_off
from tests.unit.disposal.story import Story
from tests.unit.disposal.told import (
    IDS,
    balance,
    classified,
    cny,
    on,
    opened,
)


def bad() -> Story:
    """Non-performing since 19 June 2024, nothing paid since."""
    story = Story()
    story.tell(opened(), "2023-03-20")
    story.tell(classified("2024-06-19", "substandard", 1), "2024-06-19")
    return story


def live(story: Story) -> list[RecoveryRecognised]:
    return list(story.state.recoveries)


# -- what counts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payer", "counts"),
    [
        ("court", True),
        ("guarantor", True),
        ("borrower", False),
        ("third_party", False),
        ("in_kind", False),
        (None, False),
    ],
)
def test_on_the_book_the_courts_and_guarantors_money_is_recognised_here(
    payer: str | None, counts: bool
) -> None:
    """The borrower's is collection's to recognise (COL-130)."""
    story = bad()
    story.tell(balance("2024-07-01", 2, "470000.00", "R-1", "10000.00", payer), "2024-07-01")
    assert [each.gross for each in live(story)] == ([cny("10000.00")] if counts else [])


@pytest.mark.parametrize(
    ("payer", "counts"),
    [
        ("court", True),
        ("guarantor", True),
        ("borrower", True),
        ("third_party", True),
        ("in_kind", False),
    ],
)
def test_after_write_off_cash_is_a_recovery_whoever_pays(payer: str, counts: bool) -> None:
    """Rules: DIS-16, WO-08."""
    story = until_written_off()
    before = len(live(story))
    story.tell(balance("2025-07-01", 40, "88000.00", "R-1", "700.00", payer), "2025-07-01")
    assert len(live(story)) == before + counts


def test_costs_that_the_money_paid_back_are_no_recovery() -> None:
    story = bad()
    paid = balance("2024-07-01", 2, "475000.00", "R-1", "10000.00", "court", "4000.00")
    story.tell(paid, "2024-07-01")
    seen = story.view("2024-07-01")
    assert (seen.recovered_gross, seen.recovered_cost, seen.recovered_net) == (
        cny("10000.00"),
        cny("4000.00"),
        cny("6000.00"),
    )


@pytest.mark.parametrize(("day", "counts"), [("2024-06-18", False), ("2024-06-19", True)])
def test_a_payment_counts_from_the_day_of_becoming_non_performing(day: str, counts: bool) -> None:
    story = bad()
    story.tell(balance(day, 2, "470000.00", "R-1", "10000.00", "court"), "2024-06-20")
    assert bool(live(story)) is counts


@pytest.mark.parametrize(
    ("day", "counts"), [("2024-07-01", True), ("2024-07-02", True), ("2024-07-03", False)]
)
def test_money_that_ends_the_claims_being_non_performing_is_recovered_from_it(
    day: str, counts: bool
) -> None:
    """The loan is normal from 2 July on, by the money of that day; its class is that of its end."""
    story = bad()
    story.tell(balance(day, 2, "0.00", "R-1", "10000.00", "court"), day)
    story.tell(classified("2024-07-02", "normal", 2), day)
    assert bool(live(story)) is counts


def test_money_over_the_debt_is_recovered_when_it_pays_something() -> None:
    """Of 10,000.00, 4,000.00 give back costs and 5,000.00 pay; of the rest 700.00 pay in August."""
    story = bad()
    paid = balance(
        "2024-07-01", 2, "475000.00", "R-1", "10000.00", "court", "4000.00", over="1000.00"
    )
    story.tell(paid, "2024-07-01")
    seen = story.view("2024-07-01")
    assert (seen.recovered_gross, seen.recovered_cost) == (cny("9000.00"), cny("4000.00"))
    later = monitoring.BalanceChanged(
        **IDS,
        entry=3,
        effective_on=on("2024-08-01"),
        principal_outstanding=cny("474300.00"),
        unapplied=cny("300.00"),
        sources=(
            monitoring.Source(
                receipt_id="R-1",
                payer_kind="court",
                paid=(monitoring.PaidPart(component="principal", amount=cny("700.00")),),
            ),
        ),
    )
    story.tell(later, "2024-08-01")
    assert [(str(e.effective_on), e.recovery_id, e.gross) for e in live(story)] == [
        ("2024-07-01", "R-1", cny("9000.00")),
        ("2024-08-01", "R-1", cny("700.00")),
    ]
    assert story.view("2024-07-31").recovered_gross == cny("9000.00")
    story.tell(balance("2024-08-01", 4, "475000.00", corrects=(3,)), "2024-08-09")
    assert [e.gross for e in live(story)] == [cny("9000.00")]


def test_a_class_that_is_told_after_the_payment_makes_it_a_recovery() -> None:
    """Monitoring's and classification's topics keep no common order."""
    story = Story()
    story.tell(opened(), "2023-03-20")
    story.tell(balance("2024-06-19", 2, "470000.00", "R-1", "10000.00", "court"), "2024-06-19")
    assert not live(story)
    story.tell(classified("2024-06-19", "substandard", 1), "2024-06-19")
    assert [each.recovery_id for each in live(story)] == ["R-1"]


def test_a_class_that_is_withdrawn_takes_the_recovery_with_it() -> None:
    story = bad()
    story.tell(balance("2024-07-01", 2, "470000.00", "R-1", "10000.00", "court"), "2024-07-01")
    gone = classification.ClassesWithdrawn(
        **IDS, entry=2, corrects=(1,), effective_on=on("2024-06-19")
    )
    story.tell(gone, "2024-07-05")
    assert not live(story)
    (withdrawn,) = story.made(EntriesWithdrawn)
    assert withdrawn.corrects == (1,)
    told = [m for m in story.published() if isinstance(m, published.EntriesWithdrawn)]
    assert [m.corrects for m in told] == [(1,)]
    assert story.seen("2024-07-05") is None
    assert story.view("2024-07-05", "2024-07-04").recovered_net == cny("10000.00")


# -- income of an asset that core banking books as a payment (DIS-05, POL-24) -------------------


@pytest.mark.parametrize("first", ["rent", "balance"])
@pytest.mark.parametrize(("name", "counts"), [("RENT-9", 0), ("R-9", 1)])
def test_a_receipt_of_a_rent_is_no_cash_beside_it(first: str, name: str, counts: int) -> None:
    story = until_written_off()
    before = len(live(story))
    rent = {"asset_id": "A-SHOP", "receipt_id": "RENT-9", "gross": cny("750.00")}
    moved = balance("2025-07-20", 90, "87939.75", name, "750.00", "third_party")
    if first == "balance":
        story.tell(moved, "2025-07-20")
    story.act("RecordRent", "2025-07-20", **rent, cost=cny("0.00"))
    if first == "rent":
        story.tell(moved, "2025-07-20")
    assert len(live(story)) == before + counts


@pytest.mark.parametrize(
    ("on", "amount", "counts"),
    [
        ("2025-07-20", "750.00", 0),
        ("2025-07-20", "749.99", 1),
        ("2025-07-20", "750.01", 1),
        ("2025-07-19", "750.00", 1),
        ("2025-07-21", "750.00", 1),
    ],
)
def test_other_money_of_the_name_of_a_rent_is_cash(on: str, amount: str, counts: int) -> None:
    """Told after the rent; before it, the rent is refused."""
    story = until_written_off()
    before = len(live(story))
    rent = {"asset_id": "A-SHOP", "receipt_id": "RENT-9", "gross": cny("750.00")}
    story.act("RecordRent", "2025-07-20", **rent, cost=cny("0.00"))
    moved = balance(on, 90, "87939.75", "RENT-9", amount, "third_party")
    story.tell(moved, "2025-07-21")
    assert len(live(story)) == before + counts


def test_money_known_only_by_what_it_pays_is_older_than_any_income() -> None:
    """500.00 that lay unapplied since before the claims were stated pays: no rent goes by its name."""
    story = until_written_off()
    rest = (monitoring.PaidPart(component="principal", amount=cny("500.00")),)
    source = monitoring.Source(receipt_id="R-1", payer_kind="borrower", paid=rest)
    moved = balance("2025-07-20", 90, "88189.75")
    story.tell(moved.model_copy(update={"paid": rest, "sources": (source,)}), "2025-07-20")
    rent = {"asset_id": "A-SHOP", "gross": cny("500.00"), "cost": cny("0.00")}
    said = story.refused("receipt_known", "RecordRent", "2025-07-20", **rent, receipt_id="R-1")
    assert all(word in said for word in ("receipt_id 'R-1'", "500.00", "POL-24"))
    story.act("RecordRent", "2025-07-20", **rent, receipt_id="R-2")
