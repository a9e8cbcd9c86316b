"""The machines of classification and of the kit's clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import permutations, product
from typing import Any, get_args

from contracts.values import ObligorKind, RiskClass
from services.classification.domain.facts import Leaving
from services.classification.domain.four_tier import MILDEST
from services.classification.domain.officers import ApproveUpgrade
from services.classification.domain.tier_rules import TIERS
from services.kit import clocks
from services.kit.domain import Rejected
from tests.architecture.asking import (
    ASKED,
    DAY,
    PLAYED,
    START,
    Machine,
    Move,
    kept,
)
from tests.unit.classification import beside
from tests.unit.classification import story as classified

ONE_DAY = timedelta(days=1)
GROUNDS = classified.POLICIES.editions[-1].four_tier.recorded

# -- classification -----------------------------------------------------------------------------


def risk_class() -> Machine:
    """A loan of each kind of obligor: so long in arrears, paid up, observed, approved, tested."""
    moves: list[Move] = []
    for kind in get_args(ObligorKind):
        for bad_days in (1, 91, 271, 361):
            for approved in (True, False):
                moves += _class_moves(kind, bad_days, approved)
    order = [START, *get_args(RiskClass)]
    moves.sort(key=lambda each: (order.index(each.before), order.index(each.after)))
    return Machine("classification", "risk class", PLAYED, kept(moves))


def _class_moves(kind: Any, bad_days: int, approved: bool) -> Iterator[Move]:
    due = classified.on("2024-02-10")
    story = classified.Story()
    monthly = tuple((due + timedelta(days=30 * n)).isoformat() for n in range(60))
    story.take(classified.lent(kind=kind, due=monthly))
    story.take(classified.arrears((due + ONE_DAY).isoformat(), due.isoformat(), 1))
    up = due + timedelta(days=bad_days + 5)
    story.pass_days(up)
    story.take(classified.arrears(up.isoformat(), None, 2))
    for number, day in enumerate(monthly, 1):
        if up < classified.on(day) <= up + timedelta(days=240):
            story.take(classified.paid(number, day, day, 10 + number))
    end = up + timedelta(days=250)
    story.pass_days(end)
    if approved:
        with suppress(Rejected):  # a loan that rose by itself waits for no approval
            story.put(_approval(end))
    story.pass_days(end + timedelta(days=5))
    story.put(beside.cure_test((story.day + ONE_DAY).isoformat(), "REVIVE-5"))
    story.pass_days(end + timedelta(days=400))
    for each in classified.classes([event for _, event in story.events]):
        yield Move(each.previous_class or START, " and ".join(each.rules), each.risk_class)


def tier() -> Machine:
    """The older scheme: a loan unpaid for years, grounds recorded and gone, paid up, out of the book."""
    moves = [Move(START, "loan disbursed", MILDEST)]
    for acts in ((), *permutations((*GROUNDS, "paid", "unpaid"), 2)):
        for end in ("settled", *get_args(Leaving)):
            moves += _tier_moves((*acts, end))
    moves.sort(key=lambda each: (each.before != START, TIERS.index(each.after)))
    return Machine("classification", "scheme of four", PLAYED, kept(moves))


def _tier_moves(steps: tuple[str, ...]) -> Iterator[Move]:
    story = classified.Story()
    due = classified.on("2022-03-20")
    story.take(classified.lent(day="2022-01-10"))
    story.take(classified.arrears("2022-03-21", due.isoformat(), 1))
    for number, step in enumerate(steps, 1):
        story.pass_days(due + timedelta(days=400 * number))
        day = (story.day + ONE_DAY).isoformat()
        with suppress(Rejected):
            _tier_step(story, step, day, 10 * number)
    story.pass_days(story.day + timedelta(days=400))
    for row in story.state.loans["L-1"].tiers:
        yield Move(row.previous_tier, row.reason, row.tier)


def _tier_step(story: classified.Story, step: str, day: str, number: int) -> None:
    if step in GROUNDS:
        story.put(beside.ground(day, step))
        story.put(beside.ground(_after(day), step, holds=False))
        if step == "listed_as_bad":
            story.put(beside.ground(_after(day, 2), step))
    elif step == "settled":
        story.take(classified.settled(day, number))
    elif step in get_args(Leaving):
        story.take(beside.left(day, step))  # type: ignore[arg-type]
    else:
        since = None if step == "paid" else _after(day, -1)
        story.take(classified.arrears(day, since, number))


def _after(day: str, days: int = 1) -> str:
    return (classified.on(day) + timedelta(days=days)).isoformat()


def _approval(day: Any) -> ApproveUpgrade:
    return ApproveUpgrade(
        as_of=day,
        loan_id="L-1",
        requested_by="li",
        role="account_manager",
        approved_by="wang",
        approver_role="risk_reviewer",
        reason="kept",
    )


# -- the kit's clock ----------------------------------------------------------------------------


def clock() -> Machine:
    """Every sequence of up to four marks on a clock that everything can touch."""
    term = clocks.Term(
        length=3, unit="year", article="", interruptible=True, suspension_months=6
    )  # fmt: skip
    days = [DAY, DAY + timedelta(days=1000), DAY + timedelta(days=1010), DAY + timedelta(2500)]
    moves = [Move(START, "", "not_started")]
    for kinds in product(get_args(clocks.Kind), repeat=len(days)):
        marks = [clocks.Mark(k, day, "") for k, day in zip(kinds, days, strict=True)]
        for place, mark in enumerate(marks):
            before = clocks.read_clock(term, marks[:place], mark.on)
            after = clocks.read_clock(term, marks[: place + 1], mark.on)
            moves.append(Move(before.state, mark.kind, after.state))
            if place:
                early = clocks.read_clock(term, marks[:place], marks[place - 1].on)
                moves.append(Move(early.state, "time", before.state))
    return Machine("litigation", "limitation clock (kit)", ASKED, kept(moves))
