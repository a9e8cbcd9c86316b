"""Collection, guarantee, litigation and disposal of the loan document for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from services.console.cli.output import NOTHING, Cell, Column, Output, Sheet, grouped, money

Part = dict[str, Any]
Row = list[str | Cell]


def collection(out: Output, part: Part) -> list[Sheet]:
    """The case, what was done and promised in it, and the acts that were blocked."""
    rows: list[Row] = [
        [out.label("case"), part["case_id"] or NOTHING],
        [out.label("state"), f"{out.code(part['state'])}  {part['since']}"],
        [out.label("arrears_cause"), out.code(part["cause"])],
        [out.label("long_overdue_on"), part["long_overdue_on"] or NOTHING],
        [out.label("promises_broken"), str(part["promises_broken"])],
        [out.label("expected_cash"), money(part["expected_cash"])],
        [out.label("team"), ", ".join(part["team"]) or NOTHING],
        [out.label("agency"), part["agency_id"] or NOTHING],
        [out.label("legal_stage"), out.code(part["legal_stage"])],
        [out.label("recovered"), money(part["recovered"])],
        [out.label("blacklisted"), ", ".join(part["blacklisted"]) or NOTHING],
    ]
    return [
        Sheet(out.label("collection"), (), rows),
        *_table(out, "contacts", _CONTACTS, part["contacts"]),
        *_table(out, "notices", _NOTICES, part["notices"]),
        *_table(out, "promises", _PROMISES, part["promises"]),
        *_table(out, "plans", _PLANS, [_part(p, n) for p in part["plans"] for n in _parts(p)]),
        *_blocked(out, part["blocked"]),
    ]


def guarantee(out: Output, part: Part) -> list[Sheet]:
    """Who and what stands for the loan, and the clocks of it."""
    rows: list[Row] = [
        [out.label("paid_by_guarantors"), money(part["paid"])],
        [out.label("recourse"), money(part["recourse"])],
    ]
    if part["held_by"]:
        rows.append([out.label("held_by"), part["held_by"]])
    clocks = [
        {"guarantor_id": each["guarantor_id"], "clock": name, **each[name]}
        for each in part["guarantors"]
        for name in ("period", "limitation")
        if each[name] is not None
    ]
    return [
        Sheet(out.label("guarantee"), (), rows),
        *_table(out, "guarantors", _GUARANTORS, part["guarantors"]),
        *_table(out, "clocks", _CLOCKS, clocks),
        *_table(out, "collateral", _COLLATERAL, part["collateral"]),
    ]


def litigation(out: Output, part: Part) -> list[Sheet]:
    """Stage, claim, suit, judgment, clocks, measures, enforcement."""
    stage = out.code(part["stage"])
    rows: list[Row] = [
        [out.label("stage"), f"{stage}  {part['since']}" if part["since"] else stage],
        [out.label("claim"), _sums(out, part["claim"])],
    ]
    for name in ("limitation", "enforcement_limit"):
        if (clock := part[name]) is not None:
            ends = f"  {out.label('ends_on')} {clock['ends_on']}" if clock["ends_on"] else ""
            rows.append([out.code(name), out.code(clock["state"]) + ends])
    rows += _suit(out, part)
    if part["onsite"]:
        held = [f"{each['on']} ({each['number']}/{each['limit']})" for each in part["onsite"]]
        rows.append([out.label("onsite"), ", ".join(held)])
    return [
        Sheet(out.label("litigation"), (), rows),
        *_table(out, "preservation", _MEASURES, part["preservation"]),
        *_table(out, "auctions", _AUCTIONS, part["auctions"]),
        *_table(out, "collected_by_law", _COLLECTED, part["collected"]),
        *_blocked(out, part["blocked"]),
    ]


def _suit(out: Output, part: Part) -> list[Row]:
    rows: list[Row] = []
    if (suit := part["suit"]) is not None:
        rows += [
            [out.label("suit"), f"{suit['suit_id']}  {out.code(suit['forum'])}"],
            [out.label("filed_on"), suit["filed_on"]],
            [out.label("defendants"), ", ".join(suit["defendants"])],
            [out.label("claim_sued_for"), f"{_sums(out, suit['claim'])}  {suit['claim_day']}"],
        ]
    if (judgment := part["judgment"]) is not None:
        rows += [
            [
                out.label("judgment"),
                f"{judgment['rendered_on']}  {out.code(judgment['instance'])}",
            ],
            [out.label("awarded"), money(judgment["awarded"])],
            [out.label("court_costs"), money(judgment["costs"])],
            [out.label("jointly_liable"), ", ".join(judgment["liable"]) or NOTHING],
            [out.label("priority_on"), ", ".join(judgment["priority_on"]) or NOTHING],
        ]
    if part["enforcement_since"]:
        rows.append([out.label("enforcement_since"), part["enforcement_since"]])
    return rows


def disposal(out: Output, part: Part) -> list[Sheet]:
    """Cases, write-off, assets taken, what came back, the sale."""
    cases = [f"{name} {out.code(state)}" for name, state in part["cases"].items()]
    rows: list[Row] = [
        [out.label("case"), ", ".join(cases) or NOTHING],
        [out.label("route"), out.code(part["route"])],
        [out.label("accounting_state"), out.code(part["accounting_state"])],
        [out.label("legal_state"), out.code(part["legal_state"])],
    ]
    if part["written_off"] is not None:
        rows += [
            [out.label("written_off"), money(part["written_off"])],
            [out.label("written_off_on"), part["written_off_on"]],
            [out.label("criterion"), part["criterion"]],
            [out.label("provision_used"), money(part["provision_used"])],
            [out.label("memo_claim"), money(part["memo_claim"])],
        ]
    moneys = ("in_kind", "recovered_gross", "recovered_cost", "recovered_net")
    rows += [[out.label(name), money(part[name])] for name in moneys]
    rows.append([out.label("recovered_after"), money(part["recovered_after_write_off"])])
    if part["buyer_id"]:
        rows += [
            [out.label("buyer"), part["buyer_id"]],
            [out.label("price"), money(part["price"])],
            [out.label("claim_sold"), money(part["claim_sold"])],
            [out.label("notices_to"), ", ".join(part["notices_served"]) or NOTHING],
        ]
    if part["blocked"]:
        rows.append([out.label("blocked"), str(part["blocked"])])
    return [
        Sheet(out.label("disposal"), (), rows),
        *_table(out, "assets", _ASSETS, part["assets"]),
    ]


def file(out: Output, part: Part) -> list[Sheet]:
    """Monitoring's post-loan file."""
    state = out.told(*part["state_words"])
    rows: list[Row] = [
        [out.label("state"), Cell(f"{state.text} {state.more}".rstrip() + f"  {part['since']}")]
    ]
    if part["signals"]:
        rows.append([out.label("risk_signals"), str(len(part["signals"]))])
    return [Sheet(out.label("post_loan_file"), (), rows)]


