"""What happened to the bank's troubled loans, counted from the services' own stores and read tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from services.console.cli.output import Cell, Output, Sheet
from services.console.cli.positions import Positions

_EVENTS: Final = "select count(*)::bigint as n from store.event where type = any($1)"
EVENTS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "contacts": (("collection", "collection.CollectionCallMade"),),
    "demands": (
        ("collection", "collection.DemandNoticeServed"),
        ("guarantee", "guarantee.GuarantorDemandServed"),
    ),
    "suits": (("litigation", "litigation.SuitFiled"),),
    "transfers": (("disposal", "disposal.DebtTransferred"),),
    "blocked_acts": tuple(
        (service, f"{service}.ProhibitedActionBlocked")
        for service in ("monitoring", "collection", "guarantee", "litigation", "disposal")
    ),
}
"""What officers did, by word: acts are never judged again, so events are counted."""
ROWS: Final[dict[str, tuple[str, str]]] = {
    "cases": (
        "collection",
        "select count(distinct case_id)::bigint as n from read.case_move where not withdrawn",
    ),
    "promises": (
        "collection",
        "select count(distinct promise_id)::bigint as n from read.promise where not withdrawn",
    ),
    "write_offs": (
        "disposal",
        "select count(*)::bigint as n from read.write_off where not withdrawn",
    ),
}
"""What late facts may undo, by word: what stands now is counted."""
_RECOVERIES: Final = {
    "collection": (
        "select loan_id, 'cash' as way, recovery_id, effective_on "
        "from read.recovery where not withdrawn"
    ),
    "disposal": (
        "select loan_id, way, recovery_id, effective_on from read.recovery where not withdrawn"
    ),
}
"""Recoveries that stand now, by service: both tell of the courts' money on the book, and of guarantors'."""
_SAME: Final = ("loan_id", "way", "recovery_id", "effective_on")
"""What makes a recovery the same."""
WORDS: Final = (
    *("cases", "contacts", "promises", "demands", "suits", "write_offs", "transfers"),
    *("recoveries", "blocked_acts"),
)


async def gather(positions: Positions) -> dict[str, int]:
    """The counts by word; services that the stack does not run count nothing."""
    present = set(positions.target.services)
    found = dict.fromkeys(WORDS, 0)
    for word, kinds in EVENTS.items():
        for service, name in kinds:
            if service in present:
                [row] = await positions.rows(service, _EVENTS, [name])
                found[word] += row["n"]
    for word, (service, query) in ROWS.items():
        if service in present:
            [row] = await positions.rows(service, query)
            found[word] = row["n"]
    told = [
        [dict(row) for row in await positions.rows(service, query)]
        for service, query in _RECOVERIES.items()
        if service in present
    ]
    found["recoveries"] = distinct(told)
    return found


def distinct(told: Iterable[Iterable[Mapping[str, Any]]]) -> int:
    """Recoveries that one service or several tell of, each once."""
    return len({tuple(row[name] for name in _SAME) for rows in told for row in rows})


def sheet(out: Output, counts: dict[str, int]) -> Sheet:
    """The counts for people."""
    rows: list[list[str | Cell]] = [[out.label(word), f"{counts[word]:,}"] for word in WORDS]
    return Sheet(out.label("troubled_loans"), (), rows)
