"""What the tests of verification ask of a report."""

from __future__ import annotations

from services.audit.findings import RULES, Finding
from services.audit.verify import Report, verify
from services.kit.row import COLUMNS, EventRow
from tests.integration.audit.conftest import Places


async def verified(places: Places, loan_id: str | None = None) -> Report:
    """The report, whose own parts agree."""
    report = await verify(places.audit.verifier, places.verifiers, loan_id)
    assert report.found == len(report.findings)
    assert {found.rule for found in report.findings} <= RULES.keys()
    assert report.ok == (not report.findings)
    return report


def places_of(report: Report) -> set[tuple[str, str, int | None]]:
    """(where, rule, position) of every finding."""
    return {(found.where, found.rule, found.position) for found in report.findings}


def the_one(report: Report, rule: str, where: str) -> Finding:
    """The only finding of that rule there."""
    [found] = [f for f in report.findings if (f.rule, f.where) == (rule, where)]
    return found


def insertion(row: EventRow) -> str:
    """The statement that puts a row into a store."""
    values = []
    for column in COLUMNS:
        value = getattr(row, column)
        if value is None:
            values.append("null")
        elif isinstance(value, bytes):
            values.append(f"'\\x{value.hex()}'")
        else:
            values.append(f"'{value}'")
    return f"insert into store.event ({', '.join(COLUMNS)}) values ({', '.join(values)})"
