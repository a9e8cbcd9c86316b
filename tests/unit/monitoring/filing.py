"""A small loan with a post-loan file: what officers send and disposal tells, through the contract."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from contracts import disposal, monitoring_acts
from contracts.envelope import Envelope
from contracts.message import Message
from services.kit.domain import Rejected
from services.monitoring.domain.file_view import FileView
from services.monitoring.domain.state import LoanEvent
from tests.unit.monitoring.bank import DAY, Bank
from tests.unit.monitoring.loans import DISBURSED, LOAN, opening, receipt, reversal

STREAM = f"loan-{LOAN}"
OBLIGOR = "C-1"
DOCUMENTS = ("customer_basics", "loan_contract")
ROLES = {
    "AcknowledgeSignal": "account_manager",
    "DismissSignal": "risk_reviewer",
    "IssueOpinion": "risk_reviewer",
}


def about(on: date) -> dict[str, str]:
    """The fields that all of disposal's messages have."""
    return {"loan_id": LOAN, "obligor_id": OBLIGOR, "effective_on": on.isoformat()}


def cny(amount: str) -> dict[str, str]:
    """Money on the wire."""
    return {"amount": amount, "currency": "CNY"}


@dataclass
class Story:
    """The bank with one loan of 3,000.00, due in three parts, day after day."""

    bank: Bank = field(default_factory=Bank)

    @classmethod
    def opened(cls, **changes: Any) -> Story:
        """The loan on its day of disbursement."""
        story = cls()
        story.bank.put(STREAM, opening(**changes))
        return story

    @classmethod
    def reviewed(cls, **changes: Any) -> Story:
        """And its review done without findings."""
        story = cls.opened(**changes)
        story.act(DISBURSED + DAY, "CompleteReview", documents=DOCUMENTS)
        return story

    def until(self, day: date) -> Story:
        """Every day before ``day`` is closed."""
        self.bank.close_until(day - DAY)
        return self

    def act(self, day: date, command: str, **fields: Any) -> list[LoanEvent]:
        """An officer's command on ``day``; the events that follow."""
        self.until(day)
        shape = getattr(monitoring_acts, command)
        role = ROLES.get(command, "post_loan_officer")
        signed = {"requested_by": "chen", "role": role, "reason": "as the file says"}
        data = {"loan_id": LOAN, "obligor_id": OBLIGOR, **signed, **fields}
        return self.tell(day, shape.model_validate(data))

    def tell(self, day: date, message: Message) -> list[LoanEvent]:
        """A message taken on ``day``."""
        self.until(day)
        before = len(self.bank.events(LOAN))
        self.bank.take(message, Envelope("1", "/x", type(message).TYPE, day, sequence=9))
        return self.bank.events(LOAN)[before:]

    def refused(self, code: str, day: date, command: str, **fields: Any) -> str:
        """The officer's command is refused with this code; the sentence."""
        with pytest.raises(Rejected) as refusal:
            self.act(day, command, **fields)
        assert refusal.value.code == code, refusal.value
        return refusal.value.detail

    def pay(self, name: str, amount: str, on: date, known: date | None = None) -> list[LoanEvent]:
        """Money comes in, perhaps known later."""
        self.until(known or on)
        return self.bank.put(STREAM, receipt(name, amount, on, as_of=known or on))

    def undo(self, name: str, known: date) -> list[LoanEvent]:
        """The money goes back."""
        self.until(known)
        return self.bank.put(STREAM, reversal(name, as_of=known))

    def file(self, day: date, known: date | None = None) -> FileView:
        """The file at the end of ``day``, all days up to then closed."""
        self.bank.close_until(known or day)
        shown = self.bank.view(LOAN, day, known or day)
        assert shown is not None
        return shown.file

    def state(self, day: date, known: date | None = None) -> str:
        """Its state."""
        return self.file(day, known).state

    def signalled(self, day: date, signal_id: str = "S-1") -> Story:
        """With a risk signal."""
        self.act(day, "RaiseSignal", signal_id=signal_id, codes=["turnover_drop"])
        return self

    def judged(self, day: date, **fields: Any) -> Story:
        """And a disposal opinion on it."""
        asked = {"opinion_id": "O-1", "measures": ["limit_frozen", "more_tracking"], **fields}
        self.act(day, "IssueOpinion", **asked)
        return self


def transferred(on: date) -> disposal.DebtTransferred:
    """The claim was sold."""
    data = {**about(on), "buyer_id": "AMC-1", "price": cny("300.00"), "claim": cny("3000.00")}
    return disposal.DebtTransferred.model_validate(data)


def remitted(on: date) -> disposal.DebtRemitted:
    """The claim was given up."""
    return disposal.DebtRemitted.model_validate({**about(on), "amount": cny("3000.00")})


def monetised(on: date, receipt: str | None, how: str = "rent") -> disposal.AssetMonetised:
    """An asset taken for debt brought 300.00."""
    sums: dict[str, Any] = {"gross": cny("300.00"), "cost": cny("0.00"), "receipt_id": receipt}
    data = {**about(on), "asset_id": "A-1", "how": how, **sums}
    return disposal.AssetMonetised.model_validate(data)


def written_off(on: date, entry: int, corrects: tuple[int, ...] = ()) -> disposal.LoanWrittenOff:
    """Written off."""
    sums = {"principal": cny("3000.00"), "memo_claim": cny("3100.00"), "criterion": "A-1"}
    data = {**about(on), **sums, "entry": entry, "corrects": corrects}
    return disposal.LoanWrittenOff.model_validate(data)


def taken_in_kind(
    on: date, amount: str, asset: str = "A-1"
) -> disposal.AssetReceivedInSatisfaction:
    """An asset for debt."""
    data = {**about(on), "asset_id": asset, "debt_reduced": cny(amount), "ground": "court_order"}
    return disposal.AssetReceivedInSatisfaction.model_validate(data)
