"""A loan's money by day: late, reversed, unapplied, charged, remitted, kept by the bank."""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts.values import Money
from services.audit.knowledge import EVERYTHING, Knowledge
from services.audit.money import money
from services.audit.money_assets import Assets
from services.audit.registry import REGISTRY
from services.disposal.domain.asset_events import OwnUseApproved, RepossessedAssetSold
from services.disposal.domain.done import DebtRemitted
from services.disposal.domain.entries import LoanWrittenOff, RecoveryRecognised
from tests.town import Town

LOAN = "L-1"


def cny(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


def lent() -> Town:
    """1,000.00 in two instalments of 500.00 and 10.00 interest, due on 1 February and 1 March."""
    town = Town()
    rows = [("2024-02-01", 1), ("2024-03-01", 2)]
    town.say(
        "corebank.loan-disbursed.v1",
        "2024-01-01",
        "lent",
        {
            "loan_id": LOAN,
            "obligor_id": "C-1",
            "obligor_kind": "small_micro",
            "product": "micro",
            "principal": cny("1000.00"),
            "disbursed_on": "2024-01-01",
            "matures_on": "2024-03-01",
            "security": "credit",
            "rates": {"penalty_daily": "0.001"},
            "schedule": [
                {
                    "number": number,
                    "due_on": on,
                    "principal": cny("500.00"),
                    "interest": cny("10.00"),
                    "fee": cny("0.00"),
                }
                for on, number in rows
            ],
        },
    )
    return town


def pay(town: Town, receipt: str, amount: str, on: str, booked: str | None = None) -> None:
    about = {"loan_id": LOAN, "obligor_id": "C-1", "receipt_id": receipt}
    money = {"amount": cny(amount), "value_date": on, "booked_on": booked or on}
    payer = {"payer": {"kind": "borrower"}}
    town.say("corebank.repayment-received.v1", booked or on, receipt, about | money | payer)


def asked(town: Town, as_of: str, known_on: str | None = None) -> dict[str, Any]:
    knowledge = EVERYTHING if known_on is None else Knowledge(date.fromisoformat(known_on))
    found = money(REGISTRY, town.past(LOAN), date.fromisoformat(as_of), knowledge)
    assert found is not None
    return found


def moves(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (day["on"], each["what"], each["total"]["amount"])
        for day in found["days"]
        for each in day["movements"]
    ]


def test_a_loan_that_is_paid_in_time() -> None:
    town = lent()
    pay(town, "R-1", "510.00", "2024-02-01")
    found = asked(town, "2024-02-15")
    assert moves(found) == [
        ("2024-01-01", "lent", "1000.00"),
        ("2024-02-01", "fell_due", "10.00"),
        ("2024-02-01", "paid", "510.00"),
    ]
    assert found["totals"]["outstanding"]["total"] == cny("500.00")
    assert found["adds_up"]


def test_penalty_is_claimed_with_the_payment_and_on_the_day_asked_about() -> None:
    town = lent()
    pay(town, "R-1", "515.00", "2024-02-11")
    assert ("2024-02-06", "accrued", "2.50") in moves(asked(town, "2024-02-06"))
    assert moves(asked(town, "2024-02-20"))[-2:] == [
        ("2024-02-11", "accrued", "5.00"),
        ("2024-02-11", "paid", "515.00"),
    ]


def test_money_before_anything_is_due_lies_unapplied_and_is_used_on_the_due_day() -> None:
    town = lent()
    pay(town, "R-1", "600.00", "2024-01-20")
    waiting, used = asked(town, "2024-01-25"), asked(town, "2024-02-01")
    assert waiting["proof"]["unapplied"] == cny("600.00")
    assert waiting["totals"]["paid"]["total"] == cny("0.00")
    assert ("2024-02-01", "paid", "510.00") in moves(used)
    assert used["proof"]["unapplied"] == cny("90.00")
    assert waiting["adds_up"]
    assert used["adds_up"]


def test_a_late_payment_counts_once_it_is_known_and_not_before() -> None:
    town = lent()
    town.close("2024-02-05")
    pay(town, "R-1", "510.00", "2024-02-01", "2024-02-06")
    before, after = asked(town, "2024-02-05", "2024-02-05"), asked(town, "2024-02-05")
    assert before["totals"]["paid"]["total"] == cny("0.00")
    assert before["totals"]["claimed"]["penalty"] == cny("2.00")
    assert after["totals"]["paid"]["total"] == cny("510.00")
    assert after["totals"]["claimed"]["penalty"] == cny("0.00")
    assert before["adds_up"]
    assert after["adds_up"]


def test_a_reversed_payment_is_gone_and_what_it_paid_is_owed_again() -> None:
    town = lent()
    pay(town, "R-1", "510.00", "2024-02-01")
    town.close("2024-02-01")
    town.say(
        "corebank.repayment-reversed.v1",
        "2024-02-11",
        "back",
        {
            "loan_id": LOAN,
            "obligor_id": "C-1",
            "receipt_id": "R-1",
            "reversal_id": "V-1",
            "booked_on": "2024-02-11",
            "reason": "returned",
        },
    )
    found = asked(town, "2024-02-11")
    assert "paid" not in {what for _, what, _ in moves(found)}
    assert found["totals"]["outstanding"]["total"] == cny("1015.00")
    assert found["proof"]["paid"] == cny("0.00")
    assert found["adds_up"]
    assert asked(town, "2024-02-11", "2024-02-01")["proof"]["paid"] == cny("510.00")


def test_a_charge_is_claimed_under_its_own_name() -> None:
    town = lent()
    charge = {"charge_id": "F-1", "component": "fee", "amount": cny("30.00")}
    days = {"due_on": "2024-01-10", "booked_on": "2024-01-10"}
    about = {"loan_id": LOAN, "obligor_id": "C-1"}
    town.say("corebank.charge-accrued.v1", "2024-01-10", "F-1", about | charge | days)
    [fee] = [m for d in asked(town, "2024-01-12")["days"] for m in d["movements"] if m["about"]]
    assert (fee["what"], fee["about"], fee["amounts"]) == ("charged", "F-1", {"fee": cny("30.00")})
    assert fee["type"] == "monitoring.ChargeClaimed"


def test_a_claim_that_is_given_up_is_lost() -> None:
    town = lent()
    remitted = DebtRemitted(
        loan_id=LOAN,
        effective_on=date(2024, 2, 11),
        **{name: "x" for name in DebtRemitted.__struct_fields__ if name not in _OWN},
        amount=Money(101500),
    )
    town.houses["disposal"].writer.write(f"disposal-{LOAN}", remitted)
    found = asked(town, "2024-03-20")
    assert moves(found)[-2:] == [
        ("2024-02-11", "accrued", "5.00"),
        ("2024-02-11", "remitted", "1015.00"),
    ]
    assert found["proof"]["loss"] == cny("1015.00")
    assert found["adds_up"]


_OWN = {"loan_id", "effective_on", "amount"}


def written_off(
    town: Town, principal: int, entry: int = 1, corrects: tuple[int, ...] = ()
) -> None:
    event = _fields(
        LoanWrittenOff,
        effective_on=date(2024, 2, 11),
        entry=entry,
        corrects=corrects,
        principal=Money(principal),
        provision_used=Money(principal),
        memo_claim=Money(1015_00),
    )
    town.houses["disposal"].writer.write(f"disposal-{LOAN}", event)


def test_money_after_a_write_off_comes_out_of_what_is_off_the_book() -> None:
    town = lent()
    written_off(town, 1000_00)
    pay(town, "R-1", "100.00", "2024-02-21")
    found = asked(town, "2024-02-21")
    [paid] = [m for m in found["days"][-1]["movements"] if m["what"] == "paid"]
    assert (paid["from"], paid["to"], paid["total"]) == ("written_off", "paid", cny("100.00"))
    assert found["proof"]["written_off"] == cny("920.00"), "1,015.00 + 5.00 - 100.00"
    assert found["proof"]["outstanding"] == cny("0.00")
    assert found["stated"][0]["stated"] == found["stated"][0]["counted"] == cny("1015.00")
    assert found["adds_up"]


def test_a_part_that_was_not_approved_stays_on_the_book() -> None:
    town = lent()
    written_off(town, 600_00)
    found = asked(town, "2024-02-11")
    assert found["totals"]["written_off"]["principal"] == cny("600.00")
    assert found["totals"]["outstanding"]["principal"] == cny("400.00")
    assert found["adds_up"]


def test_a_write_off_that_is_judged_again_is_counted_once() -> None:
    town = lent()
    written_off(town, 1000_00)
    written_off(town, 600_00, 2, (1,))
    assert [what for _, what, _ in moves(asked(town, "2024-02-12"))].count("written_off") == 1


def _fields(shape: Any, **own: Any) -> Any:
    """An event of which only the fields that move money are told."""
    filled = dict.fromkeys(shape.__struct_fields__, "x")
    return shape(**filled | {"loan_id": LOAN, "effective_on": date(2024, 5, 1)} | own)


def _held(reduced: int) -> Assets:
    class Taken:
        asset_id, effective_on, debt_reduced = "A-1", date(2024, 4, 1), Money(reduced)

    assets = Assets()
    assert list(assets.moved("disposal.AssetReceivedInSatisfaction", Taken())) == []
    return assets


def test_an_asset_sold_above_the_debt_it_paid_is_a_gain() -> None:
    assets = _held(100_00)
    assert assets.held == 100_00
    sold = _fields(RepossessedAssetSold, asset_id="A-1", net=Money(120_00))
    assert list(assets.moved("disposal.RepossessedAssetSold", sold)) == [
        ("asset_sold", "in_kind", "recovery", 120_00),
        ("holding_loss", "in_kind", "loss", -20_00),
    ]
    assert (assets.held, assets.net, assets.holding_loss) == (0, 120_00, -20_00)


def test_an_asset_kept_for_own_use_is_recovered_at_its_booked_value() -> None:
    assets = _held(100_00)
    kept = _fields(OwnUseApproved, asset_id="A-1", booked_value=Money(100_00))
    assert list(assets.moved("disposal.OwnUseApproved", kept)) == [
        ("own_use", "in_kind", "recovery", 100_00)
    ]
    assert assets.found["asset", "A-1"].ended_on == "2024-05-01"


def test_a_withdrawn_recovery_is_not_shown() -> None:
    town = lent()
    for entry, corrects, net in ((1, (), 510_00), (2, (1,), 400_00)):
        recovery = RecoveryRecognised(
            loan_id=LOAN,
            effective_on=date(2024, 2, 1),
            entry=entry,
            corrects=corrects,
            recovery_id="R-1",
            way="cash",
            gross=Money(net),
            cost=Money(0),
            after_write_off=False,
        )
        town.houses["disposal"].writer.write(f"disposal-{LOAN}", recovery)
    found = asked(town, "2024-02-15")
    assert [each["net"] for each in found["recoveries"]] == [cny("400.00")]
    assert found["recovered"]["net"] == cny("400.00")


def test_before_it_was_known_there_is_nothing_to_say() -> None:
    early = Knowledge(date(2023, 12, 31))
    assert money(REGISTRY, lent().past(LOAN), date(2024, 2, 1), early) is None
    assert asked(lent(), "2023-12-31")["days"] == []
    assert asked(lent(), "2023-12-31")["adds_up"]


def test_money_of_before_the_loan_was_lent_is_unapplied_and_adds_up() -> None:
    never, early = Town(), lent()
    for town in (never, early):
        pay(town, "R-1", "600.00", "2023-12-28", "2024-01-05")
        for day in ("2023-12-27", "2023-12-28", "2024-01-01", "2024-02-01"):
            assert asked(town, day)["adds_up"]
    assert asked(never, "2024-02-01")["proof"]["unapplied"] == cny("600.00")
