"""What officers do in the generated book: on loans that nobody pays, one day in each chapter.

These loans and their obligors are nobody else's, so their state on that day is certain once all that was
sent before is through. In each chapter one loan begins its way through law, write-off and sale, as the
demo's officers take it; another is promised for, planned, handed over; a third is written off and sold
without a court; and a fourth goes through random flows of the simulation's officers, where refusals are
part of the game.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

import msgspec

from contracts.envelope import dataschema_of
from contracts.feed import FeedLine
from services.console.demo.acts import STAGES, Row, Trouble
from services.console.demo.officers import PEOPLE
from services.console.lives.reading import Step, life_of
from tests.lives.ladder import agree_plan, send_letter
from tests.oracle.lives import wire
from tests.simulation.acts import Desk, contact
from tests.simulation.officers import FLOWS, people

DAY = timedelta(days=1)
FIRST_DUE = 5 * DAY
INSTALMENT = 200_000
INTEREST = 4_000
ROWS = 24
WAYS = ("law", "plan", "gone", "rough")
"""One loan of each chapter goes each way."""
MARK = "T"
"""Begins the number of a loan, and of its obligor, that officers work on."""
COMMANDS = "officers-"
"""Begins the ids of all their commands."""
BORROWER = {"kind": "borrower"}
ENFORCED_AT = 4
COLLECTED, TO_LAW, JUDGED, ENFORCED, WRITTEN_OFF, SOLD = STAGES
PLANNERS = {"chen": "collector", "hu": "branch_manager", "wang": "legal_officer"}


class Bad(NamedTuple):
    """A loan that nobody pays, its way and the chapter in which it was lent."""

    trouble: Trouble
    way: str
    chapter: int

    @property
    def about(self) -> dict[str, str]:
        """Its fields in every message."""
        return {"loan_id": self.trouble.loan_id, "obligor_id": self.trouble.obligor_id}

    @property
    def guarantor(self) -> str:
        """Who stands for it, if anybody does."""
        return f"G-{self.trouble.loan_id}"


def is_bad(obligor: str) -> bool:
    """Whether officers work on this obligor's loan."""
    return f"-{MARK}" in obligor


def lent(seed: int, chapter: int, on: date) -> list[Bad]:
    """The loans of this chapter that will go bad."""
    return [
        Bad(_trouble(f"{seed % 10_000:04d}-{MARK}{chapter:02d}{n}", way, on), way, chapter)
        for n, way in enumerate(WAYS)
    ]


def _trouble(number: str, way: str, on: date) -> Trouble:
    principal = f"{ROWS * INSTALMENT // 100}.00"
    loan, obligor = f"F-{number}", f"C-{number}"
    return Trouble(loan, obligor, on + FIRST_DUE, on, principal, way == "law", len(STAGES))


def disbursement(bad: Bad) -> dict[str, Any]:
    """What core banking says when the loan is paid out."""
    parts = {"principal": wire(INSTALMENT), "interest": wire(INTEREST), "fee": wire(0)}
    due = [bad.trouble.overdue_since + timedelta(days=30 * n) for n in range(ROWS)]
    return {
        **bad.about,
        "obligor_kind": "small_micro",
        "product": "micro_business",
        "principal": wire(INSTALMENT * ROWS),
        "disbursed_on": bad.trouble.lent_on.isoformat(),
        "matures_on": due[-1].isoformat(),
        "security": "credit",
        "schedule": [
            {"number": n, "due_on": on.isoformat(), **parts} for n, on in enumerate(due, 1)
        ],
        "rates": {"penalty_daily": "0.0005"},
    }


def receipt(bad: Bad, chapter: int, on: date) -> dict[str, Any] | None:
    """What comes in this chapter: of the guarantor who was asked, or after the write-off."""
    payers = {("law", 0): {"kind": "guarantor", "id": bad.guarantor}, ("gone", 1): BORROWER}
    payer = payers.get((bad.way, chapter - bad.chapter))
    if payer is None:
        return None
    return {
        **bad.about,
        "receipt_id": f"{bad.trouble.loan_id}-R{chapter}",
        "amount": wire(60_00),
        "value_date": on.isoformat(),
        "booked_on": on.isoformat(),
        "payer": payer,
    }


def acts(seed: int, chapter: int, on: date, loans: list[Bad]) -> list[FeedLine]:
    """All commands of the chapter, in the order in which they are said."""
    random = Random(f"officers {seed} {chapter}")
    rows = [row for bad in loans for row in _rows(bad, chapter - bad.chapter, on, random)]
    told = {"people": PEOPLE | PLANNERS, "step": rows}
    life = life_of(told, f"chapter {chapter}", f"{COMMANDS}{seed}-{chapter}")
    return [_line(step) for step in life.steps]


