"""The loan document (contract.md section 5) for people."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from services.console.cli import case_sheets, due_sheets
from services.console.cli.figure_sheets import figures
from services.console.cli.output import (
    NOTHING,
    Cell,
    Column,
    Output,
    Sheet,
    grouped,
    instant,
    money,
)

_MONEYS: Final = ("overdue", "principal_outstanding", "unapplied", "penalty")
_SUMS: Final = {"overdue": "overdue_sum"}
_NEAR: Final = 4
_LATER: Final = {
    "collection": case_sheets.collection,
    "guarantee": case_sheets.guarantee,
    "litigation": case_sheets.litigation,
    "disposal": case_sheets.disposal,
}


def loan(out: Output, document: dict[str, Any]) -> list[Sheet]:
    """The loan as it was."""
    parts = [_head(out, document)]
    if (monitored := document.get("monitoring")) is not None:
        parts.append(_monitoring(out, monitored))
        if (kept := monitored.get("file")) is not None:
            parts += case_sheets.file(out, kept)
    if (classified := document.get("classification")) is not None:
        parts.append(_classification(out, classified))
    for name, sheets in _LATER.items():
        if (part := document.get(name)) is not None:
            parts += sheets(out, part)
    parts += figures(out, document.get("figures"))
    parts += due_sheets.of_loan(out, document)
    if monitored is not None:
        parts.append(_installments(out, monitored))
    return parts


def _head(out: Output, document: dict[str, Any]) -> Sheet:
    past = document["history"]
    verified = out.value("yes" if past["verified"] else "no")
    known = [
        [out.label(name), document[name]] for name in ("known_on", "known_at") if document[name]
    ]
    rows: list[list[str | Cell]] = [
        [out.label("obligor"), document["obligor_id"]],
        [out.label("as_of"), document["as_of"] or NOTHING],
        *known,
        [out.label("events"), f"{past['events']:,}"],
        [out.label("head"), past["head"] or NOTHING],
        [out.label("verified"), verified],
    ]
    return Sheet(f"{out.label('loan')} {document['loan_id']}", (), rows)


def _monitoring(out: Output, part: dict[str, Any]) -> Sheet:
    rows: list[list[str | Cell]] = [
        [out.label("stage"), out.value(part["stage"])],
        [out.label("days_past_due"), str(part["days_past_due"])],
        [out.label("overdue_since"), part["overdue_since"] or NOTHING],
    ]
    rows += [[out.label(_SUMS.get(name, name)), money(part[name])] for name in _MONEYS]
    if part.get("accelerated_on"):
        rows.append([out.label("accelerated_on"), part["accelerated_on"]])
    return Sheet(out.label("monitoring"), (), rows)


def _classification(out: Output, part: dict[str, Any]) -> Sheet:
    reasons = ", ".join(out.code(reason) for reason in part["reasons"])
    rows: list[list[str | Cell]] = [
        [out.label("class"), out.value(part["class"])],
        [out.label("own_merit"), out.value(part["own_merit"])],
        [out.label("contagion"), _contagion(out, part["contagion"])],
        [out.label("became_true_on"), part["became_true_on"]],
        [out.label("processed_at"), instant(part.get("processed_at") or NOTHING)],
        [out.label("reasons"), reasons or NOTHING],
        [out.label("policy"), part["policy_id"]],
        *_beside_class(out, part),
    ]
    return Sheet(out.label("classification"), (), rows)


def _beside_class(out: Output, part: dict[str, Any]) -> list[list[str | Cell]]:
    """Provision, leaving the book, cause, cure tests and triage, as far as there is any."""
    rows: list[list[str | Cell]] = []
    if tier := part.get("four_tier"):
        rows.append([out.label("four_tier"), _four_tier(out, tier)])
    scope = "yes" if part.get("in_recovery_scope") else "no"
    rows.append([out.label("in_recovery_scope"), out.value(scope)])
    if part.get("interest_since"):
        rows.append([out.label("interest_since"), part["interest_since"]])
    if part.get("provision"):
        rows.append([out.label("provision"), money(part["provision"])])
    if left := part.get("out"):
        rows.append([out.label("out"), f"{out.code(left['reason'])} {left['since']}"])
    if cause := part.get("arrears_cause"):
        rows.append([out.label("arrears_cause"), out.code(cause["cause"])])
    if changed := part.get("restructuring"):
        rows.append([out.label("restructured"), _restructured(out, changed)])
    if part.get("forms"):
        rows.append([out.label("forms"), ", ".join(out.code(each) for each in part["forms"])])
    for test in part.get("cure_tests", ()):
        failed = [str(each["condition"]) for each in test["results"] if not each["met"]]
        told = f"{out.label('failed')} {', '.join(failed)}" if failed else out.label("passed")
        rows.append([test["test"], f"{told} ({test['tested_on']})"])
    if triage := part.get("triage"):
        rows.append([out.label("triage"), f"{triage['group']} {out.code(triage['name'])}"])
    return rows


def _four_tier(out: Output, tier: dict[str, Any]) -> str:
    """Tier, since when, why and by which rule and edition."""
    told = f"{out.code(tier['tier'], 'tier')}, {out.label('since')} {tier['since']}"
    if tier["rule"] is None:
        return f"{told} ({tier['policy_id']})"
    return f"{told}: {out.code(tier['reason'])} ({tier['rule']}, {tier['policy_id']})"


def _restructured(out: Output, changed: dict[str, Any]) -> str:
    """Since when, how often, and how long it is observed."""
    until = changed["ends_on"] or NOTHING
    kept = out.code("completed" if changed["complete"] else "running", "observation")
    told = f"{out.label('since')} {changed['since']} ({changed['times']})"
    return f"{told}, {out.label('observed_until')} {until}: {kept}"


def _contagion(out: Output, contagion: dict[str, Any] | None) -> str:
    if contagion is None:
        return out.label("none")
    return f"{contagion['rule']}: {', '.join(contagion.get('from_loans', ()))}"


def _installments(out: Output, part: dict[str, Any]) -> Sheet:
    columns = [
        Column("number"),
        Column("due_on", keep=True),
        Column("due_sum", right=True),
        Column("paid", right=True),
        Column("open", right=True),
        Column("paid_on", keep=True),
    ]
    rows = _rows(out, part["installments"], part["overdue_since"])
    rows += [_claim(out, each) for each in part.get("charges", ())]
    return Sheet(out.label("instalments"), columns, rows, empty=out.label("none"))


def _rows(
    out: Output, claims: list[dict[str, Any]], overdue_since: str | None
) -> list[list[str | Cell]]:
    """On a terminal the instalments around the first open one; in a pipe all of them."""
    still_open = [place for place, each in enumerate(claims) if _left(each)]
    first = still_open[0] if still_open else len(claims)
    low, high = (first - _NEAR, first + _NEAR) if out.on_terminal else (0, len(claims))
    if overdue_since is not None:
        high += sum(each["due_on"] <= overdue_since for each in claims[first:])
    rows = [_claim(out, each) for each in claims[max(low, 0) : high]]
    before, after = claims[: max(low, 0)], claims[high:]
    return [*_together(out, before), *rows, *_together(out, after)]


def _together(out: Output, claims: list[dict[str, Any]]) -> list[list[str | Cell]]:
    """One row for instalments that are not shown one by one."""
    if not claims:
        return []
    due = sum((_sum(each["due"]) for each in claims), Decimal(0))
    paid = sum((_sum(each["paid"]) for each in claims), Decimal(0))
    more = f"{len(claims)} {out.label('more')}"
    return [["…", more, _shown(due), _shown(paid), _shown(due - paid), ""]]


def _left(each: dict[str, Any]) -> Decimal:
    return _sum(each["due"]) - _sum(each["paid"])


def _claim(out: Output, each: dict[str, Any]) -> list[str | Cell]:
    due, paid = _sum(each["due"]), _sum(each["paid"])
    left = due - paid
    return [
        _named(out, each),
        each["due_on"],
        _shown(due),
        _shown(paid),
        Cell(_shown(left), "red" if left else ""),
        each["paid_on"] or NOTHING,
    ]


def _named(out: Output, each: dict[str, Any]) -> str:
    """An instalment by its number; a charge by its id, what else there is by its kind."""
    if each.get("number"):
        return str(each["number"])
    kind, _, name = each["name"].partition(":")
    return name or out.code(kind)


def _sum(amounts: dict[str, dict[str, str]]) -> Decimal:
    return sum((Decimal(each["amount"]) for each in amounts.values()), Decimal(0))


def _shown(amount: Decimal) -> str:
    return grouped(str(amount))
