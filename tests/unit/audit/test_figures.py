"""What collection brought: late, reversed, after write-off, by sale, in kind (COL-130, XCT-41, XCT-42)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from contracts.values import Money
from services.audit.figures import figures
from services.audit.knowledge import EVERYTHING, Knowledge
from services.audit.money import money
from services.audit.rebuild import known_events
from services.audit.registry import REGISTRY
from services.disposal.domain.asset_events import AssetReceivedInSatisfaction
from services.disposal.domain.entries import RecoveryRecognised
from services.disposal.domain.transfer_events import DebtTransferred
from services.disposal.domain.values import ClaimSum
from services.kit.domain import DomainEvent
from tests.town import Town, definitions
from tests.unit.audit.test_money import LOAN, cny, lent, pay

OWED = ClaimSum(0, 0, 10_00, 0, 1000_00)
OPENED = "2024-02-02"
"""The first instalment of 510.00 was due on the day before: 0.50 of penalty by then."""


def overdue(until: str = OPENED) -> Town:
    """Nothing is paid; every day from the first due day is closed."""
    town = lent()
    closed(town, "2024-02-01", until)
    return town


def closed(town: Town, first: str, last: str) -> None:
    """Each of these days is closed."""
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        town.close(day)
        day += timedelta(days=1)


def died(town: Town, on: str) -> None:
    event = {"loan_id": LOAN, "obligor_id": "C-1", "life_event": "death"}
    by = {"requested_by": "chen", "role": "collector", "reason": "told by the family"}
    town.say("postloan.monitoring.report-life-event.v1", on, "death", event | by)


def shown(town: Town, as_of: str, known_on: str | None = None) -> dict[str, Any] | None:
    knowledge = EVERYTHING if known_on is None else Knowledge(date.fromisoformat(known_on))
    known = known_events(REGISTRY, town.past(LOAN), knowledge)
    return figures(REGISTRY, known, LOAN, date.fromisoformat(as_of), definitions())


def told(
    town: Town, as_of: str, known_on: str | None = None
) -> tuple[str, str, str | None, int | None, int | None]:
    """Recovered, overdue, per cent, days to first and to last money."""
    found = shown(town, as_of, known_on)
    assert found is not None
    rate, cycle = found["recovery_rate"], found["collection_cycle"]
    assert rate["recovered"] == found["net_recovery"]["amount"]
    return (
        rate["recovered"]["amount"],
        rate["overdue"]["amount"],
        rate["percent"],
        cycle["first_days"],
        cycle["last_days"],
    )


def wrote(town: Town, shape: type[DomainEvent], on: str, **own: Any) -> None:
    """An event of disposal of which only what figures read is told."""
    filled: dict[str, Any] = dict.fromkeys(shape.__struct_fields__, "x")
    filled |= {"loan_id": LOAN, "effective_on": date.fromisoformat(on)} | own
    town.houses["disposal"].writer.write(f"disposal-{LOAN}", shape(**filled))


def recovered(town: Town, on: str, way: str, net: int, name: str = "X-1", entry: int = 1) -> None:
    sums = {"gross": Money(net + 1_00), "cost": Money(1_00)}
    more = {"way": way, "recovery_id": name, "entry": entry, "corrects": ()}
    wrote(town, RecoveryRecognised, on, after_write_off=False, **sums, **more)


def test_a_loan_that_never_was_in_a_case_has_none() -> None:
    town = lent()
    pay(town, "R-1", "510.00", "2024-02-01")
    assert shown(town, "2024-02-15") is None
    assert shown(overdue(), "2024-02-01") is None, "the day before it was opened"


def test_nothing_recovered_is_nought_per_cent_and_no_cycle() -> None:
    """XCT-41, XCT-42."""
    assert told(overdue(), OPENED) == ("0.00", "510.50", "0.00", None, None)


def test_a_part_counts_and_later_penalty_does_not_enlarge_what_was_overdue() -> None:
    """XCT-41: 100.00 of 510.50; the penalty of four more days is not in it."""
    town = overdue("2024-02-05")
    pay(town, "R-1", "100.00", "2024-02-06")
    town.close("2024-02-06")
    assert told(town, "2024-02-05") == ("0.00", "510.50", "0.00", None, None)
    assert told(town, "2024-02-06") == ("100.00", "510.50", "19.59", 4, 4)
    assert told(town, "2024-02-29") == ("100.00", "510.50", "19.59", 4, 4)


def test_the_next_instalment_enlarges_it_on_its_due_day() -> None:
    """412.50 and 9.90 of penalty still open, 510.00 more, and the 100.00 that were paid."""
    town = overdue("2024-02-05")
    pay(town, "R-1", "100.00", "2024-02-06")
    assert told(town, "2024-03-01")[1:3] == ("1032.40", "9.69")


def test_a_reversed_payment_is_gone_and_the_earlier_answer_stays() -> None:
    town = overdue("2024-02-05")
    pay(town, "R-1", "100.00", "2024-02-06")
    town.close("2024-02-06")
    about = {"loan_id": LOAN, "obligor_id": "C-1", "receipt_id": "R-1", "reversal_id": "V-1"}
    booked = {"booked_on": "2024-02-07", "reason": "returned"}
    town.say("corebank.repayment-reversed.v1", "2024-02-07", "back", about | booked)
    town.close("2024-02-07")
    assert told(town, "2024-02-07") == ("0.00", "510.50", "0.00", None, None)
    assert told(town, "2024-02-07", "2024-02-06")[:3] == ("100.00", "510.50", "19.59")


def test_a_late_payment_counts_on_its_day_once_it_is_known() -> None:
    """XCT-42: booked on the tenth for the fifth, three days after the opening."""
    town = overdue("2024-02-09")
    pay(town, "R-1", "100.00", "2024-02-05", "2024-02-10")
    town.close("2024-02-10")
    assert told(town, "2024-02-10")[3:] == (3, 3)
    assert told(town, "2024-02-10", "2024-02-09")[3:] == (None, None)


def test_a_payment_entered_late_that_undoes_the_arrears_undoes_the_case() -> None:
    town = overdue("2024-02-05")
    pay(town, "R-1", "510.00", "2024-02-01", "2024-02-06")
    town.close("2024-02-06")
    assert shown(town, "2024-02-06") is None
    assert shown(town, "2024-02-06", "2024-02-05") is not None


def test_what_is_paid_in_time_after_the_arrears_was_never_overdue() -> None:
    """XCT-41: the penalty that was paid too makes it more than the whole, as defined.

    The case is watched until the second instalment; collection counts that money, the figures don't.
    """
    town = overdue("2024-02-05")
    pay(town, "R-1", "512.50", "2024-02-06")
    town.close("2024-02-06")
    pay(town, "R-2", "510.00", "2024-03-01")
    closed(town, "2024-02-07", "2024-03-02")
    for asked in ("2024-02-06", "2024-03-02"):
        assert told(town, asked) == ("512.50", "510.50", "100.39", 4, 4)
    found = shown(town, "2024-03-02")
    assert found is not None
    assert found["until"] == "2024-02-06"
    assert town.loan(LOAN, "2024-03-02")["collection"]["recovered"] == cny("1022.50")


def test_who_falls_behind_again_in_the_same_case_is_measured_on() -> None:
    """The second instalment of 510.00 is overdue too, before the case was closed."""
    town = overdue("2024-02-05")
    pay(town, "R-1", "512.50", "2024-02-06")
    closed(town, "2024-02-06", "2024-03-02")
    found = shown(town, "2024-03-02")
    assert found is not None
    assert (found["since"], found["until"]) == (OPENED, None)
    assert told(town, "2024-03-02") == ("512.50", "1021.00", "50.20", 4, 4)


def test_what_is_paid_in_time_between_two_arrears_of_a_case_is_neither_overdue_nor_recovered() -> (
    None
):
    """XCT-41: all but 3.00 of the second instalment is paid on its due day."""
    town = overdue("2024-02-05")
    pay(town, "R-1", "512.50", "2024-02-06")
    closed(town, "2024-02-06", "2024-02-29")
    pay(town, "R-2", "507.00", "2024-03-01")
    closed(town, "2024-03-01", "2024-03-02")
    assert told(town, "2024-03-01") == ("512.50", "510.50", "100.39", 4, 4)
    assert told(town, "2024-03-02") == ("512.50", "513.50", "99.81", 4, 4)
    found = shown(town, "2024-03-02")
    assert found is not None
    assert (found["since"], found["until"]) == (OPENED, None)


def test_after_a_death_only_what_is_overdue_counts_and_from_that_day() -> None:
    """XCT-41, XCT-42: the heirs pay the first instalment in time and miss the second."""
    town = lent()
    died(town, "2024-01-10")
    closed(town, "2024-01-10", "2024-01-31")
    pay(town, "R-1", "510.00", "2024-02-01")
    closed(town, "2024-02-01", "2024-03-02")
    assert told(town, "2024-03-01") == ("0.00", "0.00", None, None, None)
    assert told(town, "2024-03-02") == ("0.00", "510.50", "0.00", None, None)
    pay(town, "R-2", "100.00", "2024-03-03")
    closed(town, "2024-03-03", "2024-03-03")
    assert told(town, "2024-03-03") == ("100.00", "510.50", "19.59", 1, 1)
    found = shown(town, "2024-03-03")
    assert found is not None
    assert (found["since"], found["collection_cycle"]["from"]) == ("2024-01-10", "2024-03-02")


def test_a_case_that_a_death_opened_has_no_rate_while_nothing_is_overdue() -> None:
    town = lent()
    died(town, "2024-01-10")
    closed(town, "2024-01-10", "2024-01-12")
    assert told(town, "2024-01-12") == ("0.00", "0.00", None, None, None)


def test_an_asset_is_a_recovery_when_it_is_money_and_never_before() -> None:
    """COL-130 way 3; taken on the third, sold on the twentieth: 18 days, net of 1.00."""
    town = overdue("2024-02-05")
    taken = {"asset_id": "A-1", "asset_kind": "movable", "shortfall": (), "owed": OWED}
    worth = {"value": Money(300_00), "debt_reduced": Money(300_00)}
    days = {"dispose_by": date(2026, 2, 3), "stock_take_by": date(2025, 2, 3)}
    wrote(town, AssetReceivedInSatisfaction, "2024-02-03", **taken, **worth, **days)
    assert told(town, "2024-02-19")[0] == "0.00"
    recovered(town, "2024-02-20", "asset_rent_or_sale", 250_00, "A-1")
    assert told(town, "2024-02-20")[0] == "250.00"
    assert told(town, "2024-02-20")[3:] == (18, 18)


def test_an_asset_kept_for_own_use_is_a_recovery_but_no_money() -> None:
    """COL-130 way 4 counts in the rate (XCT-41); no money came in, so no cycle (XCT-42)."""
    town = overdue("2024-02-05")
    recovered(town, "2024-02-20", "own_use", 250_00)
    assert told(town, "2024-02-20") == ("250.00", "510.50", "48.97", None, None)


def test_the_price_of_the_claim_counts_and_nothing_falls_due_after_the_sale() -> None:
    """COL-130, XCT-42: sold on 10 February; the instalment of 1 March is the buyer's."""
    town = overdue("2024-02-09")
    sold = {"price": Money(80_00), "claim": Money(514_50), "owed": OWED, "resale": False}
    none: dict[str, Any] = {"guarantors": (), "collateral": (), "to_notify": ()}
    wrote(town, DebtTransferred, "2024-02-10", **sold, **none, limitation_ends_on=None)
    recovered(town, "2024-02-10", "transfer_price", 79_00)
    for day in ("2024-02-10", "2024-03-15"):
        assert told(town, day) == ("79.00", "510.50", "15.48", 8, 8)


def test_a_recovery_before_the_case_is_of_no_case() -> None:
    town = overdue()
    recovered(town, "2024-02-01", "cash", 50_00)
    assert told(town, OPENED)[0] == "0.00"
    recovered(town, OPENED, "cash", 50_00, "X-2", 2)
    assert told(town, OPENED) == ("50.00", "510.50", "9.79", 0, 0)


def test_money_by_day_bears_the_same_figures_and_none_without_definitions() -> None:
    town = overdue()
    asked = REGISTRY, town.past(LOAN), date.fromisoformat(OPENED), EVERYTHING
    found, bare = money(*asked, definitions()), money(*asked)
    assert found is not None
    assert bare is not None
    assert found["figures"] == shown(town, OPENED)
    assert found["figures"]["recovery_rate"]["overdue"] == cny("510.50")
    assert bare["figures"] is None
