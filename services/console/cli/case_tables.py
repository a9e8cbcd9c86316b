"""The tables of collection, guarantee, litigation and disposal, column by column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from services.console.cli.due_sheets import article
from services.console.cli.output import NOTHING, Cell, Column, Output, Sheet, grouped, money
from services.console.cli.words import named

Part = dict[str, Any]
Row = list[str | Cell]
Take = Callable[[Output, Part], str | Cell]


class _Field:
    """A column of a table and how its cell is made."""

    def __init__(self, word: str, take: Take, *, right: bool = False, keep: bool = False) -> None:
        self.column, self.take = Column(word, right, keep), take


def table(out: Output, title: str, fields: Sequence[_Field], rows: Sequence[Part]) -> list[Sheet]:
    """A table of these rows; none at all where there are none."""
    if not rows:
        return []
    cells: list[Row] = [[field.take(out, row) for field in fields] for row in rows]
    return [Sheet(out.label(title), [field.column for field in fields], cells)]


def _text(word: str, name: str | None = None) -> _Field:
    return _Field(word, lambda _, row: _plain(row[name or word]), keep=True)


def _below(word: str, name: str, below: Callable[[Output, Part], str]) -> _Field:
    """A value, and in a lower voice what belongs to it: so a table stays narrow."""
    return _Field(word, lambda out, row: Cell(_plain(row[name]), "", below(out, row)))


def _behind(row: Part) -> list[str]:
    return [row[name] for name in ("rule", "policy_id", "attempted_by") if row.get(name)]


def _code(word: str, name: str | None = None, section: str = "") -> _Field:
    return _Field(word, lambda out, row: out.code(row[name or word], section))


def _money(word: str, name: str | None = None) -> _Field:
    return _Field(word, lambda _, row: _amount(row[name or word]), right=True)


def _plain(value: Any) -> str:
    return NOTHING if value is None or value == "" else str(value)


def _amount(value: dict[str, str] | None) -> str:
    return NOTHING if value is None else grouped(value["amount"])


def _contact(out: Output, contact: Part) -> Cell:
    """What kind of contact, and a call's stage (COL-142)."""
    stage = contact["phone_stage"]
    return Cell(out.code(contact["kind"]), "", out.code(stage) if stage else "")


def _liable(out: Output, guarantor: Part) -> str:
    """The amount, or why nobody knows it here."""
    why = guarantor.get("liable_unknown")
    return out.code(why) if why else _amount(guarantor["liable"])


def parts_of(plans: Sequence[Part]) -> Iterator[Part]:
    """A row for each part of each plan."""
    for plan in plans:
        for number, (due_on, amount) in enumerate(plan["parts"], 1):
            yield {**plan, "number": str(number), "due_on": due_on, "amount": amount}


def sums(out: Output, sums: dict[str, dict[str, str]]) -> str:
    """The total and what it is made of."""
    parts = [
        f"{out.label(name)} {grouped(each['amount'])}"
        for name, each in sums.items()
        if name != "total" and each["amount"].strip("0.")
    ]
    total = money(sums["total"])
    return f"{total}  ({', '.join(parts)})" if parts else total


def blocked(out: Output, rows: Sequence[Part]) -> list[Sheet]:
    """Blocked acts of one service."""
    return table(out, "blocked_acts", BLOCKED, rows)


CONTACTS: Final = (
    _Field("on", lambda _, row: row["at"][:16].replace("T", " "), keep=True),
    _Field("what", lambda out, row: _contact(out, row)),
    _code("channel"),
    _code("party", "target_role"),
    _code("result"),
    _text("recording", "recording_id"),
)
NOTICES: Final = (
    _text("on"),
    _text("id_number", "notice_id"),
    _money("amount"),
    _code("method"),
    _code("proof"),
)
PROMISES: Final = (
    _text("made_on"),
    _Field("due_on", lambda _, row: f"{row['due_on']} {row['hour']}", keep=True),
    _money("amount"),
    _code("state"),
    _Field("expected_cash", lambda _, row: f"{_amount(row['expected_cash'])} ({row['weight']}%)"),
)
PLANS: Final = (
    _text("id_number", "plan_id"),
    _code("state"),
    _Field("signed_column", lambda out, row: out.value("yes" if row["signed"] else "no")),
    _text("part", "number"),
    _text("due_on"),
    _money("amount"),
)
BLOCKED: Final = (
    _text("on"),
    _Field(
        "code",
        lambda out, row: Cell(named(row["code"], out.lang), "", " · ".join(_behind(row))),
    ),
    _Field("instead", lambda out, row: out.told(*row["words"])),
)
GUARANTORS: Final = (
    _below("guarantor", "guarantor_id", lambda out, row: out.code(row["kind"])),
    _code("state", section="guarantor"),
    _Field("liable", _liable, right=True),
    _text("notified_on"),
    _below("demanded_sum", "demanded_on", lambda _, row: _amount(row["demanded"])),
    _money("paid"),
)
CLOCKS: Final = (
    _text("guarantor", "guarantor_id"),
    _code("clock"),
    _code("state"),
    _text("started_on"),
    _text("ends_on"),
    _Field("article", lambda out, row: f"{row['rule']} {article(out, row['article'])}".strip()),
)
COLLATERAL: Final = (
    _text("asset", "collateral_id"),
    _code("kind"),
    _code("state"),
    _money("asset_value", "value"),
    _text("valued_on"),
    _text("rounds", "auction_rounds"),
    _money("realised"),
)
MEASURES: Final = (
    _text("id_number", "measure_id"),
    _below("asset", "asset_id", lambda out, row: out.code(row["asset_kind"])),
    _Field("state", lambda out, row: Cell(out.code(row["state"], "state"), "", row["since"])),
    _money("amount"),
    _below("ends_on", "ends_on", lambda _, row: row["article"]),
)
AUCTIONS: Final = (
    _text("on"),
    _text("asset", "asset_id"),
    _text("round"),
    _money("starting_price"),
    _Field("sold_at_auction", lambda out, row: out.value("yes" if row["sold"] else "no")),
    _money("price"),
)
COLLECTED: Final = (
    _text("on"),
    _text("id_number", "receipt_id"),
    _code("payer"),
    _money("received"),
    _money("principal_left"),
)
ASSETS: Final = (
    _below("asset", "asset_id", lambda out, row: out.code(row["kind"])),
    _Field("state", lambda out, row: Cell(out.code(row["state"]), "", row["received_on"])),
    _money("debt_reduced"),
    _money("income"),
    _money("net"),
    _money("loss_of_bank", "holding_loss"),
)
