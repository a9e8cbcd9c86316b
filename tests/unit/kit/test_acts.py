"""What every officer's act is checked for: people, reason, day, currency, news, words."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar

import pytest
from msgspec.structs import replace

from contracts.message import Code, Group, open_list
from contracts.values import Money
from services.kit.acts import (
    Act,
    ActRule,
    check_act,
    check_currency,
    check_day,
    check_news,
    check_since,
    check_words,
)
from services.kit.domain import DomainEvent, Rejected

TODAY, TOMORROW, LENT = date(2024, 3, 21), date(2024, 3, 22), date(2023, 3, 20)
ALONE = ActRule(roles=("clerk",), source="X-1")
TWO = ActRule(roles=("clerk",), approvers=("boss",), source="X-2")


class Paid(Act, frozen=True, kw_only=True):
    """An act with money."""

    amount: Money


ACT = Paid(
    as_of=TODAY, loan_id="L-1", requested_by="chen", role="clerk", reason="asked", amount=Money(1)
)
AGREED = replace(ACT, approved_by="liu", approver_role="boss")


def refusal(check: Any, *asked: Any) -> str:
    with pytest.raises(Rejected) as refused:
        check(*asked)
    return f"{refused.value.code}: {refused.value.detail}"


@pytest.mark.parametrize(
    ("changed", "rule", "code"),
    [
        ({"requested_by": " "}, ALONE, "person_missing"),
        ({"reason": ""}, ALONE, "reason_missing"),
        ({"role": ""}, ALONE, "role_missing"),
        ({"role": "boss"}, ALONE, "role_not_allowed"),
        ({"done_on": TOMORROW}, ALONE, "done_in_future"),
        ({"approved_by": "CHEN"}, ALONE, "same_person"),
        ({"approved_by": None}, TWO, "second_person_missing"),
        ({"approved_by": "C h e n"}, TWO, "same_person"),
        ({"approver_role": None}, TWO, "approver_role_not_allowed"),
        ({"approver_role": "clerk"}, TWO, "approver_role_not_allowed"),
    ],
)
def test_who_may_not_may_not(changed: dict[str, Any], rule: ActRule, code: str) -> None:
    assert refusal(check_act, replace(AGREED, **changed), rule).startswith(code)


def test_a_refusal_cites_the_rule_and_keeps_the_policys_notes_to_itself() -> None:
    noted = (
        "X-3, X-4: warnings are raised to the units that must act [client]; role names [policy]"
    )
    rule = ActRule(roles=("clerk",), approvers=("boss",), source=noted)
    for changed in (
        {"role": ""},
        {"role": "boss"},
        {"approved_by": None},
        {"approved_by": "chen"},
    ):
        said = refusal(check_act, replace(AGREED, **changed), rule)
        assert said.endswith(" (X-3, X-4)"), said
        assert "[" not in said
    bare = ActRule(roles=("clerk",), source="the bank's own choice [policy]")
    assert refusal(check_act, replace(ACT, role="boss"), bare).endswith("but clerk")


def test_who_may_may() -> None:
    for act, rule in ((ACT, ALONE), (AGREED, ALONE), (AGREED, TWO)):
        check_act(act, rule)


def test_an_act_counts_today_or_before_and_never_before_its_loan() -> None:
    check_day(replace(ACT, done_on=TODAY))
    assert "done_on 2024-03-22" in refusal(check_day, replace(ACT, done_on=TOMORROW))
    check_since(replace(ACT, done_on=LENT), LENT)
    early = replace(ACT, done_on=date(2023, 3, 19))
    assert refusal(check_since, early, LENT) == (
        "before_disbursement: done_on 2023-03-19 lies before the disbursement on 2023-03-20"
    )


def test_money_is_in_the_loan_s_currency() -> None:
    check_currency(ACT, "CNY")
    assert "amount 0.01 CNY" in refusal(check_currency, ACT, "USD")


class Looked(DomainEvent, frozen=True, kw_only=True):
    """Something recorded, by whom and why."""

    NAME: ClassVar[str] = "test.Looked"
    what: str
    requested_by: str
    reason: str


def test_only_what_was_recorded_decides_whether_it_is_news() -> None:
    first = Looked(loan_id="L-1", effective_on=TODAY, what="shop", requested_by="a", reason="b")
    again = replace(first, requested_by="c", reason="d")
    assert "done_on 2024-03-21" in refusal(check_news, again, [first])
    for other in ({"what": "truck"}, {"effective_on": TOMORROW}, {"loan_id": "L-2"}):
        check_news(replace(again, **other), [first])
    check_news(again, [])


class Part(Group):
    """A group inside a command."""

    kind: Annotated[Code, open_list("big", "small")]


class Asked(Group):
    """A command with open lists in all places."""

    ground: Annotated[Code, open_list("flood", "fire")]
    place: Annotated[Code, open_list("home")] | None = None
    parts: tuple[Part, ...] = ()
    inner: Part | None = None


def test_a_word_is_refused_where_a_rule_hangs_on_it_and_nowhere_else() -> None:
    ruled = frozenset({"ground", "place", "kind"})
    check_words(Asked(ground="fire"), ruled)
    check_words(Asked(ground="ice", place="moon"), frozenset())
    big, odd = Part(kind="big"), Part(kind="odd")
    for asked, said in (
        (Asked(ground="ice"), "ground_unknown: ground 'ice' is none of flood, fire"),
        (Asked(ground="fire", place="moon"), "place_unknown: place 'moon' is none of home"),
        (Asked(ground="fire", parts=(big, odd)), "kind_unknown: parts[1].kind 'odd' is none of"),
        (Asked(ground="fire", inner=odd), "kind_unknown: inner.kind 'odd' is none of"),
    ):
        assert refusal(check_words, asked, ruled).startswith(said)