def _line(step: Step) -> FeedLine:
    envelope = msgspec.structs.replace(
        step.envelope,
        time=f"{step.on}T11:00:00+08:00",
        dataschema=dataschema_of(type(step.message)),
        actor=getattr(step.message, "requested_by", ""),
    )
    return FeedLine(step.number, envelope, step.message.to_payload())


def _rows(bad: Bad, age: int, on: date, random: Random) -> Iterator[Row]:
    ways = {"law": _law, "plan": _planned, "gone": _gone, "rough": _rough}
    for row in ways[bad.way](bad, age, on, random):
        yield {**row, "on": on, "data": {**bad.about, **row["data"]}}


def _law(bad: Bad, age: int, on: date, random: Random) -> Iterator[Row]:
    """Collected, to law, judged, enforced; after four months for nothing written off; sold."""
    stages = {0: COLLECTED, 1: TO_LAW, 2: JUDGED, 8: WRITTEN_OFF, 9: SOLD}
    if age == ENFORCED_AT:  # the judgment of two chapters ago took effect 25 days later
        yield from ENFORCED(bad.trouble, on + 25 * DAY)
    elif age in stages:
        yield from map(_topped_up, stages[age](bad.trouble, on))


def _topped_up(row: Row) -> Row:
    """A loan of eight months' arrears is no loss by its class yet: the rest is set aside by name."""
    if "provision" not in row["data"]:
        return row
    return {**row, "data": {**row["data"], "provision_top_up": row["data"]["provision"]}}


def _planned(bad: Bad, age: int, on: date, random: Random) -> Iterator[Row]:
    """A plan after the broken promise, not kept; handed over; at last a lawyer's letter."""
    if age == 0:
        yield from COLLECTED(bad.trouble, on)
    elif age == 1:
        for service, act, data in agree_plan(on, INSTALMENT, random):
            yield _said(service, act, data | ({"signed": True} if "signed" in data else {}))
    elif age == 2:
        words = {"at": f"{on}T10:00:00+08:00", "recording_id": "REC-2", "phone_stage": "final"}
        yield _said("collection", "make-call", contact(_desk(bad, on, random), **words))
        yield _said("collection", "send-message", _outsourcing(bad, on, random))
    elif age == 3:
        yield _said("collection", "hand-over-case", HAND_OVER, by="qian")
    elif age == 4:
        yield _said("collection", "refer-to-law", LAW)
        yield _said("litigation", "decide-litigation", WILLING, by="wang")
        for service, act, data in send_letter(on, INSTALMENT, random):
            yield _said(service, act, data, by="wang")


HAND_OVER: dict[str, Any] = {
    "to_unit": "special",
    "summary": "promises broken",
    "team": ["chen", "liu"],
    "anchor": "chen",
}
COST: dict[str, Any] = {
    "expected_cost": {"amount": "100.00", "currency": "CNY"},
    "expected_recovery": {"amount": "9000.00", "currency": "CNY"},
}
LAW = {"ground": "unwilling", **COST}
WILLING = {"able": True, "willing": False, **COST}


def _gone(bad: Bad, age: int, on: date, random: Random) -> Iterator[Row]:
    """Its licence was taken away: written off by those who may, a month later sold."""
    if age == 2:
        yield from SOLD(bad.trouble, on)
    for ask in FLOWS["write off"] if age == 1 else ():
        said = people(ask, random)
        said |= {"approved_by": "wang"} if "approved_by" in said else {}
        said |= {"role": "head_office_committee"} if ask.kind == "approve-write-off" else {}
        data = said | ask.data(_desk(bad, on, random))
        yield {"say": f"postloan.{ask.service}.{ask.kind}.v1", "data": data}


def _outsourcing(bad: Bad, on: date, random: Random) -> dict[str, Any]:
    letter = {"channel": "letter", "template_id": "LETTER-OUTSOURCE", "result": "delivered"}
    when = {"at": f"{on}T11:00:00+08:00", "purposes": ["outsource_notice"]}
    return contact(_desk(bad, on, random), **when, **letter, contact_id=f"CO-{on}")


def _said(service: str, act: str, data: dict[str, Any], by: str = "chen") -> Row:
    second = {"with": "zhou"} if service == "litigation" else {"with": "hu"}
    words = {"by": by, "en": "as the file says", "data": data}
    return {"say": f"postloan.{service}.{act}.v1", **words, **second}


def _rough(bad: Bad, age: int, on: date, random: Random) -> Iterator[Row]:
    """From the second month on another flow in each chapter, whatever comes of it."""
    if age:
        for number, ask in enumerate(FLOWS[random.choice([*FLOWS])]):
            desk = _desk(bad, on, random, number)
            said = people(ask, random) | ask.data(desk)
            yield {"say": f"postloan.{ask.service}.{ask.kind}.v1", "data": said}


def _desk(bad: Bad, on: date, random: Random, number: int = 0) -> Desk:
    total = ROWS * INSTALMENT
    return Desk(random, on, bad.trouble.obligor_id, total, on.toordinal() * 100 + number)
