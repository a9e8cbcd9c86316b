"""What collection brought on a loan, for people: each figure with what it counts and by which rule."""

from __future__ import annotations

from typing import Any

from services.console.cli.output import NOTHING, Cell, Output, Sheet, money

Row = list[str | Cell]


def figures(out: Output, found: dict[str, Any] | None) -> list[Sheet]:
    """One sheet; none when the loan never was in a case."""
    if found is None:
        return []
    until = f" – {found['until']}" if found["until"] else ""
    rows: list[Row] = [
        [out.label("case"), f"{found['case_id']}  {found['since']}{until}"],
        *_recovered(out, found["net_recovery"]),
        *_rate(out, found["recovery_rate"]),
        *_cycle(out, found["collection_cycle"]),
        [out.label("policy"), found["policy_id"]],
    ]
    return [Sheet(out.label("figures"), (), rows)]


def _recovered(out: Output, part: dict[str, Any]) -> list[Row]:
    ways = [f"{out.code(way)} {money(sum_)}" for way, sum_ in part["by_way"].items()]
    return [
        [out.label("net_recovery"), Cell(_told(money(part["amount"]), part), "", "\n".join(ways))],
        [out.label("counts"), out.told(*_COUNTS)],
    ]


def _rate(out: Output, part: dict[str, Any]) -> list[Row]:
    over = f"{money(part['recovered'])} ÷ {money(part['overdue'])}"
    rate = NOTHING if part["percent"] is None else f"{part['percent']}% = {over}"
    components = ", ".join(out.label(name) for name in part["components"])
    counted = f"{out.label('overdue_counted_on')} {part['overdue_on']}"
    return [
        [out.label("recovery_rate"), _told(rate, part)],
        [
            out.label("overdue_in_all"),
            Cell(f"{money(part['overdue'])}, {counted}", "", components),
        ],
    ]


def _cycle(out: Output, part: dict[str, Any]) -> list[Row]:
    return [
        [out.label(f"to_{which}"), _told(_days(out, part, which), part)]
        for which in ("first", "last")
    ]


def _days(out: Output, part: dict[str, Any], which: str) -> str:
    days = part[f"{which}_days"]
    if days is None:
        return NOTHING
    return f"{days:,} {out.label('days')}  ({part['from']} – {part[f'{which}_on']})"


def _told(text: str, part: dict[str, Any]) -> str:
    return f"{text}  [{part['rule']}]"


_COUNTS = (
    "money in, less costs; an asset taken for debt once it becomes money",
    "扣除费用后的到账资金，抵债资产变现时计入",
)