# -- tables -------------------------------------------------------------------------------------

Take = Callable[[Output, Part], str | Cell]


class _Field:
    """A column of a table and how its cell is made."""

    def __init__(self, word: str, take: Take, *, right: bool = False, keep: bool = False) -> None:
        self.column, self.take = Column(word, right, keep), take


def _table(out: Output, title: str, fields: Sequence[_Field], rows: Sequence[Part]) -> list[Sheet]:
    """A table of these rows; none at all where there are none."""
    if not rows:
        return []
    cells: list[Row] = [[field.take(out, row) for field in fields] for row in rows]
    return [Sheet(out.label(title), [field.column for field in fields], cells)]


def _text(word: str, name: str | None = None) -> _Field:
    return _Field(word, lambda _, row: _plain(row[name or word]), keep=True)


def _code(word: str, name: str | None = None) -> _Field:
    return _Field(word, lambda out, row: out.code(row[name or word]))


def _money(word: str, name: str | None = None) -> _Field:
    return _Field(word, lambda _, row: _amount(row[name or word]), right=True)


def _plain(value: Any) -> str:
    return NOTHING if value is None or value == "" else str(value)


def _amount(value: dict[str, str] | None) -> str:
    return NOTHING if value is None else grouped(value["amount"])


def _parts(plan: Part) -> range:
    return range(len(plan["parts"]))


