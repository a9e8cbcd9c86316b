"""What a payment that is booked late changes, stage by stage of the whole life."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from tests.lives import whole_life as told
from tests.lives import whole_life_end as end
from tests.lives.telling import Told

STEPS_OF_D1 = ["daily_call_2", "daily_call_3", "demand_notice", "legal_referral", "second_visit"]
ZHAO = "guarantee.guarantors[G-ZHAO]"


class Late(NamedTuple):
    """``amount`` of ``value``, booked on the day after ``step``; document with and without it."""

    name: str
    step: Callable[[Told], None]
    value: str
    amount: str
    changes: dict[str, tuple[Any, Any]]
    same: tuple[str, ...] = ()
    then: tuple[Callable[[Told], None], ...] = ()

    def told(self) -> Told:
        """A town of one's own with the step done, and what is done then on another way."""
        life = told.until(self.step)
        for each in self.then:
            each(life)
        return life


ROWS = (
    Late(
        "before arrears",
        told.lend,
        "2024-03-10",
        "21560.00",
        {"monitoring.unapplied": ("0.00", "21560.00")},
        same=("collection", "litigation", "classification.class"),
    ),
    Late(
        "in arrears, with an open case: there never was one",
        told.overdue,
        "2024-03-20",
        "21560.00",
        {
            "monitoring.days_past_due": (3, 0),
            "monitoring.principal_outstanding": ("260000.00", "240000.00"),
            "classification.class": ("special_mention", "normal"),
            "collection.state": ("FIRST_CONTACT_DONE", None),
            "collection.due": (STEPS_OF_D1, []),
            "litigation.claim.total": ("21578.00", "0.00"),
        },
    ),
    Late(
        # 21,560 and penalty of 5 days at 6.00
        "with a promise of 25 March: it was kept",
        told.promised,
        "2024-03-25",
        "21590.00",
        {
            "collection.promises[PR-1].state": ("broken", "kept"),
            "collection.promises_broken": (1, 0),
            "collection.state": ("FOLLOW_UP", "CURED"),
            "collection.recovered": (None, "21590.00"),
            "collection.due": (STEPS_OF_D1, ["cure_watch"]),
            "guarantee.due": (
                ["claim_on_guarantor", "notify_guarantor", "value_again"],
                ["claim_on_guarantor", "value_again"],
            ),
        },
    ),
    Late(
        "after the demand notice: what was served stays, the claim is gone",
        told.noticed,
        "2024-03-26",
        "21596.00",
        {
            "collection.state": ("NOTICE_SERVED", "CURED"),
            "collection.since": ("2024-03-27", "2024-03-26"),
            "collection.due": (
                ["daily_call", "daily_call_2", "daily_call_3", "legal_referral"],
                ["cure_watch"],
            ),
            "litigation.claim.total": ("21608.00", "0.00"),
            f"{ZHAO}.liable": ("261608.00", "240000.00"),
        },
        same=("collection.notices",),
    ),
    Late(
        "after the guarantor's demand: he stands for what is left of the loan",
        told.guarantor_called,
        "2024-03-27",
        "21602.00",
        {
            "collection.state": ("NOTICE_SERVED", "CURED"),
            f"{ZHAO}.liable": ("261614.00", "240000.00"),
        },
        same=(f"{ZHAO}.demanded", f"{ZHAO}.state"),
    ),
    Late(
        # 10,750 pay interest 1,560, penalty 61 x 6.00 = 366.00, principal 8,824.00
        "with a plan: its first part was paid",
        told.plan_failed,
        "2024-05-20",
        "10750.00",
        {
            "collection.plans[PL-1].state": ("broken", "active"),
            "collection.state": ("FOLLOW_UP", "PLAN_ACTIVE"),
            "monitoring.principal_outstanding": ("260000.00", "251176.00"),
            "monitoring.overdue": ("64320.00", "53936.00"),
        },
        same=("monitoring.overdue_since", "classification.class"),
    ),
    Late(
        "with a plan: all of it was paid before its first part",
        told.plan_failed,
        "2024-05-19",
        "70000.00",
        {
            "collection.plans[PL-1].state": ("broken", "completed"),
            "collection.state": ("FOLLOW_UP", "CURED"),
            "classification.class": ("special_mention", "normal"),
            # 43,000 + penalty (60 + 29) x 6.00 = 534.00, then 21,320 of 20 May
            "monitoring.unapplied": ("0.00", "5146.00"),
        },
    ),
    Late(
        "after referral: the oldest instalment unpaid is that of 20 May",
        told.called,
        "2024-06-24",
        "64320.00",
        {
            "monitoring.overdue_since": ("2024-03-20", "2024-05-20"),
            "monitoring.days_past_due": (98, 37),
            "litigation.claim.total": ("267002.00", "202646.70"),
            f"{ZHAO}.liable": ("267002.00", "202646.70"),
            "collection.recovered": (None, "64320.00"),
        },
        same=("litigation.stage", "collection.state", "classification.class"),
    ),
    Late(
        "after referral: nothing was left to go to law for",
        told.called,
        "2024-06-24",
        "300000.00",
        {
            "collection.state": ("LEGAL_REFERRED", "CLOSED"),
            "collection.legal_stage": ("protective", "closed"),
            "litigation.stage": ("protective", "closed"),
            "litigation.due": (["limitation_of_claim", "protect_assets_at_first_moment"], []),
            "classification.class": ("substandard", "normal"),
            f"{ZHAO}.state": ("demanded", "released"),
            "guarantee.collateral[SHOP-1].state": ("valued", "released"),
            "monitoring.file.state": ("life_event", "closed"),
        },
    ),
    Late(
        # interest 5,700, penalty 1,224 + 2 x 78.00 = 1,380, principal 92,920
        "after preservation: the claim is smaller, the measures stand",
        told.preserved,
        "2024-06-27",
        "100000.00",
        {
            "litigation.claim.principal": ("260000.00", "167080.00"),
            "litigation.claim.penalty": ("1536.00", "100.25"),
        },
        same=("litigation.preservation", "litigation.due", "litigation.stage"),
    ),
    Late(
        "after preservation: no suit need follow",
        told.preserved,
        "2024-06-27",
        "270000.00",
        {
            "litigation.stage": ("preserved", "closed"),
            "litigation.due": (
                ["limitation_of_claim", "renew_preservation", "sue_after_preservation"],
                [],
            ),
            "monitoring.unapplied": ("0.00", "2920.00"),
        },
    ),
    Late(
        "after suit: what the court was asked for stays on record",
        told.sued,
        "2024-06-24",
        "64320.00",
        {
            "litigation.claim.principal": ("260000.00", "201176.00"),
            "litigation.claim.total": ("275322.00", "210701.99"),
        },
        same=("litigation.suit", "litigation.stage"),
    ),
    Late(
        # cost 7,150, interest 5,700, penalty 1,224 + 106 x 78.00 = 9,492, principal 77,658; the
        # account's money of 20 November then meets 42 days x 182,342 x 0.03 % = 2,297.51
        "after enforcement: the account's money pays principal instead of costs",
        end.collected,
        "2024-10-09",
        "100000.00",
        {
            "litigation.collected[COURT-1].paid.cost": ("7150.00", None),
            "litigation.collected[COURT-1].paid.penalty": ("12768.00", "2297.51"),
            "litigation.collected[COURT-1].paid.principal": ("16682.00", "40002.49"),
            "monitoring.principal_outstanding": ("243318.00", "142339.51"),
            "collection.recovered": ("35150.00", "135150.00"),
            "disposal.recovered_net": ("35150.00", "42300.00"),
        },
        same=("litigation.stage", "disposal.recoveries"),
    ),
    Late(
        # penalty 15 x 243,318 x 0.03 % = 1,094.93; Zhao's then 5 x 144,412.93 x 0.03 % = 216.62
        "after the guarantor paid: his payment pays less penalty",
        end.guarantor_paid,
        "2024-12-05",
        "100000.00",
        {
            "litigation.collected[ZHAO-1].paid.penalty": ("1459.91", "216.62"),
            "monitoring.principal_outstanding": ("184777.91", "84629.55"),
            f"{ZHAO}.liable": ("184833.34", "84654.94"),
        },
        same=(f"{ZHAO}.paid", f"{ZHAO}.recourse", f"{ZHAO}.state", "disposal.recovered_net"),
    ),
    Late(
        "after payment in kind: the asset counts at what it was taken for",
        end.in_kind,
        "2025-03-01",
        "50000.00",
        {
            "monitoring.principal_outstanding": ("88689.75", "38635.13"),
            "litigation.collected[asset:A-SHOP].paid.penalty": ("4711.84", "167.12"),
        },
        same=("disposal.in_kind", "disposal.recovered_net", "classification.class"),
    ),
    Late(
        # penalty 112 x 88,689.75 x 0.03 % = 2,979.98, principal 47,020.02
        "after write-off: less was written off",
        end.written_off,
        "2025-06-25",
        "50000.00",
        {
            "disposal.written_off": ("88689.75", "41669.73"),
            "disposal.provision_used": ("88689.75", "41669.73"),
            "disposal.memo_claim": ("91829.37", "41744.74"),
            "collection.recovered": ("95150.00", "145150.00"),
        },
        same=("disposal.recovered_after_write_off", "disposal.state", "collection.state"),
    ),
    Late(
        "after write-off: there was nothing to write off",
        end.written_off,
        "2025-06-25",
        "100000.00",
        {
            "disposal.written_off": ("88689.75", None),
            "disposal.memo_claim": ("91829.37", None),
            "disposal.accounting_state": ("written_off", "on_book"),
            "disposal.legal_state": ("alive", "settled"),
            "disposal.due": (
                ["dispose_of_asset", "finance_report", "special_audit", *["stock_take"]],
                ["dispose_of_asset", "stock_take"],
            ),
            "collection.state": ("CLOSED_LOSS", "CLOSED"),
            "litigation.stage": ("dormant", "closed"),
            f"{ZHAO}.state": ("part_paid", "released"),
        },
    ),
    Late(
        "after transfer: a recovery on the claim that was written off",
        end.sold,
        "2025-11-10",
        "50000.00",
        {
            "disposal.recovered_after_write_off": ("8000.00", "58000.00"),
            "disposal.recoveries": (4, 5),
            "monitoring.principal_outstanding": ("88689.75", "45341.48"),
        },
        same=("disposal.written_off", "disposal.price", "disposal.claim_sold", f"{ZHAO}.state"),
    ),
)
