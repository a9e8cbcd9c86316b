"""Who may do what: roles, a second person, a reason, a day. Pure, and without a business noun.

A service's policy holds one ``ActRule`` per officer's command; ``check_act`` refuses with the codes
``reason_missing``, ``person_missing``, ``role_missing``, ``role_not_allowed``, ``done_in_future``,
``second_person_missing``, ``same_person`` and ``approver_role_not_allowed``; ``check_since`` with
``before_disbursement``; ``check_currency`` with ``currency_mismatch``; ``check_news`` with
``already_recorded``; ``check_words`` with ``..._unknown``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, TypeVar

import msgspec

from contracts.message import Group, open_members
from contracts.values import Money
from services.kit.domain import Command, DomainEvent, Frozen, Rejected, same_person

G = TypeVar("G", bound=Group)
_RULE_NUMBER = re.compile(r"\b(?:[A-Z]{1,5}-[0-9A-Z]*[0-9]|[BC]\.[0-9])\b")


class ActRule(Frozen, frozen=True, kw_only=True):
    """Roles that may do an act; with ``approvers`` a second person in one of those roles must agree.

    ``source`` names the rule behind it.
    """

    roles: tuple[str, ...]
    approvers: tuple[str, ...] = ()
    source: str

    def __post_init__(self) -> None:
        if not self.roles:
            raise ValueError("roles: an act that nobody may do is no act")

    @property
    def cited(self) -> str:
        """The rules' numbers, in brackets behind a blank; empty where the source names none.

        The rest of the source is for those who keep the policy, not for who is refused.
        """
        numbers = dict.fromkeys(_RULE_NUMBER.findall(self.source))
        return f" ({', '.join(numbers)})" if numbers else ""


class Act(Command, frozen=True, kw_only=True):
    """An officer's command. ``done_on`` is the day it counts, never after ``as_of``.

    ``role`` is empty when the message named none.
    """

    loan_id: str
    requested_by: str
    role: str
    reason: str
    approved_by: str | None = None
    approver_role: str | None = None
    done_on: date | None = None

    @property
    def day(self) -> date:
        """The day the act counts: ``done_on``, or the business day of the deciding."""
        return self.done_on or self.as_of


def recorded_by(act: Act, policy_id: str) -> dict[str, Any]:
    """What the event of every act says: the loan, the day it counts, who did it, why, who agreed, and
    by which edition it was judged."""
    return {
        "loan_id": act.loan_id,
        "effective_on": act.day,
        "requested_by": act.requested_by,
        "role": act.role,
        "reason": act.reason,
        "approved_by": act.approved_by,
        "approver_role": act.approver_role,
        "policy_id": policy_id,
    }


def check_since(act: Act, disbursed_on: date) -> None:
    """Refuse the act with ``Rejected`` when it counts on a day before its loan was there."""
    if act.day < disbursed_on:
        raise before_disbursement(act.day, disbursed_on)


def before_disbursement(day: date, disbursed_on: date) -> Rejected:
    """The refusal of an act of a day on which there was no loan."""
    return Rejected(
        "before_disbursement", f"done_on {day} lies before the disbursement on {disbursed_on}"
    )


_ABOUT_IT = frozenset(
    {"by", "requested_by", "role", "reason", "approved_by", "approver_role"}
    | {"checked_by", "valued_by", "registered_by"}
    | {"processed_on", "recorded_on", "policy_id", "entry"}
)
"""Who recorded something, why and when: not what was recorded."""


def check_news(made: DomainEvent, recorded: Iterable[DomainEvent]) -> None:
    """Refuse with ``Rejected`` what says of the same day nothing that is not recorded already."""
    said = _said(made)
    for each in recorded:
        if type(each) is type(made) and _said(each) == said:
            raise Rejected(
                "already_recorded",
                f"the same is recorded for done_on {made.effective_on} already, with every other"
                " field alike: nothing would change",
            )


def _said(event: DomainEvent) -> list[Any]:
    return [getattr(event, n) for n in event.__struct_fields__ if n not in _ABOUT_IT]


def check_words(asked: G, ruled: frozenset[str]) -> G:
    """Refuse with ``Rejected`` a word that the contract does not know, where a rule hangs on it.

    ``ruled``: names of such fields. In all others an unknown word is taken, and becomes a work item.
    Gives the same back.
    """
    for field, value, known in _words(asked, ""):
        name = field.rpartition(".")[2]
        if name in ruled and value not in known:
            raise Rejected(f"{name}_unknown", f"{field} {value!r} is none of {', '.join(known)}")
    return asked


def _words(group: Group, place: str) -> Iterator[tuple[str, str, list[str]]]:
    """All words of open lists in it, each with its place and the members that are known."""
    for name, field in type(group).model_fields.items():
        value = getattr(group, name)
        for number, each in enumerate(value if isinstance(value, tuple) else ()):
            if isinstance(each, Group):
                yield from _words(each, f"{place}{name}[{number}].")
        if isinstance(value, Group):
            yield from _words(value, f"{place}{name}.")
        elif isinstance(value, str) and (known := open_members(field)) is not None:
            yield f"{place}{name}", value, known


def check_currency(act: Act, currency: str) -> None:
    """Refuse the act with ``Rejected`` when it names money of another currency than the loan's."""
    for field, amount in _amounts(act, ""):
        if amount.currency != currency:
            raise Rejected(
                "currency_mismatch",
                f"{field} {amount.amount} {amount.currency}: the loan is in {currency}",
            )


