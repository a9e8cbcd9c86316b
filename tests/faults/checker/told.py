"""What is told of which event, as data: only what differs from "the same name, the same value".

An event ``service.NameOfIt`` is told as ``postloan.service.name-of-it.v1``; a field of the message is the
field of the event by the same name. What follows is every exception that there is.
"""

from __future__ import annotations

from typing import Any

NAMES = {
    "kit.DayClosed": "business-day-closed",
    "monitoring.MoneyAllocated": "balance-changed",
    "monitoring.PlanChanged": "balance-changed",
    "collection.CollectionCaseOpened": "case-opened",
    "collection.CollectionCaseClosed": "case-closed",
    "collection.PromiseToPayMade": "promise-judged",
    "collection.PromiseWithdrawn": "promise-judged",
    "collection.RepaymentPlanAgreed": "plan-judged",
    "collection.RepaymentPlanAmended": "plan-judged",
    "guarantee.GuaranteeLiabilityRegistered": "guarantee-registered",
    "guarantee.GuaranteeReinstated": "guarantee-registered",
    "guarantee.StandsAgain": "guarantee-registered",
    "guarantee.FreeAgain": "guarantee-released",
    "guarantee.GuarantorEligibilityChecked": "guarantee-released",
    "litigation.StageReached": "legal-stage-reached",
    "litigation.ClockMoved": "limitation-changed",
    "litigation.MeasureMoved": "preservation-changed",
    "litigation.ConclusionsWithdrawn": "entries-withdrawn",
    "litigation.BankruptcyRecorded": "bankruptcy-accepted",
    "disposal.AssetReceivedInSatisfaction": "asset-received",
    "disposal.DisposalRouteSelected": "route-selected",
    "disposal.RentReceived": "asset-monetised",
    "disposal.RepossessedAssetSold": "asset-monetised",
    "disposal.OwnUseApproved": "asset-monetised",
}
"""The message's name where it is not the event's."""
NAMES_BY: dict[str, tuple[str, dict[str, str]]] = {
    "litigation.BankruptcyRecorded": ("phase", {"declared": "bankruptcy-declared"}),
}
"""By event: a field, and by what stands in it the message's name where it is another than that."""

REPLIES = frozenset({"kit.CommandAccepted", "kit.CommandRejected"})
"""Told on the topic of replies, everything else on the service's own."""
TO_ALL = frozenset({"kit.DayClosed"})
"""Told to every partition, about nobody."""

FROM: dict[str, dict[str, str]] = {
    "classification.LoanClassified": {"class": "risk_class"},
    "monitoring.InstallmentPaid": {"paid_on": "effective_on"},
    "monitoring.LoanOpened": {"disbursed_on": "effective_on"},
    "collection.DemandNoticeServed": {"served_on": "effective_on"},
    "guarantee.GuarantorDemandServed": {"served_on": "effective_on"},
    "guarantee.GuarantorPaid": {"recourse_total": "total"},
    "guarantee.CollateralReceived": {"value": "debt_reduced"},
    "guarantee.CollateralAuctionHeld": {"value": "price"},
    "disposal.RepossessedAssetSold": {"gross": "price"},
    "disposal.OwnUseApproved": {"gross": "booked_value"},
}
"""By event: a field of the message -> the field of the event that it is."""

NOTHING = {"amount": "0.00", "currency": "CNY"}
FIRST: dict[str, Any] = {"corrects": []}
"""Of an event that is no conclusion and so corrects none."""
WORDS: dict[str, dict[str, Any]] = {
    "collection.RecoveryRecognised": {"way": "cash"},
    "collection.PromiseToPayMade": {"outcome": "made", **FIRST},
    "collection.PromiseWithdrawn": {"outcome": "withdrawn", **FIRST},
    "collection.RepaymentPlanAgreed": {"outcome": "agreed", **FIRST},
    "collection.RepaymentPlanAmended": {"outcome": "amended", **FIRST},
    "guarantee.GuarantorEligibilityChecked": {"reason": "invalid", **FIRST},
    "guarantee.FreeAgain": FIRST,
    "disposal.RentReceived": {"how": "rent"},
    "disposal.RepossessedAssetSold": {"how": "sale"},
    "disposal.OwnUseApproved": {"how": "own_use", "cost": NOTHING},
}
"""By event: what its message says always, without a field of the event."""

for _event, _state in {
    "CollateralPledged": "pledged",
    "CollateralValued": "valued",
    "CollateralImpaired": "impaired",
    "AdditionalSecurityProvided": "supplemented",
    "RealisationStarted": "in_realisation",
    "CollateralReceived": "received_in_satisfaction",
    "CollateralReleased": "released",
    "CollateralChargedAgain": "pledged",
}.items():
    NAMES[f"guarantee.{_event}"] = "collateral-changed"
    WORDS[f"guarantee.{_event}"] = {"state": _state}
NAMES["guarantee.CollateralAuctionHeld"] = "collateral-changed"
NAMES["guarantee.CollateralFreed"] = "collateral-changed"
NAMES["guarantee.CollateralRetold"] = "collateral-changed"

for _event in (
    *("CollectionCallMade", "MessageSent", "SiteVisitCompleted", "DemandNoticeAttempted"),
):
    NAMES[f"collection.{_event}"] = "contact-made"
    NAMES_BY[f"collection.{_event}"] = ("target_role", {"guarantor": "guarantor-contacted"})
    FROM[f"collection.{_event}"] = {"guarantor_id": "target_id"}

RECKONED: dict[str, frozenset[str]] = {
    "monitoring.MoneyAllocated": frozenset({"paid", "sources"}),
    "monitoring.ClaimStated": frozenset({"owed"}),
    "classification.LoanClassified": frozenset({"provision", "contagion.share_percent"}),
    "classification.CureTested": frozenset({"failed"}),
    "guarantee.CollateralAuctionHeld": frozenset({"state"}),
    "guarantee.CollateralFreed": frozenset({"state"}),
    "litigation.SuitFiled": frozenset({"claim"}),
    "kit.CommandAccepted": frozenset({"blocked.alternative"}),  # words, as of a blocked act itself
}
"""By event: what its message sums up, reckons or picks out of the event; not compared."""
IN_WORDS = "alternative"
"""Of a blocked act: what to do instead, as a code in the event, in two languages in the message."""

EMPTY_UNTOLD: dict[str, frozenset[str]] = {
    "classification.LoanClassified": frozenset({"overridden"}),
}
"""By event: fields that are left out of the message when nothing stands in them, but their form."""
SOMETIMES = frozenset(
    {
        "guarantee.GuarantorEligibilityChecked",
        "litigation.AuctionHeld",
        "litigation.BankruptcyRecorded",
    }
)
"""Told only when others need to hear of it; of every other event that is told at all, each one is."""
