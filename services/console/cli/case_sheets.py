"""Collection, guarantee, litigation and disposal of the loan document for people."""

from __future__ import annotations

from services.console.cli.case_tables import (
    ASSETS,
    AUCTIONS,
    CLOCKS,
    COLLATERAL,
    COLLECTED,
    CONTACTS,
    GUARANTORS,
    MEASURES,
    NOTICES,
    PLANS,
    PROMISES,
    Part,
    Row,
    blocked,
    parts_of,
    sums,
    table,
)
from services.console.cli.output import NOTHING, Cell, Output, Sheet, money


def collection(out: Output, part: Part) -> list[Sheet]:
    """The case, what was done and promised in it, and the acts that were blocked."""
    rows: list[Row] = [
        [out.label("case"), part["case_id"] or NOTHING],
        [out.label("state"), f"{out.code(part['state'])}  {part['since']}"],
        [out.label("phone_stage"), _phone(out, part)],
        [out.label("arrears_cause"), out.code(part["cause"])],
        [out.label("long_overdue_on"), part["long_overdue_on"] or NOTHING],
        [out.label("promises_broken"), str(part["promises_broken"])],
        [out.label("expected_cash"), money(part["expected_cash"])],
        [out.label("team"), ", ".join(part["team"]) or NOTHING],
        [out.label("agency"), part["agency_id"] or NOTHING],
        [out.label("legal_stage"), out.code(part["legal_stage"], "stage")],
        [out.label("recovered_sum"), money(part["recovered"])],
        [out.label("blacklisted"), ", ".join(part["blacklisted"]) or NOTHING],
    ]
    return [
        Sheet(out.label("collection"), (), rows),
        *table(out, "contact_log", CONTACTS, part["contacts"]),
        *table(out, "notices", NOTICES, part["notices"]),
        *table(out, "promises_made", PROMISES, part["promises"]),
        *table(out, "plans", PLANS, list(parts_of(part["plans"]))),
        *blocked(out, part["blocked"]),
    ]


def _phone(out: Output, part: Part) -> str:
    """The stage of the phone case, and since when."""
    since = part["phone_stage_since"]
    return out.code(part["phone_stage"]) + (f"  {since}" if since else "")


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
        *table(out, "guarantors", GUARANTORS, part["guarantors"]),
        *table(out, "clocks", CLOCKS, clocks),
        *table(out, "collateral", COLLATERAL, part["collateral"]),
    ]


def litigation(out: Output, part: Part) -> list[Sheet]:
    """Stage, claim, suit, judgment, clocks, measures, enforcement."""
    stage = out.code(part["stage"], "stage")
    rows: list[Row] = [
        [out.label("stage"), f"{stage}  {part['since']}" if part["since"] else stage],
        [out.label("claim"), sums(out, part["claim"])],
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
        *table(out, "measures", MEASURES, part["preservation"]),
        *table(out, "auctions", AUCTIONS, part["auctions"]),
        *table(out, "collected_by_law", COLLECTED, part["collected"]),
        *blocked(out, part["blocked"]),
    ]


def _suit(out: Output, part: Part) -> list[Row]:
    rows: list[Row] = []
    if (suit := part["suit"]) is not None:
        rows += [
            [out.label("suit"), f"{suit['suit_id']}  {out.code(suit['forum'])}"],
            [out.label("filed_on"), suit["filed_on"]],
            [out.label("defendants"), ", ".join(suit["defendants"])],
            [out.label("claim_sued_for"), f"{sums(out, suit['claim'])}  {suit['claim_day']}"],
        ]
        if "ended_on" in suit:
            ended = f"{suit['ended_on']}  {out.code(suit['outcome'], 'SuitEnded')}"
            rows.append([out.label("suit_ended"), ended])
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
            [out.label("written_off_sum"), money(part["written_off"])],
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
        rows.append([out.label("blocked_acts"), str(part["blocked"])])
    return [
        Sheet(out.label("disposal"), (), rows),
        *table(out, "assets", ASSETS, part["assets"]),
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