def _amounts(value: Any, field: str) -> Iterator[tuple[str, Money]]:
    """All money in it with its field; a buyer's capital is no money of the loan."""
    if isinstance(value, Money):
        yield field, value
    elif isinstance(value, tuple):
        for each in value:
            yield from _amounts(each, field)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            if name != "capital":
                yield from _amounts(getattr(value, name), name)


def check_act(act: Act, rule: ActRule) -> None:
    """Refuse the act with ``Rejected`` when it breaks its rule."""
    if not act.requested_by.strip():
        raise Rejected("person_missing", "requested_by is empty: somebody must answer for the act")
    if not act.reason.strip():
        raise Rejected("reason_missing", "reason is empty: the file must say why")
    if not act.role.strip():
        raise Rejected(
            "role_missing",
            f"role is missing: {' or '.join(rule.roles)} may do this{rule.cited}",
        )
    if act.role not in rule.roles:
        raise Rejected(
            "role_not_allowed",
            f"role {act.role!r} may not do this, but {' or '.join(rule.roles)}{rule.cited}",
        )
    check_day(act)
    if rule.approvers:
        _check_second(act, rule)
    elif act.approved_by is not None:
        _check_other(act, rule)


def check_day(act: Act) -> None:
    """Refuse the act with ``Rejected`` when it is said to be done on a day that is still to come."""
    if act.done_on is not None and act.done_on > act.as_of:
        raise Rejected(
            "done_in_future", f"done_on {act.done_on} lies after the business day {act.as_of}"
        )


def _check_second(act: Act, rule: ActRule) -> None:
    if act.approved_by is None or not act.approved_by.strip():
        raise Rejected(
            "second_person_missing",
            f"approved_by is missing: {' or '.join(rule.approvers)} must agree{rule.cited}",
        )
    _check_other(act, rule)
    if act.approver_role not in rule.approvers:
        raise Rejected(
            "approver_role_not_allowed",
            f"approver_role {act.approver_role!r} may not agree to this, but"
            f" {' or '.join(rule.approvers)}{rule.cited}",
        )


def _check_other(act: Act, rule: ActRule) -> None:
    """Nobody is named twice, also where no second person is asked for."""
    if same_person(act.requested_by, act.approved_by or ""):
        raise Rejected(
            "same_person",
            f"requested_by and approved_by are both {act.requested_by!r}: a second person must"
            f" agree{rule.cited}",
        )
