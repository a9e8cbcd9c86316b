"""The stages of L-4801's life after which a payment is reversed, and what is judged again then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from tests.lives import whole_life as told
from tests.lives import whole_life_end as end
from tests.lives.telling import Told

STEPS_OF_D1 = ["daily_call_2", "daily_call_3", "demand_notice", "legal_referral", "second_visit"]
OF_THE_SHOP = ["dispose_of_asset", "finance_report", "special_audit", "stock_take"]
ZHAO = "guarantee.guarantors[G-ZHAO]"
OF_ZHAO = {"payer": "guarantor", "payer_id": end.ZHAO}


class Undone(NamedTuple):
    """``receipt`` is undone on ``day``; ``paid`` (amount, value, payer) comes after ``step``."""

    name: str
    step: Callable[[Told], None]
    paid: tuple[str, str, dict[str, str]] | None
    then: tuple[Callable[[Told], None], ...]
    day: str
    changes: dict[str, tuple[Any, Any]]
    same: tuple[str, ...] = ()
    receipt: str = "R"


def promised(life: Told) -> None:
    """21,560 promised for 25 March, and paid on that day with 30.00 of penalty."""
    told.promises(life)
    life.pay("R", "21590.00", "2024-03-25")


ROWS = (
    Undone(
        "before arrears: instalment 11 is overdue since 20 February",
        told.lend,
        None,
        (),
        "2024-03-16",
        {
            "monitoring.days_past_due": (0, 25),
            "monitoring.principal_outstanding": ("260000.00", "280000.00"),
            "classification.class": ("normal", "special_mention"),
            "collection.state": (None, "OPEN"),
            "collection.since": (None, "2024-02-21"),
        },
        receipt="R11",
    ),
    Undone(
        "in arrears: the cured case is open again where it was",
        told.overdue,
        ("21572.00", "2024-03-22", {}),
        (),
        "2024-03-25",
        {
            "collection.state": ("CURED", "FIRST_CONTACT_DONE"),
            "collection.due": (["cure_watch"], STEPS_OF_D1),
            "collection.recovered": ("21572.00", None),
            "monitoring.overdue_since": (None, "2024-03-20"),
            "litigation.claim.total": ("0.00", "21590.00"),
            "classification.class": ("normal", "special_mention"),
        },
        same=("collection.case_id",),
    ),
    Undone(
        "with a promise that was kept: it is broken",
        told.overdue,
        None,
        (promised,),
        "2024-03-27",
        {
            "collection.promises[PR-1].state": ("kept", "broken"),
            "collection.promises_broken": (0, 1),
            "collection.state": ("CURED", "FOLLOW_UP"),
        },
    ),
    Undone(
        "after a demand notice for the rest: what was served stays",
        told.promised,
        ("10000.00", "2024-03-26", {}),
        (told.noticed,),
        "2024-03-28",
        {
            # 10,000 paid 1,560 interest, 36.00 penalty, 8,404 principal
            "litigation.claim.principal": ("11596.00", "20000.00"),
            "litigation.claim.total": ("11602.96", "21608.00"),
            "collection.recovered": ("10000.00", None),
        },
        same=("collection.notices", "collection.state", "collection.due"),
    ),
    Undone(
        "after the guarantor paid on demand: he is asked again and has no recourse",
        told.guarantor_called,
        ("21608.00", "2024-03-28", OF_ZHAO),
        (),
        "2024-03-30",
        {
            f"{ZHAO}.state": ("part_paid", "demanded"),
            f"{ZHAO}.paid": ("21608.00", "0.00"),
            f"{ZHAO}.recourse": ("21608.00", "0.00"),
            "collection.state": ("CURED", "NOTICE_SERVED"),
        },
        same=(f"{ZHAO}.demanded",),
    ),
    Undone(
        "with a plan whose first part was paid: it is broken",
        told.planned,
        ("10750.00", "2024-05-20", {}),
        (told.plan_failed,),
        "2024-05-26",
        {
            "collection.plans[PL-1].state": ("active", "broken"),
            "collection.state": ("PLAN_ACTIVE", "FOLLOW_UP"),
            "monitoring.principal_outstanding": ("251176.00", "260000.00"),
        },
    ),
    Undone(
        "after referral: the whole claim of 266,924 and a day of 78.00",
        told.plan_failed,
        ("30000.00", "2024-06-24", {}),
        (told.called,),
        "2024-06-26",
        {
            "litigation.claim.total": ("236986.38", "267002.00"),
            "monitoring.days_past_due": (67, 98),
            f"{ZHAO}.liable": ("236986.38", "267002.00"),
        },
        same=("litigation.stage", "collection.state"),
    ),
    Undone(
        "after preservation",
        told.called,
        ("40000.00", "2024-06-25", {}),
        (told.preserved,),
        "2024-06-29",
        {"litigation.claim.total": ("227196.31", "267236.00")},
        same=("litigation.preservation", "litigation.due"),
    ),
    Undone(
        "after suit: what the court was asked for stays on record",
        told.called,
        ("40000.00", "2024-06-25", {}),
        (told.preserved, told.sued),
        "2024-07-11",
        {"litigation.claim.total": ("235163.24", "275322.00")},
        same=("litigation.suit", "litigation.stage"),
    ),
    Undone(
        "after enforcement: the account's money comes back",
        end.collected,
        None,
        (),
        "2024-12-02",
        {
            "litigation.claim.cost": ("0.00", "7150.00"),
            # 13,704 = 1,224 + 160 days x 78.00
            "litigation.claim.penalty": ("875.94", "13704.00"),
            "monitoring.principal_outstanding": ("243318.00", "260000.00"),
            "collection.recovered": ("35150.00", None),
            "disposal.recovered_net": ("35150.00", None),
        },
        same=("litigation.stage",),
        receipt="COURT-1",
    ),
    Undone(
        "after the guarantor's settlement: it is to be paid again",
        end.guarantor_paid,
        None,
        (),
        "2024-12-11",
        {
            f"{ZHAO}.state": ("part_paid", "in_litigation"),
            f"{ZHAO}.recourse": ("60000.00", "0.00"),
            "litigation.due": (
                ["renew_preservation"],
                ["renew_preservation", "settlement_payment"],
            ),
            "disposal.recovered_net": ("95150.00", "35150.00"),
        },
        receipt="ZHAO-1",
    ),
    Undone(
        # 105 days since 20 November x 243,318 x 0.03 % = 7,664.52
        "after payment in kind: the asset pays more penalty",
        end.in_kind,
        None,
        (),
        "2025-03-21",
        {
            "litigation.collected[asset:A-SHOP].paid.penalty": ("4711.84", "7664.52"),
            "litigation.collected[asset:A-SHOP].paid.principal": ("96088.16", "93135.48"),
            "monitoring.principal_outstanding": ("88689.75", "150182.52"),
            "disposal.recovered_net": ("95150.00", "35150.00"),
        },
        same=("disposal.in_kind",),
        receipt="ZHAO-1",
    ),
    Undone(
        "after write-off: no more is written off than was approved",
        end.written_off,
        None,
        (),
        "2025-07-01",
        {
            "monitoring.principal_outstanding": ("88689.75", "150182.52"),
            # 155,498.98 is claimed, of it 150,182.52 - 88,689.75 = 61,492.77 still on the book
            "disposal.memo_claim": ("91829.37", "94006.21"),
            "disposal.due": (OF_THE_SHOP, sorted((*OF_THE_SHOP, "treat_rest_on_book"))),
            "disposal.recovered_net": ("95150.00", "35150.00"),
        },
        same=("disposal.written_off", "collection.state", "litigation.stage"),
        receipt="ZHAO-1",
    ),
    Undone(
        "a recovery after write-off: it is none",
        end.written_off,
        ("5000.00", "2025-07-15", {}),
        (),
        "2025-07-20",
        {
            "disposal.recovered_after_write_off": ("5000.00", "0.00"),
            # 88,689.75 and 137 days x 0.03 % of it = 3,645.15
            "disposal.memo_claim": ("87332.66", "92334.90"),
        },
        same=("disposal.written_off",),
    ),
    Undone(
        "after transfer: the sale stands",
        end.sold,
        None,
        (),
        "2025-11-15",
        {
            "disposal.recovered_net": ("195850.00", "153550.00"),
            "collection.recovered": ("95150.00", "52850.00"),
            "litigation.collected[ZHAO-1].paid.cost": (None, "7150.00"),
        },
        same=("disposal.price", "disposal.claim_sold", f"{ZHAO}.recourse", "litigation.stage"),
        receipt="COURT-1",
    ),
)
