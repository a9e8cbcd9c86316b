"""Phrases for the tests of collection: officers act on a customer's case."""

from __future__ import annotations

from typing import Any

from contracts.debts import Debt
from contracts.values import Money
from services.collection.domain import acts, touches
from services.kit.domain import Rejected
from tests.unit.collection.told import EDITION, LOAN, ONE_DAY, POLICIES, Told, cny, on

__all__ = [
    "CONDUCT",
    "EDITION",
    "LOAN",
    "POLICIES",
    "Life",
    "cny",
    "debt",
    "in_case",
    "on",
    "refusal",
    "spoken",
]


CONDUCT = EDITION.conduct[-1]
"""The rows of the gate that all services share."""


class Life(Told):
    """A customer and the officers who work the case."""

    def act(self, kind: Any, /, **fields: Any) -> list[Any]:
        base: dict[str, Any] = {
            "as_of": self.today,
            "loan_id": LOAN,
            "requested_by": "chen",
            "role": "collector",
            "reason": "arrears",
        }
        return self.put(kind(**(base | fields)))

    def contact(self, kind: Any, hour: str, /, **fields: Any) -> list[Any]:
        day = fields.pop("day", self.today.isoformat())
        self.numbers += 1
        words: dict[str, Any] = {
            "contact_id": f"CT-{self.numbers}",
            "at": f"{day}T{hour}+08:00",
            "channel": "phone",
            "contact_point": "13900000001",
            "contact_source": "contract",
            "target_role": "borrower",
            "target_id": None,
            "staff_ids": ("chen",),
            "agency_id": None,
            "identity_verified": True,
            "template_id": None,
            "legal_bases": (),
            "purposes": ("recovery",),
            "statements": (),
            "data_fields": (),
            "tone": "neutral",
            "speaks_as": "self",
            "from_line": "pool",
            "result": "reached",
            "summary": "",
        }
        return self.act(kind, **(words | fields))

    def call(self, hour: str = "10:00", **fields: Any) -> list[Any]:
        more: dict[str, Any] = {
            "recording_id": "REC-1",
            "phone_stage": "negotiation",
            "machine_disclosed": False,
            "excuse": None,
        }
        return self.contact(touches.MakeCall, hour, **(more | fields))

    def message(self, hour: str = "10:00", **fields: Any) -> list[Any]:
        more = {
            "channel": "letter",
            "template_id": "LETTER-REMINDER",
            "result": "delivered",
            "identity_verified": False,
        }
        return self.contact(touches.SendMessage, hour, **(more | fields))

    def visit(self, hour: str = "10:00", **fields: Any) -> list[Any]:
        more: dict[str, Any] = {
            "channel": "visit",
            "staff_ids": ("chen", "liu"),
            "place": "business",
            "appointment": True,
            "identity_shown": True,
            "entry_consent": False,
            "operating_normally": True,
            "cash_inflow": "",
        }
        return self.contact(touches.HoldVisit, hour, **(more | fields))

    def notice(self, hour: str = "10:00", **fields: Any) -> list[Any]:
        more: dict[str, Any] = {
            "channel": "visit",
            "staff_ids": ("chen", "liu"),
            "template_id": "NOTICE-OVERDUE",
            "purposes": ("service_of_notice",),
            "notice_id": "N-1",
            "method": "personal",
            "proof": "signed",
            "proof_id": "P-1",
            "place": "business",
            "appointment": True,
            "identity_shown": True,
            "entry_consent": False,
        }
        return self.contact(touches.ServeDemandNotice, hour, **(more | fields))

    def promise(self, due: str, amount: str, name: str = "PR-1", **fields: Any) -> list[Any]:
        more = {"half_day": "morning", "hour": "10:00"}
        return self.act(
            acts.RecordPromise,
            **({"promise_id": name, "due_on": on(due), "amount": cny(amount)} | more | fields),
        )

    def plan(
        self, *parts: tuple[str, str], name: str = "PL-1", signed: bool = True, **fields: Any
    ) -> list[Any]:
        made = tuple(acts.PlanPart(on(day), cny(amount)) for day, amount in parts)
        total = Money(sum(part.amount.minor for part in made))
        self.act(acts.ProposePlan, plan_id=name, total=total, parts=made)
        more = {
            "documents": EDITION.cases.plan_documents.codes,
            "recording_id": None if signed else "REC-9",
        }
        words: dict[str, Any] = {"plan_id": name, "signed": signed}
        return self.act(acts.AgreePlan, **(words | more | fields))

    def hand_over(self, **fields: Any) -> list[Any]:
        more: dict[str, Any] = {
            "to_unit": "special",
            "summary": "stalls; two promises broken",
            "team": ("chen", "liu"),
            "anchor": "chen",
            "hard_case": None,
        }
        return self.act(acts.HandOverCase, **(more | fields))

    def consent(
        self, kind: str, party: str | None = None, name: str = "K-1", **fields: Any
    ) -> list[Any]:
        """A consent on paper, which a second person has seen."""
        more: dict[str, Any] = {"document_id": "D-1", "party_id": party, "consent_id": name}
        more |= {"approved_by": "wang", "approver_role": "compliance_officer"}
        return self.act(acts.RecordConsent, kind=kind, **(more | fields))

    def refer(self, **fields: Any) -> list[Any]:
        more: dict[str, Any] = {
            "ground": "over_indebted",
            "expected_cost": cny("7150.00"),
            "expected_recovery": cny("150000.00"),
        }
        return self.act(acts.ReferToLaw, **(more | fields))


def refusal(does: Any) -> str:
    """The code with which an act is refused."""
    try:
        happened = does()
    except Rejected as refused:
        return refused.code
    raise AssertionError(f"nothing was refused: {happened}")


def debt(
    number: int, due: str, principal: str, interest: str, late: str, penalty_from: str
) -> Debt:
    unpaid = (0, 0, cny(interest).minor, 0, cny(principal).minor)
    return Debt(str(number), "installment", on(due), on(late), unpaid, on(penalty_from))


def in_case(day: str = "2024-03-21", lent: str = "2023-03-20") -> Life:
    """A customer whose loan of 20,000 and 1,560 fell due the day before ``day``, unpaid."""
    due = (on(day) - ONE_DAY).isoformat()
    life = Life(today=on(due)).lent(day=lent)
    life.to(day)
    life.overdue(due, amount="21560.00")
    life.claim(debt(12, due, "20000.00", "1560.00", day, due))
    return life


def spoken(day: str = "2024-03-21") -> Life:
    """The debtor was spoken to."""
    life = in_case(day)
    life.call()
    return life
