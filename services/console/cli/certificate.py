"""The certificate of a feed for core-banking teams, offline."""

from __future__ import annotations

from pathlib import Path

from contracts.check import FeedError, Report, check_feed
from services.console.cli.errors import CommandError
from services.console.cli.output import Cell, Column, Output, Sheet


def check(path: Path) -> Report:
    """Checks the whole feed; `CommandError` when it can't be read."""
    try:
        return check_feed(path)
    except FeedError as wrong:
        raise CommandError(f"{wrong}.") from None


def sheets(out: Output, report: Report) -> list[Sheet]:
    """The certificate for people: findings first, then every rule that was looked at."""
    outcome = Cell(out.label("passed"), "green")
    if not report.passed:
        outcome = Cell(out.label("failed"), "bold red")
    head = Sheet(
        out.label("certificate"),
        (),
        [
            [out.label("file"), report.path],
            [out.label("outcome"), outcome],
            [out.label("lines"), f"{report.lines:,}"],
            [out.label("bad_lines"), f"{report.bad_lines:,}"],
            [out.label("resent"), f"{report.resent:,}"],
            [out.label("warnings"), f"{report.warnings:,}"],
            *([kind, f"{number:,}"] for kind, number in report.types.items()),
        ],
    )
    found = [finding for each in report.results for finding in each.findings]
    parts = [head, _rules(out, report)]
    return [*parts, _findings(out, report)] if found else parts


def _rules(out: Output, report: Report) -> Sheet:
    columns = [
        Column("rule", keep=True),
        Column("passed", right=True),
        Column("failed", right=True),
        Column("detail"),
    ]
    rows: list[list[str | Cell]] = [
        [
            each.rule,
            f"{each.passed:,}",
            Cell(f"{each.failed:,}", _tone(each.failed, each.warning)),
            each.statement,
        ]
        for each in report.results
    ]
    return Sheet(out.label("rules"), columns, rows)


def _findings(out: Output, report: Report) -> Sheet:
    columns = [
        Column("line", right=True),
        Column("rule", keep=True),
        Column("field"),
        Column("value"),
        Column("detail"),
    ]
    rows = [
        [f"{each.line}", each.rule, each.field, each.value, each.sentence]
        for result in report.results
        for each in result.findings
    ]
    return Sheet(out.label("findings"), columns, rows)


def _tone(failed: int, warning: bool) -> str:
    return "" if not failed else "yellow" if warning else "bold red"
