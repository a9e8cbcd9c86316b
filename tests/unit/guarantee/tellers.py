"""Random lives of a loan's security: facts and acts in a random order, refusals passed over."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from random import Random
from typing import Any

from contracts import disposal, monitoring
from services.guarantee.domain.legal_facts import SuitNoted
from services.kit.domain import Rejected
from tests.unit.guarantee.story import (
    DEMAND,
    SECOND,
    Story,
)
from tests.unit.guarantee.told import (
    DEBTOR,
    IDS,
    JOINT,
    SHOP,
    ZHAO,
    accelerated,
    auction,
    balance,
    bankrupt,
    borrower_notice,
    cny,
    contact_due,
    declared,
    in_kind,
    numbered,
    on,
    opened,
    sold,
    staged,
    stated,
    suit,
    suit_ended,
    transfer_notice,
)

QIAN = "G-QIAN"
SEEDS = range(40)
CHARGED = {"collateral_id": SHOP, "kind": "shop", "value": cny("180000.00").to_wire()}


class Teller:
    """One random life, told by its seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.story = Story()
        self.day = on("2023-03-20")
        self.entry = 10
        self.left = 480_000_00
        self.receipts: dict[int, str] = {}

    def live(self, steps: int = 40) -> Story:
        draw = self.random
        zhao = JOINT | draw.choice(
            [{}, {"kind": "general"}, {"kind": None}, {"cap": cny("20000.00").to_wire()}]
        )
        zhao |= draw.choice([{}, {"period_months": None}, {"guarantor_kind": "company"}])
        qian = {"guarantor_id": QIAN, "document_id": "G-1", "kind": "joint"}
        self.story.tell(
            opened(guarantees=(zhao | {"document_id": "G-1"}, qian), collateral=(CHARGED,)),
            self.text,
        )
        for _ in range(steps):
            self.day += timedelta(days=draw.choice([0, 1, 3, 20, 60]))
            step = draw.choice([self._ledger, self._ledger, self._others, self._act, self._act])
            try:
                step()
            except Rejected:
                continue
        self.story.pass_days((self.day + timedelta(days=draw.choice([0, 900]))).isoformat())
        return self.story

    @property
    def text(self) -> str:
        return self.day.isoformat()

    def _back(self) -> str:
        """Today, or some days ago."""
        back = self.random.choice([0, 0, 0, 5, 40])
        return max(on("2023-03-20"), self.day - timedelta(days=back)).isoformat()

    def _ledger(self) -> None:
        draw, tell = self.random, self.story.tell
        self.entry += 1
        match draw.randrange(6):
            case 0 | 1:
                amount = draw.choice([5_000_00, 20_000_00, 39_999_99])
                self.left = max(0, self.left - amount)
                self.receipts[self.entry] = f"R-{self.entry}"
                who = draw.choice([ZHAO, QIAN, "SOMEBODY"])
                kind = draw.choice(["guarantor", "guarantor", "borrower"])
                paid = f"{amount // 100}.{amount % 100:02d}"
                tell(
                    balance(
                        self._back(), self.entry, self.money, f"R-{self.entry}", paid, kind, who
                    ),
                    self.text,
                )
            case 2 if self.receipts:
                undone = draw.choice(sorted(self.receipts))
                del self.receipts[undone]
                tell(
                    numbered(monitoring.EntriesWithdrawn, self._back(), self.entry, undone),
                    self.text,
                )
            case 3:
                shape = draw.choice([monitoring.LoanSettled, monitoring.LoanReopened])
                tell(numbered(shape, self._back(), self.entry), self.text)
                self.receipts[self.entry] = ""
            case _:
                whole = accelerated(self._back(), self.money)
                called = draw.choice([None, "2024-06-25"])
                tell(stated(self._back(), whole, since="2023-03-20", called=called), self.text)

    @property
    def money(self) -> str:
        return f"{self.left // 100}.{self.left % 100:02d}"

    def _others(self) -> None:
        day, draw = self._back(), self.random
        told: list[Any] = [
            contact_due(day, self.entry),
            borrower_notice(day),
            suit(day, *draw.choice([(DEBTOR,), (DEBTOR, ZHAO), (QIAN,)])),
            staged(day, draw.choice(["enforcing", "dormant", "judged"])),
            bankrupt(day, draw.choice([DEBTOR, QIAN])),
            declared(day, draw.choice([DEBTOR, QIAN])),
            *self._ended(day),
            auction(day, 1, "100800.00", sold=draw.random() < 0.3),
            in_kind(day),
        ]
        late: list[Any] = [
            sold(day),
            transfer_notice(day, draw.choice([ZHAO, QIAN])),
            sold(day),
            transfer_notice(day, ZHAO),
            disposal.DebtRemitted(**IDS, effective_on=on(day), amount=cny("1.00")),
        ]
        self.story.tell(draw.choice(told if draw.random() < 0.9 else late), self.text)

    def _ended(self, day: str) -> list[Any]:
        """The last suit came to nothing."""
        filed = self.story.state.of_law(SuitNoted, self.day)
        if not filed or filed[-1].effective_on > on(day):
            return []
        how = self.random.choice(["withdrawn", "not_taken", "dismissed"])
        served = self.random.choice([(), (ZHAO,)])
        return [suit_ended(day, filed[-1].effective_on.isoformat(), how, served)]

    def _act(self) -> None:
        draw = self.random
        who = {"guarantor_id": draw.choice([ZHAO, QIAN])}
        name, person, fields = draw.choice(self._acts())
        about = who if "Guarantor" in name or name in OF_GUARANTOR else {}
        self.story.act(name, self.text, person, **about, **fields)

    def _acts(self) -> list[tuple[str, str, dict[str, Any]]]:
        call = {"method": "phone"}
        document = {"document_id": "D-1"}
        worth = {"value": cny(self.random.choice(["90000.00", "180000.00"]))}
        return [
            *[("NotifyGuarantor", "officer", call)] * 3,
            *[("ServeGuarantorDemand", "officer", {**DEMAND, "amount": cny("1000.00")})] * 4,
            ("SendRiskWarning", "officer", {**document, "method": "post"}),
            (
                "RecordInterview",
                "officer",
                {"record_id": "I", "signed": True, "address_confirmed": True},
            ),
            ("RecordRefusal", "officer", {"ground": "not_found", "search_record_id": "S-1"}),
            ("RecordDefenceRemoved", "lawyer", {**document, "ground": "waived"}),
            ("CheckEligibility", "reviewer", {**document, "guarantor_kind": "company"}),
            ("RecordValuation", "valuer", {**worth, "report_id": "V-1"}),
            ("ReportImpairment", "officer", {**worth, **document, "cause": "fire"}),
            ("RequestAdditionalSecurity", "officer", {**document, "due_on": "2030-01-01"}),
            (
                "RecordAdditionalSecurity",
                "officer",
                {**document, "provided": True, "security_id": ZHAO},
            ),
            ("RealiseSecurity", "lawyer", document),
            ("ReplaceSecurity", "officer", {**document, "old_id": SHOP, "new_id": ZHAO, **SECOND}),
            ("ReleaseCollateral", "manager", {**document, "ground": "replaced", **SECOND}),
        ]


@cache
def lived(seed: int) -> Story:
    """The life of a seed, told once for all tests."""
    return Teller(seed).live()


OF_GUARANTOR = (
    "SendRiskWarning",
    "RecordInterview",
    "RecordRefusal",
    "RecordDefenceRemoved",
    "CheckEligibility",
)