def _part(plan: Part, place: int) -> Part:
    due_on, amount = plan["parts"][place]
    return {**plan, "number": str(place + 1), "due_on": due_on, "amount": amount}


def _sums(out: Output, sums: dict[str, dict[str, str]]) -> str:
    """The total and what it is made of."""
    parts = [
        f"{out.label(name)} {grouped(each['amount'])}"
        for name, each in sums.items()
        if name != "total" and each["amount"].strip("0.")
    ]
    total = money(sums["total"])
    return f"{total}  ({', '.join(parts)})" if parts else total


def _blocked(out: Output, rows: Sequence[Part]) -> list[Sheet]:
    return _table(out, "blocked", _BLOCKED, rows)


_CONTACTS: Final = (
    _Field("on", lambda _, row: row["at"][:16].replace("T", " "), keep=True),
    _code("what", "kind"),
    _code("channel"),
    _code("party", "target_role"),
    _code("result"),
    _text("recording", "recording_id"),
)
_NOTICES: Final = (
    _text("on"),
    _text("id_number", "notice_id"),
    _money("amount"),
    _code("method"),
    _code("proof"),
)
_PROMISES: Final = (
    _text("made_on"),
    _Field("due_on", lambda _, row: f"{row['due_on']} {row['hour']}", keep=True),
    _money("amount"),
    _code("state"),
    _Field("expected_cash", lambda _, row: f"{_amount(row['expected_cash'])} ({row['weight']}%)"),
)
_PLANS: Final = (
    _text("id_number", "plan_id"),
    _code("state"),
    _Field("signed", lambda out, row: out.value("yes" if row["signed"] else "no")),
    _text("part", "number"),
    _text("due_on"),
    _money("amount"),
)
_BLOCKED: Final = (
    _text("on"),
    _text("code"),
    _text("rule"),
    _text("policy", "policy_id"),
    _text("actor", "attempted_by"),
    _Field("instead", lambda out, row: out.told(*row["words"])),
)
_GUARANTORS: Final = (
    _text("guarantor", "guarantor_id"),
    _code("guarantee_kind", "kind"),
    _code("state"),
    _money("liable"),
    _text("notified_on"),
    _text("demanded_on"),
    _money("demanded"),
    _money("paid"),
)
_CLOCKS: Final = (
    _text("guarantor", "guarantor_id"),
    _code("clock"),
    _code("state"),
    _text("started_on"),
    _text("ends_on"),
    _Field("article", lambda _, row: f"{row['rule']} {row['article']}".strip()),
)
_COLLATERAL: Final = (
    _text("asset", "collateral_id"),
    _code("kind"),
    _code("state"),
    _money("asset_value", "value"),
    _text("valued_on"),
    _text("rounds", "auction_rounds"),
    _money("realised"),
)
_MEASURES: Final = (
    _text("id_number", "measure_id"),
    _text("asset", "asset_id"),
    _code("kind", "asset_kind"),
    _code("state"),
    _text("since"),
    _money("amount"),
    _text("ends_on"),
    _text("article"),
)
_AUCTIONS: Final = (
    _text("on"),
    _text("asset", "asset_id"),
    _text("round"),
    _money("starting_price"),
    _Field("sold_column", lambda out, row: out.value("yes" if row["sold"] else "no")),
    _money("price"),
)
_COLLECTED: Final = (
    _text("on"),
    _text("id_number", "receipt_id"),
    _code("payer"),
    _money("received"),
    _money("principal_left"),
)
_ASSETS: Final = (
    _text("asset", "asset_id"),
    _code("kind"),
    _code("state"),
    _text("received", "received_on"),
    _money("debt_reduced"),
    _money("income"),
    _money("net"),
    _money("holding_loss"),
    _text("dispose_by"),
)
