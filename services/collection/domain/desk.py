"""An officer's desk: the customer as judged by now, the numbers of the act's day, the act and its day.

What all acts are checked for, and how an event is made of one.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple, TypeVar

from contracts.debts import owed_on
from contracts.values import Money
from services.collection.domain.acts import CollectionAct
from services.collection.domain.case import ACTIVE
from services.collection.domain.conclusions import CaseMoved, CollectionCaseOpened
from services.collection.domain.done import Done
from services.collection.domain.loan_file import GONE, LoanFile
from services.collection.domain.state import Customer
from services.collection.policy import CollectionPolicy
from services.kit.acts import before_disbursement, check_act, check_currency, check_day
from services.kit.conduct.shape import ConductPolicy
from services.kit.domain import Rejected

D = TypeVar("D", bound=Done)


class Desk(NamedTuple):
    """``customer`` is judged up to the business day; ``day`` is the day on which the act counts."""

    customer: Customer
    edition: CollectionPolicy
    act: CollectionAct
    day: date

    @property
    def file(self) -> LoanFile:
        """The loan's file."""
        return self.customer.loans[self.act.loan_id]

    @property
    def conduct(self) -> ConductPolicy:
        """The rows of the gate that all services share, as of that day."""
        return self.edition.conduct_on(self.day)

    @property
    def to_debtor(self) -> bool:
        """Whether the act is addressed to the debtor himself, by any word for him (CC-04)."""
        return getattr(self.act, "target_role", None) in self.conduct.roles.debtor.codes

    @property
    def case_id(self) -> str:
        """The case that the loan is in on that day; empty without one."""
        return self.customer.in_case(self.act.loan_id, self.day) or ""

    @property
    def state(self) -> str:
        """The case's state on that day."""
        return self.customer.state_on(self.day) or "none"

    @property
    def behind_pause(self) -> str:
        """The state that a pause, or a plan made at law, goes back to; without one the state itself."""
        moves = self.customer.live(CaseMoved, self.day)
        state = self.state
        for held in ("PAUSED", "PLAN_ACTIVE"):
            back = [each.resumes for each in moves if each.state == held]
            if state == held:
                state = back[-1] or state
        return state

    @property
    def last_case(self) -> str:
        """The case that the loan is in, or was in before it was written off; empty without one."""
        opened = self.customer.live(CollectionCaseOpened, self.day)
        ours = [each.case_id for each in opened if each.loan_id == self.act.loan_id]
        return ours[-1] if ours else ""

    def made(self, kind: type[D], **more: Any) -> D:
        """The event of this act: its fields by name, and ``more``."""
        fields: dict[str, Any] = {
            name: getattr(self.act, name)
            for name in kind.__struct_fields__
            if name not in more and hasattr(self.act, name)
        }
        fields |= {
            "effective_on": self.day,
            "processed_on": self.act.as_of,
            "case_id": self.case_id,
            "policy_id": self.edition.policy_id,
        }
        if "to_debtor" in kind.__struct_fields__:
            fields["to_debtor"] = self.to_debtor
        return kind(**(fields | more))

    def no_case(self, rule: str) -> Rejected:
        """The refusal of an act without a case: what to do on the day on which one may open."""
        said = f"loan {self.act.loan_id} is in no collection case on {self.day} ({rule})"
        if self.last_case:
            said += f", its last one is {self.state}"
        if self.day == self.act.as_of:
            said += (
                ": a case opens when the first day past due is closed, since money may come until"
                " then (COL-01, POL-02). Done on that day, the act is entered after its close, with"
                f" done_on {self.day}"
            )
        return Rejected("case_unknown", said)

    def needs_case(self, *states: str, rule: str = "B.3") -> None:
        """``Rejected`` unless the loan is in a case that is in one of the states, active at least."""
        if not self.case_id:
            raise self.no_case(rule)
        wanted = states or ACTIVE
        if self.state not in wanted:
            raise Rejected(
                "wrong_state",
                f"the case is {self.state} on {self.day}, this needs {' or '.join(wanted)}"
                f" ({rule})",
            )


def allowed(desk: Desk) -> None:
    """Role, reason, second person. ``Rejected`` otherwise."""
    check_act(desk.act, desk.edition.rule_of(desk.act.RULE))


def known(desk: Desk) -> None:
    """The day has come and the loan is known on it. ``Rejected`` otherwise."""
    check_day(desk.act)
    if desk.act.loan_id not in desk.customer.loans:
        raise Rejected(
            "loan_unknown", f"loan_id {desk.act.loan_id!r} is not a loan of this obligor_id"
        )
    taken = desk.file.taken
    if taken is not None and desk.day < taken.effective_on:
        raise before_disbursement(desk.day, taken.effective_on)
    claims = desk.customer.loans[desk.act.loan_id].claims
    if claims:
        check_currency(desk.act, claims[-1].currency)


def not_gone(desk: Desk) -> None:
    """``Rejected`` where the claim is the bank's no longer on the day of the act."""
    outcome = desk.file.outcome_on(desk.day)
    if outcome in GONE:
        raise Rejected(
            "claim_gone",
            f"the claim of loan {desk.act.loan_id} was {outcome} by {desk.day}: the bank asks"
            " nothing of anybody about it any more (B.3, TA-02)",
        )


def listed(value: str, codes: tuple[str, ...], code: str, field: str, rule: str) -> None:
    """``Rejected`` with ``code`` when the value is not on the list."""
    if value not in codes:
        raise Rejected(code, f"{field} {value!r} is not on the list: {', '.join(codes)} ({rule})")


def check_owed(desk: Desk, field: str, amount: Money, on: date, rule: str) -> None:
    """``Rejected`` when more is undertaken than all that is owed, the principal to come included."""
    claim = desk.file.claim_on(desk.day)
    if claim is None:
        return
    most = owed_on(claim.debts, on, claim.penalty_daily, due_only=False).total
    if amount.minor > most:
        raise Rejected(
            "more_than_owed",
            f"{field} {amount.amount} is more than the {Money(most, amount.currency).amount} that"
            f" loan {desk.act.loan_id} owes in all by {on} ({rule})",
        )


def new_id(value: str, taken: set[str], code: str, field: str) -> None:
    """``Rejected`` with ``code`` when something already has this id."""
    if value in taken:
        raise Rejected(code, f"{field} {value!r} is taken already: every one has its own id (B.3)")
